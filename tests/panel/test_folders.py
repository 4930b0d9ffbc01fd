from __future__ import annotations

import os
from pathlib import Path

import pytest

from backbeat.errors import InputError, NotFoundError, RequestError
from backbeat.panel import folders
from backbeat.panel.folders import folder_of
from backbeat.v1.panel_pb2 import (
    FILE_KIND_EDIT,
    FILE_KIND_RESULT,
    FILE_KIND_SOUND,
    FILE_KIND_UNSPECIFIED,
    FILE_KIND_VIDEO,
    Folder,
)


def names(folder: Folder) -> list[str]:
    return [entry.name for entry in folder.entries]


def test_folders_come_first_and_files_are_told_by_their_ending(tmp_path: Path) -> None:
    for name in ("b.WAV", "a.mp4", "Ä.otio", "levels.json", "notes.txt", ".hidden.wav", "none"):
        (tmp_path / name).touch()
    for name in ("zebra", "Alpha", ".hidden", "bundle.otiod", "project.fcpxmld"):
        (tmp_path / name).mkdir()
    listed = folder_of(str(tmp_path))
    assert [(entry.name, entry.is_folder, entry.kind) for entry in listed.entries] == [
        ("Alpha", True, FILE_KIND_UNSPECIFIED),
        ("zebra", True, FILE_KIND_UNSPECIFIED),
        ("a.mp4", False, FILE_KIND_VIDEO),
        ("Ä.otio", False, FILE_KIND_EDIT),
        ("b.WAV", False, FILE_KIND_SOUND),
        ("bundle.otiod", False, FILE_KIND_EDIT),
        ("levels.json", False, FILE_KIND_RESULT),
        ("project.fcpxmld", False, FILE_KIND_EDIT),
    ]
    assert (listed.path, listed.parent) == (str(tmp_path), str(tmp_path.parent))
    assert listed.entries[0].path == str(tmp_path / "Alpha")
    assert not listed.truncated


def test_of_a_file_its_folder_is_listed(tmp_path: Path) -> None:
    (tmp_path / "song.wav").touch()
    assert folder_of(str(tmp_path / "song.wav")).path == str(tmp_path)


def test_of_no_path_the_home_is_listed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    assert folder_of("").path == str(tmp_path)


def test_above_the_top_there_is_nothing() -> None:
    root = Path(Path.cwd().anchor)
    assert folder_of(str(root)).parent in ("", folders.DRIVES)


@pytest.mark.skipif(os.name == "nt", reason="links need rights there")
def test_links_that_go_in_circles_do_no_harm(tmp_path: Path) -> None:
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    (tmp_path / "up").symlink_to(tmp_path)
    (tmp_path / "gone.wav").symlink_to(tmp_path / "nothing.wav")
    assert names(folder_of(str(tmp_path))) == ["up", "gone.wav"]
    assert folder_of(str(tmp_path / "up" / "up")).path == str(tmp_path)
    with pytest.raises((InputError, NotFoundError)):
        folder_of(str(tmp_path / "loop"))


@pytest.mark.skipif(os.name == "nt", reason="names are text there")
def test_names_that_are_no_text_are_left_out(tmp_path: Path) -> None:
    try:
        (tmp_path / os.fsdecode(b"\xff.wav")).touch()
    except OSError:
        pytest.skip("this file system takes text only")
    (tmp_path / "song.wav").touch()
    assert names(folder_of(str(tmp_path))) == ["song.wav"]


def test_very_many_are_cut_short(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(folders, "_MOST", 3)
    for number in range(4):
        (tmp_path / f"{number}.wav").touch()
    listed = folder_of(str(tmp_path))
    assert (names(listed), listed.truncated) == (["0.wav", "1.wav", "2.wav"], True)
    (tmp_path / "3.wav").unlink()
    assert not folder_of(str(tmp_path)).truncated
    monkeypatch.setattr(folders, "_SCANNED", 2)
    assert folder_of(str(tmp_path)).truncated


def test_what_may_not_be_listed_is_said_in_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(path: Path) -> None:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(folders.os, "scandir", refused)
    with pytest.raises(InputError, match="cannot be listed: Permission denied"):
        folder_of(str(tmp_path))


def test_what_is_no_folder_here_is_refused(tmp_path: Path) -> None:
    with pytest.raises(NotFoundError):
        folder_of(str(tmp_path / "nothing"))
    for path in ("relative", "https://example.org/", "/dev/null", "a\0b"):
        with pytest.raises(RequestError):
            folder_of(path)


def test_on_windows_the_drives_are_above_their_roots(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(folders.sys, "platform", "win32")
    monkeypatch.setattr(folders.Path, "exists", lambda path: str(path)[:1] in "CE")
    listed = folder_of(folders.DRIVES)
    assert [(entry.path, entry.is_folder) for entry in listed.entries] == [
        ("C:\\", True),
        ("E:\\", True),
    ]
    assert listed.parent == ""
