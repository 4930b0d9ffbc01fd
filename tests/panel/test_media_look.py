"""Looks at media never wait for long, whatever a disk does."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from backbeat.media.encode import write_audio
from backbeat.panel import media_look
from backbeat.panel.media_look import MediaLook, signature_of


@pytest.fixture
def dead(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder that does not answer."""
    folder, back = tmp_path / "server", threading.Event()

    def slow(path: Path) -> media_look.Signature | None:
        if path.parent == folder:
            back.wait(30)
        return signature_of(path)

    monkeypatch.setattr(media_look, "signature_of", slow)
    yield folder
    back.set()


def test_what_is_there_and_what_is_not(tmp_path: Path) -> None:
    (tmp_path / "there").write_bytes(b"1234")
    os.utime(tmp_path / "there", ns=(5, 7))
    paths = [tmp_path / "there", tmp_path / "not", tmp_path, tmp_path / "there" / "in a file"]
    assert MediaLook().there([*paths, *paths]) == ({tmp_path / "there": (4, 7)}, set())
    assert MediaLook().there([]) == ({}, set())


def test_a_folder_that_does_not_answer_holds_up_nobody(tmp_path: Path, dead: Path) -> None:
    here = [tmp_path / f"{number}.wav" for number in range(40)]
    for path in here:
        path.write_bytes(b"1")
    gone = {dead / f"{number}.wav" for number in range(40)}
    start = time.monotonic()
    there, late = MediaLook(wait_s=1).there([*gone, *here])
    assert time.monotonic() - start < 5
    assert there.keys() == set(here)
    assert late == gone


def test_ranges_are_read_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    song = tmp_path / "song.wav"
    write_audio(song, np.zeros((8000, 1), np.float32), 8000)
    text = tmp_path / "text.wav"
    text.write_text("no media")
    look = MediaLook()
    files, _ = look.there([song, text])
    first = look.ranges(files)
    assert first[text] is None
    found = first[song]
    assert found is not None
    assert found.duration == 1
    monkeypatch.setattr(media_look, "range_of", lambda path: pytest.fail(f"{path} is read again"))
    assert look.ranges(files) == first


def test_a_file_that_was_changed_is_read_again(tmp_path: Path) -> None:
    song, look = tmp_path / "song.wav", MediaLook()
    lengths = []
    for seconds in (1, 2):
        write_audio(song, np.zeros((8000 * seconds, 1), np.float32), 8000)
        found = look.ranges(look.there([song])[0])[song]
        lengths.append(found.duration if found else 0)
    assert lengths == [1, 2]
