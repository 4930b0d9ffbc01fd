"""What of an original's sounds the effects cover, on levels that are known."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from backbeat.foley.coverage import STEP_S, Coverage, HeardHit, Original, coverage_of

RATE = 25.0


def silence(seconds: float) -> np.ndarray:
    return np.full(round(seconds / STEP_S), -100.0, np.float32)


def put(levels: np.ndarray, start_s: float, end_s: float, level_db: float) -> np.ndarray:
    levels[round(start_s / STEP_S) : round(end_s / STEP_S)] = level_db
    return levels


def strike(levels: np.ndarray, time_s: float, level_db: float) -> np.ndarray:
    """A hit that dies away by 6 dB in each hundredth of a second."""
    at = round(time_s / STEP_S)
    for step in range(10):
        levels[at + step] = max(levels[at + step], level_db - 6 * step)
    return levels


def compare(original: np.ndarray, effects: np.ndarray, *hits: float, **masks: object) -> Coverage:
    none = np.zeros(len(original), np.bool_)
    heard = tuple(HeardHit(time, 0.9) for time in hits)
    sound = Original(original, masks.get("speech", none), masks.get("music", none), heard)  # type: ignore[arg-type]
    return coverage_of(sound, effects, RATE)


def test_a_hit_is_covered_within_two_frames_and_not_beyond() -> None:
    original = strike(silence(10), 5.0, -12)
    for off, covered in ((0.0, 1), (0.07, 1), (-0.07, 1), (0.2, 0), (-0.2, 0)):
        found = compare(original, strike(silence(10), 5.0 + off, -18), 5.0)
        assert (len(found.events), found.covered) == (1, covered), off
        assert len(found.missing) == 1 - covered


def test_a_bed_alone_does_not_cover_a_hit() -> None:
    original = strike(silence(10), 5.0, -12)
    assert compare(original, put(silence(10), 0, 10, -30), 5.0).covered == 0
    with_hit = strike(put(silence(10), 0, 10, -30), 5.0, -15)
    assert compare(original, with_hit, 5.0).covered == 1


def test_what_lasts_is_covered_by_the_second() -> None:
    original = put(silence(20), 2, 12, -30)
    found = compare(original, put(silence(20), 2, 7, -32))
    assert (len(found.events), found.covered) == (1, 0)
    assert abs(found.seconds - 10) < 0.05 and abs(found.seconds_covered - 5) < 0.05
    (gap,) = found.missing
    assert (round(gap.start_s, 1), round(gap.end_s, 1), gap.kind) == (7.0, 12.0, "sustained")


def test_speech_and_music_are_not_judged_and_said() -> None:
    original = put(silence(20), 2, 12, -30)
    speech, music = (np.zeros(len(original), np.bool_) for _ in range(2))
    speech[200:600], music[600:1200] = True, True
    found = compare(original, silence(20), speech=speech, music=music)
    assert not found.events
    assert "4.0 s of speech" in found.unsure and "6.0 s of music" in found.unsure


def test_hits_one_after_another_are_no_sound_that_lasts() -> None:
    times = [1 + 0.2 * number for number in range(20)]
    original = silence(10)
    for time in times:
        strike(original, time, -12)
    found = compare(original, silence(10), *times)
    assert {event.kind for event in found.events} == {"hit"}


@given(st.lists(st.floats(0.5, 9), max_size=12), st.lists(st.floats(0.5, 9), max_size=12))
def test_parts_are_never_more_than_the_whole(hits: list[float], others: list[float]) -> None:
    original, effects = put(silence(10), 3, 6, -28), silence(10)
    for time in hits:
        strike(original, time, -12)
    for time in others:
        strike(effects, time, -12)
    found = compare(original, effects, *sorted(hits))
    assert 0 <= found.seconds_covered <= found.seconds + 1e-9
    assert found.covered <= len(found.events)
    for event in found.missing:
        assert any(one.start_s - 1e-6 <= event.start_s < one.end_s for one in found.events)
    itself = compare(original, original, *sorted(hits))
    lasting = [event for event in itself.events if event.kind == "sustained"]
    assert all(event.is_covered for event in lasting)
