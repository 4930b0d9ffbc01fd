"""Marker labels: read into words, tags and flags, and written back byte for byte."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backbeat.foley.spotting.labels import parse_label

_LABELS = st.text(st.sampled_from("ab 1_$={}[]-é♪\n\t"), max_size=40) | st.text(max_size=40)


def test_the_grammar_of_spotting() -> None:
    label = parse_label("footstep gravel {cat=FEETHmn} $gain=-6 [FOLEY]")
    assert label.words == "footstep gravel"
    assert label.tags == {"cat": "FEETHmn", "gain": "-6"}
    assert label.flags == ("FOLEY",)


def test_values_with_spaces_names_in_any_case_and_the_last_of_two() -> None:
    label = parse_label("Fireworks {Note=Replace all of it} $V=1 [FX] $v=2 [HARD FX]")
    assert label.tags == {"note": "Replace all of it", "v": "2"}
    assert label.flags == ("FX", "HARD FX")


def test_what_is_no_tag_is_words() -> None:
    label = parse_label("costs $5 {no tag} [3rd] a=b $x= {y")
    assert label.tags == {} and label.flags == ()
    assert label.words == "costs $5 {no tag} [3rd] a=b $x= {y"


@given(_LABELS)
def test_every_text_is_written_back_as_it_was(text: str) -> None:
    assert str(parse_label(text)) == text


@given(_LABELS, st.sampled_from(["gain", "Cat", "my_tag"]), st.text("abc -=é", max_size=12))
def test_a_tag_that_is_set_is_read_and_the_others_stay(text: str, name: str, value: str) -> None:
    label = parse_label(text)
    changed = parse_label(str(label.with_tag(name, value)))
    assert changed.tags == {**label.tags, name.casefold(): value}
    assert changed.flags == label.flags
    assert changed.words.split() == label.words.split()


@given(_LABELS)
def test_a_flag_that_is_set_twice_stands_once(text: str) -> None:
    label = parse_label(text).with_flag("FOLEY")
    assert str(label.with_flag("foley")) == str(label)
    assert "FOLEY" in parse_label(str(label)).flags or "foley" in [
        flag.casefold() for flag in label.flags
    ]


def test_a_tag_that_is_set_to_what_it_says_changes_nothing() -> None:
    text = "step  {gain=-6} [FOLEY]"
    assert str(parse_label(text).with_tag("GAIN", "-6")) == text


def test_values_that_no_tag_can_hold_are_refused() -> None:
    with pytest.raises(ValueError, match="braces"):
        parse_label("x").with_tag("note", "a}b")
    with pytest.raises(ValueError, match="name"):
        parse_label("x").with_tag("1st", "a")
