"""Peaks of motion are where things hit, and keep their rules on any curve."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from backbeat.footage.analysis import analyze
from backbeat.footage.peaks import find_peaks
from tests.footage.clips import RATE, bounces, encode

WITHIN_S = 2 / float(RATE)


def test_impacts_of_a_ball_are_peaks(tmp_path: Path) -> None:
    for seed in range(4):
        pictures, impacts = bounces(seed, 3)
        footage = analyze(encode(tmp_path / f"{seed}.mp4", pictures))
        peaks = [peak.time_s for peak in footage.peaks]
        # What moves on when the clip ends has no peak yet.
        assert all(min(abs(peak - at) for peak in peaks) <= WITHIN_S for at in impacts[:-1])
        wrong = [peak for peak in peaks if min(abs(peak - at) for at in impacts) > WITHIN_S]
        assert len(wrong) <= 1


def test_a_harder_hit_is_a_stronger_peak(tmp_path: Path) -> None:
    pictures, impacts = bounces(1, 4)
    peaks = analyze(encode(tmp_path / "ball.mp4", pictures)).peaks
    near = [min(peaks, key=lambda peak, at=at: abs(peak.time_s - at)) for at in impacts[:3]]
    assert near[0].strength > near[2].strength


@st.composite
def curves(draw: st.DrawFn) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    steps = draw(st.lists(st.floats(0.005, 0.3), min_size=1, max_size=80))
    times = np.concatenate([[0.0], np.cumsum(steps)])
    seed = draw(st.integers(0, 2**32 - 1))
    random = np.random.default_rng(seed)
    action = random.gamma(0.5, draw(st.floats(0.01, 3)), len(times)).astype(np.float32)
    return action, times, random.random(len(times)) < draw(st.floats(0, 1))


@given(curves())
@settings(max_examples=150)
def test_peaks_keep_their_rules(curve: tuple[np.ndarray, np.ndarray, np.ndarray]) -> None:
    action, times, masked = curve
    peaks = find_peaks(action, times, masked)
    moments = np.array([peak.time_s for peak in peaks])
    assert (moments >= 0).all() and (moments <= times[-1]).all()
    # A peak lies up to half a picture beside the picture that shows it.
    assert (np.diff(moments) > 0).all()
    assert all(0 < peak.strength <= 1 for peak in peaks)
    assert not peaks or not masked.all()


@given(st.integers(3, 200), st.floats(0, 3))
def test_even_motion_has_no_peak(count: int, speed: float) -> None:
    times = np.arange(count) / 25
    assert find_peaks(np.full(count, speed, np.float32), times, np.zeros(count, bool)) == ()
