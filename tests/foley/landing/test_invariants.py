"""Whatever is landed: nothing overlaps, everything is read back, all else stays."""

from __future__ import annotations

import json
from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backbeat.foley.cues import Kind, Layer
from backbeat.foley.landing.reading import landed
from backbeat.foley.landing.record import Record
from backbeat.foley.landing.writing import put
from backbeat.timeline import Document
from backbeat.timeline.reading import read_edit
from tests import edits
from tests.foley.landing.landings import proposal, record

FRAMES = 400
CLIPS = st.tuples(st.integers(0, FRAMES - 60), st.integers(1, 60), st.sampled_from(list(Layer)))


@pytest.fixture(scope="module")
def document(tmp_path_factory: pytest.TempPathFactory) -> Document:
    made = edits.timeline(
        [[edits.Piece(FRAMES)], [edits.Piece(kind="gap"), edits.Piece(30)]],
        [[edits.Piece(FRAMES, name="guide")]],
    )
    return edits.document(made, tmp_path_factory.mktemp("edit"))


def records(clips: list[tuple[int, int, Layer]], markers: list[int], first: int) -> list[Record]:
    made = [
        record(str(first + number), start, frames, layer=layer, kind=Kind.EFFECT)
        for number, (start, frames, layer) in enumerate(clips)
    ]
    more = [
        proposal(str(first + len(clips) + number), Fraction(4 * frame + 1, 100))
        for number, frame in enumerate(markers)
    ]
    return [*made, *more]


def foreign(document: Document) -> Any:
    """All that no run of ours may change."""
    tree = json.loads(document.data)
    stack = tree["tracks"]
    stack.pop("metadata")
    stack["markers"] = [one for one in stack["markers"] if "backbeat" not in one["metadata"]]
    stack["children"] = stack["children"][:3]
    return tree


@settings(max_examples=20, deadline=None)
@given(
    st.lists(CLIPS, max_size=12),
    st.lists(st.integers(0, FRAMES - 1), max_size=4),
    st.lists(CLIPS, max_size=8),
    st.data(),
)
def test_landing_twice(
    document: Document,
    first: list[tuple[int, int, Layer]],
    markers: list[int],
    second: list[tuple[int, int, Layer]],
    data: st.DataObject,
) -> None:
    put_first = records(first, markers, 1)
    once = put(document, read_edit(document), put_first)
    edit = read_edit(once)
    there = landed(once, edit)
    assert {one.cue.number: one.record for one in there} == {
        one.cue.number: one for one in put_first
    }
    assert all(one.changes == () for one in there)
    keep = [one for one in there if one.sound is not None and data.draw(st.booleans())]
    new = records(second, [], 100)
    twice = put(once, edit, new, [one.path for one in keep])
    read = read_edit(twice)
    again = {one.cue.number: one for one in landed(twice, read)}
    assert set(again) == {one.cue.number for one in (*keep, *new)}
    for one in keep:
        kept = again[one.cue.number]
        assert replace(kept, path=(), track="") == replace(one, path=(), track="")
    for track in read.audio_tracks[1:]:
        assert track.items[-1].media_url, "a track of ours ends with a clip"
        layers = {
            one.cue.layer for one in again.values() if one.path[: len(track.path)] == track.path
        }
        assert [layer.value for layer in layers] == [track.name.rstrip("0123456789 ")]
    assert foreign(twice) == foreign(document)
    # Each place is where the clip is: nothing was pushed aside by another.
    assert all(one.changes == () for one in again.values())
