"""Folders of finished parts: found again by the same request, gone when it is done."""

from __future__ import annotations

from pathlib import Path

import pytest

from backbeat.errors import CancelledError
from backbeat.v1.lipsync_pb2 import LipSyncRequest
from backbeat.workflows.lipsync.resuming import work_folder


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BACKBEAT_HOME", str(tmp_path / "home"))


def _input(folder: Path, text: str = "speech") -> tuple[Path, ...]:
    path = folder / "speech.wav"
    path.write_text(text)
    return (path,)


def _folder_of(request: LipSyncRequest, inputs: tuple[Path, ...], part: str = "") -> str:
    with work_folder(request, inputs, part) as folder:
        return folder.name


def test_what_pictures_do_not_depend_on_makes_no_difference(tmp_path: Path) -> None:
    inputs = _input(tmp_path)
    request = LipSyncRequest(path="a.mp4", output_path="/one.mp4")
    again = LipSyncRequest(path="a.mp4", output_path="/two.mp4", overwrite=True, consent="x")
    assert _folder_of(request, inputs) == _folder_of(again, inputs)


def test_another_request_has_another_folder(tmp_path: Path) -> None:
    inputs = _input(tmp_path)
    request = LipSyncRequest(path="a.mp4")
    names = {
        _folder_of(request, inputs),
        _folder_of(request, inputs, "a part of it"),
        _folder_of(LipSyncRequest(path="a.mp4", take=2), inputs),
        _folder_of(request, _input(tmp_path, "other speech")),
    }
    assert len(names) == 4


def test_it_is_gone_when_the_work_ends(tmp_path: Path) -> None:
    inputs = _input(tmp_path)
    with work_folder(LipSyncRequest(), inputs, "") as folder:
        (folder / "part").write_text("x")
    assert not folder.exists()
    with pytest.raises(CancelledError), work_folder(LipSyncRequest(), inputs, "") as folder:
        (folder / "part").write_text("x")
        raise CancelledError("stopped")
    assert not folder.exists()


def test_two_at_once_do_not_share_it(tmp_path: Path) -> None:
    inputs = _input(tmp_path)
    with work_folder(LipSyncRequest(), inputs, "") as first:
        with work_folder(LipSyncRequest(), inputs, "") as second:
            assert first != second
        assert first.is_dir() and not second.exists()
