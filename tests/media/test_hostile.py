"""Media whose headers lie, or that unpack to far more than they are."""

from __future__ import annotations

import struct
from pathlib import Path

import pytest

from backbeat.errors import MediaError
from backbeat.media.broadcast_wave import chunks_of
from backbeat.media.decode import stream_audio
from backbeat.media.limits import MAX_CHUNKS
from backbeat.media.probe import probe

_FORMAT = struct.pack("<4sIHHIIHH", b"fmt ", 16, 1, 1, 48000, 96000, 2, 16)


def _wav(path: Path, *chunks: bytes) -> Path:
    path.write_bytes(b"RIFF\xff\xff\xff\x7fWAVE" + b"".join(chunks))
    return path


def test_a_part_that_claims_gigabytes_is_refused_before_ffmpeg_takes_them(tmp_path: Path) -> None:
    path = _wav(tmp_path / "a.wav", b"LIST" + struct.pack("<I", 0xFFFFFFF0) + b"INFO" * 100)
    with pytest.raises(MediaError, match=r"its part 'LIST' claims 4,295 MB"):
        probe(path)


def test_sound_that_claims_gigabytes_is_read_as_far_as_it_goes(tmp_path: Path) -> None:
    data = b"data" + struct.pack("<I", 0xFFFFFFF0) + bytes(96000)
    path = _wav(tmp_path / "a.wav", _FORMAT, data)
    assert sum(map(len, stream_audio(path, 48000))) == 48000


def test_a_part_after_the_sound_that_was_cut_short_does_no_harm(tmp_path: Path) -> None:
    data = b"data" + struct.pack("<I", 96000) + bytes(96000)
    path = _wav(tmp_path / "a.wav", _FORMAT, data, b"LIST" + struct.pack("<I", 500) + b"INFO")
    assert sum(map(len, stream_audio(path, 48000))) == 48000


def test_a_wav_of_thousands_of_parts_is_refused(tmp_path: Path) -> None:
    path = _wav(tmp_path / "a.wav", _FORMAT, b"junk\0\0\0\0" * (MAX_CHUNKS + 1))
    with pytest.raises(MediaError, match="over 4,096 parts"):
        probe(path)
    assert chunks_of(path) == []


def test_sound_of_one_hertz_is_refused(tmp_path: Path) -> None:
    form = struct.pack("<4sIHHIIHH", b"fmt ", 16, 1, 1, 1, 2, 2, 16)
    path = _wav(tmp_path / "a.wav", form, b"data" + struct.pack("<I", 96000) + b"\1" * 96000)
    with pytest.raises(MediaError, match="sample rate of 1 Hz, and sound has 1000 at least"):
        next(stream_audio(path, 48000))
