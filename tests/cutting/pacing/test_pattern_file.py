"""Pattern files: what one says, and what is said of a wrong one."""

from __future__ import annotations

import json
from fractions import Fraction
from typing import Any

import pytest

from backbeat.cutting.pacing import pace, pattern_named, patterns, read_pattern
from backbeat.cutting.pacing.pattern import Length, Over, Place, Ramp, Unit
from backbeat.errors import InputError, RequestError
from backbeat.v1.assembly_pb2 import PacingOptions
from tests.cutting.pacing.songs import HIGH, LOW, Stretch, song

WHOLE: dict[str, Any] = {
    "schema": 1,
    "name": "mine",
    "about": "What I like.",
    "length": {"low": "4 bars", "medium": "2 bars", "high": "1/2 bar"},
    "sections": {"chorus": 0.5},
    "builds": {"first": 2, "last": 0.5},
    "hold_at_drops": 3,
    "cut_on": "half-bars",
    "accents": 1,
    "longest_run": 4,
    "shortest_s": 0.5,
    "follow_tempo": 1,
}


def read(**changes: Any) -> Any:
    return read_pattern(json.dumps({**WHOLE, **changes}), "a/mine.json")


def test_every_field_is_read() -> None:
    pattern = read()
    assert pattern.name == "mine"
    assert pattern.length.high == Length(Fraction(1, 2), Unit.BAR)
    assert pattern.sections == {"chorus": 0.5}
    assert pattern.builds == Ramp(2, 0.5)
    assert (pattern.hold_at_drops, pattern.accents, pattern.longest_run) == (3, 1, 4)
    assert (pattern.shortest_s, pattern.follow_tempo) == (0.5, 1)
    assert pattern.cut_on is Place.HALF_BAR


def test_a_sequence_is_read() -> None:
    steps = [{"share": 0.25, "length": "2.5 s"}, {"share": 0.75, "length": "1 phrase"}]
    sequence = read(sequence={"over": "section", "steps": steps}).sequence
    assert sequence.over is Over.SECTION
    assert [str(step.length) for step in sequence.steps] == ["2.5 s", "1 phrase"]


def test_a_short_file_takes_its_name_from_its_path() -> None:
    pattern = read_pattern('{"schema": 1, "length": "2 bars"}', r"C:\cuts\slow.json")
    assert pattern.name == "slow"
    music = song([Stretch(8, LOW), Stretch(8, HIGH)])
    paced = pace(music, PacingOptions(), Fraction(25), pattern)
    assert {slot.length_beats for slot in paced.slots} == {8}


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"schema": 2}, "schema is 2. This version reads schema 1."),
        ({"lenght": "1 bar"}, "there is no field lenght. The fields are schema, name"),
        ({"length": "4"}, 'length is "4". Give a length such as “4 beats”'),
        ({"length": "0 beats"}, 'length is "0 beats"'),
        ({"length": "1/0 beats"}, 'length is "1/0 beats"'),
        ({"length": {"low": "1 bar", "high": "1 bar"}}, "length.medium is missing"),
        ({"length": {"low": 3, "medium": 1, "high": 1}}, "length.low is 3."),
        ({"length": {"lo": "1 bar"}}, "there is no field length.lo"),
        ({"sections": {"chorus": "fast"}}, 'sections.chorus is "fast". Give a number from 0.1'),
        ({"sections": []}, "sections is no object"),
        ({"builds": {"first": 0}}, "builds.first is 0"),
        ({"hold_at_drops": True}, "hold_at_drops is true. Give a number from 1 to 16"),
        ({"cut_on": "bars"}, "Give one of downbeats, half-bars, beats, half-beats"),
        ({"longest_run": 0}, "longest_run is 0. Give a whole number"),
        ({"accents": float("nan")}, "accents is NaN"),
        ({"name": " "}, 'name is " ". Give a text'),
        ({"sequence": {"over": "bar"}}, 'sequence.over is "bar"'),
        ({"sequence": {"steps": []}}, "sequence.steps is []. Give a list of steps"),
        (
            {"sequence": {"steps": [{"share": 0.5, "length": "1 bar"}]}},
            "the shares of sequence.steps add up to 0.5",
        ),
        (
            {"sequence": {"steps": [{"share": 1}]}},
            "sequence.steps[0].length is null",
        ),
    ],
)
def test_what_is_wrong_is_named_with_its_file(changes: dict[str, Any], said: str) -> None:
    with pytest.raises(InputError) as caught:
        read(**changes)
    assert str(caught.value).startswith("a/mine.json: ")
    assert said in str(caught.value)


@pytest.mark.parametrize("text", ["", "[", "[]", "3"])
def test_no_json_object_is_refused(text: str) -> None:
    with pytest.raises(InputError, match=r"mine\.json"):
        read_pattern(text, "mine.json")


def test_a_file_without_lengths_is_refused() -> None:
    with pytest.raises(InputError, match="neither length nor sequence"):
        read_pattern('{"schema": 1}', "x.json")


def test_the_patterns_of_the_package_have_a_sentence_each() -> None:
    for name, pattern in patterns().items():
        assert pattern.name == name
        assert pattern.about.endswith(".")
    assert pattern_named("") is patterns()["energy"]


def test_an_unknown_name_gets_the_list_and_the_nearest() -> None:
    with pytest.raises(RequestError) as caught:
        pattern_named("frase")
    assert "Did you mean phrase?" in str(caught.value)
    assert "call-and-response" in str(caught.value)
