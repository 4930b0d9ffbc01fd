"""Files cut short say how much of them is missing; whole ones and streams say nothing."""

from __future__ import annotations

import contextlib
import struct
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest

from backbeat.errors import MediaError
from backbeat.media.decode import read_audio
from backbeat.media.encode import write_audio
from backbeat.media.shortfall import shortfall_of

RATE, SECONDS = 48000, 10
SOUND = [
    ("a.wav", "wav", "pcm_s24le", {}),
    ("rf64.wav", "wav", "pcm_s16le", {"rf64": "always"}),
    ("a.aiff", "aiff", "pcm_s16be", {}),
    ("a.flac", "flac", "flac", {}),
    ("a.m4a", "ipod", "aac", {"movflags": "+faststart"}),
    ("a.mov", "mov", "pcm_s24le", {"movflags": "+faststart"}),
    ("a.mka", "matroska", "aac", {}),
]


def written(path: Path, form: str, codec: str, options: dict[str, str]) -> Path:
    noise = np.random.default_rng(0).normal(0, 0.1, (2, SECONDS * RATE)).astype(np.float32)
    with av.open(str(path), "w", format=form, options=options) as container:
        track = container.add_stream(codec, rate=RATE)
        track.layout = "stereo"
        for first in range(0, noise.shape[1], 4096):
            block = np.ascontiguousarray(noise[:, first : first + 4096])
            frame = av.AudioFrame.from_ndarray(block, format="fltp", layout="stereo")
            frame.sample_rate, frame.time_base, frame.pts = RATE, Fraction(1, RATE), first
            container.mux(track.encode(frame))
        container.mux(track.encode(None))
    return path


def cut(path: Path, share: float) -> Path:
    data = path.read_bytes()
    short = path.with_name(f"short_{path.name}")
    short.write_bytes(data[: round(len(data) * share)])
    return short


@pytest.mark.parametrize(("name", "form", "codec", "options"), SOUND, ids=[s[0] for s in SOUND])
@pytest.mark.parametrize("share", [0.3, 0.95])
def test_what_is_missing_is_what_does_not_decode(
    tmp_path: Path, name: str, form: str, codec: str, options: dict[str, str], share: float
) -> None:
    whole = written(tmp_path / name, form, codec, options)
    assert shortfall_of(whole) is None
    short = cut(whole, share)
    found = shortfall_of(short)
    assert found is not None
    assert float(found.promised_s) == pytest.approx(SECONDS, abs=0.05)
    decoded = read_audio(short, RATE).duration_s
    assert float(found.missing_s) == pytest.approx(SECONDS - decoded, abs=0.25)
    assert found.share == pytest.approx(1 - share, abs=0.05)


def test_a_video_whose_media_is_cut_says_so(tmp_path: Path, encode) -> None:
    options = {"movflags": "+faststart"}
    whole = encode(tmp_path / "a.mp4", "mp4", "aac", late_s=Fraction(0), options=options)
    assert shortfall_of(whole) is None
    short = cut(whole, 0.6)
    found = shortfall_of(short)
    assert found is not None
    decoded = read_audio(short, RATE).duration_s
    assert float(found.missing_s) == pytest.approx(3 - decoded, abs=0.2)
    assert found.sentence("b.mp4").startswith("b.mp4 is cut short: ")


@pytest.mark.parametrize("size", [0, 0xFFFFFFFF, 0x7FFFFFFF, 0x80000000, 0x7FFFF000, 0xFFFFFFDB])
def test_a_stream_whose_header_names_no_length_is_whole(tmp_path: Path, size: int) -> None:
    path = tmp_path / "stream.wav"
    write_audio(path, np.zeros((RATE, 2), np.float32), RATE, "pcm_s16le")
    data = bytearray(path.read_bytes())
    at = data.index(b"data") + 4
    data[at : at + 4] = struct.pack("<I", size)
    data[4:8] = struct.pack("<I", size)
    path.write_bytes(data)
    assert shortfall_of(path) is None
    assert read_audio(path, RATE).duration_s == pytest.approx(1)


def test_two_gigabytes_and_more_that_are_cut_are_no_stream(tmp_path: Path) -> None:
    path = tmp_path / "long.wav"
    write_audio(path, np.zeros((RATE, 2), np.float32), RATE, "pcm_s16le")
    data = bytearray(path.read_bytes())
    at = data.index(b"data") + 4
    data[at : at + 4] = struct.pack("<I", 3_000_000_000)
    path.write_bytes(data)
    found = shortfall_of(path)
    assert found is not None and float(found.promised_s) == 3e9 / 4 / RATE


def test_a_matroska_stream_is_whole(tmp_path: Path) -> None:
    # Without a way back the muxer leaves the size of its segment and the duration open.
    path = written(tmp_path / "live.mka", "matroska", "aac", {"live": "1"})
    assert shortfall_of(path) is None and shortfall_of(cut(path, 0.5)) is None


@pytest.mark.parametrize("size", [0, 1, 8, 11, 12, 20, 43, 44])
@pytest.mark.parametrize(("name", "form", "codec", "options"), SOUND, ids=[s[0] for s in SOUND])
def test_a_head_alone_never_breaks(
    tmp_path: Path, name: str, form: str, codec: str, options: dict[str, str], size: int
) -> None:
    path = written(tmp_path / name, form, codec, options)
    path.write_bytes(path.read_bytes()[:size])
    with contextlib.suppress(MediaError):
        shortfall_of(path)


@pytest.mark.shared
def test_the_case_says_how_much(shared: Path) -> None:
    found = shortfall_of(shared / "data/cases/delivery/16_truncated_wav/trunc.wav")
    assert found is not None
    assert found.sentence("trunc.wav") == (
        "trunc.wav is cut short: 18.3 s of the 18.9 s that it should last (97 %) are missing at "
        "its end."
    )
