"""Runs a Beat This model that the user added.

Foscarin, Schlüter, Widmer: Beat This! Accurate beat tracking without DBN postprocessing (ISMIR
2024). The spectrogram, the cutting into chunks and the picking of peaks follow the paper's code.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from backbeat.errors import RequestError
from backbeat.files import sha256_of
from backbeat.models.registry import model_path
from backbeat.models.sessions import open_session
from backbeat.music.arrays import Float32s, Float64s, Ints, probability
from backbeat.music.spectrum import hann
from backbeat.music.tracker import BeatTrack, Constraints
from backbeat.progress import Progress
from backbeat.sliced_sound import Mono, is_silent

FRAME_RATE = 50
BANDS = 128
_HOP, _WINDOW = 441, 1024
_LOWEST_HZ, _HIGHEST_HZ = 30.0, 11000.0
_CHUNK, _BORDER = 1500, 6
_PEAK_RADIUS = 3
"""Frames on each side in which a peak is the highest: 60 ms, within the 70 ms of the F-measure."""


class BeatThisTracker:
    """Tracks beats with a Beat This model that the user added; takes no tempo constraints."""

    name = "beat_this"

    def track(
        self, samples: Mono, rate: int, constraints: Constraints, progress: Progress
    ) -> BeatTrack:
        """See `BeatTracker.track`.

        Raises:
            NotFoundError: no model has been added.
            RequestError: the constraints restrict the tempo.
        """
        if not constraints.any_tempo:
            raise RequestError(
                "The beat_this tracker does not support tempo constraints.",
                "Use the tracker `network`.",
            )
        path = model_path(self.name)
        digest = sha256_of(path)
        if len(samples) <= _WINDOW or is_silent(samples):
            return BeatTrack(np.zeros(0), np.zeros(0))
        progress(0, "Computing the spectrogram")
        beat, downbeat = logits(
            spectrogram(samples[:]), _session(str(path), digest), progress.part(0.2, 1)
        )
        beats, downbeats = peaks(beat), peaks(downbeat)
        frames = np.clip(np.round(beats).astype(np.intp), 0, len(beat) - 1)
        strength = probability(downbeat[frames])
        if len(beats):
            # Each downbeat is assigned to the beat nearest to it.
            nearest = np.abs(beats[:, None] - downbeats).argmin(axis=0)
            bar_start = probability(downbeat[np.round(downbeats).astype(np.intp)])
            np.maximum.at(strength, nearest, bar_start)
            others = np.setdiff1d(np.arange(len(beats)), nearest)
            strength[others] = np.minimum(strength[others], 0.5)
        return BeatTrack(beats / FRAME_RATE, probability(beat[frames]), strength, digest)


@lru_cache(maxsize=1)
def _session(path: str, digest: str) -> Any:
    """The session of a model. The digest in the cache key makes a replaced file reopen."""
    del digest
    return open_session(Path(path))


def spectrogram(samples: Float32s) -> Float32s:
    """ln(1 + 1000 m) of mono samples at 22.05 kHz, shape (frames, 128) at 50 a second.

    m: magnitudes divided by the square root of the window's length, in triangular filters of height
    one on Slaney's mel scale; the signal is mirrored at both ends.
    """
    padded = np.pad(samples, _WINDOW // 2, mode="reflect")
    frames = np.lib.stride_tricks.sliding_window_view(padded, _WINDOW)[::_HOP]
    window, filters = hann(_WINDOW) / np.float32(np.sqrt(_WINDOW)), _filters()
    out = np.empty((len(frames), BANDS), np.float32)
    for first in range(0, len(frames), 512):
        block = np.abs(np.fft.rfft(frames[first : first + 512] * window, axis=1))
        out[first : first + 512] = block.astype(np.float32) @ filters
    return np.log1p(1000 * out)


def logits(mel: Float32s, session: Any, progress: Progress) -> tuple[Float64s, Float64s]:
    """Log odds of beat and downbeat of each frame, from chunks of 30 s without their borders.

    Args:
        mel: spectrogram, shape (frames, 128).
        session: ONNX Runtime session of the model.
        progress: notified after each chunk, and polled for cancellation.

    Returns:
        Two arrays of shape (frames,).
    """
    count = len(mel)
    step = _CHUNK - 2 * _BORDER
    starts = list(range(-_BORDER, count - _BORDER, step))
    if count > step:
        # The last chunk is as long as the others, and begins earlier instead.
        starts[-1] = count - (_CHUNK - _BORDER)
    out = np.full((2, count), -1000.0)
    for done, start in reversed(list(enumerate(starts))):
        progress(1 - (done + 1) / len(starts), "Tracking beats")
        chunk = mel[max(start, 0) : start + _CHUNK]
        before = max(0, -start)
        after = max(0, min(_BORDER, start + _CHUNK - count))
        outputs = session.run(None, {"spect": np.pad(chunk, ((before, after), (0, 0)))[np.newaxis]})
        for row, output in enumerate(outputs):
            inner = output[0, _BORDER:-_BORDER]
            out[row, start + _BORDER : start + _BORDER + len(inner)] = inner
    return out[0], out[1]


def peaks(log_odds: Float64s) -> Float64s:
    """Frames with positive log odds that are the highest around; adjacent frames become their mean.

    Args:
        log_odds: shape (frames,).
    """
    around = np.lib.stride_tricks.sliding_window_view(
        np.pad(log_odds, _PEAK_RADIUS, constant_values=-np.inf), 2 * _PEAK_RADIUS + 1
    )
    candidates: Ints = np.flatnonzero((log_odds == around.max(axis=1)) & (log_odds > 0))
    if not len(candidates):
        return np.zeros(0)
    positions, count = [float(candidates[0])], 1
    for frame in candidates[1:].tolist():
        # A plateau wider than two frames is more than one beat, as in the paper's code.
        if frame - positions[-1] <= 1:
            count += 1
            positions[-1] += (frame - positions[-1]) / count
        else:
            positions.append(float(frame))
            count = 1
    return np.asarray(positions, np.float64)


@lru_cache(maxsize=1)
def _filters() -> Float32s:
    """Triangles of height one, equally spaced on Slaney's mel scale, shape (bins, bands)."""
    edges = _hz(np.linspace(_mel(_LOWEST_HZ), _mel(_HIGHEST_HZ), BANDS + 2))
    hz = np.arange(_WINDOW // 2 + 1)[:, None] * (22050 / _WINDOW)
    low, centre, high = edges[:-2], edges[1:-1], edges[2:]
    rising, falling = (hz - low) / (centre - low), (high - hz) / (high - centre)
    return np.maximum(np.minimum(rising, falling), 0).astype(np.float32)


_LINEAR_HZ, _BREAK_HZ = 200 / 3, 1000.0
_STEP = np.log(6.4) / 27


def _mel(hz: float) -> float:
    """Slaney's mel scale: linear below 1 kHz, logarithmic above."""
    if hz < _BREAK_HZ:
        return hz / _LINEAR_HZ
    return float(_BREAK_HZ / _LINEAR_HZ + np.log(hz / _BREAK_HZ) / _STEP)


def _hz(mel: Float64s) -> Float64s:
    knee = _BREAK_HZ / _LINEAR_HZ
    curved = _BREAK_HZ * np.exp(_STEP * (np.maximum(mel, knee) - knee))
    return np.asarray(np.where(mel < knee, mel * _LINEAR_HZ, curved), np.float64)
