"""Timestamps into one contiguous sound."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from backbeat.media.placing import Placer, Presentation, TailTrim

RATE = 1000


def _placed(frames, *, origin=None, file_end=None, broken_clock=False, after_loss=()):
    placer = Placer(RATE, 1, Presentation(origin, None, file_end, broken_clock))
    blocks = []
    for number, (time, length) in enumerate(frames):
        samples = np.full((length, 1), number + 1, np.float32)
        time = None if time is None else Fraction(time)
        blocks += placer.place(time, samples, number in after_loss)
    assert all(len(block) for block in blocks)
    whole = np.concatenate(blocks)[:, 0].astype(int) if blocks else np.zeros(0, int)
    assert placer.end * RATE == len(whole)
    return whole.tolist()


def test_the_first_sample_is_the_start_without_an_origin():
    assert _placed([("5.5", 2), ("5.502", 1)]) == [1, 1, 2]


def test_a_late_start_is_silence():
    assert _placed([("5.503", 2)], origin=Fraction("5.5")) == [0, 0, 0, 1, 1]


def test_what_is_before_the_origin_goes():
    assert _placed([("5.4", 60), ("5.46", 42)], origin=Fraction("5.5")) == [2, 2]


def test_a_gap_before_the_origin_is_not_heard():
    assert _placed([("5.4", 20), ("5.49", 12)], origin=Fraction("5.5")) == [2, 2]


def test_jitter_is_ignored():
    assert _placed([("0", 3), ("0.010", 3), (None, 1), ("0.001", 1)]) == [1, 1, 1, 2, 2, 2, 3, 4]


def test_a_gap_is_filled_to_the_sample():
    assert _placed([("0", 2), ("0.020", 1)]) == [1, 1, *[0] * 18, 2]


def test_a_short_gap_counts_after_a_loss():
    assert _placed([("0", 2), ("0.005", 1)], after_loss={1}) == [1, 1, 0, 0, 0, 2]


def test_an_overlap_goes():
    assert _placed([("0", 30), ("0.010", 25)]) == [*[1] * 30, *[2] * 5]


def test_a_repeated_frame_goes_whole():
    assert _placed([("0", 30), ("0", 30), ("0.030", 1)]) == [*[1] * 30, 3]


def test_a_clock_that_starts_anew_is_followed():
    frames = [("100", 3), ("0", 3), ("0.103", 1)]
    assert _placed(frames, broken_clock=True) == [1, 1, 1, 2, 2, 2, *[0] * 100, 3]
    assert _placed([("100", 3), ("0", 3)]) == [1, 1, 1, 2, 2, 2]


def test_a_long_gap_is_a_new_clock_in_a_broadcast_only():
    frames = [("0", 1), ("12", 1)]
    assert _placed(frames, broken_clock=True) == [1, 2]
    assert _placed(frames) == [1, *[0] * 11_999, 2]


def test_a_time_beyond_the_file_is_not_believed():
    assert _placed([("0", 1), ("90000", 1), ("90000.001", 1)], file_end=Fraction(20)) == [1, 2, 3]


@given(
    lengths=st.lists(st.integers(1, 40), min_size=1, max_size=20),
    gaps=st.lists(st.integers(15, 3000), min_size=20, max_size=20),
)
def test_every_frame_lands_on_its_time(lengths, gaps):
    at, frames, expected = 0, [], []
    for number, (length, gap) in enumerate(zip(lengths, gaps, strict=False)):
        frames.append((Fraction(at, RATE), length))
        expected += [number + 1] * length
        at += length + gap
        if number < len(lengths) - 1:
            expected += [0] * gap
    assert _placed(frames) == expected


@pytest.mark.parametrize("size", [1, 7, 1000])
def test_padding_past_the_end_goes(size):
    trim = TailTrim(100, 50)
    samples = np.arange(140, dtype=np.float32)[:, None]
    kept = [
        part for block in np.split(samples, range(size, 140, size)) for part in trim.pass_on(block)
    ]
    np.testing.assert_array_equal(np.concatenate(kept), samples[:100])


@pytest.mark.parametrize("size", [1, 7, 1000])
def test_an_end_that_is_plainly_wrong_is_not_believed(size):
    trim = TailTrim(100, 50)
    samples = np.arange(400, dtype=np.float32)[:, None]
    kept = [
        part for block in np.split(samples, range(size, 400, size)) for part in trim.pass_on(block)
    ]
    np.testing.assert_array_equal(np.concatenate(kept), samples)
