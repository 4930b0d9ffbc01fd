"""The material of a cut: every clip looked at, several at a time."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from backbeat.errors import BackbeatError, CancelledError, InputError
from backbeat.footage import Footage
from backbeat.packages import FOOTAGE, require
from backbeat.progress import Progress
from backbeat.threads import processors


@dataclass(frozen=True)
class Material:
    """What can be cut from."""

    footage: tuple[Footage, ...]
    """The clips that can be read, in the order given."""
    sound_channels: dict[Path, int]
    """Channels of sound of each."""
    unreadable: dict[Path, str]
    """Clips that cannot be read, each with a sentence why."""
    warnings: tuple[str, ...]


def look_at(paths: Sequence[Path], progress: Progress) -> Material:
    """Looks at every clip, as many at a time as there are processors for this job.

    Raises:
        InputError: none of them can be read, or a package that this takes is not installed.
        CancelledError: the job was asked to stop.
    """
    for package in FOOTAGE:
        require(package)
    looked = _all_looked_at(paths, progress)
    footage = tuple(one for one in looked if isinstance(one, Footage))
    unreadable = {
        path: one.message
        for path, one in zip(paths, looked, strict=True)
        if isinstance(one, BackbeatError)
    }
    if not footage:
        reason = next(iter(unreadable.values()), "There is no clip.")
        raise InputError(
            "None of the clips can be used." if len(paths) > 1 else reason,
            f"The first one: {reason}" if len(paths) > 1 else "Name video files or pictures.",
        )
    warnings = [f"Left out: {reason}" for reason in unreadable.values()]
    for one in footage:
        warnings += [
            warning if one.path.name in warning else f"{one.path.name}: {warning}"
            for warning in one.warnings
        ]
    channels = {one.path: _channels(one) for one in footage}
    return Material(footage, channels, unreadable, tuple(warnings))


def _all_looked_at(paths: Sequence[Path], progress: Progress) -> list[Footage | BackbeatError]:
    done = [0.0] * len(paths)
    lock = threading.Lock()
    stopped = threading.Event()

    def look(index: int) -> Footage | BackbeatError:
        from backbeat.footage.cache import looked_at

        def report(fraction: float, step: str) -> None:
            del step
            with lock:
                done[index] = fraction
                progress(sum(done) / len(done), f"Looking at {paths[index].name}")

        def is_stopped() -> bool:
            return stopped.is_set() or progress.cancelled()

        try:
            return looked_at(paths[index], Progress(report, is_stopped))
        except CancelledError:
            stopped.set()
            raise
        except BackbeatError as error:
            return error

    # Threads, since decoding, optical flow and array arithmetic run without Python's lock.
    with ThreadPoolExecutor(min(len(paths), processors())) as pool:
        return list(pool.map(look, range(len(paths))))


def _channels(footage: Footage) -> int:
    """Channels of a clip's first track of sound; 0 without sound."""
    if not footage.has_sound or footage.still:
        return 0
    from backbeat.media.probe import probe

    sound = probe(footage.path).audio
    return sound.channels if sound is not None else 0
