from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from backbeat.errors import InputError, RequestError
from backbeat.media.film import write_film
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


def test_the_song_and_proofs_of_earlier_cuts_are_no_clips(tmp_path: Path) -> None:
    put(tmp_path, "song.mp4", "a.mov")
    black = np.full((90, 80), 128, np.uint8)
    write_film(tmp_path / "proof.mp4", [black] * 3, (80, 60), Fraction(25), None)
    assert find_clips([str(tmp_path)], [tmp_path / "song.mp4"]) == [tmp_path / "a.mov"]
    asked = find_clips([str(tmp_path / "proof.mp4")])
    assert asked == [tmp_path / "proof.mp4"], "who names it wants it"


def test_whoever_writes_a_part_of_a_name_is_told_the_clips_that_have_it(tmp_path: Path) -> None:
    put(tmp_path, *(f"{number}.mov" for number in range(9)), "2026 dog barking.mov")
    clips = find_clips([str(tmp_path)])
    with pytest.raises(RequestError) as refused:
        clip_called("Dog.mov", clips)
    assert refused.value.hint == "Did you mean 2026 dog barking.mov?"
    with pytest.raises(RequestError) as refused:
        clip_called("cat", clips)
    assert refused.value.hint == "The clips are 0.mov, 1.mov, 2.mov, 3.mov, 4.mov and 5 more."


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
