"""The shot plan of a song: its slots with prompts, and the map of actions."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from backbeat.cutting.pacing import Slot
from backbeat.cutting.pacing.messages import slot_message
from backbeat.cutting.planning.actions import section_actions
from backbeat.cutting.planning.prompts import prompt_of
from backbeat.cutting.planning.template import Template
from backbeat.v1.cutting_pb2 import FrameRate
from backbeat.v1.music_pb2 import MusicAnalysis
from backbeat.v1.planning_pb2 import (
    AudioReactive,
    BeatActions,
    EnergyWords,
    SectionActions,
    ShotPlan,
)
from backbeat.version import __version__

SCHEMA_VERSION = 1


def shot_plan(
    slots: Sequence[Slot],
    analysis: MusicAnalysis,
    template: Template,
    rate: Fraction,
    track: str,
) -> ShotPlan:
    """Plans the shots of a song; what it was made from is filled in by the caller.

    Args:
        slots: in order, without gaps.
        analysis: of the music as it plays.
        template: the words of prompts and actions.
        rate: frames a second of the shots.
        track: file name of the song.
    """
    sections = section_actions(analysis, template)
    plan = ShotPlan(
        schema_version=SCHEMA_VERSION,
        rate=FrameRate(numerator=rate.numerator, denominator=rate.denominator),
        tempo_bpm=analysis.tempo_bpm,
        sections=sections,
        audio_reactive=AudioReactive(
            track=track,
            beat_actions=BeatActions(**template.beat_actions),
            energy_mapping=EnergyWords(**template.energy_mapping),
            phrase_transitions=template.phrase_transitions,
        ),
        base_prompt=template.base_prompt,
        engine_version=__version__,
    )
    for slot in slots:
        message = slot_message(slot, rate)
        frames = message.end_frame - message.start_frame
        action = action_in(slot, sections)
        message.prompt = prompt_of(slot, template, action, frames, rate, analysis.tempo_bpm)
        plan.slots.append(message)
    return plan


def action_in(slot: Slot, sections: Sequence[SectionActions]) -> str:
    """What the map of actions has for the time of a slot, with seconds from the slot's start."""
    found = [
        (action.time_s, action.action)
        for section in sections
        for action in section.actions
        if slot.start_s <= Fraction(action.time_s) < slot.end_s
    ]
    return "; ".join(f"{words} at {time - float(slot.start_s):.2f} s" for time, words in found)
