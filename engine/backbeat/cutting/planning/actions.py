"""The map of actions: what happens in each section of a song, and on which beats."""

from __future__ import annotations

from collections.abc import Mapping
from operator import attrgetter

from backbeat.cutting.planning.template import Template
from backbeat.v1.music_pb2 import Beat, MusicAnalysis, Section
from backbeat.v1.planning_pb2 import BeatAction, SectionActions

_ANY_SECTION = "*"


def section_actions(analysis: MusicAnalysis, template: Template) -> list[SectionActions]:
    """The actions of each section, in order of time.

    An action on every beat or bar is named once, at the first of them. Actions on beats that a
    section does not have are left out.
    """
    return [_actions(section, analysis, template) for section in analysis.sections]


def actions_for(label: str, template: Template) -> Mapping[str, str]:
    """The actions that a template has for a section."""
    return template.sections.get(label) or template.sections.get(_ANY_SECTION, {})


def _actions(section: Section, analysis: MusicAnalysis, template: Template) -> SectionActions:
    beats = [beat for beat in analysis.beats if section.start_s <= beat.time_s < section.end_s]
    found: list[BeatAction] = []
    for when, words in actions_for(section.label, template).items():
        action = _action(when, words, beats)
        if action is not None:
            found.append(action)
    return SectionActions(
        label=section.label,
        start_s=section.start_s,
        end_s=section.end_s,
        level=section.level,
        actions=sorted(found, key=attrgetter("beat")),
    )


def _action(when: str, words: str, beats: list[Beat]) -> BeatAction | None:
    number, said = 1, words
    if when == "last":
        number = len(beats)
    elif when == "every beat":
        said = f"on every beat: {words}"
    elif when == "every bar":
        downbeats = [index for index, beat in enumerate(beats, 1) if beat.beat == 1]
        number, said = (downbeats[0] if downbeats else 1), f"on every downbeat: {words}"
    else:
        number = int(when)
    if not 1 <= number <= len(beats):
        return None
    return BeatAction(beat=number, time_s=beats[number - 1].time_s, action=said)
