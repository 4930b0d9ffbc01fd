"""Verdicts on simulated faces."""

from __future__ import annotations

import numpy as np
import pytest

from backbeat.sync.lips.judging import Seen, Verdict, judge, spans
from tests.sync.lips.simulated import expected, late, movement, seen


def _spoken(count: int) -> np.ndarray:
    return np.ones(count, np.bool_)


@pytest.mark.parametrize(
    ("offset", "verdict"),
    [
        (0.0, Verdict.IN_SYNC),
        (0.05, Verdict.IN_SYNC),
        (-0.03, Verdict.IN_SYNC),
        (0.2, Verdict.OUT_OF_SYNC),
        (-0.12, Verdict.OUT_OF_SYNC),
    ],
)
def test_an_offset_is_judged_by_how_long_it_is(offset: float, verdict: Verdict) -> None:
    lips = movement(3, 14)
    face = 0.7 * lips + 0.7 * movement(4, 14)
    found = judge(seen(face, 100, 1300), expected(late(lips, offset)), _spoken(1400), 0.5)
    assert found.verdict is verdict
    assert found.match is not None
    assert found.match.offset_s == pytest.approx(offset, abs=0.01)
    assert 0.55 < found.confidence <= 1
    assert f"{abs(offset) * 1000:.0f} ms" in found.reason or abs(offset) < 0.02


def test_strangers_are_hardly_ever_accepted() -> None:
    stated, another = 0, 0
    for seed in range(60):
        voice = expected(movement(seed, 11))
        found = judge(seen(movement(seed + 500, 11), 50, 1050), voice, _spoken(1100), 0.5)
        stated += found.verdict in (Verdict.IN_SYNC, Verdict.OUT_OF_SYNC)
        another += found.verdict is Verdict.ANOTHER_VOICE
    assert stated <= 3
    assert another >= 30


def test_nobody_speaking_and_a_mouth_that_is_hardly_seen_cannot_be_told() -> None:
    lips = movement(5, 10)
    silent = judge(seen(lips), expected(lips), np.zeros(1000, np.bool_), 0.5)
    assert silent.verdict is Verdict.CANNOT_TELL
    assert "Nobody speaks" in silent.reason
    hidden = np.zeros(1000, np.bool_)
    hidden[:150] = True
    found = judge(Seen(lips, hidden, 0, lips[:, 0]), expected(lips), _spoken(1000), 0.5)
    assert found.verdict is Verdict.CANNOT_TELL
    assert "1.5 s" in found.reason


def test_a_drift_inside_a_long_shot_does_not_blur_it() -> None:
    lips = movement(6, 122)
    # 2000 ppm: the sound is in step in the middle, 120 ms off at both ends.
    at = np.arange(len(lips)) * 0.998 + 0.002 * len(lips) / 2
    steady = np.stack([np.interp(at, np.arange(len(lips)), column) for column in lips.T], 1)
    found = judge(seen(lips, 0, 12000), expected(steady), _spoken(len(lips)), 0.5)
    assert found.match is not None
    assert found.verdict is Verdict.IN_SYNC
    assert abs(found.match.offset_s) < 0.03
    offsets = [window.match.offset_s for window in found.windows if window.match]
    assert offsets[-1] - offsets[0] == pytest.approx(0.002 * 115, abs=0.04)


def test_a_voice_that_is_farther_off_is_not_called_anothers() -> None:
    lips = movement(8, 20)
    found = judge(seen(lips, 300, 1700), expected(late(lips, 1.3)), _spoken(2000), 0.5)
    assert found.verdict is Verdict.CANNOT_TELL
    assert "1300 ms late" in found.reason
    wide = judge(seen(lips, 300, 1700), expected(late(lips, 1.3)), _spoken(2000), 2.0)
    assert wide.verdict is Verdict.OUT_OF_SYNC


def test_windows_cover_a_shot_and_do_not_leave_it() -> None:
    for first, last in ((0, 200), (0, 499), (10, 700), (0, 1234), (37, 6000)):
        found = spans(first, last)
        assert found[0][0] == first
        assert found[-1][1] <= last
        assert last - found[-1][1] <= 125
        assert all(end > start for start, end in found)
