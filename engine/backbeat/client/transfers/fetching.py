"""Fetching what a job wrote to where the user wanted it: all of it, or nothing."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path, PurePosixPath

from backbeat.client.transfers.media import MediaTransfers
from backbeat.client.transfers.names import Names
from backbeat.errors import EngineUnavailableError
from backbeat.files.seal import resealed
from backbeat.progress import Progress
from backbeat.workflows.inputs import Inputs
from backbeat.workflows.outputs import writing

_TEXTS = frozenset(
    (".csv", ".edl", ".fcpxml", ".html", ".json", ".otio", ".srt", ".svg", ".tsv", ".txt", ".vtt")
) | {".xml"}
_ODD = re.compile(r"[\x00-\x1f\\:]")


def fetch(
    media: MediaTransfers,
    folders: dict[Path, str],
    outputs: Sequence[Path],
    inputs: Inputs,
    overwrite: bool,
    names: Names,
    progress: Progress,
) -> list[Path]:
    """Fetches all files of some folders of outputs, and returns where they are now.

    In texts, what was sent or is fetched is named as it is here.

    Args:
        media: the transfers.
        folders: folders of this machine, each with the one on the engine.
        outputs: what the request named; only these come, and what is named like them.
        inputs: what the job read, which nothing replaces.
        overwrite: whether files that Backbeat did not write may be replaced.
        names: what is called otherwise there.
        progress: of the whole.

    Raises:
        AlreadyExistsError: a file is in the way.
        OutputError: one cannot be written.
        EngineUnavailableError: the connection broke, or the engine offers what nobody asked for.
    """
    found: dict[Path, tuple[str, int]] = {}
    for here, there in folders.items():
        stems = [path.stem for path in outputs if path.parent == here]
        for one in media.list(there):
            target = _target(here, one.relative, stems)
            found[target] = f"{there}/{one.relative}", one.size
    for target in found:
        target.parent.mkdir(parents=True, exist_ok=True)
    total, done = sum(size for _, size in found.values()) or 1, 0
    with writing(inputs, list(found), overwrite) as transaction:
        for target, (there, size) in found.items():
            staged = transaction.at(target)
            part = progress.part(done / total, (done + size) / total)
            media.fetch(there, staged, part)
            if target.suffix.lower() in _TEXTS:
                _rename_in(staged, names)
            done += size
    return list(found)


def _target(folder: Path, relative: str, stems: Sequence[str]) -> Path:
    """Where a file goes. Raises: EngineUnavailableError: the engine may not put it there."""
    parts = PurePosixPath(relative).parts
    is_plain = parts and ".." not in parts and parts[0] != "/" and not _ODD.search(relative)
    if not is_plain or not any(parts[0].startswith(stem) for stem in stems if stem):
        raise EngineUnavailableError(
            f"The engine offers a file {relative[:200]!r} that was not asked for.",
            "Nothing was written; use an engine that you trust.",
        )
    return folder.joinpath(*parts)


def _rename_in(path: Path, names: Names) -> None:
    before = path.read_bytes()
    after = names.here_in(before, path.suffix.lower())
    if after != before:
        path.write_bytes(resealed(before, after))
