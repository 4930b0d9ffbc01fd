"""librosa's beat tracker, kept as the baseline that everybody knows."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from types import ModuleType

import numpy as np

from backbeat.music.arrays import Float32s
from backbeat.music.tracker import BeatTrack
from backbeat.progress import Progress

_START_BPM = 100.0
_TIGHTNESS = 60.0
"""With the start tempo the better of the settings we measured; librosa's own are 120 and 100."""
_LATENESS_S = 0.026
"""Median lateness of librosa's beats on exact grids: 18 ms on clicks, 23 on snares, 26 in a mix of
drums and chords, 31 on kicks. Its flux is a difference over one hop of 23 ms, dated at its end."""
_HOP = 512
_SHORTEST_S = 2.0


class LibrosaTracker:
    """`librosa.beat.beat_track`, without its lateness."""

    name = "librosa"

    def track(self, samples: Float32s, rate: int, progress: Progress) -> BeatTrack:
        """See `BeatTracker.track`. The first run on a machine compiles librosa."""
        if len(samples) < _SHORTEST_S * rate or not samples.any():
            return BeatTrack(np.zeros(0), np.zeros(0))
        librosa = _librosa(progress)
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


def _librosa(progress: Progress) -> ModuleType:
    cache = _compiled_code_folder()
    warm = any(cache.glob("**/*.nbi"))
    progress(0, "Loading librosa" if warm else "First run compiles librosa, about 25 s, once")
    # numba looks for a writable place while librosa is imported, and refuses to load without one.
    os.environ.setdefault("NUMBA_CACHE_DIR", str(cache))
    import librosa

    return librosa


def _compiled_code_folder() -> Path:
    if "NUMBA_CACHE_DIR" in os.environ:
        return Path(os.environ["NUMBA_CACHE_DIR"])
    import platformdirs

    wanted = Path(platformdirs.user_cache_dir("backbeat", appauthor=False)) / "numba"
    try:
        wanted.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=wanted):
            return wanted
    except OSError:
        return Path(tempfile.gettempdir()) / "backbeat-numba"
