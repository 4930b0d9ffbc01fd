"""The judge of flashes counts what BT.1702 counts."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from benchmarks.film_judges import most_in_a_second

_RATE = 25


def _flicker(per_second: int, low: float, high: float, share: float = 1.0) -> np.ndarray:
    """Two seconds of gray of which a share flickers."""
    frames = []
    for frame in range(2 * _RATE):
        areas = np.full(100, low)
        light = int(2 * per_second * frame / _RATE) % 2
        areas[: round(100 * share)] = high if light else low
        frames.append(areas)
    return np.stack(frames)


@pytest.mark.parametrize("per_second", [1, 2, 3, 5])
def test_flashes_are_pairs_of_changes(per_second: int) -> None:
    frames = _flicker(per_second, 10, 100)
    assert most_in_a_second(frames, _RATE) == per_second


@pytest.mark.parametrize(
    "frames",
    [
        lambda: _flicker(5, 10, 29),
        lambda: _flicker(5, 161, 200),
        lambda: _flicker(5, 10, 100, share=0.2),
    ],
    ids=["small", "light", "a fifth of the screen"],
)
def test_what_is_no_general_flash(frames: Callable[[], np.ndarray]) -> None:
    assert most_in_a_second(frames(), _RATE) == 0


def test_a_slow_ramp_is_no_flash_and_there_and_back_is_one() -> None:
    ramp = np.linspace(5, 195, 20)[:, None] * np.ones(100)
    assert most_in_a_second(ramp, _RATE) == 0
    assert most_in_a_second(np.concatenate([ramp[::2], ramp[::-2]]), _RATE) == 1


def test_areas_that_change_by_turns_are_no_flash() -> None:
    # Four fifths of the areas are lit once each, one fifth after the other.
    frames = np.full((_RATE, 100), 10.0)
    for part in range(4):
        frames[4 * part + 1 : 4 * part + 3, 20 * part : 20 * part + 20] = 100
    assert most_in_a_second(frames, _RATE) == 1
    assert most_in_a_second(frames[:, :30], _RATE) <= 1
