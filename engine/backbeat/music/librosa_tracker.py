"""Runs librosa's beat tracker (Ellis 2007) as a baseline."""

from __future__ import annotations

import atexit
import contextlib
import functools
import os
import shutil
import sys
import tempfile
import time
import zlib
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path

import numpy as np

from backbeat.errors import OutputError, RequestError
from backbeat.filelock import FileLock
from backbeat.files.private import is_safe_to_load_from, private_folder
from backbeat.home import home
from backbeat.music.arrays import Float32s
from backbeat.music.tracker import BeatTrack, Constraints
from backbeat.packages import require
from backbeat.progress import Progress
from backbeat.sliced_sound import Mono, is_silent

_START_BPM = 100.0
_TIGHTNESS = 60.0
"""The better of the settings we measured, with the start tempo; librosa's own are 100 and 120."""
_LATENESS_S = 0.026
"""Median lateness of librosa's beats on exact grids: 18 ms on clicks, 23 on snares, 26 in a mix of
drums and chords, 31 on kicks. Its flux is a difference over one hop of 23 ms, dated at its end."""
_HOP = 512
_MIN_DURATION_S = 2.0
"""Shorter recordings get no beats."""
_POLL_S = 0.2
"""Seconds between two attempts to take the lock."""


class LibrosaTracker:
    """`librosa.beat.beat_track`, with its median lateness subtracted."""

    name = "librosa"

    def track(
        self, samples: Mono, rate: int, constraints: Constraints, progress: Progress
    ) -> BeatTrack:
        """See `BeatTracker.track`. The first run on a machine compiles librosa.

        Raises:
            InputError: librosa is not installed.
        """
        require("librosa")
        if not constraints.any_tempo:
            raise RequestError(
                "The librosa tracker does not support tempo constraints.",
                "Use the tracker `network`.",
            )
        if len(samples) < _MIN_DURATION_S * rate or is_silent(samples):
            return BeatTrack(np.zeros(0), np.zeros(0))
        with _compilation_lock(progress):
            return _tracked(samples[:], rate, progress)


def _tracked(samples: Float32s, rate: int, progress: Progress) -> BeatTrack:
    import librosa

    progress(0.3, "Tracking beats with librosa")
    envelope = librosa.onset.onset_strength(
        y=samples, sr=rate, hop_length=_HOP, aggregate=np.median
    )
    progress(0.7, "Tracking beats with librosa")
    _, frames = librosa.beat.beat_track(
        onset_envelope=envelope,
        sr=rate,
        hop_length=_HOP,
        start_bpm=_START_BPM,
        tightness=_TIGHTNESS,
        trim=False,
    )
    times = np.asarray(frames, np.float64) * _HOP / rate - _LATENESS_S
    strength = envelope[frames] / (envelope.std() + 1e-9)
    inside = times >= 0
    return BeatTrack(times[inside], (strength / (1 + strength))[inside].astype(np.float64))


@contextlib.contextmanager
def _compilation_lock(progress: Progress) -> Iterator[None]:
    """Lets one process at a time compile librosa; once that is done, there is no lock.

    Two processes that fill numba's cache at once corrupt it, and every later run crashes.
    """
    cache = _compiled_code_folder()
    # numba looks for a writable place while librosa is imported, and refuses to load without one.
    os.environ["NUMBA_CACHE_DIR"] = str(cache)
    complete = cache / "whole"
    if complete.exists():
        progress(0, "Loading librosa")
        yield
        return
    lock = FileLock(cache / "lock")
    while not lock.acquire():
        progress(0, "Waiting for another job to compile librosa")
        time.sleep(_POLL_S)
    try:
        progress(0, "Compiling librosa on the first run, about 25 s")
        yield
        complete.touch()
    finally:
        lock.release()


@functools.cache
def _compiled_code_folder() -> Path:
    """A writable cache folder for this installation of Python, numba and librosa.

    numba runs what lies there: it is a folder that nobody else can write into, and where there is
    none, a new one that ends with this process.
    """
    import platformdirs

    versions = [version(name) for name in ("numba", "librosa", "numpy")]
    prefix_id = f"{zlib.crc32(sys.prefix.encode()):08x}"
    name = "-".join(["compiled", *versions, sys.implementation.cache_tag or "python", prefix_id])
    for parent in (Path(platformdirs.user_cache_dir("backbeat", appauthor=False)), home()):
        if _is_own(parent / name):
            return parent / name
    folder = Path(tempfile.mkdtemp(prefix="backbeat-compiled-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


def _is_own(folder: Path) -> bool:
    try:
        private_folder(folder)
        with tempfile.TemporaryFile(dir=folder):
            return is_safe_to_load_from(folder)
    except (OSError, OutputError):
        return False
