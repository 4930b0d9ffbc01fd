"""Hits in a guide: to the sample, sure where they stand alone, not in speech nor in music."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from backbeat.foley.spotting.guide import find_onsets
from backbeat.models.speech import FRAME, SpeechProbability
from backbeat.models.speech import RATE as SPEECH_RATE
from tests.loudness.synthetic_speech import synthetic_speech

Float32s = NDArray[np.float32]
_RATE = 48_000
_TIMES = (0.5, 1.3, 2.4)
_STEP_S = FRAME / SPEECH_RATE


def _floor(seconds: float, level: float = 1e-3) -> Float32s:
    noise = np.random.default_rng(0).normal(0, level, round(seconds * _RATE))
    return noise.astype(np.float32)


def _knocks(times: tuple[float, ...], seconds: float, peak: float = 0.35) -> Float32s:
    """Low-passed bursts that die away in 15 ms, over a soft floor."""
    drawn = np.random.default_rng(1)
    sound = _floor(seconds)
    for time in times:
        burst = np.convolve(drawn.normal(0, 1, 4800), np.ones(24) / 24, "same")
        burst *= np.exp(-np.arange(4800) / _RATE / 0.015)
        at = round(time * _RATE)
        sound[at : at + 4800] += (burst * peak / np.abs(burst).max()).astype(np.float32)
    return sound


def _none(seconds: float) -> Float32s:
    return np.zeros(round(seconds / _STEP_S), np.float32)


def test_knocks_alone_are_sure_and_exact() -> None:
    onsets = find_onsets(_knocks(_TIMES, 3.5), _RATE, _none(3.5), _STEP_S)
    assert [onset.confidence > 0.9 for onset in onsets] == [True] * 3
    for onset, time in zip(onsets, _TIMES, strict=True):
        assert abs(onset.sample / _RATE - time) < 0.001
    for rate in (16_000, 44_100):
        import soxr

        other = soxr.resample(_knocks(_TIMES, 3.5), _RATE, rate).astype(np.float32)
        found = [
            one for one in find_onsets(other, rate, _none(3.5), _STEP_S) if one.confidence > 0.8
        ]
        assert [round(one.sample / rate, 2) for one in found] == list(_TIMES), rate


def test_strength_follows_the_level() -> None:
    sound = _knocks((0.5,), 3) + _knocks((1.5,), 3, 0.05)
    strong, soft = find_onsets(sound, _RATE, _none(3), _STEP_S)
    assert strong.strength > 3 * soft.strength


def test_noise_and_silence_have_no_hits() -> None:
    assert find_onsets(np.zeros(3 * _RATE, np.float32), _RATE, _none(3), _STEP_S) == []
    assert find_onsets(np.zeros(100, np.float32), _RATE, _none(3), _STEP_S) == []
    hiss = find_onsets(_floor(4, 0.05), _RATE, _none(4), _STEP_S)
    assert all(onset.confidence < 0.3 for onset in hiss)


def test_syllables_are_no_hits_but_a_hit_between_them_is() -> None:
    import soxr

    voice = synthetic_speech(4.0, 3).astype(np.float32)
    sound = _knocks((4.6,), 5.5)
    sound[: len(voice)] += voice[: len(sound)]
    model = SpeechProbability()
    low = soxr.resample(sound, _RATE, SPEECH_RATE).astype(np.float32)
    speech = np.concatenate([model.feed(low), model.finish()])
    sure = [
        one.sample / _RATE
        for one in find_onsets(sound, _RATE, speech, _STEP_S)
        if one.confidence > 0.75
    ]
    assert [round(time, 2) for time in sure] == [4.6]


def test_notes_are_no_hits() -> None:
    """A tune of plucked strings over a drum, on a scale."""
    sound = _floor(8)
    for number, step in enumerate((0, 4, 7, 12, 9, 5, 2, 0, 7, 4, 12, 11, 7, 5, 4, 2)):
        t = np.arange(_RATE) / _RATE
        hz = 220 * 2 ** (step / 12)
        note = sum(np.sin(2 * np.pi * hz * k * t) / k for k in range(1, 6)) * np.exp(-t * 4)
        drum = np.random.default_rng(number).normal(0, 1, _RATE) * np.exp(-t * 80)
        at = round(number * 0.5 * _RATE)
        part = (0.2 * note + 0.1 * drum).astype(np.float32)[: len(sound) - at]
        sound[at : at + len(part)] += part
    assert all(one.confidence < 0.3 for one in find_onsets(sound, _RATE, _none(8), _STEP_S))
