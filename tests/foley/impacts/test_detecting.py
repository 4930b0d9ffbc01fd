"""Impacts told from pictures, by the network in the wheel."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import cv2
import numpy as np
import pytest

from backbeat.foley.impacts import Impact, detect_impacts
from backbeat.foley.impacts.detecting import candidates, impacts_in
from backbeat.foley.impacts.exposure import seen_after_s
from backbeat.foley.impacts.heads import Head
from backbeat.foley.impacts.impact import Watched
from backbeat.foley.impacts.matching import Counts, counted
from backbeat.foley.impacts.watching import watched
from backbeat.foley.spotting.spot import PLACE_FROM
from backbeat.models.impacts import BLOCK, CONTEXT, HIGH, WIDE, ImpactNetwork
from tests.footage.clips import bounces, pan

_SECONDS = 4.0


def _gray(pictures: list[np.ndarray]) -> np.ndarray:
    gray = (cv2.cvtColor(one, cv2.COLOR_RGB2GRAY) for one in pictures)
    small = [cv2.resize(one, (WIDE, HIGH), interpolation=cv2.INTER_AREA) for one in gray]
    return np.stack(small)


@pytest.fixture(scope="module")
def balls() -> list[tuple[np.ndarray, list[float]]]:
    """Balls that bounce, 60 pictures a second: another program's drawing than what it learnt by."""
    made = [bounces(seed, _SECONDS, Fraction(60)) for seed in (201, 202, 203)]
    return [(_gray(pictures), impacts) for pictures, impacts in made]


def _found(pictures: np.ndarray, step: int) -> list[Impact]:
    seen = pictures[::step]
    return detect_impacts(seen, np.arange(len(seen)) * step / 60, 60 / step)


def test_balls_are_heard_hitting_the_floor(balls: list[tuple[np.ndarray, list[float]]]) -> None:
    """Within two pictures, at 60 and at 30 a second."""
    for step in (1, 2):
        total = Counts()
        for pictures, impacts in balls:
            found = [one.time_s for one in _found(pictures, step)]
            total += counted(impacts, found, 2 / 30)
        assert total.f > 0.75, (step, total)


def test_the_same_whatever_the_rate(balls: list[tuple[np.ndarray, list[float]]]) -> None:
    """60 pictures a second are seen as 30: the same, but that they are exposed for half as long."""
    pictures, _ = balls[0]
    fast, slow = _found(pictures, 1), _found(pictures, 2)
    longer_s = seen_after_s(30) - seen_after_s(60)
    assert longer_s == pytest.approx(1 / 240)
    assert [one.time_s + longer_s for one in fast] == pytest.approx([one.time_s for one in slow])
    assert [replace(one, time_s=0) for one in fast] == [replace(one, time_s=0) for one in slow]


def test_what_comes_later_is_found_later(balls: list[tuple[np.ndarray, list[float]]]) -> None:
    pictures = balls[0][0][::2]
    times = np.arange(len(pictures)) / 30
    here = detect_impacts(pictures, times, 30)
    later = detect_impacts(pictures, times + 17.25, 30)
    assert [one.time_s for one in later] == pytest.approx([one.time_s + 17.25 for one in here])
    sure = [one.confidence for one in here]
    assert [one.confidence for one in later] == pytest.approx(sure, abs=1e-9)


def test_the_first_picture_shows_no_impact() -> None:
    """Nothing is seen to come near anything before it, however sure the network is."""
    features = np.zeros((20, 1), np.float32)
    features[[0, 7, 19]] = 5
    logits = features[:, 0].astype(np.float64)
    times = np.arange(20) / 25
    seen = Watched(times, features, np.ones(20, np.float32), (), "")
    assert candidates(seen, logits, 1.0).tolist() == [7, 19]
    assert candidates(replace(seen, cuts_s=(7 / 25,)), logits, 1.0).tolist() == [19]


def test_a_camera_that_pans_hits_nothing() -> None:
    pictures = _gray(list(pan(5, 120, 1.5)))
    still = np.repeat(pictures[:1], 120, axis=0)
    for shown in (pictures, still):
        found = detect_impacts(shown, np.arange(120) / 30, 30)
        assert not [one for one in found if one.confidence >= PLACE_FROM]


def test_blocks_of_a_long_clip_say_what_one_would(
    balls: list[tuple[np.ndarray, list[float]]],
) -> None:
    """All pictures are answered, once; and much as if they had been seen at once."""
    network = ImpactNetwork()
    pictures = np.concatenate([one[::2] for one, _ in (*balls, *balls)])
    assert len(pictures) > BLOCK + CONTEXT
    seen = watched(network, pictures, np.arange(len(pictures)) / 30, 30)
    assert len(seen.times_s) == len(seen.features) == len(seen.motion) == len(pictures)
    whole = network.features(pictures)
    spread = whole.std(0) + 1e-3
    assert (np.abs(seen.features - whole) / spread).mean() < 0.2


def test_nothing_is_told_beside_a_cut() -> None:
    features = np.zeros((60, 1), np.float32)
    features[[10, 31, 35, 50]] = 9
    head = Head(np.ones((1, 1), np.float32), -4.0, (-8, 8), (0, 1), 0.5, 0.0)
    motion = np.ones(60, np.float32)
    motion[9] = 4
    seen = Watched(np.arange(60) / 30, features, motion, (30 / 30,), "")
    found = impacts_in(seen, head)
    assert [round(one.time_s * 30) for one in found] == [10, 35, 50]
    assert found[0].strength == 1
    assert found[1].strength == pytest.approx(0.25)
    assert [round(one.time_s * 30) for one in impacts_in(seen, head, 0.99)] == []


def test_two_impacts_two_pictures_apart_are_told_apart() -> None:
    """At 15 pictures a second they are .13 s apart, as hands on a drum are."""
    features = np.zeros((60, 1), np.float32)
    features[[20, 22, 40]] = 9
    features[21] = 6
    head = Head(np.ones((1, 1), np.float32), -4.0, (-8, 8), (0, 1), 0.5, 0.0)
    seen = Watched(np.arange(60) / 15, features, np.ones(60, np.float32), (), "")
    assert [round(one.time_s * 15) for one in impacts_in(seen, head)] == [20, 22, 40]


def test_the_more_pictures_a_second_the_rarer_one_that_has_an_impact() -> None:
    head = Head(np.ones((1, 1), np.float32), -4.0, (-8, 8), (0, 1), 0.0, 0.0)
    features = np.zeros((60, 1), np.float32)
    features[30] = 4
    logits = {}
    for rate in (15, 27, 30):
        seen = Watched(np.arange(60) / rate, features, np.ones(60, np.float32), (), "")
        assert seen.rate == pytest.approx(rate)
        (sure,) = (one.confidence for one in impacts_in(seen, head) if one.confidence > 0.4)
        logits[rate] = 16 * sure - 8
    # Odds go with the time that a picture stands for.
    assert logits[27] == pytest.approx(0)
    assert logits[15] - logits[30] == pytest.approx(np.log(2))


def test_pictures_of_another_shape_are_refused() -> None:
    with pytest.raises(ValueError, match="shape"):
        detect_impacts(np.zeros((5, 90, 150), np.uint8), np.arange(5) / 25, 25)


def test_no_picture_no_impact() -> None:
    assert detect_impacts(np.zeros((0, HIGH, WIDE), np.uint8), np.zeros(0), 25) == []
    assert detect_impacts(np.zeros((1, HIGH, WIDE), np.uint8), np.zeros(1), 25) == []
