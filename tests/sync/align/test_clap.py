"""Moments that are both seen and heard."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from backbeat.sync.align.clap import Seen, picture_delay
from tests.scenes import RATE, Mono, scene

TIMES = np.arange(100) / 25


def bang(at_s: float) -> Mono:
    sound = 0.01 * scene(4, 3)
    burst = np.exp(-np.arange(800) / 80) * np.random.default_rng(1).standard_normal(800)
    sound[round(at_s * RATE) : round(at_s * RATE) + 800] += 0.3 * burst.astype("f4")
    return sound


def still() -> NDArray[np.float32]:
    return (0.4 + 0.002 * np.random.default_rng(2).standard_normal(100)).astype("f4")


@pytest.mark.parametrize("late", [-2, 0, 1, 3])
def test_a_flash(late: int) -> None:
    brightness = still()
    brightness[50 + late : 52 + late] = 0.9
    found = picture_delay(bang(2.0), TIMES, brightness, np.zeros(100, np.float32))
    assert found is not None and found.seen is Seen.FLASH
    assert abs(found.delay_s - late / 25) < 0.002


@pytest.mark.parametrize("late", [0, 2])
def test_sticks_that_meet(late: int) -> None:
    action = np.full(100, 0.02, np.float32)
    action[44 + late : 51 + late] = [0.2, 0.4, 0.6, 0.8, 0.9, 0.9, 0.8]
    found = picture_delay(bang(2.0), TIMES, still(), action)
    assert found is not None and found.seen is Seen.CLAP
    assert abs(found.delay_s - late / 25) < 0.002


def test_nothing_is_told_where_nothing_is_seen() -> None:
    assert picture_delay(bang(2.0), TIMES, still(), np.full(100, 0.1, np.float32)) is None


def test_nothing_is_told_where_nothing_is_heard() -> None:
    brightness = still()
    brightness[50:52] = 0.9
    speech = scene(4, 8)
    quiet = np.zeros(4 * RATE, np.float32)
    assert picture_delay(quiet, TIMES, brightness, np.zeros(100, np.float32)) is None
    assert picture_delay(0.0 * speech, TIMES, brightness, np.zeros(100, np.float32)) is None


def test_a_flash_far_from_the_sound_is_none() -> None:
    brightness = still()
    brightness[80:82] = 0.9
    assert picture_delay(bang(2.0), TIMES, brightness, np.zeros(100, np.float32)) is None
