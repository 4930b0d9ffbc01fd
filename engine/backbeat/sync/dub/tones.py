"""Whether music, or anything else with tones, is heard in the pauses of speech."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import numpy.typing as npt

from backbeat.media.samples import Samples

Float64s = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

_WINDOW_S = 0.17
_LOW_HZ, _HIGH_HZ = 150.0, 4000.0
_PROMINENCE = 16.0
"""Power of a tone against the median around it: 12 dB."""
_AROUND = 12
"""Bins on each side that are around."""
_HELD = 3
"""Windows, overlapped by half, that a tone holds."""
_SHARE = 0.25
"""Share of the power that tones have where music is heard."""
_HUM = 0.8
"""Share of all windows in which a tone is that is a hum."""


def share_with_tones(pauses: Iterable[Samples], rate: int) -> float:
    """The share of the pauses, by time, in which tones are heard that come and go.

    Args:
        pauses: sound of each, shape (n, channels).
        rate: in Hz.
    """
    size = round(_WINDOW_S * rate) // 2 * 2
    spectra = [found for pause in pauses if len(found := _spectra(pause.mean(axis=1), size, rate))]
    if not spectra:
        return 0.0
    tones = [_held(_peaks(rows)) for rows in spectra]
    every = np.concatenate(tones)
    hum = every.mean(axis=0) > _HUM if len(every) > 2 * _HELD else np.zeros(every.shape[1], bool)
    power = np.concatenate(spectra)
    tonal = (power * _widened(every & ~_widened(hum))).sum(axis=1)
    total = (power * ~_widened(hum)).sum(axis=1)
    return float((tonal > _SHARE * np.maximum(total, 1e-12)).mean())


def _spectra(mono: npt.NDArray[np.float32], size: int, rate: int) -> Float64s:
    """Power between the lowest and the highest frequency, shape (windows, bins)."""
    starts = range(0, len(mono) - size + 1, size // 2)
    if not starts:
        return np.zeros((0, 0))
    rows = np.stack([mono[first : first + size] for first in starts]) * np.hanning(size)
    low, high = round(_LOW_HZ * size / rate), round(_HIGH_HZ * size / rate)
    return np.asarray(np.abs(np.fft.rfft(rows, axis=1)[:, low:high]) ** 2, np.float64)


def _peaks(power: Float64s) -> Flags:
    padded = np.pad(power, ((0, 0), (_AROUND, _AROUND)), mode="reflect")
    around = np.lib.stride_tricks.sliding_window_view(padded, 2 * _AROUND + 1, axis=1)
    found: Flags = power > _PROMINENCE * np.median(around, axis=2)
    return found


def _held(peaks: Flags) -> Flags:
    """Those of the peaks that are there, or beside, for long enough."""
    near = _widened(peaks)
    held = np.zeros_like(peaks)
    for first in range(len(peaks) - _HELD + 1):
        lasting = near[first : first + _HELD].all(axis=0)
        held[first : first + _HELD] |= peaks[first : first + _HELD] & lasting
    return held


def _widened(flags: Flags) -> Flags:
    """Flags, and those beside them along the last axis."""
    wide = flags.copy()
    wide[..., 1:] |= flags[..., :-1]
    wide[..., :-1] |= flags[..., 1:]
    return wide
