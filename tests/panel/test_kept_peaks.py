from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest

from backbeat.panel.kept_peaks import KeptPeaks, key_of


def peaks(count: int) -> np.ndarray:
    return np.arange(2 * count).reshape(2, count).astype(np.int8)


def test_what_is_kept_is_found_by_another(tmp_path: Path) -> None:
    KeptPeaks(tmp_path / "new").keep("song", peaks(9))
    found = KeptPeaks(tmp_path / "new").load("song")
    assert found is not None
    assert np.array_equal(found, peaks(9))
    assert [path.name for path in (tmp_path / "new").iterdir()] == ["song.npy"]


def test_what_was_used_longest_ago_makes_room(tmp_path: Path) -> None:
    kept = KeptPeaks(tmp_path, most_bytes=3_000)
    for number, name in enumerate(("first", "second")):
        kept.keep(name, peaks(500))
        os.utime(tmp_path / f"{name}.npy", (number, number))
    assert kept.load("first") is not None
    kept.keep("third", peaks(500))
    assert kept.load("second") is None
    assert kept.load("first") is not None
    assert kept.load("third") is not None


@pytest.mark.parametrize("content", [b"", b"\x93NUMPY", b"no array", b"\x80\x04N."])
def test_what_is_damaged_is_not_there(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "song.npy").write_bytes(content)
    assert KeptPeaks(tmp_path).load("song") is None


def test_arrays_of_another_kind_are_not_there(tmp_path: Path) -> None:
    np.save(tmp_path / "song.npy", np.zeros((2, 4), np.float64))
    assert KeptPeaks(tmp_path).load("song") is None
    np.save(tmp_path / "song.npy", np.zeros((3, 4), np.int8))
    assert KeptPeaks(tmp_path).load("song") is None


def test_a_folder_that_cannot_be_written_is_no_fault(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    kept = KeptPeaks(tmp_path / "file")
    kept.keep("song", peaks(3))
    assert kept.load("song") is None


def test_a_file_that_changes_has_another_key(tmp_path: Path) -> None:
    song = tmp_path / "song.wav"
    song.write_bytes(b"one")
    os.utime(song, ns=(1, 1))
    first = key_of(song)
    os.utime(song, ns=(1, 2))
    changed = key_of(song)
    song.write_bytes(b"longer")
    os.utime(song, ns=(1, 2))
    assert len({first, changed, key_of(song)}) == 3
