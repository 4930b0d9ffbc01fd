"""Cues are put into a timeline and read back; all else of it stays as it is."""

from __future__ import annotations

import difflib
import json
from fractions import Fraction
from pathlib import Path
from typing import Any

import opentimelineio as otio
import pytest

from backbeat.errors import TimelineError
from backbeat.foley.cues import Kind, Layer
from backbeat.foley.landing.reading import Landed, landed, withdrawn
from backbeat.foley.landing.record import Record
from backbeat.foley.landing.writing import put
from backbeat.timeline import Document, load
from backbeat.timeline.reading import read_edit
from tests import edits
from tests.foley.landing.landings import RATE, cue, proposal, record


@pytest.fixture
def document(tmp_path: Path) -> Document:
    made = edits.timeline(
        [[edits.Piece(100), edits.Piece(100)]], [[edits.Piece(200, name="guide")]]
    )
    return edits.document(made, tmp_path)


def placed(document: Document, records: list[Record], **more: Any) -> Document:
    return put(document, read_edit(document), records, **more)


def read_back(document: Document) -> list[Landed]:
    return landed(document, read_edit(document))


def names(document: Document) -> list[str]:
    return [track.name for track in read_edit(document).audio_tracks]


def changed(document: Document, change: Any) -> Document:
    """The document as an editor leaves it, in which `change` was made to the timeline."""
    made = otio.adapters.read_from_string(document.data.decode(), "otio_json")
    change(made)
    return document.with_data(made.to_json_string(indent=2).encode())


def clip_of(made: Any, name: str) -> Any:
    return next(clip for clip in made.find_clips() if clip.name.startswith(name))


def test_records_read_back_as_they_were_written(document: Document) -> None:
    given = [record("1"), proposal("2", Fraction(1001, 250)), record("3", 120, layer=Layer.FOLEY)]
    found = read_back(placed(document, given))
    assert [one.record for one in found] == sorted(given, key=lambda one: one.cue.time)
    assert [one.changes for one in found] == [(), (), ()]
    assert [one.time for one in found] == [one.cue.time for one in found]


def test_everything_else_stays_byte_for_byte(document: Document) -> None:
    done = placed(document, [record("1"), record("2", 60)])
    pairs = difflib.ndiff(*(one.data.decode().splitlines() for one in (document, done)))
    lost = [line[2:].strip() for line in pairs if line.startswith("- ")]
    # The stack's metadata was empty.
    assert lost == ['"metadata": {},']
    again = json.loads(placed(done, []).data)
    assert again["tracks"].pop("metadata")["backbeat"]["job"] == "foley"
    expected = json.loads(document.data)
    expected["tracks"].pop("metadata")
    assert again == expected


def test_clips_lie_where_their_place_says(document: Document) -> None:
    done = placed(document, [record("1", frame=50, frames=25)])
    edit = read_edit(done)
    item = next(item for track in edit.audio_tracks for item in track.items if item.name[0] == "1")
    assert (item.start, item.duration) == (50, 25)
    assert item.media_start == Fraction(1, 5)
    assert (item.head, item.tail) == (5, 5)


def test_sounds_that_overlap_lie_on_tracks_of_their_own(document: Document) -> None:
    given = [record(str(number), 10 + 10 * number) for number in range(4)]
    done = placed(document, [*given, record("9", 10, layer=Layer.AMBIENCE, kind=Kind.AMBIENCE)])
    assert names(done) == ["Audio 1", "HARD FX", "HARD FX 2", "HARD FX 3", "AMB"]
    edit = read_edit(done)
    fx = [track for track in edit.audio_tracks if track.name.startswith("HARD FX")]
    assert [sum(item.media_url is not None for item in track.items) for track in fx] == [2, 1, 1]


def test_a_track_of_that_name_that_is_not_ours_stays(document: Document) -> None:
    def add(made: Any) -> None:
        made.tracks.append(otio.schema.Track("HARD FX", kind="Audio"))

    done = placed(changed(document, add), [record("1")])
    assert names(done) == ["Audio 1", "HARD FX", "HARD FX 2"]


def test_what_is_kept_stays_and_all_else_of_ours_goes(document: Document) -> None:
    first = placed(document, [record("1", 0), record("2", 50), record("3", 100), proposal("4")])
    keep = [one.path for one in read_back(first) if one.cue.number == "2"]
    second = placed(first, [record("5", 40)], keep=keep)
    assert sorted(one.cue.number for one in read_back(second)) == ["2", "5"]
    text = first.text.text(first.text.find(keep[0]))  # type: ignore[arg-type]
    assert text.encode() in second.data
    assert names(second) == ["Audio 1", "HARD FX", "HARD FX 2"]
    assert names(placed(second, [])) == ["Audio 1"]


def test_a_proposal_that_is_kept_stays(document: Document) -> None:
    first = placed(document, [proposal("1"), proposal("2", Fraction(3))])
    second = placed(first, [], keep_markers=["2"])
    assert [one.cue.number for one in read_back(second)] == ["2"]


def test_changes_in_an_editor_are_seen(document: Document) -> None:
    done = placed(document, [record(str(n), 50 * n, 20) for n in range(1, 5)])

    def edit(made: Any) -> None:
        track = next(track for track in made.tracks if track.name == "HARD FX")
        gap = track[track.index(clip_of(made, "1")) - 1]
        gap.source_range = edits.span(0, gap.source_range.duration.value + 3)
        after = track[track.index(clip_of(made, "1")) + 1]
        after.source_range = edits.span(0, after.source_range.duration.value - 3)
        two = clip_of(made, "2")
        two.source_range = edits.span(two.source_range.start_time.value, 15)
        track.insert(track.index(two) + 1, otio.schema.Gap(source_range=edits.span(0, 5)))
        clip_of(made, "3").enabled = False

    found = {one.cue.number: one for one in read_back(changed(done, edit))}
    assert found["1"].changes == ("moved",)
    assert found["1"].time == found["1"].cue.time + Fraction(3, 25)
    assert found["2"].changes == ("trimmed",)
    assert found["3"].changes == ("switched off",)
    assert found["4"].changes == ()


def test_a_divided_clip_is_copied_and_both_parts_trimmed(document: Document) -> None:
    done = placed(document, [record("1", 50, 20)])

    def edit(made: Any) -> None:
        clip = clip_of(made, "1")
        track = clip.parent()
        other = clip.deepcopy()
        start = clip.source_range.start_time.value
        clip.source_range = edits.span(start, 8)
        other.source_range = edits.span(start + 8, 12)
        track.insert(track.index(clip) + 1, other)

    found = read_back(changed(done, edit))
    assert [one.changes for one in found] == [("trimmed",), ("trimmed", "copied")]
    assert {one.time for one in found} == {found[0].cue.time}


def test_a_crossfade_of_the_users_is_kept_with_both_clips(document: Document) -> None:
    done = placed(document, [record("1", 50, 20), record("2", 70, 20), record("3", 100, 20)])

    def edit(made: Any) -> None:
        clip = clip_of(made, "2")
        fade = otio.schema.Transition("X", "SMPTE_Dissolve", edits.time(2), edits.time(2))
        clip.parent().insert(clip.parent().index(clip), fade)

    faded = changed(done, edit)
    found = {one.cue.number: one for one in read_back(faded)}
    assert found["1"].changes == found["2"].changes == ("crossfaded",)
    again = placed(faded, [], keep=[found["1"].path])
    track = next(track for track in read_edit(again).audio_tracks if track.name == "HARD FX")
    assert [item.name[:1] for item in track.items] == ["g", "1", "2"]
    assert list(track.transitions) == [2]


def test_a_proposal_is_read_back_from_its_note_alone(document: Document) -> None:
    done = placed(document, [proposal("12", Fraction(1001, 480), end=Fraction(4))])

    def drop(made: Any) -> None:
        for marker in made.tracks.markers:
            del marker.metadata["backbeat"]

    (one,) = read_back(changed(done, drop))
    assert one.cue.number == "12"
    assert one.cue.time == Fraction(1001, 480)
    assert one.cue.end == 4
    assert (one.cue.words, one.cue.ucs) == ("door slam", "DOORWood")
    assert one.cue.layer is Layer.HARD_FX
    assert one.cue.confidence == pytest.approx(0.8125, abs=1e-3)
    assert not one.cue.placed


def test_beat_markers_are_set_without_touching_proposals(document: Document) -> None:
    from backbeat.cutting.beat_markers import change_markers
    from backbeat.timeline.patch import Patch
    from backbeat.v1.cutting_pb2 import MARKER_CHOICE_BEATS, GridBeat, SyncMap

    def drop(made: Any) -> None:
        for marker in made.tracks.markers:
            del marker.metadata["backbeat"]

    done = placed(document, [proposal("12")])
    for spotted in (done, changed(done, drop)):
        for count in (3, 2):
            edit = read_edit(spotted)
            patch = Patch(spotted, edit)
            grid = [GridBeat(frame=10 * beat, bar=1, beat=beat) for beat in range(1, count + 1)]
            change_markers(patch, edit, SyncMap(grid=grid), MARKER_CHOICE_BEATS)
            spotted = patch.apply()
            assert [one.cue.number for one in read_back(spotted)] == ["12"]
            assert len(read_edit(spotted).markers) == 1 + count


def test_clips_are_known_by_their_files_where_metadata_is_dropped(document: Document) -> None:
    done = placed(document, [record("1")])
    said = {}

    def drop(made: Any) -> None:
        for clip in made.find_clips():
            if "backbeat" in clip.metadata:
                url = clip.media_reference.target_url
                said[url] = json.loads(clip.to_json_string())["metadata"]["backbeat"]
                del clip.metadata["backbeat"]
        for track in made.tracks:
            track.metadata.clear()

    dropped = changed(done, drop)
    assert read_back(dropped) == []
    edit = read_edit(dropped)
    (one,) = landed(dropped, edit, said.get)
    assert one.cue == record("1").cue
    emptied = put(dropped, edit, [], recorded=said.get)
    assert names(emptied) == ["Audio 1"]


def test_what_somebody_deleted_is_known_and_stays_so(document: Document) -> None:
    done = placed(document, [record("1"), record("2", 120), proposal("3")])
    assert withdrawn(done, read_edit(done), read_back(done)) == []

    def delete(made: Any) -> None:
        clip = clip_of(made, "1")
        track = clip.parent()
        track[track.index(clip)] = otio.schema.Gap(source_range=clip.source_range)
        del made.tracks.markers[:]

    left = changed(done, delete)
    for _ in range(2):
        gone = withdrawn(left, read_edit(left), read_back(left))
        assert [(one.number, one.kind) for one in gone] == [("1", Kind.IMPACT), ("3", Kind.IMPACT)]
        assert gone[0].time == record("1").cue.time
        left = placed(left, [], keep=[one.path for one in read_back(left)])


def test_what_a_run_takes_out_nobody_deleted(document: Document) -> None:
    done = placed(placed(document, [record("1"), proposal("2")]), [record("3", 120)])
    assert withdrawn(done, read_edit(done), read_back(done)) == []


def test_damaged_metadata_names_the_clip(document: Document) -> None:
    done = placed(document, [record("1")])

    def damage(made: Any) -> None:
        clip_of(made, "1").metadata["backbeat"]["cue"]["time"] = "soon"

    with pytest.raises(TimelineError, match=r"The clip 1 door slam on A2 .*soon"):
        read_back(changed(done, damage))


def test_a_locked_track_stays_as_it_is(document: Document) -> None:
    done = placed(document, [record("1")])

    def lock(made: Any) -> None:
        made.tracks[-1].metadata["Resolve_OTIO"]["Locked"] = True

    again = placed(changed(done, lock), [record("2")])
    assert names(again) == ["Audio 1", "HARD FX", "HARD FX 2"]
    assert sorted(one.cue.number for one in read_back(again)) == ["1", "2"]


@pytest.mark.parametrize("rate", [24000 / 1001, 30000 / 1001, 24.0, 60.0])
def test_places_are_exact_at_every_rate(tmp_path: Path, rate: float) -> None:
    made = edits.timeline([[edits.Piece(2000)]], rate=rate, start=round(rate * 3600))
    document = edits.document(made, tmp_path)
    exact = read_edit(document).rate
    given = [record("1", 501, 33, exact), record("2", 777, 12, exact)]
    path = tmp_path / "again.otio"
    path.write_bytes(placed(document, given).data)
    found = read_back(load(path))
    assert [one.record for one in found] == given
    assert [one.place for one in found] == [one.sound.place for one in given if one.sound]
    assert all(one.changes == () for one in found)


def test_cue_frame_is_the_frame_it_happens_in() -> None:
    assert cue(time=Fraction(33, 16)).frame(RATE) == 51
