"""A head fitted to footage: it is kept where it helps, and only there."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from backbeat.foley.impacts.adapting import LEAST_IMPACTS, adapt
from backbeat.foley.impacts.fitting import Stretch, fitted
from backbeat.foley.impacts.heads import Head
from backbeat.foley.impacts.matching import counted
from backbeat.foley.impacts.peaks import find_peaks

_RATE = 30.0
_WIDTH = 12


def _head(of: int = 0) -> Head:
    """A head that listens to one feature."""
    weights = np.zeros((1, _WIDTH), np.float32)
    weights[0, of] = 5
    return Head(weights, -3.0, (-8.0, 0.0, 8.0), (0.0, 0.5, 0.98), 0.5, 0.0)


def _clip(seed: int, shown_in: int | None, seconds: float = 60.0) -> Stretch:
    """Footage whose impacts show in one feature, or in none."""
    random = np.random.default_rng(seed)
    count = int(seconds * _RATE)
    features = random.normal(0, 0.25, (count, _WIDTH)).astype(np.float32)
    times = np.arange(count) / _RATE
    impacts = np.cumsum(random.uniform(0.4, 1.6, int(seconds)))
    impacts = impacts[impacts < seconds - 0.5]
    if shown_in is not None:
        for at in impacts * _RATE:
            features[:, shown_in] += np.exp(-0.5 * ((np.arange(count) - at) / 0.8) ** 2)
    return Stretch(features, times, tuple(impacts.tolist()))


def _f(clip: Stretch, head: Head, least: float) -> float:
    peaks = find_peaks(head.logits(clip.features, _RATE), least)
    return counted(clip.impacts_s, clip.times_s[peaks].tolist(), 2 / _RATE).f


def test_footage_that_shows_impacts_otherwise_is_learnt() -> None:
    """The head listens to what says nothing here; fitted, it is better on other such footage."""
    found = adapt([_clip(1, 7), _clip(2, 7)], _head(0))
    assert found.better
    assert found.f_after > 0.85 > 0.5 > found.f_before
    assert found.impacts > 2 * LEAST_IMPACTS
    fresh = _clip(9, 7)
    least = float(np.interp(found.head.propose_from, found.head.chances, found.head.scores))
    assert _f(fresh, found.head, least) > 0.85


def test_what_is_already_right_is_left_alone() -> None:
    right = adapt([_clip(1, 7), _clip(2, 7)], _head(0)).head
    found = adapt([_clip(3, 7), _clip(4, 7)], right)
    assert not found.better
    assert found.f_before > 0.85


def test_footage_whose_sound_has_nothing_to_do_with_its_picture_teaches_nothing() -> None:
    for seed in (5, 6, 7, 8):
        found = adapt([_clip(seed, None)], _head(0))
        assert not found.better, seed
        assert found.reason


def test_confidence_after_fitting_is_what_it_says() -> None:
    found = adapt([_clip(11, 7), _clip(12, 7)], _head(0))
    fresh = _clip(13, 7, 240)
    logits = found.head.logits(fresh.features, _RATE)
    peaks = find_peaks(logits, -np.inf)
    sure = found.head.confidence(logits[peaks])
    near = np.array([np.abs(np.array(fresh.impacts_s) - t).min() for t in fresh.times_s[peaks]])
    for low, high in ((0.0, 0.2), (0.8, 1.0)):
        inside = (sure >= low) & (sure <= high)
        assert inside.sum() > 20
        assert (near[inside] <= 2 / _RATE).mean() == pytest.approx(sure[inside].mean(), abs=0.15)


def test_too_little_is_refused() -> None:
    with pytest.raises(ValueError, match="too few"):
        adapt([_clip(1, 7, 12)], _head(0))
    with pytest.raises(ValueError, match="too few"):
        adapt([], _head(0))


def test_a_strong_hold_changes_nothing() -> None:
    clip, head = _clip(1, 7), _head(0)
    held = fitted([clip], head, hold=1e4)
    assert np.abs(held.logits(clip.features, _RATE) - head.logits(clip.features, _RATE)).max() < 0.2
    free = fitted([clip], head)
    assert np.abs(free.logits(clip.features, _RATE) - head.logits(clip.features, _RATE)).max() > 1


def test_footage_of_any_rate_teaches_alike() -> None:
    """A head that is fitted to 30 pictures a second is as sure of those as without its prior."""
    clip, head = _clip(1, 7), _head(0)
    slow = replace(clip, times_s=clip.times_s * 2, impacts_s=tuple(2 * t for t in clip.impacts_s))
    fast, half = fitted([clip], head, hold=1e-6), fitted([slow], head, hold=1e-6)
    apart = fast.logits(clip.features, clip.rate) - half.logits(slow.features, slow.rate)
    assert slow.rate == pytest.approx(clip.rate / 2)
    assert np.abs(apart).max() < 0.2
