"""Levels of clips, by call and by file."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backbeat.timeline import load
from backbeat.timeline.clip_sound import clip_sounds
from backbeat.timeline.reading import read_edit
from backbeat_resolve import levels
from backbeat_resolve.problems import Cancelled, Problem
from tests.doubles.resolve.session import Session
from tests.resolve_plugin.flows import cut_world

DB = st.floats(-14, 14).map(lambda value: round(value, 3))


def silent(fraction: float, step: str) -> None:
    del fraction, step


def world(folder: Path, version: str = "21.1") -> Session:
    song = folder / "song.wav"
    song.touch()
    held = cut_world(folder, song, version, lengths=(40, 40))
    held.add_item(
        held.timeline, held.timeline.tracks["audio"][0].items[0].media, 80, 20, 3, "audio"
    )
    return held


def exported(held: Session, path: Path) -> Path:
    assert (
        held.resolve.GetProjectManager()
        .GetCurrentProject()
        .GetCurrentTimeline()
        .Export(str(path), held.resolve.EXPORT_OTIO, held.resolve.EXPORT_NONE)
    )
    return path


def heard(path: Path) -> list[tuple[tuple[float, float], ...]]:
    """Levels of the clips of sound, by the engine's own reading."""
    document = load(path)
    edit = read_edit(document)
    sounds = clip_sounds(document, edit)
    return [
        sounds[item.path].levels
        for track in edit.audio_tracks
        for item in track.items
        if item.path in sounds
    ]


def test_every_clip_is_moved_by_call_from_21_1_on(tmp_path: Path) -> None:
    held = world(tmp_path)
    timeline = held.proxy(held.timeline)
    first, second = held.timeline.tracks["audio"][0].items
    first.properties["AudioVolume"] = -6.0
    assert levels.can_set(timeline)
    assert levels.move_all(timeline, -3.5, silent, lambda: False) == 2
    assert first.properties["AudioVolume"] == -9.5
    assert second.properties["AudioVolume"] == -3.5


@pytest.mark.parametrize(("wanted", "level"), [(-6.5, -6.5), (40.0, 30.0), (-200.0, -100.0)])
def test_a_level_stays_in_its_range(tmp_path: Path, wanted: float, level: float) -> None:
    held = world(tmp_path)
    item = held.timeline.tracks["audio"][0].items[0]
    assert levels.set_level(held.proxy(item), wanted)
    assert item.properties["AudioVolume"] == level


def test_a_level_that_does_not_stick_is_no_success(tmp_path: Path) -> None:
    held = world(tmp_path)
    held.world.behaviour.audio_properties = False
    clip = held.proxy(held.timeline.tracks["audio"][0].items[0])
    assert not levels.set_level(clip, -3.0)


def test_before_there_is_no_call(tmp_path: Path) -> None:
    held = world(tmp_path, "20.3")
    timeline = held.proxy(held.timeline)
    assert not levels.can_set(timeline)
    clip = timeline.GetItemListInTrack("audio", 1)[0]
    assert not levels.set_level(clip, -3.0)


def test_a_level_that_would_leave_the_range_is_refused_before_any_is_set(tmp_path: Path) -> None:
    held = world(tmp_path)
    _, second = held.timeline.tracks["audio"][0].items
    second.properties["AudioVolume"] = 25.0
    with pytest.raises(Problem, match=r"\+25\.0 dB cannot be moved by \+6\.0 dB"):
        levels.move_all(held.proxy(held.timeline), 6.0, silent, lambda: False)
    assert held.world.calls["TimelineItem.SetProperties"] == 0


def test_a_cancel_is_heard_between_clips(tmp_path: Path) -> None:
    held = world(tmp_path)
    with pytest.raises(Cancelled):
        levels.move_all(held.proxy(held.timeline), 1.0, silent, lambda: True)


def test_a_file_gets_a_volume_where_it_has_none(tmp_path: Path) -> None:
    source = exported(world(tmp_path, "20.3"), tmp_path / "in.otio")
    before = source.read_bytes()
    assert levels.move_all_in_file(source, tmp_path / "out.otio", -4.25) == 2
    assert heard(tmp_path / "out.otio") == [((0.0, -4.25),), ((0.0, -4.25),)]
    assert source.read_bytes() == before
    assert levels.move_all_in_file(tmp_path / "out.otio", tmp_path / "more.otio", 1.0) == 2
    assert heard(tmp_path / "more.otio") == [((0.0, -3.25),), ((0.0, -3.25),)]


@pytest.fixture(scope="module")
def flat(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A timeline in which every clip of sound has a volume."""
    folder = tmp_path_factory.mktemp("flat")
    source = exported(world(folder, "20.3"), folder / "in.otio")
    levels.move_all_in_file(source, folder / "flat.otio", 0.0)
    return folder / "flat.otio"


@given(keys=st.dictionaries(st.integers(0, 79), DB, min_size=1, max_size=5), by_db=DB)
def test_keys_keep_their_shape(flat: Path, keys: dict[int, float], by_db: float) -> None:
    root, folder = json.loads(flat.read_text()), flat.parent
    clip = next(
        child
        for track in root["tracks"]["children"]
        for child in track["children"]
        if track["kind"] == "Audio" and child["OTIO_SCHEMA"] == "Clip.2"
    )
    (volume,) = clip["effects"][-1]["metadata"]["Resolve_OTIO"]["Parameters"]
    volume["Key Frames"] = {str(frame): {"Value": db} for frame, db in keys.items()}
    (folder / "keyed.otio").write_text(json.dumps(root))
    levels.move_all_in_file(folder / "keyed.otio", folder / "out.otio", by_db)
    first = heard(folder / "out.otio")[0]
    assert first == tuple((float(at), pytest.approx(keys[at] + by_db)) for at in sorted(keys))


def test_a_file_that_is_none_is_named(tmp_path: Path) -> None:
    bad = tmp_path / "bad.otio"
    bad.write_text("[]")
    with pytest.raises(Problem, match=r"bad\.otio cannot be read"):
        levels.move_all_in_file(bad, tmp_path / "out.otio", 1.0)
    assert not (tmp_path / "out.otio").exists()
