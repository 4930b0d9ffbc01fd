from __future__ import annotations

from pathlib import Path

import pytest

from backbeat.errors import InputError, RequestError
from backbeat.workflows.cut.clips import clip_called, find_clips


def put(folder: Path, *names: str) -> None:
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"x")


def test_a_folders_clips_come_by_name_with_numbers_by_value(tmp_path: Path) -> None:
    put(tmp_path, "shot 10.mov", "shot 9.mov", "A.jpg", "notes.txt", ".hidden.mov", "b/c.MP4")
    names = [path.name for path in find_clips([str(tmp_path)])]
    assert names == ["A.jpg", "c.MP4", "shot 9.mov", "shot 10.mov"]


def test_each_clip_is_there_once_in_the_order_named(tmp_path: Path) -> None:
    put(tmp_path, "b.mov", "a.mov")
    (tmp_path / "link.mov").symlink_to(tmp_path / "a.mov")
    found = find_clips([str(tmp_path / "b.mov"), str(tmp_path)])
    assert [path.name for path in found] == ["b.mov", "a.mov"]


def test_the_song_and_the_outputs_are_no_clips(tmp_path: Path) -> None:
    put(tmp_path, "song.mp4", "a.mov", "proof.mp4")
    others = [tmp_path / "song.mp4", tmp_path / "proof.mp4"]
    assert find_clips([str(tmp_path)], others) == [tmp_path / "a.mov"]


def test_no_clip_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no clip in"):
        find_clips([str(tmp_path)])
    with pytest.raises(InputError, match="does not exist"):
        find_clips([str(tmp_path / "none.mov")])


def test_clips_are_called_by_path_name_or_stem(tmp_path: Path) -> None:
    put(tmp_path, "a/run.mov", "b/run.mov", "b/walk.mov")
    clips = find_clips([str(tmp_path)])
    assert clip_called("WALK", clips) == clip_called("walk.mov", clips) == tmp_path / "b/walk.mov"
    assert clip_called(str(tmp_path / "a/run.mov"), clips) == tmp_path / "a/run.mov"
    with pytest.raises(RequestError, match="could be"):
        clip_called("run.mov", clips)
    with pytest.raises(RequestError, match="none of the clips"):
        clip_called("swim", clips)
