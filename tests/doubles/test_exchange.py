"""OpenTimelineIO out of the double and into it: what is refused, kept, changed and lost."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.doubles.resolve.bridge import state_of
from tests.doubles.resolve.refusals import NotModelled
from tests.doubles.resolve.session import Session, session
from tests.doubles.resolve.state import Timeline, Transition

Tree = dict[str, Any]


def edit(folder: Path, version: str = "21.1", **switches: Any) -> Session:
    """Two tracks of pictures, one of sound, a title, a gap, a dissolve, markers of both kinds."""
    held = session(version, **switches)
    clip = held.add_media(folder / "a clip.mov", seconds=60, rate=25, start=90000, channels=2)
    song = held.add_media(folder / "song.wav", seconds=60, rate=None, channels=2)
    timeline = held.add_timeline()
    held.add_track(timeline, "video", "Titles")
    first = held.add_item(timeline, clip, at=0, frames=50, source=100, link=1)
    held.add_item(timeline, clip, at=0, frames=50, source=100, link=1, kind="audio")
    held.add_item(timeline, clip, at=50, frames=30, source=300)
    held.add_item(timeline, clip, at=90, frames=10, source=500)
    held.add_item(timeline, None, at=20, frames=10, track=2)
    held.add_track(timeline, "audio", "Music")
    held.add_item(timeline, song, at=0, frames=100, kind="audio", track=2)
    timeline.tracks["video"][0].transitions.append(Transition(90050, 5, 6, "Cross Fade 0 dB"))
    assert held.proxy(first).AddMarker(7, "Green", "look", "a note", 2, "hidden")
    assert held.proxy(first).SetClipColor("Orange")
    assert held.proxy(first).AddFlag("Red")
    assert held.proxy(timeline).AddMarker(40, "Mint", "beat", "bb:1", 1, "hidden")
    return held


def export(held: Session, path: Path) -> bool:
    answer: bool = held.proxy(held.timeline).Export(str(path), held.resolve.EXPORT_OTIO)
    return answer


def exported(held: Session, folder: Path) -> Tree:
    path = folder / "out.otio"
    assert export(held, path) is True
    tree: Tree = json.loads(path.read_text(encoding="utf-8"))
    return tree


def pool_of(held: Session) -> Any:
    return held.resolve.GetProjectManager().GetCurrentProject().GetMediaPool()


def imported(held: Session, tree: Tree | bytes, folder: Path, **options: Any) -> Any:
    path = folder / "in.otio"
    path.write_bytes(tree if isinstance(tree, bytes) else json.dumps(tree).encode())
    return pool_of(held).ImportTimelineFromFile(str(path), {"timelineName": "new", **options})


def clips(tree: Tree) -> list[Tree]:
    tracks = tree["tracks"]["children"]
    return [each for track in tracks for each in track["children"] if "media_references" in each]


def test_a_file_has_the_shape_that_resolves_own_have(tmp_path: Path) -> None:
    held = edit(tmp_path)
    tree = exported(held, tmp_path)
    assert tree["name"] == ""
    assert tree["metadata"] == {"Resolve_OTIO": {"Resolve OTIO Meta Version": "1.0"}}
    assert tree["global_start_time"]["value"] == 90000.0
    tracks = tree["tracks"]["children"]
    assert [each["name"] for each in tracks] == ["Video 1", "Titles", "Audio 1", "Music"]
    assert tracks[2]["metadata"]["Resolve_OTIO"] == {
        "Audio Type": "Stereo",
        "Locked": False,
        "SoloOn": False,
    }
    kinds = [[child["OTIO_SCHEMA"] for child in track["children"]] for track in tracks]
    assert kinds == [
        ["Clip.2", "Transition.1", "Clip.2", "Gap.1", "Clip.2"],
        ["Gap.1", "Clip.2", "Gap.1"],
        ["Clip.2", "Gap.1"],
        ["Clip.2"],
    ]
    for track in tracks:
        lengths = [
            each["source_range"]["duration"]["value"]
            for each in track["children"]
            if "source_range" in each
        ]
        assert sum(lengths) == 100
    first, title = clips(tree)[0], clips(tree)[3]
    reference = first["media_references"]["DEFAULT_MEDIA"]
    assert reference["target_url"] == str(tmp_path / "a clip.mov")
    assert reference["available_range"]["start_time"]["value"] == 90000.0
    assert first["source_range"]["start_time"]["value"] == 90100.0
    assert first["metadata"]["Resolve_OTIO"]["Link Group ID"] == 1
    assert first["markers"][0]["marked_range"]["start_time"]["value"] == 90107.0
    assert first["markers"][0]["color"] == "GREEN"
    assert first["markers"][0]["metadata"]["Resolve_OTIO"]["Note"] == "a note"
    assert first["markers"][0]["comment"] == ""
    assert title["media_references"]["DEFAULT_MEDIA"]["OTIO_SCHEMA"] == "MissingReference.1"
    assert len(clips(tree)[4]["metadata"]["Resolve_OTIO"]["Channels"]) == 2
    assert "hidden" not in json.dumps(tree)
    assert "Orange" not in json.dumps(tree)


def test_source_ranges_count_at_the_timelines_rate_and_may_lie_between_frames(
    tmp_path: Path,
) -> None:
    held = session()
    clip = held.add_media(tmp_path / "a.mov", seconds=60, rate=24, start=87399)
    held.add_item(held.add_timeline(), clip, at=0, frames=20)
    (found,) = clips(exported(held, tmp_path))
    start = found["source_range"]["start_time"]
    assert (start["value"], start["rate"]) == (87399 / 24 * 25, 25.0)
    available = found["media_references"]["DEFAULT_MEDIA"]["available_range"]
    assert (available["start_time"]["value"], available["start_time"]["rate"]) == (87399.0, 24.0)


def test_export_takes_live_constants_only(tmp_path: Path) -> None:
    held = edit(tmp_path)
    timeline = held.proxy(held.timeline)
    path = str(tmp_path / "out.otio")
    assert timeline.Export(path, "EXPORT_OTIO") is False
    assert timeline.Export(path, 14) is False
    assert timeline.Export(path, held.resolve.EXPORT_OTIO, held.resolve.EXPORT_CDL) is False
    assert timeline.Export(str(tmp_path / "no" / "out.otio"), held.resolve.EXPORT_OTIO) is False
    assert not Path(path).exists()
    assert timeline.Export(path, held.resolve.EXPORT_OTIO, held.resolve.EXPORT_NONE) is True
    with pytest.raises(NotModelled, match="EXPORT_OTIO"):
        timeline.Export(path, held.resolve.EXPORT_EDL)


def test_export_says_true_and_may_have_written_nothing(tmp_path: Path) -> None:
    held = edit(tmp_path, export_writes="nothing")
    assert export(held, tmp_path / "a.otio") is True
    assert not (tmp_path / "a.otio").exists()
    held.world.behaviour.export_writes = "empty"
    assert export(held, tmp_path / "b.otio") is True
    assert (tmp_path / "b.otio").read_bytes() == b""
    for version, bundle in (("19.1", True), ("21.0.4", False)):
        held = edit(tmp_path, version)
        path = tmp_path / f"{version}.fcpxml"
        kind = held.resolve.EXPORT_FCPXML_1_10
        assert held.proxy(held.timeline).Export(str(path), kind) is True
        assert path.is_dir() == bundle
        assert path.is_file() != bundle


def test_before_18_5_there_is_no_opentimelineio(tmp_path: Path) -> None:
    held = edit(tmp_path, "18.0")
    tree = exported(edit(tmp_path), tmp_path)
    assert held.resolve.EXPORT_OTIO is None
    assert imported(held, tree, tmp_path) is None


def test_an_import_keeps_the_cut_and_is_current(tmp_path: Path) -> None:
    held = edit(tmp_path)
    before = held.timeline
    new = imported(held, exported(held, tmp_path), tmp_path)
    assert new.GetName() == "new"
    assert held.timeline is state_of(new)
    assert geometry(held.timeline) == geometry(before)
    assert [each.link for each in held.timeline.all_items()] == [
        each.link for each in before.all_items()
    ]
    assert held.timeline.tracks["video"][0].transitions == before.tracks["video"][0].transitions
    assert [each.name for each in held.timeline.all_tracks()] == [
        each.name for each in before.all_tracks()
    ]
    # Nothing was added: its media was in the pool.
    assert len([each for each in held.project.root.items if each.timeline is None]) == 2


def geometry(timeline: Timeline) -> list[Any]:
    return [
        (
            track.kind,
            [
                (item.start, item.duration, item.source, item.media and item.media.path)
                for item in track.items
            ],
        )
        for track in timeline.all_tracks()
    ]


def test_an_import_loses_colours_flags_hidden_data_and_comments(tmp_path: Path) -> None:
    held = edit(tmp_path)
    tree = exported(held, tmp_path)
    clips(tree)[0]["markers"][0]["comment"] = "for people"
    clips(tree)[0]["markers"][0]["metadata"]["backbeat"] = {"by": "us"}
    new = imported(held, tree, tmp_path)
    item = new.GetItemListInTrack("video", 1)[0]
    assert (item.GetClipColor(), item.GetFlagList()) == ("", [])
    assert item.GetMarkers() == {
        7.0: {
            "color": "Green",
            "duration": 2.0,
            "note": "a note",
            "name": "look",
            "customData": "",
        }
    }
    again = exported(held, tmp_path)
    assert "for people" not in json.dumps(again)
    assert "backbeat" not in json.dumps(again)


def test_unknown_metadata_of_tracks_is_lost(tmp_path: Path) -> None:
    held = edit(tmp_path)
    tree = exported(held, tmp_path)
    tree["tracks"]["children"][2]["metadata"]["backbeat"] = {"volume": -3}
    assert imported(held, tree, tmp_path) is not None
    assert "backbeat" not in json.dumps(exported(held, tmp_path))


def test_colours_that_resolve_does_not_have_become_one(tmp_path: Path) -> None:
    for words, colour in (("RED", "Red"), ("ORANGE", "Lemon"), ("", "Lemon")):
        held = edit(tmp_path, unknown_colour="Lemon")
        tree = exported(held, tmp_path)
        clips(tree)[0]["markers"][0]["color"] = words
        item = imported(held, tree, tmp_path).GetItemListInTrack("video", 1)[0]
        assert item.GetMarkers()[7.0]["color"] == colour


def test_of_markers_on_one_frame_the_first_is_kept_and_those_before_the_clip_are_not(
    tmp_path: Path,
) -> None:
    held = edit(tmp_path)
    tree = exported(held, tmp_path)
    markers = clips(tree)[0]["markers"]
    second, before = (json.loads(json.dumps(markers[0])) for _ in range(2))
    second["name"] = "second"
    before["marked_range"]["start_time"]["value"] = 90099.0
    markers += [second, before]
    item = imported(held, tree, tmp_path).GetItemListInTrack("video", 1)[0]
    assert {at: each["name"] for at, each in item.GetMarkers().items()} == {7.0: "look"}


@pytest.mark.parametrize("origin", ["zero", "start"])
@pytest.mark.parametrize(
    ("fate", "frames"), [("kept", [40.0]), ("lost", []), ("shifted", [90040.0])]
)
def test_what_becomes_of_timeline_markers_is_open(
    tmp_path: Path, origin: str, fate: str, frames: list[float]
) -> None:
    held = edit(tmp_path, stack_markers=fate, stack_marker_origin=origin)
    tree = exported(held, tmp_path)
    written = tree["tracks"]["markers"][0]["marked_range"]["start_time"]["value"]
    assert written == (40.0 if origin == "zero" else 90040.0)
    assert list(imported(held, tree, tmp_path).GetMarkers()) == frames


def _percent(tree: Tree) -> None:
    reference = clips(tree)[0]["media_references"]["DEFAULT_MEDIA"]
    reference["target_url"] = "file://" + reference["target_url"].replace(" ", "%20")


def _missing(tree: Tree) -> None:
    clips(tree)[0]["media_references"]["DEFAULT_MEDIA"]["target_url"] += ".bak"


def _off_origin(tree: Tree) -> None:
    clips(tree)[0]["source_range"]["start_time"]["value"] = 100.0


def _no_references(tree: Tree) -> None:
    del clips(tree)[0]["media_references"]


def _stack(tree: Tree) -> None:
    stack = tree.pop("tracks")
    tree.clear()
    tree.update(stack)


def _no_schema(tree: Tree) -> None:
    tree["OTIO_SCHEMA"] = "Timeline.99"


@pytest.mark.parametrize(
    "spoil", [_percent, _missing, _off_origin, _no_references, _stack, _no_schema]
)
def test_one_fault_refuses_the_whole_import_and_changes_nothing(
    tmp_path: Path, spoil: Callable[[Tree], None]
) -> None:
    held = edit(tmp_path)
    tree = exported(held, tmp_path)
    spoil(tree)
    assert imported(held, tree, tmp_path) is None
    assert [each.name for each in held.project.timelines] == ["edit"]
    assert len(held.project.root.items) == 3
    assert held.timeline.name == "edit"


def test_bytes_that_are_no_timeline_are_refused(tmp_path: Path) -> None:
    held = edit(tmp_path)
    good = json.dumps(exported(held, tmp_path)).encode()
    for bad in (b"", b"no json", b"\xef\xbb\xbf" + good, b"\xff\xfe", good[:-50]):
        assert imported(held, bad, tmp_path) is None
    assert pool_of(held).ImportTimelineFromFile(str(tmp_path / "nowhere.otio")) is None
    with pytest.raises(NotModelled, match=r"\.edl files"):
        pool_of(held).ImportTimelineFromFile("a.edl")
    assert imported(held, good, tmp_path) is not None


def test_a_name_that_exists_is_refused_and_the_file_gives_one_if_nobody_does(
    tmp_path: Path,
) -> None:
    held = edit(tmp_path)
    tree = exported(held, tmp_path)
    assert imported(held, tree, tmp_path) is not None
    assert imported(held, tree, tmp_path) is None
    assert pool_of(held).ImportTimelineFromFile(str(tmp_path / "in.otio")).GetName() == "in"


@pytest.mark.parametrize("prefix", ["", "file://"])
def test_plain_paths_and_file_urls_of_plain_paths_are_found(tmp_path: Path, prefix: str) -> None:
    held = edit(tmp_path)
    tree = exported(held, tmp_path)
    for clip in clips(tree):
        reference = clip["media_references"]["DEFAULT_MEDIA"]
        if "target_url" in reference:
            reference["target_url"] = prefix + reference["target_url"]
    assert imported(held, tree, tmp_path) is not None


def test_clips_of_the_older_schema_import_or_do_not(tmp_path: Path) -> None:
    for imports in (True, False):
        held = edit(tmp_path, clip1_imports=imports)
        tree = exported(held, tmp_path)
        for clip in clips(tree):
            clip["OTIO_SCHEMA"] = "Clip.1"
            clip["media_reference"] = clip.pop("media_references")["DEFAULT_MEDIA"]
            del clip["active_media_reference_key"]
        assert (imported(held, tree, tmp_path) is not None) == imports


def test_new_media_goes_into_the_current_bin(tmp_path: Path) -> None:
    held = edit(tmp_path)
    tree = exported(held, tmp_path)
    other = session()
    other.world.facts = held.world.facts
    pool = pool_of(other)
    folder = pool.AddSubFolder(pool.GetRootFolder(), "in")
    pool.SetCurrentFolder(folder)
    new = imported(other, tree, tmp_path)
    names = sorted(each.GetName() for each in folder.GetClipList())
    assert names == ["a clip.mov", "new", "song.wav"]
    assert geometry(state_of(new)) == geometry(held.timeline)


def test_without_source_clips_all_is_offline(tmp_path: Path) -> None:
    held = edit(tmp_path)
    tree = exported(held, tmp_path)
    _missing(tree)
    new = imported(held, tree, tmp_path, importSourceClips=False)
    items = new.GetItemListInTrack("video", 1)
    assert [each.GetMediaPoolItem() for each in items] == [None, None, None]
    assert [each.GetDuration() for each in items] == [50, 30, 10]
    # What it should play is remembered as the file had it.
    again = exported(held, tmp_path)
    before, after = (
        [each["media_references"]["DEFAULT_MEDIA"]["available_range"] for each in clips(one)]
        for one in (tree, again)
    )
    assert after == before


def test_on_18_6_the_media_of_an_import_is_offline(tmp_path: Path) -> None:
    for version, offline in (("18.6", True), ("19.1", False)):
        held = edit(tmp_path, version)
        new = imported(held, exported(held, tmp_path), tmp_path)
        item = new.GetItemListInTrack("video", 1)[0]
        assert (item.GetMediaPoolItem() is None) == offline


def test_nested_timelines_and_trimmed_tracks_are_not_modelled(tmp_path: Path) -> None:
    held = edit(tmp_path)
    tree = exported(held, tmp_path)
    track = tree["tracks"]["children"][0]
    track["source_range"] = clips(tree)[0]["source_range"]
    with pytest.raises(NotModelled, match="trimmed"):
        imported(held, tree, tmp_path)
    track["source_range"] = None
    track["children"].append({**tree["tracks"], "children": []})
    with pytest.raises(NotModelled, match="nested"):
        imported(held, tree, tmp_path)


def test_items_before_the_first_frame_have_no_place_in_a_file(tmp_path: Path) -> None:
    held = edit(tmp_path)
    clip = held.project.root.items[0]
    held.add_item(held.timeline, clip, at=-80000, frames=10)
    assert len(clips(exported(held, tmp_path))) == 6
