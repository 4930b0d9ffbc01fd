"""Whether a sound is music or speech, which a generated effect must not be.

Music is told by notes: partials that hold their pitch, that come and go, and that lie on one
twelve-tone scale. A bell holds its partials too, but they stay; a creak changes, but on no scale.
Rhythm says nothing: steps and engines have one. Drums without pitch are therefore not recognised.
Speech is told by Silero's probability of it.

The threshold of music was set on music and effects of two games; `tests/foley/test_contents.py`
measures both on other material.
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
    """Whether a sound at `MUSIC_RATE`, shape (n,), is music with pitch."""
    return notes_in(samples) > MUSICAL


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
    padded = np.pad(level, ((0, 0), (_AROUND_BINS, _AROUND_BINS)), mode="edge")
    around = np.lib.stride_tricks.sliding_window_view(padded, 2 * _AROUND_BINS + 1, axis=1)
    floor = np.median(around[:, :, ::_AROUND_STEP], axis=2)
    peaks = np.zeros(level.shape, np.bool_)
    middle = level[:, 1:-1]
    peaks[:, 1:-1] = (middle > level[:, :-2]) & (middle >= level[:, 2:])
    peaks &= level > floor + _ABOVE_FLOOR_DB
    peaks &= level > level.max(axis=1, keepdims=True) - _BELOW_LOUDEST_DB
    low, high = (hz * _WINDOW // MUSIC_RATE for hz in (_LOWEST_HZ, _HIGHEST_HZ))
    peaks[:, :low] = False
    peaks[:, high:] = False
    return peaks


def _near(pitches: Floats, others: Floats) -> Floats:
    if not len(pitches) or not len(others):
        return pitches[:0]
    near = np.abs(pitches[:, None] - others[None]).min(axis=1) < _HELD_CENTS
    return np.asarray(pitches[near])
