from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from backbeat.media.encode import write_audio
from backbeat.panel import kept_edits
from backbeat.panel.kept_edits import KeptEdits
from backbeat.panel.media_look import MediaLook
from tests.edits import Piece, timeline, written


@pytest.fixture
def drawings(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """Every timeline that is read and drawn, in order."""
    real, seen = kept_edits.edit_view, list[Path]()

    def counted(path: Path, look: MediaLook) -> kept_edits.DrawnEdit:
        seen.append(path)
        return real(path, look)

    monkeypatch.setattr(kept_edits, "edit_view", counted)
    return seen


def test_a_timeline_is_drawn_once(tmp_path: Path, drawings: list[Path]) -> None:
    path, kept = written(timeline([[Piece(50)]]), tmp_path), KeptEdits(MediaLook())
    assert kept.get(path) == kept.get(path)
    assert drawings == [path]


def test_a_timeline_that_was_changed_is_drawn_again(tmp_path: Path, drawings: list[Path]) -> None:
    path, kept = written(timeline([[Piece(50)]]), tmp_path), KeptEdits(MediaLook())
    assert kept.get(path).view.duration_frames == 50
    written(timeline([[Piece(50), Piece(5)]]), tmp_path)
    assert kept.get(path).view.duration_frames == 55
    assert drawings == [path, path]


def test_media_that_comes_or_goes_is_seen(tmp_path: Path) -> None:
    song = tmp_path / "song.wav"
    path = written(timeline([], [[Piece(50, url=str(song))]]), tmp_path)
    kept = KeptEdits(MediaLook())
    assert not kept.get(path).view.tracks[0].items[0].online
    write_audio(song, np.zeros((80, 1), np.float32), 8000)
    assert kept.get(path).view.tracks[0].items[0].online
    song.unlink()
    assert not kept.get(path).view.tracks[0].items[0].online


def test_what_did_not_answer_is_asked_again(
    tmp_path: Path, drawings: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    look = MediaLook(wait_s=0.01)
    monkeypatch.setattr(look, "there", lambda paths: ({}, set(paths)))
    path, kept = written(timeline([[Piece(50)]]), tmp_path), KeptEdits(look)
    found = kept.get(path)
    assert found.late
    assert found.warnings == ("/media: no answer yet; open the timeline again later.",)
    kept.get(path)
    assert len(drawings) == 2


def test_a_bundle_that_was_changed_is_drawn_again(tmp_path: Path) -> None:
    bundle, kept = tmp_path / "edit.otiod", KeptEdits(MediaLook())
    bundle.mkdir()
    written(timeline([[Piece(50)]]), bundle, "content.otio")
    assert kept.get(bundle).view.duration_frames == 50
    written(timeline([[Piece(70)]]), bundle, "content.otio")
    assert kept.get(bundle).view.duration_frames == 70


def test_media_that_could_not_be_opened_in_time_is_opened_later(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    song = tmp_path / "song.wav"
    write_audio(song, np.zeros((8000 * 9, 1), np.float32), 8000)
    piece = Piece(50, None, None, url=str(song), media_start=25)
    path, look = written(timeline([], [[piece]]), tmp_path), MediaLook()
    kept = KeptEdits(look)
    with monkeypatch.context() as slow:
        slow.setattr(look, "ranges", lambda files: {})
        first = kept.get(path).view.tracks[0].items[0]
    assert first.online
    assert not first.HasField("tail_frames")
    assert kept.get(path).view.tracks[0].items[0].tail_frames == 150
