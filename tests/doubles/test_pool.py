"""The media pool: files that become clips, bins, and projects."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
from PIL import Image

from tests.commands import write_clicks
from tests.doubles.resolve.refusals import NotModelled, Undocumented
from tests.doubles.resolve.session import Session, session


def pool_of(held: Session) -> Any:
    return held.resolve.GetProjectManager().GetCurrentProject().GetMediaPool()


def test_real_files_become_clips_of_the_current_bin(tmp_path: Path) -> None:
    held = session("20.3", rate=24)
    pool = pool_of(held)
    folder = pool.AddSubFolder(pool.GetRootFolder(), "Songs")
    pool.SetCurrentFolder(folder)
    song = write_clicks(tmp_path / "song.wav", 4)
    (clip,) = pool.ImportMedia([str(song)])
    assert pool.GetRootFolder().GetClipList() == []
    assert [each.GetUniqueId() for each in folder.GetClipList()] == [clip.GetUniqueId()]
    assert clip.GetClipProperty("File Path") == str(song)
    properties = {key: clip.GetClipProperty(key) for key in ("Type", "FPS", "Frames", "Audio Ch")}
    assert properties == {"Type": "Audio", "FPS": "24", "Frames": "96", "Audio Ch": "1"}
    assert clip.GetClipProperty()["Duration"] == "00:00:04:00"


def test_real_pictures_bring_their_rate_and_timecode(tmp_path: Path) -> None:
    path = tmp_path / "shot.mov"
    with av.open(str(path), "w") as container:
        stream = container.add_stream("mpeg4", rate=24)
        stream.width, stream.height, stream.pix_fmt = 64, 48, "yuv420p"
        container.metadata["timecode"] = "01:00:00:12"
        for _ in range(30):
            frame = av.VideoFrame.from_ndarray(np.zeros((48, 64, 3), np.uint8), format="rgb24")
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    held = session("20.3", rate=25)
    (clip,) = pool_of(held).ImportMedia([str(path)])
    names = ("Type", "FPS", "Frames", "Start TC", "Audio Ch")
    answers = [clip.GetClipProperty(name) for name in names]
    assert answers == ["Video", "24", "30", "01:00:00:12", "0"]
    assert held.project.root.items[0].start == 86412


def test_a_picture_is_a_still(tmp_path: Path) -> None:
    path = tmp_path / "card.png"
    Image.new("RGB", (8, 8)).save(path)
    held = session()
    (clip,) = pool_of(held).ImportMedia([str(path)])
    assert clip.GetClipProperty("Type") == "Still"


def test_a_file_that_the_pool_has_comes_again_or_does_not(tmp_path: Path) -> None:
    song = write_clicks(tmp_path / "song.wav", 4)
    for again, count in (("new", 2), ("nothing", 1)):
        held = session(reimport=again)
        pool = pool_of(held)
        assert len(pool.ImportMedia([str(song)])) == 1
        assert len(pool.ImportMedia([str(song)])) == count - 1
        assert len(pool.GetRootFolder().GetClipList()) == count


def test_files_that_are_missing_or_no_media_are_left_out(tmp_path: Path) -> None:
    held = session()
    (tmp_path / "notes.txt").write_text("no media")
    listed = [str(tmp_path / "notes.txt"), str(tmp_path / "nowhere.wav")]
    assert pool_of(held).ImportMedia(listed) == []
    with pytest.raises(NotModelled, match="numbered range"):
        pool_of(held).ImportMedia([{"FilePath": "a%03d.png", "StartIndex": 1, "EndIndex": 2}])


def test_clip_properties_that_do_not_exist_are_errors(tmp_path: Path) -> None:
    held = session()
    clip = held.proxy(held.add_media(tmp_path / "a.mov"))
    with pytest.raises(Undocumented, match="'Filename' is no clip property"):
        clip.GetClipProperty("Filename")
    with pytest.raises(NotModelled, match="no clip property 'Video Codec'"):
        clip.GetClipProperty("Video Codec")
    assert clip.SetClipProperty("Clip Name", "first") is True
    assert clip.GetName() == "first"


def test_metadata_is_kept(tmp_path: Path) -> None:
    held = session()
    clip = held.proxy(held.add_media(tmp_path / "a.mov"))
    assert clip.SetMetadata("Comments", "hello") is True
    assert clip.SetMetadata({"Scene": "3"}) is True
    assert clip.GetMetadata() == {"Comments": "hello", "Scene": "3"}
    assert clip.GetMetadata("Take") == ""
    assert clip.SetThirdPartyMetadata({"backbeat": "1"}) is True
    assert clip.GetThirdPartyMetadata("backbeat") == "1"


def test_clips_and_bins_move_and_are_deleted(tmp_path: Path) -> None:
    held = session()
    clip = held.proxy(held.add_media(tmp_path / "a.mov"))
    pool = pool_of(held)
    root = pool.GetRootFolder()
    first, second = pool.AddSubFolder(root, "first"), pool.AddSubFolder(root, "second")
    assert pool.MoveClips([clip], first) is True
    assert [each.GetName() for each in first.GetClipList()] == ["a.mov"]
    assert pool.MoveFolders([first], second) is True
    assert [each.GetName() for each in root.GetSubFolderList()] == ["second"]
    assert pool.MoveFolders([second], first) is False
    assert pool.SetCurrentFolder(first) is True
    assert pool.DeleteFolders([second]) is True
    assert pool.GetCurrentFolder().GetName() == "Master"
    assert pool.DeleteClips([clip]) is False
    assert pool.DeleteFolders([root]) is False


def test_what_plays_a_deleted_clip_goes_offline(tmp_path: Path) -> None:
    held = session()
    clip = held.add_media(tmp_path / "a.mov")
    held.add_item(held.add_timeline(), clip, at=0, frames=10)
    assert held.proxy(clip).GetClipProperty("Usage") == "1"
    assert pool_of(held).DeleteClips([held.proxy(clip)]) is True
    assert clip.online is False


def test_clips_are_relinked_by_name_all_or_none(tmp_path: Path) -> None:
    held = session()
    clips = [held.proxy(held.add_media(tmp_path / "old" / name)) for name in ("a.mov", "b.mov")]
    pool = pool_of(held)
    assert pool.UnlinkClips(clips) is True
    assert clips[0].GetClipProperty("Online Status") == "Offline"
    new = tmp_path / "new"
    new.mkdir()
    (new / "a.mov").touch()
    assert pool.RelinkClips(clips, str(new)) is False
    assert pool.RelinkClips(clips[:1], str(new)) is True
    assert clips[0].GetClipProperty("File Path") == str(new / "a.mov")
    assert clips[0].GetClipProperty("Online Status") == "Online"
    assert pool.RelinkClips([], str(new)) is False


def test_a_clip_takes_the_facts_of_the_file_that_replaces_it(tmp_path: Path) -> None:
    held = session("20.3")
    clip = held.proxy(held.add_media(tmp_path / "a.mov", rate=50))
    song = write_clicks(tmp_path / "song.wav", 4)
    assert clip.ReplaceClip(str(tmp_path / "nowhere.wav")) is False
    assert clip.ReplaceClip(str(song)) is True
    assert (clip.GetClipProperty("Type"), clip.GetClipProperty("FPS")) == ("Audio", "25")


def test_projects_are_made_opened_and_saved() -> None:
    held = session()
    manager = held.resolve.GetProjectManager()
    assert manager.CreateProject("edit") is None
    assert manager.CreateProject("second").GetName() == "second"
    assert manager.GetCurrentProject().GetName() == "second"
    assert manager.GetProjectListInCurrentFolder() == ["edit", "second"]
    assert manager.LoadProject("third") is None
    assert manager.DeleteProject("second") is False
    assert manager.LoadProject("edit").GetName() == "edit"
    assert manager.DeleteProject("second") is True
    assert manager.SaveProject() is True
    assert held.project.saves == 1
    assert manager.CloseProject(manager.GetCurrentProject()) is True
    assert manager.GetCurrentProject() is None
    assert manager.SaveProject() is False
    assert held.resolve.GetCurrentProject() is None
    assert held.resolve.GetCurrentTimeline() is None
    assert held.resolve.GetMediaPool() is None


def test_storage_shows_folders_and_adds_their_files(tmp_path: Path) -> None:
    held = session()
    song = write_clicks(tmp_path / "song.wav", 4)
    storage = held.resolve.GetMediaStorage()
    assert storage.GetFileList(str(tmp_path)) == [str(song)]
    (clip,) = storage.AddItemListToMediaPool([str(song)])
    assert clip.GetName() == "song.wav"
    (clip,) = storage.AddItemListToMediaPool([{"media": str(song)}])
    assert clip.GetName() == "song.wav"
