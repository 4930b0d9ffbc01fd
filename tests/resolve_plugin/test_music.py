"""Which sound is taken for the music, and what is said where none is."""

from __future__ import annotations

from pathlib import Path

import pytest

from backbeat_resolve.music import Music, choose
from backbeat_resolve.problems import Problem
from tests.doubles.resolve.session import Session, session
from tests.doubles.resolve.state import Item, PoolItem


def sounds(folder: Path, version: str = "21.1", music_track: str = "Audio 3") -> Session:
    """Camera sound on A1, the longest; an atmosphere on A2, longer than the song on A3."""
    held = session(version)
    made = held.add_timeline()
    held.add_track(made, "audio", "Atmo ö")
    held.add_track(made, "audio", music_track)
    for track, name, rate, frames in (
        (1, "camera.mov", 25, 1000),
        (2, "rain.wav", None, 800),
        (3, "song.mp3", None, 500),
    ):
        media = held.add_media(folder / name, 60, rate, channels=2)
        held.add_item(made, media, 0, frames, kind="audio", track=track)
    return held


def song_of(held: Session, wanted: str = "auto") -> Music:
    return choose(held.proxy(held.timeline), wanted)


def item(held: Session, track: int) -> Item:
    return held.timeline.tracks["audio"][track - 1].items[0]


def test_a_selected_clip_of_sound_is_the_music_from_21_0_4_on(tmp_path: Path) -> None:
    for version, name in (("20.3", "rain.wav"), ("21.0.4", "camera.mov"), ("21.1", "camera.mov")):
        held = sounds(tmp_path / version, version)
        held.timeline.selected = [item(held, 1)]
        assert song_of(held).name == name
    assert song_of(held, "selected").why == "selected"


def test_where_nothing_is_selected_or_can_be_it_is_said(tmp_path: Path) -> None:
    for version in ("20.3", "21.1"):
        with pytest.raises(Problem, match="No clip of sound is selected") as caught:
            song_of(sounds(tmp_path / version, version), "selected")
        assert "21.0.4" in caught.value.hint


def test_a_selected_picture_is_no_music(tmp_path: Path) -> None:
    held = sounds(tmp_path)
    media = held.add_media(tmp_path / "b.mov", 60, 25)
    held.timeline.selected = [held.add_item(held.timeline, media, 0, 10)]
    assert song_of(held).name == "rain.wav"
    with pytest.raises(Problem, match="No clip of sound"):
        song_of(held, "selected")


def test_of_several_selected_the_longest_is_taken(tmp_path: Path) -> None:
    held = sounds(tmp_path)
    held.timeline.selected = [item(held, 3), item(held, 2)]
    assert song_of(held).name == "rain.wav"


@pytest.mark.parametrize("wanted", ["A3", "a3", " a3 ", "Audio 3", "audio 3"])
def test_a_track_can_be_named_by_its_number_or_its_name(tmp_path: Path, wanted: str) -> None:
    found = song_of(sounds(tmp_path), wanted)
    assert found == Music("song.mp3", str(tmp_path / "song.mp3"), "A3", "of the track you named")


def test_a_named_track_comes_before_what_is_selected(tmp_path: Path) -> None:
    held = sounds(tmp_path)
    held.timeline.selected = [item(held, 1)]
    assert song_of(held, "ATMO Ö").name == "rain.wav"


def test_of_a_named_track_the_longest_is_taken(tmp_path: Path) -> None:
    held = sounds(tmp_path)
    longer = held.add_media(tmp_path / "longer.wav", 60, None, channels=2)
    held.add_item(held.timeline, longer, 500, 700, kind="audio", track=3)
    assert song_of(held, "A3").name == "longer.wav"


@pytest.mark.parametrize("wanted", ["A4", "Music", "3", "A"])
def test_of_a_track_that_is_not_there_the_tracks_that_are_are_told(
    tmp_path: Path, wanted: str
) -> None:
    with pytest.raises(Problem, match=f"a track called “{wanted}”") as caught:
        song_of(sounds(tmp_path), wanted)
    assert caught.value.hint == "The timeline has A1 (Audio 1), A2 (Atmo ö), A3 (Audio 3)."


def test_a_named_track_without_a_file_on_it_is_not_enough(tmp_path: Path) -> None:
    held = sounds(tmp_path)
    held.add_track(held.timeline, "audio", "Empty")
    with pytest.raises(Problem, match="“Empty”"):
        song_of(held, "Empty")


@pytest.mark.parametrize("name", ["Music", "MUSIC 2", "mx_1", "Main Score", "Musik", "the-song"])
def test_a_track_that_is_called_music_has_it(tmp_path: Path, name: str) -> None:
    found = song_of(sounds(tmp_path, music_track=name))
    assert (found.name, found.track) == ("song.mp3", "A3")
    assert found.why == f"the longest on “{name}”"


@pytest.mark.parametrize("name", ["Musical chairs", "Songs", "Amx", "Scoreboard"])
def test_a_word_that_only_begins_like_music_is_none(tmp_path: Path, name: str) -> None:
    assert song_of(sounds(tmp_path, music_track=name)).name == "rain.wav"


def test_else_the_longest_file_of_sound_is_taken(tmp_path: Path) -> None:
    found = song_of(sounds(tmp_path))
    assert (found.name, found.track, found.why) == ("rain.wav", "A2", "the longest file of sound")


def test_camera_sound_comes_last(tmp_path: Path) -> None:
    held = sounds(tmp_path)
    for track in held.timeline.tracks["audio"][1:]:
        track.items.clear()
    found = song_of(held)
    assert (found.name, found.why) == ("camera.mov", "the longest clip of sound")


def test_compound_clips_and_offline_media_are_no_music(tmp_path: Path) -> None:
    held = sounds(tmp_path)
    compound = PoolItem("Compound Clip 1", "", held.timeline.rate, 2000, channels=2)
    held.timeline.tracks["audio"][2].items[0].media = compound
    item(held, 2).linked = False
    assert song_of(held).name == "camera.mov"
    item(held, 1).linked = False
    with pytest.raises(Problem, match="no sound with a file behind it") as caught:
        song_of(held)
    assert "compound clips" in caught.value.hint


def test_a_timeline_without_audio_tracks_says_so(tmp_path: Path) -> None:
    held = sounds(tmp_path)
    held.timeline.tracks["audio"].clear()
    with pytest.raises(Problem, match="no sound"):
        song_of(held)
    with pytest.raises(Problem) as caught:
        song_of(held, "A1")
    assert caught.value.hint == "The timeline has no audio tracks."
