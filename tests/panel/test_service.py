"""A panel's calls, each on files as a user has them."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from backbeat.errors import InputError, MediaError, NotFoundError, RequestError, TimelineError
from backbeat.media.encode import write_audio
from backbeat.panel.service import PanelService, check_file
from backbeat.v1.loudness_pb2 import LoudnessReport
from backbeat.v1.music_pb2 import MusicEdits
from backbeat.v1.panel_pb2 import (
    GetWaveformRequest,
    ListFolderRequest,
    LoadMusicEditsRequest,
    OpenedFile,
    OpenFileRequest,
    SaveMusicEditsRequest,
)
from backbeat.workflows.outputs import write_json
from tests.edits import Piece, timeline, written


@pytest.fixture
def panel(tmp_path: Path) -> Iterator[PanelService]:
    service = PanelService(tmp_path / "home")
    yield service
    service.close()


@pytest.fixture
def song(tmp_path: Path) -> Path:
    path = tmp_path / "Lied – Ümläut.wav"
    write_audio(path, np.zeros((16_000, 1), np.float32), 8_000)
    return path


def opened(panel: PanelService, path: Path) -> OpenedFile:
    return panel.open_file(OpenFileRequest(path=str(path)))


def test_each_file_opens_as_what_it_is(panel: PanelService, song: Path, tmp_path: Path) -> None:
    edit = written(timeline([[Piece(50)]]), tmp_path)
    levels = tmp_path / "levels.json"
    write_json(LoudnessReport(path="/song.wav"), levels)
    assert [opened(panel, path).WhichOneof("holds") for path in (song, edit, levels)] == [
        "media",
        "edit",
        "result",
    ]
    assert (opened(panel, song).path, opened(panel, song).name) == (str(song), song.name)
    assert opened(panel, edit).warnings == ["/media/V1-0.mov is not there."]


def test_a_song_is_drawn_corrected_and_found(panel: PanelService, song: Path) -> None:
    for _ in range(100):
        answer = panel.get_waveform(GetWaveformRequest(path=str(song), columns=10))
        if answer.fraction == 1:
            break
        time.sleep(0.02)
    assert (answer.duration_s, len(answer.low)) == (2, 10)
    edits = MusicEdits(removed_beats_s=[1])
    saved = panel.save_music_edits(SaveMusicEditsRequest(path=str(song), edits=edits))
    assert panel.load_music_edits(LoadMusicEditsRequest(path=str(song))) == saved
    listed = panel.list_folder(ListFolderRequest(path=str(song.parent)))
    assert song.name in [entry.name for entry in listed.entries]


@pytest.mark.parametrize(
    ("name", "content", "error"),
    [
        ("text.txt", b"some words", MediaError),
        ("empty.wav", b"", MediaError),
        ("broken.otio", b"{", TimelineError),
        ("other.json", b"{}", InputError),
        ("page.html", b"<html>", InputError),
        ("project.prproj", b"PK", TimelineError),
        ("nothing.wav", None, NotFoundError),
    ],
)
def test_what_is_nothing_to_show_is_named_in_a_sentence(
    name: str, content: bytes | None, error: type[InputError], panel: PanelService, tmp_path: Path
) -> None:
    path = tmp_path / name
    if content is not None:
        path.write_bytes(content)
    for asked in (lambda: opened(panel, path), lambda: check_file(str(path))):
        with pytest.raises(error) as refused:
            asked()
        assert str(path) in refused.value.message or path.stem in refused.value.message
        assert refused.value.hint
        assert "Traceback" not in str(refused.value)


def test_a_folder_is_no_file(panel: PanelService, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="is a folder"):
        opened(panel, tmp_path)
    with pytest.raises(RequestError):
        panel.open_file(OpenFileRequest(path="edit.otio"))


def test_a_file_that_can_be_shown_is_good(song: Path, tmp_path: Path) -> None:
    check_file(str(song))
    check_file(str(written(timeline([[Piece(50)]]), tmp_path)))


@pytest.mark.whole
def test_two_thousand_clips_open_at_once_the_second_time(
    panel: PanelService, tmp_path: Path
) -> None:
    edit = written(timeline([[Piece(5)] * 1000], [[Piece(5)] * 1000]), tmp_path)
    opened(panel, edit)
    start = time.perf_counter()
    again = opened(panel, edit)
    assert time.perf_counter() - start < 0.5
    assert sum(len(track.items) for track in again.edit.tracks) == 2000
