"""Opens the sources that a request names."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence

from backbeat.errors import RequestError
from backbeat.progress import SILENT, Progress
from backbeat.workflows.commands import PREFIX
from backbeat.workflows.foley.sources.choosing import Sources
from backbeat.workflows.foley.sources.offering import DEFAULT, NAMES, SoundSource
from backbeat.workflows.foley.sources.telling import Telling


def open_sources(
    names: Sequence[str] = (),
    library_folders: Sequence[str] = (),
    commercial: bool = False,
    seed: int = 0,
    progress: Progress = SILENT,
) -> Sources:
    """Opens sources by the names that requests have for them.

    Args:
        names: "library", "starter", "synthesis", "freesound", "elevenlabs", or "command:" and a
            program; in the order of preference. Empty: `DEFAULT`.
        library_folders: folders of libraries that are looked in; empty: all that were indexed.
        commercial: whether only sounds may be used whose licence is known to allow commercial use.
        seed: of everything random.
        progress: may cancel.

    Raises:
        RequestError: there is no such source, it is named twice, or may not be used commercially.
        PermissionDeniedError: a service is not switched on, or has no key; or commands are not
            allowed here.
        InputError: a folder does not exist, or the index of sounds cannot be read.
        OutputError: the index cannot be written.
        CancelledError: the job was cancelled.
    """
    chosen = _chosen(names)
    telling = Telling(progress)
    with contextlib.ExitStack() as opened:
        sources: list[SoundSource] = []
        for name in chosen:
            if name == "library":
                sources.append(_library(library_folders, progress))
            else:
                sources.append(_opened(name, commercial, telling.steps))
            opened.callback(sources[-1].close)
        opened.pop_all()
    return Sources(sources, commercial, seed, telling)


def check_sources(names: Sequence[str], commercial: bool) -> None:
    """Whether sources can be used, before any work is done.

    Raises:
        RequestError, PermissionDeniedError: as `open_sources`.
    """
    for name in _chosen(names):
        if name != "library":
            _opened(name, commercial, SILENT).close()


def _chosen(names: Sequence[str]) -> list[str]:
    chosen = list(names) or list(DEFAULT)
    repeated = {name for name in chosen if chosen.count(name) > 1}
    commands = [name for name in chosen if name.startswith(PREFIX)]
    if repeated or len(commands) > 1:
        raise RequestError(
            f"A source is named twice: {', '.join(sorted(repeated)) or ', '.join(commands)}.",
            "Name each once.",
        )
    return chosen


def _library(folders: Sequence[str], progress: Progress) -> SoundSource:
    from backbeat.workflows.foley.sources.library import open_library

    return open_library(folders, progress)


def _opened(name: str, commercial: bool, progress: Progress) -> SoundSource:
    # Imported here: each is opened only where it is asked for, and some are slow to import.
    if name == "starter":
        from backbeat.workflows.foley.sources.starter import StarterSource

        return StarterSource()
    if name == "synthesis":
        from backbeat.workflows.foley.sources.synthesis import SynthesisSource

        return SynthesisSource()
    if name == "freesound":
        if commercial:
            raise RequestError(
                "Freesound's API may be used for non-commercial work only.",
                "Leave out --commercial, or the source freesound.",
            )
        from backbeat.workflows.foley.sources.freesound import FreesoundSource

        return FreesoundSource(progress)
    if name == "elevenlabs":
        from backbeat.workflows.foley.sources.elevenlabs import open_elevenlabs

        return open_elevenlabs(commercial, progress)
    if name.startswith(PREFIX):
        from backbeat.workflows.foley.sources.command import open_command

        return open_command(name, progress)
    raise RequestError(
        f"There is no source of sounds {name!r}.",
        f"There are {', '.join(NAMES)}, and {PREFIX} with a program.",
    )
