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
    """Channels of sound of each, of its first track."""
    several_sounds: dict[Path, int]
    """Clips with more than one track of sound, and how many each has."""
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
    sounds = {one.path: _sounds(one) for one in footage}
    channels = {path: each[0] if each else 0 for path, each in sounds.items()}
    several = {path: len(each) for path, each in sounds.items() if len(each) > 1}
    return Material(footage, channels, several, unreadable, tuple(warnings))


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


def _sounds(footage: Footage) -> list[int]:
    """Channels of each of a clip's tracks of sound."""
    if not footage.has_sound or footage.still:
        return []
    from backbeat.media.probe import AudioStream, probe

    streams = probe(footage.path).streams
    return [stream.channels for stream in streams if isinstance(stream, AudioStream)]
