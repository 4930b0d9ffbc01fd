"""Words in common, and where words are new."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backbeat.lipsync.changes.words import TimedWord, compared


def _said(text: str, start_s: float = 0.0, step_s: float = 0.4) -> list[TimedWord]:
    return [
        TimedWord(start_s + number * step_s, start_s + number * step_s + step_s - 0.1, word)
        for number, word in enumerate(text.split())
    ]


def _always(word: TimedWord) -> float:
    return 0.6


def test_only_other_words_are_changed() -> None:
    found = compared(
        _said("we sail on monday morning"), _said("we sail on friday morning"), _always
    )
    assert (found.kept, found.moved, found.new) == (4, 0, 1)
    (span,) = found.changed
    assert span.start_s == pytest.approx(1.2 - 0.04)
    assert span.end_s == pytest.approx(1.5 + 0.04)


def test_the_same_words_at_another_time_are_changed_too() -> None:
    found = compared(_said("we sail on monday"), _said("we sail on monday"), lambda word: 0.0)
    assert (found.kept, found.moved, found.new) == (0, 4, 0)
    assert len(found.changed) == 1


def test_what_looks_the_same_needs_no_other_mouth() -> None:
    """As where one was misheard."""
    own, new = _said("we sail on monday"), _said("we sell on monday")
    assert compared(own, new, lambda word: 0.6).new == 1
    assert not compared(own, new, lambda word: 0.8).changed


def test_a_change_ends_at_words_that_touch_it() -> None:
    own = [TimedWord(0, 0.5, "good"), TimedWord(0.5, 1.0, "day"), TimedWord(1.0, 1.5, "sir")]
    new = [TimedWord(0, 0.5, "good"), TimedWord(0.52, 0.99, "night"), TimedWord(1.01, 1.5, "sir")]
    (span,) = compared(own, new, _always).changed
    assert (span.start_s, span.end_s) == (0.5, pytest.approx(1.01))


def test_words_that_are_left_out_are_a_change() -> None:
    own, new = _said("it is not so"), _said("it is not so")
    del new[2]
    (span,) = compared(own, new, _always).changed
    assert span.start_s < 0.8 < 1.1 < span.end_s


def test_nothing_said_before_makes_all_words_new() -> None:
    found = compared([], _said("hello there"), _always)
    assert (found.kept, found.new, len(found.changed)) == (0, 2, 1)
    assert not compared([], [], _always).changed


WORDS = st.lists(st.sampled_from(["a", "b", "c", "d"]), max_size=12)
JITTER = st.lists(st.floats(-0.02, 0.02), min_size=12, max_size=12)


@given(WORDS, JITTER)
def test_what_finds_words_may_err_a_little(words: list[str], jitter: list[float]) -> None:
    own = _said(" ".join(words))
    new = [
        TimedWord(word.start_s + off, word.end_s + off, word.text)
        for word, off in zip(own, jitter, strict=False)
    ]
    assert not compared(own, new, _always).changed


@given(WORDS, WORDS)
def test_what_is_changed_is_in_order_and_has_every_new_word(old: list[str], now: list[str]) -> None:
    own, new = _said(" ".join(old)), _said(" ".join(now))
    found = compared(own, new, _always)
    assert found.kept + found.moved + found.new == len(new)
    ends = [edge for span in found.changed for edge in (span.start_s, span.end_s)]
    assert ends == sorted(ends)
    for place, word in enumerate(new):
        if place >= len(own) or own[place].text != word.text:
            middle_s = (word.start_s + word.end_s) / 2
            assert any(span.start_s < middle_s < span.end_s for span in found.changed)
