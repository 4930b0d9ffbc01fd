"""What mouths and joins cost."""

from __future__ import annotations

import numpy as np

from backbeat.lipsync.bank.bank import Bank, bank_of
from backbeat.lipsync.choosing.choose import Studied, studied
from backbeat.lipsync.choosing.costs import Prices, showing, successors
from backbeat.lipsync.choosing.targets import Targets, targets_of
from tests.lipsync.choosing.banks import EACH_S, RATE, bank, voice, words

_SAID = words(60, 1)


def _known() -> tuple[Studied, Targets, int]:
    known = studied(bank(_SAID), voice(words(10, 2)), 1 / RATE)
    count = round(10 * EACH_S * RATE)
    resting = np.zeros(count, np.bool_)
    return (
        known,
        targets_of(known.voice, np.arange(count) / RATE, resting, 1 / RATE, known.known),
        count,
    )


def _cost(own: int = -1, taken: int = -1, yaw: float = 0.0) -> np.ndarray:
    known, targets, count = _known()
    pose = np.zeros((count, 3))
    pose[:, 0] = yaw
    return showing(
        known.rows, targets, slice(0, count), pose, np.full(count, own),
        np.full((count, 1), taken), Prices(),
    )  # fmt: skip


def test_the_own_mouth_and_those_of_earlier_takes_cost_more_and_no_others() -> None:
    base = _cost()
    for changed, price in ((_cost(own=40), Prices().own), (_cost(taken=40), Prices().taken)):
        more = changed - base
        assert np.allclose(more[:, 37:44], price)
        assert np.allclose(np.delete(more, slice(37, 44), axis=1), 0)


def test_another_pose_costs_more_but_less_than_another_sound() -> None:
    turned = _cost(yaw=10.0).mean() - _cost().mean()
    assert 0 < turned < 1
    assert _cost().std() > turned


def test_a_run_costs_nothing_and_a_pop_more_than_any_join() -> None:
    speaker = bank(_SAID)
    known = studied(speaker, voice(words(10, 2)), 1 / RATE)
    joins = known.joins
    rows = np.flatnonzero(joins.after >= 0)
    assert not joins.cost[rows, joins.after[rows]].any()
    opening = speaker.mouths.opening
    most = np.quantile(np.abs(np.diff(opening)), 0.99)
    pops = np.abs(opening[:, None] - opening[None]) > 1.5 * most
    pops[rows, joins.after[rows]] = False
    assert pops.any()
    assert joins.cost[pops].min() >= Prices().pop


def test_clips_and_faces_do_not_go_on_in_one_another() -> None:
    one, other = bank(_SAID), bank(_SAID, seed=1)
    moved = type(other.mouths)(**{**vars(other.mouths), "clip": other.mouths.clip + 1})
    both = bank_of([one.mouths, moved], [*one.voices, *other.voices], 1 / RATE)
    after = successors(both, 1 / RATE)
    assert after[len(one) - 1] == -1
    assert after[-1] == -1
    assert np.array_equal(after[: len(one) - 1], np.arange(1, len(one)))


def test_a_gap_ends_a_run_but_one_lost_picture_does_not() -> None:
    speaker = bank(_SAID)
    kept = np.delete(np.arange(len(speaker)), [20, 50, 51, 52, 53])
    after = successors(_part(speaker, kept), 1 / RATE)
    assert after[19] == 20
    assert after[48] == -1


def _part(of: Bank, rows: np.ndarray) -> Bank:
    mouths = type(of.mouths)(**{key: values[rows] for key, values in vars(of.mouths).items()})
    return bank_of([mouths], of.voices, of.period_s)
