"""Change of harmony from one beat to the next."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from backbeat.music.arrays import Float32s, Float64s
from backbeat.music.spectrum import frame_count, hann, magnitudes
from backbeat.progress import Progress
from backbeat.sliced_sound import Mono, peak

_DECIMATION = 4
"""Chords need only the lower octaves, so the sound is decimated by this factor."""
_HOP = 256
_WINDOW = 1024
_BATCH_FRAMES = 8192
"""Frames per batch."""
_MARGIN = 8 * _HOP
"""Decimated samples on either side of a batch, beyond the reach of windows and filter."""
_COMPRESSION = 1000.0
_CHORD_HZ = (65.0, 2100.0)
_BASS_HZ = (40.0, 260.0)
_SETTLING_S = 0.02
_PITCHES = 12
PITCHES = 2 * _PITCHES
"""Pitch classes of chords, then of the bass."""


@dataclass(frozen=True)
class Pitches:
    """How strong each pitch class is in the chords and in the bass."""

    strengths: Float32s
    """Shape (frames, `PITCHES`)."""
    rate: float
    """Frames per second."""


def harmonic_change(pitches: Pitches, times: Float64s) -> list[Float64s]:
    """Differences in harmony across each beat.

    Args:
        pitches: of the recording.
        times: of the beats, in seconds, at least one.

    Returns:
        Four measures of shape (beats,), each 0 (the same pitches) to 1 (none shared): of chords and
        of the bass, each one beat against the one before, and two against the two before. NaN where
        there are fewer.
    """
    harmony = _between_beats(pitches.strengths, times + _SETTLING_S, pitches.rate)
    return [
        _difference(part, beats)
        for part in (harmony[:, :_PITCHES], harmony[:, _PITCHES:])
        for beats in (1, 2)
    ]


def pitch_strengths(samples: Mono, rate: int, progress: Progress) -> Pitches:
    """Hears the pitch classes of a recording.

    Args:
        samples: mono, shape (n,).
        rate: Hz.
        progress: notified as work proceeds, and polled for cancellation.
    """
    decimated_rate = rate / _DECIMATION
    count = frame_count(-(-len(samples) // _DECIMATION), _HOP)
    filters = np.concatenate(
        [_pitch_filters(decimated_rate, *_CHORD_HZ), _pitch_filters(decimated_rate, *_BASS_HZ)], 1
    )
    gain = np.float32(_COMPRESSION / (peak(samples) or 1.0))
    pitches = np.zeros((count, PITCHES), np.float32)
    for first in range(0, count, _BATCH_FRAMES):
        progress(first / count, "Listening to the harmony")
        last = min(first + _BATCH_FRAMES, count)
        lower, offset = _decimated(samples, rate, first * _HOP, last * _HOP)
        frames = magnitudes(lower, hann(_WINDOW), _HOP, offset, offset + last - first)
        done = first
        for block in frames:
            pitches[done : done + len(block)] = np.log1p(block * gain) @ filters
            done += len(block)
    return Pitches(pitches, decimated_rate / _HOP)


def _decimated(samples: Mono, rate: int, first: int, last: int) -> tuple[Float32s, int]:
    """Slower sound from sample `first` to `last` of it, and which of its frames `first` is.

    Decimating batch by batch keeps a second copy of a long recording out of memory.
    """
    import soxr

    before = min(first, _MARGIN)
    stretch = samples[(first - before) * _DECIMATION : (last + _MARGIN) * _DECIMATION]
    lower: Float32s = soxr.resample(stretch, rate, rate / _DECIMATION, quality="LQ")
    return lower, before // _HOP


def _pitch_filters(rate: float, low: float, high: float) -> Float32s:
    """Which bins belong to which pitch class, shape (bins, 12)."""
    hz = np.fft.rfftfreq(_WINDOW, 1 / rate)
    inside = np.flatnonzero((hz >= low) & (hz < high))
    pitch = np.round(12 * np.log2(hz[inside] / 440)).astype(int) % _PITCHES
    filters = np.zeros((len(hz), _PITCHES), np.float32)
    filters[inside, pitch] = 1
    return filters


def _between_beats(pitches: Float32s, times: Float64s, rate: float) -> Float64s:
    """Mean of `pitches` from each beat to the next, shape (beats, pitches)."""
    last = times[-1] + (np.median(np.diff(times)) if len(times) > 1 else 1.0)
    edges = np.clip(np.round(np.append(times, last) * rate).astype(int), 0, len(pitches))
    total = np.concatenate(
        [np.zeros((1, pitches.shape[1])), np.cumsum(pitches, axis=0, dtype=np.float64)]
    )
    lengths = np.maximum(np.diff(edges), 1)[:, np.newaxis]
    return np.asarray((total[edges[1:]] - total[edges[:-1]]) / lengths, np.float64)


def _difference(harmony: Float64s, beats: int) -> Float64s:
    """1 - cosine between the `beats` before and those from each beat on, shape (beats,)."""
    unit = harmony / np.maximum(np.linalg.norm(harmony, axis=1, keepdims=True), 1e-9)
    change = np.full(len(unit), np.nan)
    for index in range(beats, len(unit) - beats + 1):
        before = unit[index - beats : index].sum(axis=0)
        after = unit[index : index + beats].sum(axis=0)
        length = np.linalg.norm(before) * np.linalg.norm(after)
        change[index] = 1 - before @ after / length if length > 0 else 0.0
    return change
