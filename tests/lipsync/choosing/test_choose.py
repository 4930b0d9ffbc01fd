"""The chosen mouths fit what is said, and one another."""

from __future__ import annotations

from typing import Any

import numpy as np

from backbeat.lipsync.bank.bank import Bank, bank_of
from backbeat.lipsync.choosing.choose import Choice, choose, studied
from backbeat.lipsync.choosing.costs import successors
from backbeat.lipsync.choosing.mixing import mixed
from backbeat.lipsync.lines import Speech
from backbeat.lipsync.visemes.sounds import CLOSED, REST, SOUNDS
from tests.lipsync.choosing.banks import EACH_S, RATE, bank, voice, words

_SAID = words(110, 1)


def _chosen(of: Bank, kinds: list[int], **changes: Any) -> Choice:
    count = round(len(kinds) * EACH_S * RATE)
    given: dict[str, Any] = {
        "strength": np.ones(count, np.float32),
        "resting": np.zeros(count, np.bool_),
        "pose": np.zeros((count, 3), np.float32),
        "own": np.arange(count) % len(of),
    } | changes
    times_s = np.arange(count) / RATE
    return choose(studied(of, voice(kinds), 1 / RATE), times_s, **given)


def _at(kinds: list[int], count: int) -> np.ndarray:
    times_s = (np.arange(count) + 0.5) / RATE
    return np.array(kinds)[np.clip((times_s / EACH_S).astype(int), 0, len(kinds) - 1)]


def test_lips_meet_and_open_with_what_is_said() -> None:
    speaker, said = bank(_SAID), words(60, 5)
    found = _chosen(speaker, said)
    opening, kinds = speaker.mouths.opening[found.rows], _at(said, len(found.rows))
    assert found.closures >= 5
    assert found.apart == 0
    assert opening[kinds == SOUNDS.index("aa")].mean() > 0.8
    assert opening[found.closed == 1].mean() < 0.25
    width = speaker.mouths.lips[found.rows, 3]
    assert width[kinds == SOUNDS.index("oo")].mean() < width.mean() - 0.04


def test_what_was_said_then_is_no_evidence_of_what_is_said_now() -> None:
    found = _chosen(bank(_SAID), words(60, 5))
    assert found.own <= 0.1 * found.changed


def test_joins_change_no_more_than_the_clip_itself() -> None:
    speaker = bank(_SAID)
    found = _chosen(speaker, words(60, 5))
    opening = speaker.mouths.opening
    most = np.quantile(np.abs(np.diff(opening)), 0.99)
    changes = np.abs(np.diff(opening[found.rows]))
    assert found.joins.sum() >= 3
    assert changes[found.joins[1:]].max() <= most + 1e-6
    assert found.joins.mean() < 0.5


def test_the_same_is_chosen_again_and_another_take_has_other_mouths() -> None:
    speaker, said = bank(_SAID), words(40, 2)
    first = _chosen(speaker, said)
    assert np.array_equal(first.rows, _chosen(speaker, said).rows)
    second = _chosen(speaker, said, earlier=[first.rows])
    apart = np.abs(speaker.mouths.picture[first.rows] - speaker.mouths.picture[second.rows])
    assert np.mean(apart <= 3) < 0.25
    assert second.apart == 0


def test_where_nothing_is_new_nothing_is_chosen_and_rest_is_closed() -> None:
    speaker, said = bank(_SAID), words(40, 2)
    count = round(40 * EACH_S * RATE)
    strength = np.ones(count, np.float32)
    strength[30:60] = 0
    resting = np.zeros(count, np.bool_)
    resting[80:] = True
    found = _chosen(speaker, said, strength=strength, resting=resting)
    assert np.all((found.rows < 0) == (strength == 0))
    assert not found.closed[30:60].any()
    assert speaker.mouths.opening[found.rows[83:]].max() < 0.2
    assert np.all(found.closed[84:-3] == 1)
    assert found.changed == count - 30


def test_a_change_begins_and_ends_with_a_mouth_like_the_own_one() -> None:
    # All open but for the ends, where the own mouth is closed.
    said = [REST, *[SOUNDS.index("aa")] * 12, REST]
    speaker = bank([*_SAID, *[REST, SOUNDS.index("aa")] * 10])
    count = round(len(said) * EACH_S * RATE)
    closed = int(np.argmin(speaker.mouths.opening[:300]))
    strength = np.ones(count, np.float32)
    strength[:8], strength[-8:] = 0, 0
    found = _chosen(speaker, said, strength=strength, own=np.full(count, closed))
    opening = speaker.mouths.opening
    changed = np.flatnonzero(found.rows >= 0)
    most = np.quantile(np.abs(np.diff(opening)), 0.99)
    assert opening[found.rows[changed[0]]] - opening[closed] <= most + 1e-6
    assert opening[found.rows[changed[-1]]] - opening[closed] <= most + 1e-6
    assert opening[found.rows[changed]].max() > 0.8


def test_a_late_voice_misleads_nobody() -> None:
    late_s = 0.2
    speaker = bank(_SAID)
    moved = bank(_SAID, late_s=late_s)
    # The sound of that clip comes late: what is heard with a picture was said before.
    quiet = np.full((round(late_s / 0.02), len(SOUNDS)), 0.005, np.float32)
    quiet[:, REST] = 0.9
    late = voice(_SAID)
    speech = late.speech
    likely = np.concatenate([quiet, speech.likely])
    late = type(late)(
        type(speech)(speech.samples, None, likely, speech.step_s),
        np.concatenate([np.zeros((round(late_s * 100), 8)), late.expected]),
    )
    moved = type(moved)(moved.mouths, (late,), moved.look, moved.period_s, moved.speech_s, 0)
    said = words(40, 2)
    straight, shifted = _chosen(speaker, said), _chosen(moved, said)
    one, other = speaker.mouths.opening[straight.rows], moved.mouths.opening[shifted.rows]
    assert np.corrcoef(one, other)[0, 1] > 0.9


def test_long_speech_is_chosen_in_windows_without_seams() -> None:
    speaker, said = bank(_SAID), words(800, 3)
    found = _chosen(speaker, said)
    assert len(found.rows) > 3000
    assert found.apart <= 0.02 * found.closures
    most = np.quantile(np.abs(np.diff(speaker.mouths.opening)), 0.99)
    changes = np.abs(np.diff(speaker.mouths.opening[found.rows]))
    assert changes[found.joins[1:]].max() <= most + 1e-6


def test_runs_go_on_at_the_rate_of_the_output() -> None:
    speaker = bank(_SAID)
    assert np.array_equal(successors(speaker, 1 / RATE)[:-1], np.arange(1, len(speaker)))
    assert np.array_equal(successors(speaker, 2 / RATE)[:-2], np.arange(2, len(speaker)))


def test_joins_are_spread_over_two_pictures_but_not_over_closures() -> None:
    after = np.array([1, 2, 3, -1, 5, 6, 7, -1])
    rows = np.array([0, 1, 5, 6])
    joins = np.array([False, False, True, False])
    found = mixed(rows, joins, np.zeros(4), after)
    assert found.rows.tolist() == [[0, -1], [1, 4], [5, 2], [6, -1]]
    assert np.allclose(found.weights.sum(axis=1), 1)
    assert np.all(found.weights[:, 0] > 0.5)
    closed = np.array([0, 1.0, 1.0, 0])
    assert np.all(mixed(rows, joins, closed, after).rows[:, 1] == -1)


def test_a_mouth_that_is_never_closed_is_said_to_be_apart() -> None:
    speaker = bank(_SAID)
    open_only = np.maximum(speaker.mouths.opening, 0.5)
    mouths = type(speaker.mouths)(**{**vars(speaker.mouths), "opening": open_only})
    never = type(speaker)(mouths, speaker.voices, speaker.look, speaker.period_s, 9.0, 0)
    found = _chosen(never, [CLOSED, SOUNDS.index("aa")] * 10)
    assert found.apart == found.closures > 0


def test_of_next_to_no_mouths_one_is_chosen_all_the_same() -> None:
    for count in (1, 2, 7):
        few = bank(words(2, 1))
        mouths = type(few.mouths)(**{key: of[:count] for key, of in vars(few.mouths).items()})
        speaker = bank_of([mouths], few.voices, few.period_s)
        found = _chosen(speaker, words(6, 2), own=np.full(24, -1))
        assert np.all((found.rows >= 0) & (found.rows < count))


def test_shapes_that_a_user_gives_go_before_what_is_heard() -> None:
    speaker = bank(_SAID)
    heard = voice([SOUNDS.index("aa")] * 12)
    likely = np.tile(voice([REST]).speech.likely[:1], (len(heard.speech.likely), 1))
    given = Speech(heard.speech.samples, None, likely, 0.02, given=np.ones(len(likely), np.bool_))
    count = round(12 * EACH_S * RATE)
    closed = np.zeros(count, np.bool_)

    def opening(of: Speech) -> float:
        known = studied(speaker, type(heard)(of, heard.expected), 1 / RATE)
        found = choose(
            known, np.arange(count) / RATE, np.ones(count, np.float32), closed,
            np.zeros((count, 3), np.float32), np.full(count, -1),
        )  # fmt: skip
        return float(speaker.mouths.opening[found.rows].mean())

    assert opening(given) < opening(heard.speech) - 0.5


def test_mouths_of_a_video_with_fewer_pictures_a_second_keep_their_pace() -> None:
    speaker = bank(_SAID)
    count = 4 * RATE * 2
    found = choose(
        studied(speaker, voice(words(25, 5)), 0.5 / RATE), np.arange(count) / (2 * RATE),
        np.ones(count, np.float32), np.zeros(count, np.bool_), np.zeros((count, 3), np.float32),
        np.full(count, -1),
    )  # fmt: skip
    steps = np.diff(speaker.mouths.picture[found.rows])
    goes_on = (steps >= 0) & (steps <= 2)
    assert goes_on.mean() > 0.8
    assert 0.35 < steps[goes_on].mean() < 0.75
    assert found.joins.mean() < 0.25
