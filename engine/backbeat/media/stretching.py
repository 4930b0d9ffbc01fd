"""Makes speech longer or shorter without a change of pitch, by WSOLA.

Waveform similarity overlap-add (Verhelst and Roelands 1993): the sound goes on as it is for as long
as it is near enough to where it should be, then jumps to the place near by that continues most
alike. Nothing is jumped over, or heard twice, at an onset.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from backbeat.media.samples import Samples

LEAST, MOST = 0.5, 2.0
"""Shortest and longest result, as a share of the sound's length."""
_HOP_S = 0.016
_REACH_S = 0.009
"""How far the sound may be from its place: more than half a period of the lowest voices."""
_HELD_S = 0.03
"""The same at an onset."""
_ONSET_DB = 9.0
"""Rise of level from hop to hop that is an onset."""
_QUIET_DB = -50.0
"""Level under the loudest hop at which nothing is an onset."""

Float32s = npt.NDArray[np.float32]
Float64s = npt.NDArray[np.float64]


def stretched(samples: Samples, rate: int, length: int) -> Samples:
    """Sound made to last `length` samples; channels stay in phase.

    Args:
        samples: shape (n, channels), float32, full scale 1.0.
        rate: in Hz.
        length: samples of the result, `LEAST` to `MOST` times n.

    Returns:
        Shape (length, channels), float32. The same sound where nothing is to change.

    Raises:
        ValueError: the length is out of range.
    """
    count = len(samples)
    if length == count:
        return samples.copy()
    if not LEAST * count <= length <= MOST * count:
        raise ValueError(f"{count} samples cannot be made {length}")
    hop = round(_HOP_S * rate)
    reach = round(_REACH_S * rate)
    if min(count, length) < 4 * hop:
        return _interpolated(samples, length)
    mono = samples.mean(axis=1).astype(np.float64)
    places = _places(mono, length, hop, reach, round(_HELD_S * rate))
    return _joined(samples, places, length, hop)


def _places(mono: Float64s, length: int, hop: int, reach: int, held: int) -> list[int]:
    """Where in the sound each window of the result is taken from; the last one ends with it."""
    last = len(mono) - 2 * hop
    windows = (length - 2 * hop) // hop
    onsets = _onsets(mono, hop)
    places = [0]
    for number in range(1, windows):
        natural = places[-1] + hop
        target = number * hop * last / (length - 2 * hop)
        # Near the end there is no time left to come back.
        near = min(reach, (windows - number) * hop // 4)
        limit = min(held, near * held // reach) if _has_onset(onsets, natural, hop) else near
        if abs(natural - target) <= limit and natural <= last:
            places.append(natural)
        else:
            places.append(_most_alike(mono, min(natural, last), round(target), near, hop))
    return [*places, last]


def _most_alike(mono: Float64s, natural: int, target: int, near: int, hop: int) -> int:
    """The place within `near` of the target whose window continues as the natural one would."""
    width = 2 * hop
    first = max(0, target - near)
    end = min(len(mono) - width, target + near)
    wanted = mono[natural : natural + width]
    around = mono[first : end + width]
    alike = _correlated(around, wanted)
    energy = np.concatenate([[0.0], np.cumsum(around * around)])
    norm = np.sqrt(np.maximum(energy[width:] - energy[:-width], 0.0)[: len(alike)])
    # Where all is silent, any place is as good: the nearest to the target.
    closeness = -1e-6 * np.abs(np.arange(len(alike)) + first - target)
    return first + int(np.argmax(alike / (norm + 1e-9) + closeness))


def _correlated(around: Float64s, wanted: Float64s) -> Float64s:
    size = 1 << (len(around) + len(wanted) - 1).bit_length()
    spectrum = np.fft.rfft(around, size) * np.conj(np.fft.rfft(wanted, size))
    return np.asarray(np.fft.irfft(spectrum, size)[: len(around) - len(wanted) + 1], np.float64)


def _onsets(mono: Float64s, hop: int) -> npt.NDArray[np.bool_]:
    """Whether the level rises steeply, for each quarter of a hop, shape (n,)."""
    step = max(1, hop // 4)
    steps = len(mono) // step
    # The difference of neighbours: what clicks is high.
    high = np.diff(mono, prepend=mono[:1])[: steps * step].reshape(steps, step)
    level = 10 * np.log10((high * high).mean(axis=1) + 1e-12)
    before = np.full(steps, level.min())
    for back in range(1, 5):
        before[back:] = np.maximum(before[back:], level[:-back])
    rises: npt.NDArray[np.bool_] = level - before > _ONSET_DB
    loud: npt.NDArray[np.bool_] = level > level.max() + _QUIET_DB
    return rises & loud


def _has_onset(onsets: npt.NDArray[np.bool_], natural: int, hop: int) -> bool:
    """Whether there is one in the window, or as the window before fades into it."""
    step = max(1, hop // 4)
    return bool(onsets[max(0, natural // step - 1) : (natural + 2 * hop) // step + 1].any())


def _joined(samples: Samples, places: list[int], length: int, hop: int) -> Samples:
    """Windows one after another, each faded into; where one goes on from the other, as it was."""
    rise = (0.5 - 0.5 * np.cos(np.pi * (np.arange(hop) + 0.5) / hop)).astype(np.float32)[:, None]
    result = np.empty((length, samples.shape[1]), np.float32)
    starts = [number * hop for number in range(len(places) - 1)] + [length - 2 * hop]
    result[:hop] = samples[places[0] : places[0] + hop]
    for number in range(1, len(places)):
        start, end = starts[number], starts[number] + hop
        before, here = starts[number - 1] + hop, places[number - 1] + hop
        result[before:start] = samples[here : here + start - before]
        going_on = places[number - 1] + start - starts[number - 1]
        result[start:end] = _faded(samples, going_on, places[number], rise)
    result[length - hop :] = samples[len(samples) - hop :]
    return result


def _faded(samples: Samples, before: int, here: int, rise: Float32s) -> Samples:
    hop = len(rise)
    out, into = samples[before : before + hop], samples[here : here + hop]
    if before == here:
        return into
    if len(out) < hop:
        out = np.concatenate([out, np.zeros((hop - len(out), samples.shape[1]), np.float32)])
    return np.asarray(out + rise * (into - out), np.float32)


def _interpolated(samples: Samples, length: int) -> Samples:
    """What is too short for a window, such as a click, resampled in a straight line."""
    if not len(samples):
        return np.zeros((length, samples.shape[1]), np.float32)
    at = np.linspace(0, len(samples) - 1, length)
    lines = [np.interp(at, np.arange(len(samples)), channel) for channel in samples.T]
    return np.stack(lines, axis=1).astype(np.float32)
