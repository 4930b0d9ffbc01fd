"""Whether a sound is music or speech, which a generated effect must not be.

Music is told by notes: partials that hold their pitch, that come and go, and that lie on one
twelve-tone scale. A bell holds its partials too, but they stay; a creak changes, but on no scale.
Drums are told by a beat that low and high sounds keep at different times, as a bass drum and a
cymbal do: steps and engines have a beat too, but each of their hits is low and high at once.
Speech is told by Silero's probability of it.

The thresholds of music were set on music and effects of two games and on loops of drums;
`benchmarks/foley_sources.py` measures them on other material.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Samples = NDArray[np.float32]
Floats = NDArray[np.float64]

MUSIC_RATE = 22050
"""Of what `notes_in` is given, in Hz."""
_WINDOW, _HOP = 4096, 1024
_LOWEST_HZ, _HIGHEST_HZ = 80, 5000
_AROUND_BINS, _AROUND_STEP = 40, 4
"""Of the spectrum's floor around a peak, a median of every fourth bin."""
_ABOVE_FLOOR_DB, _BELOW_LOUDEST_DB = 12.0, 35.0
_HELD_CENTS, _HELD_FRAMES = 20.0, 2
_ACTIVE = 1e-5
"""Of the loudest frame's power: frames with less are silence."""
_LEAST_FRAMES, _MOST_OF_IT = 3, 0.6
"""A note sounds at least so many frames, and at most in that part of all: others are drones."""
_LEAST_ACTIVE_S = 1.0
"""Shorter sounds cannot be told from a bell or a jingle."""
MUSICAL = 3.0
"""Notes, weighted by how well they lie on a scale, from which a sound is music."""

_BEAT_WINDOW, _BEAT_HOP = 1024, 220
_LOW_HZ, _MIDDLE_HZ, _HIGH_HZ = (30, 150), (150, 2500), (5000, 11000)
_RANGE_DB, _LEAKAGE_DB, _RIPPLE_DB = 40.0, 60.0, 2.0
"""Under the loudest of a band, and of all, what is not looked at; and growth that is none."""
_FASTEST, _SLOWEST = 20, 100
"""Hops between beats: 0.2 to 1 s."""
_LEAST_HOPS = 180
_BEAT, _OWN_BEAT, _TOGETHER = 0.5, 0.4, 0.6
"""Autocorrelation of all onsets at the beat, at least; of the low and of the high ones at one, two
or four beats, at least; and correlation of low and high, at most."""

_SPEECH_LIKELY = 0.5
_SPEECH_S, _SPEECH_SHARE = 0.3, 0.3
"""Seconds, and share of what is not silent, from which a sound is speech: shorter are cries."""
_SPEECH_ACTIVE = 1e-4
_TAIL_S = 0.25


def notes_in(samples: Samples) -> float:
    """How many notes come and go, weighted by how well they lie on one twelve-tone scale.

    Args:
        samples: shape (n,), at `MUSIC_RATE`.

    Returns:
        0 for what is silent or shorter than a second.
    """
    power, active = _spectrum(samples)
    frames = int(active.sum())
    if frames * _HOP < _LEAST_ACTIVE_S * MUSIC_RATE:
        return 0.0
    cents, at = _held(power)
    if not len(cents):
        return 0.0
    # The scale's own tuning: the mean angle of all pitches on a circle of one semitone.
    tuning = np.angle(np.exp(2j * np.pi * cents / 100).mean()) / (2 * np.pi) * 100
    note = np.round((cents - tuning) / 100).astype(int)
    notes = np.unique(note)
    present = np.array([len(np.unique(at[note == one])) for one in notes])
    off = np.array([np.median(cents[note == one] - tuning) - 100 * one for one in notes])
    weight = np.sqrt(present)
    on_scale = abs((weight * np.exp(2j * np.pi * off / 100)).sum()) / weight.sum()
    changing = (present >= _LEAST_FRAMES) & (present < _MOST_OF_IT * frames)
    return float(changing.sum() * on_scale)


def is_music(samples: Samples) -> bool:
    """Whether a sound at `MUSIC_RATE`, shape (n,), is music: with notes, or of drums."""
    return notes_in(samples) > MUSICAL or has_drums(samples)


def has_drums(samples: Samples) -> bool:
    """Whether low and high sounds keep one beat at different times.

    Args:
        samples: shape (n,), at `MUSIC_RATE`; shorter than 1.8 s it cannot be told.
    """
    if len(samples) < _BEAT_WINDOW + (_LEAST_HOPS + 2) * _BEAT_HOP:
        return False
    low, middle, high = _onsets(samples)
    every = _autocorrelation(low + middle + high)
    beat = _FASTEST + int(every[_FASTEST : _SLOWEST + 1].argmax())
    if every[beat] <= _BEAT or not low.any() or not high.any():
        return False
    together = float(np.corrcoef(low, high)[0, 1])
    return together < _TOGETHER and min(_keeps(low, beat), _keeps(high, beat)) > _OWN_BEAT


def is_speech(samples: Samples) -> bool:
    """Whether a sound is somebody speaking or singing words.

    Args:
        samples: shape (n,), at `models.speech.RATE`.
    """
    from backbeat.models.speech import FRAME, RATE, SpeechProbability

    model = SpeechProbability()
    padded = np.concatenate([samples, np.zeros(round(_TAIL_S * RATE), np.float32)])
    likely = np.concatenate([model.feed(padded), model.finish()]) > _SPEECH_LIKELY
    frames = np.zeros(len(likely) * FRAME, np.float32)
    frames[: min(len(padded), len(frames))] = padded[: len(frames)]
    power = np.square(frames.reshape(-1, FRAME)).mean(axis=1)
    active = power > power.max(initial=0.0) * _SPEECH_ACTIVE
    if not active.any():
        return False
    spoken_s = float(likely.sum()) * FRAME / RATE
    return spoken_s >= _SPEECH_S and float(likely[active].mean()) >= _SPEECH_SHARE


def _spectrum(samples: Samples) -> tuple[Floats, NDArray[np.bool_]]:
    """Power of each frame and bin, and which frames are not silent."""
    centred = samples - samples.mean() if len(samples) else samples
    if len(centred) < _WINDOW:
        centred = np.pad(centred, (0, _WINDOW - len(centred)))
    windows = np.lib.stride_tricks.sliding_window_view(centred, _WINDOW)[::_HOP]
    power = np.square(np.abs(np.fft.rfft(windows * np.hanning(_WINDOW), axis=1)))
    whole = power.sum(axis=1)
    return power, whole > whole.max() * _ACTIVE


def _onsets(samples: Samples) -> Floats:
    """How fast low, middle and high sounds grow louder, in dB over two hops; shape (3, hops)."""
    windows = np.lib.stride_tricks.sliding_window_view(samples, _BEAT_WINDOW)[::_BEAT_HOP]
    power = np.square(np.abs(np.fft.rfft(windows * np.hanning(_BEAT_WINDOW), axis=1)))
    pitch = np.fft.rfftfreq(_BEAT_WINDOW, 1 / MUSIC_RATE)
    loudest = 10 * np.log10(power.sum(axis=1).max() + 1e-9)
    grown = []
    for lowest, highest in (_LOW_HZ, _MIDDLE_HZ, _HIGH_HZ):
        band = power[:, (pitch >= lowest) & (pitch < highest)].sum(axis=1)
        level = 10 * np.log10(band + 1e-9)
        level = np.maximum(level, max(level.max() - _RANGE_DB, loudest - _LEAKAGE_DB))
        grown.append(np.maximum(0.0, level[2:] - level[:-2] - _RIPPLE_DB))
    return np.array(grown)


def _autocorrelation(onsets: Floats) -> Floats:
    """Of shifts by 0 hops to four of the slowest beats, as far as the sound goes; 1 at 0."""
    centred = onsets - onsets.mean()
    count = len(centred)
    found = np.correlate(centred, centred, "full")[count - 1 :]
    # What is compared grows shorter with the shift.
    found = found / max(float(found[0]), 1e-9) * count
    found = found / np.maximum(count - np.arange(count), count // 4)
    return np.asarray(found[: 4 * _SLOWEST + 2])


def _keeps(onsets: Floats, beat: int) -> float:
    """How well onsets keep a beat, or every second or fourth of it."""
    found = _autocorrelation(onsets)
    shifts = [beat * times for times in (1, 2, 4) if beat * times < len(found)]
    return max(float(found[shift - 1 : shift + 2].max()) for shift in shifts)


def _held(power: Floats) -> tuple[Floats, NDArray[np.intp]]:
    """Pitches that are held for some frames: cents above 440 Hz, and the frames they begin in."""
    level = 10 * np.log10(power + 1e-12)
    at, bins = np.nonzero(_peaks(level))
    left, top, right = level[at, bins - 1], level[at, bins], level[at, bins + 1]
    # A parabola through three bins (Smith & Serra 1987).
    pitch = bins + 0.5 * (left - right) / np.minimum(left - 2 * top + right, -1e-9)
    cents = 1200 * np.log2(pitch * MUSIC_RATE / _WINDOW / 440)
    starts = np.searchsorted(at, np.arange(len(level) + 1))
    frames = [cents[starts[n] : starts[n + 1]] for n in range(len(level))]
    held, when = [np.zeros(0)], [np.zeros(0, np.intp)]
    for number in range(len(frames) - _HELD_FRAMES):
        kept = frames[number]
        for later in range(1, _HELD_FRAMES + 1):
            kept = _near(kept, frames[number + later])
        held.append(kept)
        when.append(np.full(len(kept), number))
    return np.concatenate(held), np.concatenate(when)


def _peaks(level: Floats) -> NDArray[np.bool_]:
    """Bins that stand out from the spectrum around them."""
    peaks = np.zeros(level.shape, np.bool_)
    middle = level[:, 1:-1]
    peaks[:, 1:-1] = (middle > level[:, :-2]) & (middle >= level[:, 2:])
    peaks &= level > level.max(axis=1, keepdims=True) - _BELOW_LOUDEST_DB
    low, high = (hz * _WINDOW // MUSIC_RATE for hz in (_LOWEST_HZ, _HIGHEST_HZ))
    peaks[:, :low] = False
    peaks[:, high:] = False
    # The floor takes longest: it is found only where it decides.
    at, bins = np.nonzero(peaks)
    padded = np.pad(level, ((0, 0), (_AROUND_BINS, _AROUND_BINS)), mode="edge")
    around = np.lib.stride_tricks.sliding_window_view(padded, 2 * _AROUND_BINS + 1, axis=1)
    floor = np.median(around[at, bins, ::_AROUND_STEP], axis=1)
    peaks[at, bins] = level[at, bins] > floor + _ABOVE_FLOOR_DB
    return peaks


def _near(pitches: Floats, others: Floats) -> Floats:
    if not len(pitches) or not len(others):
        return pitches[:0]
    near = np.abs(pitches[:, None] - others[None]).min(axis=1) < _HELD_CENTS
    return np.asarray(pitches[near])
