"""Sounds that are files: of a library, fetched, or made before."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from backbeat.errors import MediaError
from backbeat.foley.found import FoundSound, Heard, Licence, Samples, Take
from backbeat.media.decode import read_audio
from backbeat.media.probe import probe
from backbeat.sounds.licences import allows_commercial, named
from backbeat.sounds.sync_points import envelope_of
from backbeat.sounds.takes import takes_of

_KEPT = 24
"""Files that are kept decoded: steps ask for the same ones again and again."""
_LONGEST_KEPT_S = 10.0
LIBRARY = "library"
FILE = "file"
"""Before the path of a sound that was asked for by its path, in its key."""


def heard_take(sound: FoundSound, take: int, rate: int) -> Heard:
    """A take of a sound that is a file, as samples.

    Args:
        sound: with its path.
        take: which, as a number of `sound.takes`.
        rate: of the samples, in Hz.

    Raises:
        MediaError: the file cannot be read any more.
    """
    which = sound.takes[take % len(sound.takes)]
    samples = _decoded(sound.path, rate, sound.duration_s)
    first = max(0, round(which.start_s * rate))
    part = samples[first : max(first + 1, round(which.end_s * rate))]
    if not len(part):
        raise MediaError(
            f"{sound.path} is shorter than it was when it was indexed.",
            "Index it again: backbeat library add FOLDER.",
        )
    return Heard(part.copy(), rate, max(0.0, which.sync_s - first / rate), sound.loops)


def sound_of_file(path: Path, licence: str = "", credit: str = "") -> FoundSound:
    """A sound that somebody named by its path: measured now.

    Raises:
        MediaError: it cannot be read, or has no sound.
    """
    rate = native_rate(path)
    samples = read_audio(path, rate).samples
    takes, _ = takes_of(envelope_of(samples, rate))
    known = Licence(named(licence), credit, "", allows_commercial(licence))
    return FoundSound(
        key=f"{FILE}:{path}",
        source=LIBRARY,
        name=path.stem,
        ucs="",
        description="",
        duration_s=len(samples) / rate,
        takes=tuple(Take(take.start_s, take.end_s, take.sync_s) for take in takes),
        licence=known,
        path=str(path),
        score=1.0,
    )


def native_rate(path: Path) -> int:
    """The sample rate of a file's first track of sound, in Hz.

    Raises:
        MediaError: it cannot be read, or has no sound.
    """
    return probe(path).sound(0).rate


def _decoded(path: str, rate: int, seconds: float) -> Samples:
    if seconds > _LONGEST_KEPT_S:
        return read_audio(path, rate).samples
    return _kept(path, rate, _changed(path))


@lru_cache(maxsize=_KEPT)
def _kept(path: str, rate: int, changed: int) -> Samples:
    del changed
    return read_audio(path, rate).samples


def _changed(path: str) -> int:
    try:
        return Path(path).stat().st_mtime_ns
    except OSError as error:
        raise MediaError(
            f"{path} cannot be read: {error.strerror or error}.",
            "Bring it back, or index its folder again.",
        ) from error
