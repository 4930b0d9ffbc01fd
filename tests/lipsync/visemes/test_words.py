"""The words of a text and the pronunciation of unknown ones."""

from __future__ import annotations

import difflib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backbeat.lipsync.visemes.words import letters_left_out, spoken, unknown, words_of
from backbeat.models.phones import dictionary

_PHONES = {phone for word in dictionary().values() for phone in word}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Don’t stop, Bob-by!", "don't stop bob by"),
        (
            "In 1984 we had 23,000 cafés.",
            "in nineteen eighty four we had twenty three thousand cafes",
        ),
        ("Room 007", "room zero zero seven"),
        ("1905", "nineteen oh five"),
        ("2000000 boys' toys", "two million boys toys"),
        ("привет", ""),
        ("", ""),
    ],
)
def test_words(text: str, words: str) -> None:
    assert " ".join(words_of(text)) == words


def test_other_scripts_are_counted() -> None:
    assert letters_left_out("привет, мир") == 9
    assert letters_left_out("café") == 0


@given(st.text(max_size=60))
def test_any_text_gives_words_that_can_be_spoken(text: str) -> None:
    for word in words_of(text):
        assert word.replace("'", "").isascii()
        assert spoken(word)
        assert set(spoken(word)) <= _PHONES


def test_rules_come_near_the_dictionary() -> None:
    """Of ordinary words, two phones in three, against a dictionary that the rules never saw."""
    words = [word for word in sorted(dictionary()) if word.isalpha() and 4 <= len(word) <= 9][::97]
    alike = [difflib.SequenceMatcher(None, spoken(w), dictionary()[w]).ratio() for w in words]
    assert sum(alike) / len(alike) > 0.66


def test_only_unknown_words_are_read_by_rule() -> None:
    found = unknown(["the", "zblorp"], dictionary())
    assert {word: " ".join(phones) for word, phones in found.items()} == {"zblorp": "Z B L AO R P"}
