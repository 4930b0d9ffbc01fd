"""Moments of voices are compared by what is heard, not by how it came to be known."""

from __future__ import annotations

import numpy as np

from backbeat.lipsync.bank.hearing import Voice, ear_for, sounds_at
from backbeat.lipsync.lines import Speech
from backbeat.lipsync.visemes.sounds import SOUNDS


def _voice(kinds: list[int], model: bool, step_s: float = 0.02, seed: int = 0) -> Voice:
    each = round(0.12 / step_s)
    labels = np.repeat(kinds, each)
    rng = np.random.default_rng(seed)
    likely = np.full((len(labels), len(SOUNDS)), 0.01, np.float32)
    likely[np.arange(len(labels)), labels] = 0.8
    tones = np.random.default_rng(9).normal(0, 1, (len(SOUNDS), 512))
    rows = tones[np.repeat(kinds, 6)] + rng.normal(0, 0.2, (6 * len(kinds), 512))
    seconds = len(kinds) * 0.12
    expected = np.zeros((round(seconds * 100), 8))
    samples = np.zeros(round(seconds * 16000), np.float32)
    features = rows.astype(np.float32) if model else None
    return Voice(Speech(samples, features, likely, step_s), expected)


def _nearest(one: Voice, other: Voice) -> np.ndarray:
    ear = ear_for([one, other])
    ones = ear.moments(one, np.arange(20) * 0.12 + 0.06)
    others = ear.moments(other, np.arange(20) * 0.12 + 0.06)
    ones /= np.linalg.norm(ones, axis=1, keepdims=True)
    others /= np.linalg.norm(others, axis=1, keepdims=True)
    return (ones @ others.T).argmax(axis=1)


def test_the_same_sounds_in_the_same_company_are_nearest() -> None:
    said = [0, 4, 9, 14, 1, 13, 8, 2, 12, 16, 5, 17, 7, 3, 10, 6, 11, 15, 4, 0]
    for model in (True, False):
        found = _nearest(_voice(said, model), _voice(said, model, seed=1))
        assert np.mean(found == np.arange(20)) > 0.9


def test_without_the_model_in_one_voice_all_are_compared_by_sounds() -> None:
    ear = ear_for([_voice([1, 2, 3], True), _voice([1, 2, 3], False)])
    assert not ear.by_model
    assert ear.axes.shape[0] == len(SOUNDS)


def test_steps_of_any_length_are_heard_alike() -> None:
    said = [0, 4, 9, 14, 1, 13, 8, 2]
    coarse, fine = _voice(said, False), _voice(said, False, step_s=0.005)
    times_s = np.arange(8) * 0.12 + 0.06
    assert np.array_equal(sounds_at(coarse.speech, times_s).argmax(axis=1), np.array(said))
    assert np.array_equal(sounds_at(fine.speech, times_s).argmax(axis=1), np.array(said))
