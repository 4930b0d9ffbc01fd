"""Music under dialogue: where it gives way, for how long, and how it comes back."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from backbeat.loudness.dialogue import Dialogue
from backbeat.loudness.gain_curve import GainCurve
from backbeat.loudness.mix.ducking import Duck, ducked, max_rise_db_s
from backbeat.loudness.oversampling import BLOCK
from backbeat.loudness.windows import power_of
from tests.loudness.synthetic_speech import synthetic_speech

RATE = 48000
DUCK = Duck()


def levels(*spans: tuple[float, float]) -> np.ndarray:
    """Mean squares in steps of 10 ms, of (seconds, LUFS) one after another."""
    return np.concatenate([np.full(round(100 * length), power_of(lufs)) for length, lufs in spans])


def voiced(*spans: tuple[float, bool]) -> np.ndarray:
    return np.concatenate([np.full(round(100 * length), there) for length, there in spans])


def made(dialogue: np.ndarray, mask: np.ndarray, bed_lufs: float = -20) -> GainCurve:
    bed = np.full(len(dialogue), power_of(bed_lufs))
    return ducked(dialogue, mask, bed, RATE, len(dialogue) * RATE // 100, DUCK)


def reduction(curve: GainCurve, steps: int) -> np.ndarray:
    """In dB, in steps of 10 ms."""
    if curve.reduction_db is None:
        return np.zeros(steps)
    at = np.arange(steps) * RATE / 100 / BLOCK
    return np.interp(at, np.arange(len(curve.reduction_db)), curve.reduction_db)


def test_room_tone_on_the_dialogue_track_is_no_speech() -> None:
    # Only 8 LU below the words: by level alone it is part of them.
    dialogue = levels((4, -31), (4, -23), (6, -31))
    found = reduction(made(dialogue, voiced((4, False), (4, True), (6, False))), len(dialogue))
    assert found[450:750] == pytest.approx(13, abs=0.2)
    assert found[:300] == pytest.approx(0, abs=0.05)
    assert found[1000:] == pytest.approx(0, abs=0.05)


def test_loud_noise_is_no_speech_and_a_murmur_is_none_either() -> None:
    dialogue = levels((4, -23), (4, -10), (4, -45))
    found = reduction(made(dialogue, voiced((4, True), (4.5, False), (3.5, True))), len(dialogue))
    assert found[100:350].min() > 10
    assert found[600:] == pytest.approx(0, abs=0.05)
    assert not reduction(made(dialogue, voiced((12, False))), len(dialogue)).any()


@pytest.mark.parametrize(("pause_s", "holds"), [(0.5, True), (1.4, True), (1.7, False)])
def test_a_pause_shorter_than_the_release_is_held_through(pause_s: float, holds: bool) -> None:
    assert DUCK.hold_s == 1.5
    dialogue = levels((3, -23), (pause_s, -70), (3, -23))
    mask = voiced((3, True), (pause_s, False), (3, True))
    inside = reduction(made(dialogue, mask), len(dialogue))[250 : 350 + round(100 * pause_s)]
    assert (np.ptp(inside) < 0.5) == holds


def test_the_gain_is_down_before_the_first_word_and_comes_back_at_the_rate() -> None:
    dialogue = levels((4, -70), (4, -23), (6, -70))
    curve = made(dialogue, voiced((4, False), (4, True), (6, False)))
    found = reduction(curve, len(dialogue))
    assert found[400] > 0.9 * found.max()
    back = found[850:900]
    assert np.diff(back) * 100 == pytest.approx(-DUCK.max_rise_db_s, abs=0.1)
    assert max_rise_db_s(curve, RATE) == pytest.approx(DUCK.max_rise_db_s, abs=0.1)
    assert max_rise_db_s(GainCurve(), RATE) == 0


@given(
    st.lists(st.tuples(st.floats(0.02, 4), st.floats(-60, -10), st.booleans()), min_size=1),
    st.floats(-50, -5),
)
def test_the_rise_is_bounded_whatever_comes(
    spans: list[tuple[float, float, bool]], bed_lufs: float
) -> None:
    dialogue = levels(*((length, lufs) for length, lufs, _ in spans))
    curve = made(dialogue, voiced(*((length, there) for length, _, there in spans)), bed_lufs)
    assert max_rise_db_s(curve, RATE) <= DUCK.max_rise_db_s + 0.01
    assert 0 <= reduction(curve, len(dialogue)).max(initial=0) <= DUCK.max_db + 0.01


def test_the_synthetic_voice_is_taken_for_speech() -> None:
    silence = np.zeros(3 * RATE, np.float32)
    whole = np.concatenate([silence, synthetic_speech(4), silence])[:, np.newaxis]
    dialogue = Dialogue(RATE, 1)
    dialogue.feed(whole)
    mask = dialogue.finish(1000)
    assert mask[320:700].mean() > 0.95 and not mask[:290].any() and not mask[730:].any()
