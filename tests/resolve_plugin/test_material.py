"""Which clips of the pool are cut from, and to which song."""

from __future__ import annotations

from pathlib import Path

import pytest

from backbeat_resolve import material
from backbeat_resolve.host import find_host, open_project
from backbeat_resolve.material import Material
from backbeat_resolve.problems import Problem
from tests.doubles.resolve.session import Session, session


def held_with(folder: Path, *names: str, version: str = "21.1", timeline: bool = False) -> Session:
    """Files in the open bin; those that end in .wav are sound."""
    held = session(version)
    if timeline:
        held.add_timeline()
    for number, name in enumerate(names):
        held.add_media(folder / name, 60 + number, None if name.endswith(".wav") else 25)
    return held


def found(held: Session, wanted: str = "auto") -> Material:
    host = find_host({"resolve": held.resolve, "fusion": held.fusion, "bmd": held.bmd})
    return material.find(open_project(host), wanted)


def names(found: Material) -> list[str]:
    return [Path(path).name for path in found.clips]


def test_the_open_bin_is_cut_to_its_sound_file(tmp_path: Path) -> None:
    got = found(held_with(tmp_path, "b é.mov", "a.mp4", "song.wav", "still.PNG", "script.txt"))
    assert names(got) == ["b é.mov", "a.mp4", "still.PNG"]
    assert Path(got.song).name == "song.wav"
    assert got.said[0].endswith("3 files.") and "the only sound file there" in got.said[-1]
    assert "“script.txt”" in got.said[1] and "song.wav" not in got.said[1]


def test_of_several_songs_the_longest_is_taken_and_said(tmp_path: Path) -> None:
    got = found(held_with(tmp_path, "a.mov", "short.wav", "b.mov", "long.wav"))
    assert Path(got.song).name == "long.wav" and "the longest sound file" in got.said[-1]


@pytest.mark.parametrize("version", ["18.6", "20.3", "21.1"])
def test_selected_clips_go_before_the_bin_where_resolve_tells(tmp_path: Path, version: str) -> None:
    held = held_with(tmp_path, "a.mov", "b.mov", "song.wav", version=version)
    held.project.selected = [held.project.bin.items[1], held.project.bin.items[2]]
    assert names(found(held)) == (["a.mov", "b.mov"] if version == "18.6" else ["b.mov"])


def test_a_selection_without_a_picture_is_none(tmp_path: Path) -> None:
    held = held_with(tmp_path, "a.mov", "b.mov", "song.wav")
    held.project.selected = [held.project.bin.items[2]]
    assert names(found(held)) == ["a.mov", "b.mov"]


def test_the_song_may_lie_on_the_open_timeline(tmp_path: Path) -> None:
    held = held_with(tmp_path, "a.mov", timeline=True)
    song = held.add_media(tmp_path / "elsewhere" / "song.mp3", 60, None, channels=2)
    held.project.bin.items.remove(song)
    held.add_item(held.timeline, song, 0, 500, kind="audio")
    got = found(held)
    assert Path(got.song).name == "song.mp3" and "on A1 of the open timeline" in got.said[-1]
    assert found(held, "A1").song == got.song


def test_no_clips_and_no_song_are_said_with_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(Problem, match="no clips among the bin") as caught:
        found(held_with(tmp_path, "song.wav"))
    assert caught.value.hint
    with pytest.raises(Problem, match="There is no song") as caught:
        found(held_with(tmp_path, "a.mov"))
    assert caught.value.hint
