"""A copy of a timeline: new items, the same media."""

from __future__ import annotations

from copy import deepcopy

from tests.doubles.resolve.state import Timeline, new_id


def duplicate(timeline: Timeline, name: str) -> Timeline:
    media = {id(item.media): item.media for item in timeline.all_items() if item.media}
    made = deepcopy(timeline, dict(media))
    made.name, made.uid, made.selected, made.takes = name, new_id(), [], {}
    for item in made.all_items():
        item.uid = new_id()
    for track in made.all_tracks():
        for transition in track.transitions:
            transition.uid = new_id()
    return made
