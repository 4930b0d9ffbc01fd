"""Members of OpenTimelineIO's dictionaries and lists, as it gives them, but quickly."""

from __future__ import annotations

import time

import opentimelineio as otio

from backbeat.timeline.entries import entry, listed

_MANY = 3000


def test_they_are_those_of_opentimelineio() -> None:
    clip = otio.schema.Clip("a", metadata={"one": {"two": 2}, "none": None})
    clip.markers.append(otio.schema.Marker("here"))
    assert sorted(listed(clip.metadata)) == ["none", "one"]
    assert [marker.name for marker in listed(clip.markers)] == ["here"]
    assert listed(clip.effects) == []
    assert entry(entry(clip.metadata, "one"), "two") == 2
    assert entry(clip.metadata, "none") is None and entry(clip.metadata, "other") is None
    assert entry({"plain": 1}, "plain") == 1


def test_a_missing_key_costs_a_fraction_of_the_usual_look() -> None:
    clip = otio.schema.Clip("a")
    metadata = clip.metadata

    def seconds(look: object) -> float:
        begun = time.process_time()
        for _ in range(_MANY):
            look(metadata, "other")  # type: ignore[operator]
        return time.process_time() - begun

    assert seconds(entry) < seconds(lambda found, key: found.get(key)) / 3
