from __future__ import annotations

import struct
from pathlib import Path

import numpy as np
import pytest

from backbeat.errors import OutputError
from backbeat.media.broadcast_wave import OPTIONS, Loudness, chunks_of, finish, metadata_of
from backbeat.media.decode import read_audio
from backbeat.media.delivering import deliver_sound
from backbeat.media.encode import write_audio
from backbeat.media.sound_formats import SoundFormat

RATE = 48000
IXML = (
    b"<BWFXML><SPEED><FILE_SAMPLE_RATE>96000</FILE_SAMPLE_RATE>"
    b"<TIMESTAMP_SAMPLES_SINCE_MIDNIGHT_HI>1</TIMESTAMP_SAMPLES_SINCE_MIDNIGHT_HI>"
    b"<TIMESTAMP_SAMPLES_SINCE_MIDNIGHT_LO>2</TIMESTAMP_SAMPLES_SINCE_MIDNIGHT_LO></SPEED>"
    b"<SCENE>12A</SCENE></BWFXML>"
)


def wav(path: Path, metadata: dict[str, str], muxer: dict[str, str] | None = None) -> Path:
    sound = np.random.default_rng(0).normal(0, 0.1, (4801, 1)).astype(np.float32)
    form = SoundFormat("pcm_s24le", RATE, "mono", 1, 24)
    deliver_sound(path, "wav", [sound], form, metadata, {**OPTIONS, **(muxer or {})})
    return path


def add_chunk(path: Path, name: bytes, data: bytes) -> None:
    whole = (
        path.read_bytes() + struct.pack("<4sI", name, len(data)) + data + b"\0" * (len(data) % 2)
    )
    path.write_bytes(whole[:4] + struct.pack("<I", len(whole) - 8) + whole[8:])


def content(path: Path, name: bytes) -> bytes:
    (chunk,) = [chunk for chunk in chunks_of(path) if chunk.name == name]
    return path.read_bytes()[chunk.at : chunk.at + chunk.size]


@pytest.mark.parametrize("muxer", [{}, {"rf64": "always"}])
def test_the_loudness_is_where_tech_3285_has_it(tmp_path: Path, muxer: dict[str, str]) -> None:
    path = wav(tmp_path / "a.wav", {"originator": "Somebody"}, muxer)
    before = read_audio(path, RATE).samples
    loudness = Loudness(-23.04, 5.1, -1.0, None, -400)
    assert finish(path, loudness, path, RATE, RATE) == []
    bext = content(path, b"bext")
    assert bext[256:264] == b"Somebody"
    assert struct.unpack_from("<H", bext, 346) == (2,)
    assert struct.unpack_from("<5h", bext, 412) == (-2304, 510, -100, 0x7FFF, -32768)
    assert np.array_equal(read_audio(path, RATE).samples, before)


@pytest.mark.parametrize("muxer", [{}, {"rf64": "always"}])
def test_what_the_source_said_is_carried_over(tmp_path: Path, muxer: dict[str, str]) -> None:
    labels = {"description": "Scene", "time_reference": "345600000", "coding_history": "A=PCM"}
    source = wav(tmp_path / "a.wav", labels)
    add_chunk(source, b"iXML", IXML)
    add_chunk(source, b"chna", b"abc")
    said = metadata_of(source, 96000, RATE)
    assert said["description"] == "Scene" and said["coding_history"].startswith("A=PCM")
    assert said["time_reference"] == "172800000"
    path = wav(tmp_path / "b.wav", said, muxer)
    before = read_audio(path, RATE).samples
    assert finish(path, Loudness(), source, 96000, RATE) == ["iXML", "chna"]
    ixml = content(path, b"iXML")
    assert b"<FILE_SAMPLE_RATE>48000<" in ixml and b"<SCENE>12A<" in ixml
    assert b"_HI>0<" in ixml and b"_LO>2147483649<" in ixml
    assert content(path, b"chna") == b"abc"
    assert struct.unpack_from("<Q", content(path, b"bext"), 338) == (172800000,)
    # Whoever reads the file by its size finds all of it, and the sound is untouched.
    data = path.read_bytes()
    at = 20 if muxer else 4
    assert struct.unpack_from("<Q" if muxer else "<I", data, at)[0] == len(data) - 8
    assert np.array_equal(read_audio(path, RATE).samples, before)


def test_a_timecode_becomes_the_time_reference(tmp_path: Path) -> None:
    source = tmp_path / "plain.wav"
    write_audio(source, np.zeros((10, 1), np.float32), RATE)
    assert metadata_of(source, RATE, RATE, 3600.0)["time_reference"] == "172800000"
    assert "time_reference" not in metadata_of(source, RATE, RATE)


def test_no_wav_and_a_wav_cut_short_have_no_chunks_to_carry(tmp_path: Path) -> None:
    (tmp_path / "a.mp3").write_bytes(b"ID3 and so on")
    assert chunks_of(tmp_path / "a.mp3") == []
    (tmp_path / "b.wav").write_bytes(b"RIFF\0\0\0\0WAVEfmt ")
    assert chunks_of(tmp_path / "b.wav") == []
    write_audio(tmp_path / "c.wav", np.zeros((10, 1), np.float32), RATE)
    with pytest.raises(OutputError, match="no bext"):
        finish(tmp_path / "c.wav", Loudness(), tmp_path / "a.mp3", RATE, RATE)
