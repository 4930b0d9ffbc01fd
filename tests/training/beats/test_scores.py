"""Repeats, pick-ups and ties."""

from __future__ import annotations

from fractions import Fraction

from training.beats.scores import (
    Instrument,
    Score,
    Written,
    WrittenBar,
    played,
    playing_order,
)


def _bar(length: int = 4, **more: object) -> WrittenBar:
    return WrittenBar(Fraction(length), 4, 4, **more)  # type: ignore[arg-type]


def _score(bars: list[WrittenBar], notes: list[list[Written]]) -> Score:
    return Score("", (Instrument("", 0, 1, False),), tuple(bars), (tuple(map(tuple, notes)),))


def test_a_repeated_section_is_played_twice() -> None:
    bars = [_bar(), _bar(opens=True), _bar(closes=True), _bar()]
    assert playing_order(tuple(bars)) == [0, 1, 2, 1, 2, 3]


def test_each_time_has_its_ending() -> None:
    bars = [_bar(), _bar(endings=(1,), closes=True), _bar(endings=(2,)), _bar(), _bar(closes=True)]
    assert playing_order(tuple(bars)) == [0, 1, 0, 2, 3, 4, 3, 4]


def test_an_ending_may_serve_twice() -> None:
    bars = [_bar(), _bar(endings=(1, 2), closes=True), _bar(endings=(3,))]
    assert playing_order(tuple(bars)) == [0, 1, 0, 1, 0, 2]


def test_two_repeats_without_a_sign_between_follow_each_other() -> None:
    bars = [_bar(), _bar(closes=True), _bar(), _bar(closes=True)]
    assert playing_order(tuple(bars)) == [0, 1, 0, 1, 2, 3, 2, 3]


def test_a_pick_up_ends_its_bar() -> None:
    music = played(_score([_bar(1, implicit=True), _bar()], [[], []]))
    assert [bar.skipped for bar in music.bars] == [3, 0]
    assert [bar.start for bar in music.bars] == [0, 1]


def test_a_bar_that_a_repeat_divides_is_one_bar() -> None:
    bars = [_bar(1), _bar(4), _bar(3, closes=True), _bar(1, implicit=True), _bar(4)]
    music = played(_score(bars, [[] for _ in bars]))
    assert [bar.skipped for bar in music.bars] == [3, 0, 0, 3, 0, 0, 3, 0]
    assert [bar.length for bar in music.bars] == [1, 4, 3, 1, 4, 3, 1, 4]


def test_ties_make_one_note() -> None:
    first = Written(Fraction(3), Fraction(1), 60, 1, 0.5)
    held = Written(Fraction(0), Fraction(4), 60, 1, 0.5, tied=True)
    music = played(_score([_bar(), _bar()], [[first], [held]]))
    assert [(note.start, note.length) for note in music.notes] == [(3, 5)]
