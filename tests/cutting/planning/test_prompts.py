"""Prompts of slots, and the map of actions."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from backbeat.cutting.pacing import Role, Slot
from backbeat.cutting.pacing.slots import SlotBeat
from backbeat.cutting.planning import default_template, read_template
from backbeat.cutting.planning.actions import section_actions
from backbeat.cutting.planning.plan import action_in
from backbeat.cutting.planning.prompts import prompt_of
from backbeat.v1.music_pb2 import (
    ENERGY_LEVEL_HIGH,
    ENERGY_LEVEL_LOW,
    Beat,
    MusicAnalysis,
    Section,
)

CLUB = (
    '{"base_prompt": "A dancer in a club.", "audio_reactive": {'
    '"beat_actions": {"downbeat": "a pose", "upbeat": "arm waves", "accent": "a jump"},'
    '"energy_mapping": {"low": "swaying", "high": "footwork"},'
    '"phrase_transitions": "formation changes"}}'
)


def slot(**changes: object) -> Slot:
    beats = tuple(
        SlotBeat(Fraction(8) + Fraction(number, 2), number % 4 == 0, 0.9 if number == 3 else 0.0)
        for number in range(8)
    )
    made = Slot(
        3, Fraction(8), Fraction(12), 5, 1, 8.0, "chorus", ENERGY_LEVEL_HIGH, 0.9, 0.8,
        frozenset({Role.SECTION}), Fraction(0), beats, "The chorus starts.",
    )  # fmt: skip
    return replace(made, **changes)  # type: ignore[arg-type]


def test_a_prompt_says_what_happens_when() -> None:
    template = read_template(CLUB, "club.json")
    prompt = prompt_of(slot(), template, "", 96, Fraction(24), 120.0)
    assert prompt == (
        "A dancer in a club. Footwork. A pose at 0.00, 2.00 s; a jump at 1.50 s; arm waves at "
        "0.50, 1.00, 2.50, 3.00, 3.50 s. Formation changes."
    )


def test_what_does_not_happen_leaves_no_trace() -> None:
    template = replace(read_template(CLUB, "club.json"), base_prompt="")
    quiet = slot(level=ENERGY_LEVEL_LOW, roles=frozenset(), beats=())
    assert prompt_of(quiet, template, "", 96, Fraction(24), 120.0) == "Swaying."


def test_every_placeholder_is_filled_in() -> None:
    text = "{section}|{seconds}|{frames}|{bpm}|{action}|{downbeat}|{upbeat}|{accent}"
    template = replace(read_template(CLUB, "club.json"), prompt=text)
    prompt = prompt_of(slot(), template, "impact", 96, Fraction(24), 120.0)
    assert prompt == "chorus|4.00|96|120.0|Impact|a pose|arm waves|a jump"


def song() -> MusicAnalysis:
    beats = [Beat(time_s=n / 2, bar=n // 4 + 1, beat=n % 4 + 1) for n in range(32)]
    sections = [
        Section(start_s=0, end_s=8, label="intro"),
        Section(start_s=8, end_s=16, label="B"),
    ]
    return MusicAnalysis(beats=beats, sections=sections, duration_s=16)


def test_actions_lie_on_the_beats_they_are_named_for() -> None:
    intro, other = section_actions(song(), default_template())
    assert [(a.beat, a.time_s, a.action) for a in intro.actions] == [
        (1, 0.0, "fade in from black"),
        (5, 2.0, "the subject is revealed"),
        (13, 6.0, "the whole scene is established"),
    ]
    assert [(a.beat, a.time_s, a.action) for a in other.actions] == [
        (1, 8.0, "a new situation"),
        (1, 8.0, "on every downbeat: major actions and cuts"),
    ]


def test_actions_beyond_a_section_are_left_out_and_the_last_is_its_last_beat() -> None:
    text = '{"sections": {"intro": {"1": "a", "17": "late", "last": "z"}}}'
    intro, _ = section_actions(song(), read_template(text, "x.json"))
    assert [(a.beat, a.time_s, a.action) for a in intro.actions] == [(1, 0, "a"), (16, 7.5, "z")]


def test_a_slot_has_the_actions_of_its_time() -> None:
    sections = section_actions(song(), default_template())
    early = slot(start_s=Fraction(1), end_s=Fraction(5, 2))
    assert action_in(early, sections) == "the subject is revealed at 1.00 s"
    assert action_in(slot(start_s=Fraction(3), end_s=Fraction(4)), sections) == ""
