"""When lips must meet."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from backbeat.lipsync.choosing.closures import Closure, closed_at, closures_in
from backbeat.lipsync.lines import Speech
from backbeat.lipsync.visemes.sounds import CLOSED, SOUNDS


def _speech(likely: list[float]) -> Speech:
    rows = np.zeros((len(likely), len(SOUNDS)), np.float32)
    rows[:, CLOSED] = likely
    return Speech(np.zeros(len(likely) * 320, np.float32), None, rows, 0.02)


def test_a_closure_lasts_while_it_is_likely_and_faint_ones_count_for_less() -> None:
    speech = _speech([0, 0.3, 0.9, 0.9, 0.3, 0, 0, 0.45, 0, 0.2, 0.2, 0])
    sure, faint = closures_in(speech)
    assert (sure.start_s, sure.end_s, sure.sure) == (0.02, 0.1, 1.0)
    assert (faint.start_s, round(faint.end_s, 6)) == (0.14, 0.16)
    assert 0.7 < faint.sure < 0.8


@given(st.floats(0.05, 0.9), st.floats(0.001, 0.2), st.sampled_from([12.0, 25.0, 29.97, 60.0]))
def test_however_short_it_is_some_picture_is_closed(
    start_s: float, length_s: float, rate: float
) -> None:
    times_s = np.arange(round(1.5 * rate)) / rate
    closed = closed_at([Closure(start_s, start_s + length_s, 1.0)], times_s, 1 / rate)
    full = np.flatnonzero(closed == 1)
    assert len(full)
    assert np.all(np.diff(full) == 1)
    middle = start_s + length_s / 2
    assert np.abs(times_s[full] - middle).min() <= 0.5 / rate + 1e-9
    assert np.all(np.abs(times_s[full] - middle) <= length_s / 2 + 1 / rate)
    assert np.all((closed > 0) <= (np.abs(times_s - middle) <= length_s / 2 + 2.5 / rate))


def test_nothing_heard_closes_nothing() -> None:
    assert not closures_in(_speech([]))
    assert not closed_at([], np.arange(5) / 25, 0.04).any()
    assert not len(closed_at([Closure(0, 1, 1)], np.zeros(0), 0.04))
