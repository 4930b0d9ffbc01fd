"""The offset of effects on moments that are known, missed and made up."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backbeat.sync.effects.judging import grades_of, judged, right, stretches
from backbeat.sync.effects.matching import Moments, matched, spread_s
from backbeat.sync.effects.page import page
from backbeat.sync.effects.reporting import report_of
from backbeat.sync.lips.judging import STATED, Verdict
from backbeat.v1.sync_pb2 import SYNC_VERDICT_OUT_OF_SYNC

RATE = 25.0
SECONDS = 20.0
REACH_S = 0.5


def hits(random: np.random.Generator, per_second: float = 1.2) -> np.ndarray:
    return np.sort(random.uniform(0.6, SECONDS - 0.6, int(per_second * SECONDS)))


def moments(
    times: np.ndarray, random: np.random.Generator, missed: float, extra: float, jitter: float
) -> Moments:
    """What a detector gives: some missed, some made up, and none exact."""
    kept = times[random.random(len(times)) >= missed]
    kept = kept + random.normal(0, jitter, len(kept))
    false = random.uniform(0, SECONDS, int(extra * len(times)))
    confidence = np.concatenate([random.beta(4, 2, len(kept)), random.beta(2, 3.5, len(false))])
    every = np.concatenate([kept, false])
    order = np.argsort(every)
    return Moments(every[order], confidence[order])


def both(offset_s: float, seed: int, missed: float = 0.35) -> tuple[Moments, Moments]:
    random = np.random.default_rng(seed)
    true = hits(random)
    seen = moments(true, random, missed, 0.5, 0.45 / RATE)
    heard = moments(true + offset_s, random, 0.1, 0.2, 0.004)
    return seen, heard


@pytest.mark.parametrize("offset_ms", [-300, -120, -60, 0, 60, 120, 300])
def test_an_offset_is_found_with_its_sign_and_inside_its_bounds(offset_ms: int) -> None:
    inside = 0
    for seed in range(4):
        seen, heard = both(offset_ms / 1000, seed)
        found = matched(seen, heard, RATE, REACH_S)
        assert found is not None
        assert abs(found.offset_s * 1000 - offset_ms) < 20
        assert found.by_chance < 0.02
        inside += found.low_s <= offset_ms / 1000 <= found.high_s
    assert inside >= 3


def test_sounds_of_something_else_are_not_judged() -> None:
    stated = 0
    for seed in range(12):
        random = np.random.default_rng(100 + seed)
        seen = moments(hits(random), random, 0.35, 0.5, 0.018)
        heard = moments(hits(random), random, 0.1, 0.2, 0.004)
        found = judged(seen, heard, RATE, (0.0, SECONDS), REACH_S)
        stated += found.verdict in STATED
    assert stated <= 1


@pytest.mark.parametrize("off_s", [-0.62, 0.62])
def test_regular_hits_that_are_off_by_more_than_is_looked_for_are_not_in_sync(off_s: float) -> None:
    """One period on, they fit nearly as well, and that was in reach."""
    for seed in range(6):
        random = np.random.default_rng(seed)
        beats = np.arange(1.0, SECONDS - 1, 0.6)
        beats = beats + random.normal(0, 0.015, len(beats))
        seen = moments(beats, random, 0.2, 0.2, 0.3 / RATE)
        heard = moments(beats + off_s, random, 0.0, 0.1, 0.004)
        found = judged(seen, heard, RATE, (0.0, SECONDS), REACH_S)
        assert found.verdict is not Verdict.IN_SYNC, (seed, found.offset)


def test_the_verdict_is_by_two_frames() -> None:
    for offset_ms, verdict in (
        (0, Verdict.IN_SYNC),
        (45, Verdict.IN_SYNC),
        (-160, Verdict.OUT_OF_SYNC),
        (160, Verdict.OUT_OF_SYNC),
    ):
        found = judged(*both(offset_ms / 1000, 5, 0.2), RATE, (0.0, SECONDS), REACH_S)
        assert found.verdict is verdict, (offset_ms, found)
    assert [grade.met for grade in grades_of(0.1, RATE)] == [False, True]
    assert [grade.met for grade in grades_of(-0.07, RATE)] == [True, True]
    assert [grade.met for grade in grades_of(0.21, RATE)] == [False, False]


def test_an_offset_about_as_long_as_is_allowed_is_not_judged() -> None:
    verdicts = {
        judged(*both(0.08, seed), RATE, (0.0, SECONDS), REACH_S).verdict for seed in range(6)
    }
    assert Verdict.CANNOT_TELL in verdicts


def test_regular_steps_fit_at_several_offsets_unless_fewer_are_looked_for() -> None:
    random = np.random.default_rng(2)
    steps = np.arange(0.5, SECONDS, 0.45)
    seen = Moments(steps + random.normal(0, 0.01, len(steps)), np.full(len(steps), 0.8))
    heard = Moments(steps + 0.03, np.full(len(steps), 0.9))
    wide = judged(seen, heard, RATE, (0.0, SECONDS), REACH_S)
    assert wide.verdict is Verdict.CANNOT_TELL
    assert "--max-offset" in wide.reason
    near = judged(seen, heard, RATE, (0.0, SECONDS), 0.2)
    assert near.verdict is Verdict.IN_SYNC


def test_too_few_and_none_are_said() -> None:
    none = Moments(np.zeros(0), np.zeros(0))
    one = Moments(np.array([1.0, 4.0]), np.array([0.9, 0.9]))
    span = (0.0, SECONDS)
    assert "Nothing is seen" in judged(none, one, RATE, span, REACH_S).reason
    assert "No hits are heard" in judged(one, none, RATE, span, REACH_S).reason
    assert "Too few" in judged(one, one, RATE, span, REACH_S).reason


@settings(max_examples=8)
@given(st.integers(0, 1 << 30), st.floats(-0.3, 0.3))
def test_moving_the_sound_moves_the_offset_by_as_much(seed: int, shift: float) -> None:
    seen, heard = both(0.0, seed)
    first = matched(seen, heard, RATE, 1.0)
    second = matched(seen, Moments(heard.times_s + shift, heard.confidence), RATE, 1.0)
    assert first is not None and second is not None
    if first.second < 0.8 and second.second < 0.8:
        assert abs(second.offset_s - first.offset_s - shift) < spread_s(RATE) / 2
    assert all(0 <= right(one) <= 1 for one in (first, second))


def test_a_jump_between_stretches_is_in_the_report_and_on_the_page() -> None:
    random = np.random.default_rng(3)
    true = np.sort(random.uniform(0.6, 119, 150))
    late = np.where(true < 60, true, true + 0.2)
    seen = Moments(true + random.normal(0, 0.012, 150), np.full(150, 0.7))
    heard = Moments(late, np.full(150, 0.8))
    spans = stretches(120)
    assert len(spans) == 4
    parts = [judged(seen, heard, RATE, span, REACH_S) for span in spans]
    whole = judged(seen, heard, RATE, (0.0, 120.0), REACH_S)
    report = report_of(whole, parts, RATE)
    (jump,) = report.jumps
    assert (jump.time_s, round(jump.from_ms, -1), round(jump.to_ms, -1)) == (60, 0, 200)
    assert report.shots[3].verdict == SYNC_VERDICT_OUT_OF_SYNC
    report.path, report.duration_s = "/films/clip.mov", 120
    made = page(report, seen, heard)
    assert made.count('class="seen"') == 150
    assert made.count('class="pair"') == len(report.pairs)
