"""Closures that are heard, against lips that are seen to touch."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from backbeat.sync.lips.mouth_gap import CLOSED
from backbeat.sync.lips.seen_closures import Heard, heard_closures, judged


def test_closures_are_heard_where_they_are_likely_and_neither_a_slip_nor_a_pause() -> None:
    likely = np.zeros(400, np.float32)
    likely[10:20] = 0.9
    likely[50:52] = 0.9  # 10 ms.
    likely[100:200] = 0.9  # Half a second.
    likely[390:] = 0.6
    assert heard_closures(likely, 0.005) == [Heard(0.05, 0.1), Heard(1.95, 2.0)]
    assert heard_closures(np.zeros(0, np.float32), 0.005) == []


@pytest.mark.parametrize("rate", [12.0, 25.0, 29.97, 60.0])
def test_one_picture_with_closed_lips_while_it_is_heard_is_enough(rate: float) -> None:
    times = np.arange(40) / rate
    heard = [
        Heard(float(times[10]), float(times[10]) + 0.08),
        Heard(float(times[30]), times[30] + 0.08),
    ]
    gap = np.full(40, 0.2)
    gap[10] = CLOSED
    found = judged(heard, gap, times, 1 / rate)
    assert found.closed == (heard[0],)
    assert found.open == (heard[1],)
    assert found.rate == 0.5


def test_what_is_not_seen_is_not_judged() -> None:
    times = np.arange(50) / 25
    gap = np.full(50, 0.2)
    gap[24] = np.nan
    found = judged([Heard(0.95, 1.02), Heard(3.0, 3.1)], gap, times, 0.04)
    assert found.count == 0
    assert found.rate is None


@given(st.lists(st.floats(0, 0.3), min_size=30, max_size=30), st.integers(3, 25))
def test_opening_a_mouth_further_never_closes_it(openings: list[float], at: int) -> None:
    times = np.arange(30) / 25
    heard = [Heard(float(times[at]), float(times[at]) + 0.06)]
    gap = np.array(openings)
    before = judged(heard, gap, times, 0.04)
    after = judged(heard, gap + 0.05, times, 0.04)
    assert len(after.closed) <= len(before.closed)
    assert before.count == after.count == 1
