"""Every way a file can be no media has its own sentence."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import zlib
from pathlib import Path

import numpy as np
import pytest

from backbeat.errors import MediaError
from backbeat.media import limits
from backbeat.media.decode import read_audio, stream_audio
from backbeat.media.probe import probe

RATE = 48000


def _refused(path: Path) -> MediaError:
    with pytest.raises(MediaError) as caught:
        read_audio(path, RATE)
    assert str(path) in caught.value.message
    assert caught.value.hint
    return caught.value


def _picture(path: Path, codec: str) -> Path:
    import av

    with av.open(str(path), "w", format="image2") as container:
        stream = container.add_stream(codec, rate=1)
        stream.width, stream.height = 64, 48
        stream.pix_fmt = {"mjpeg": "yuvj420p", "png": "rgb24"}[codec]
        frame = av.VideoFrame.from_ndarray(np.zeros((48, 64, 3), np.uint8), format="rgb24")
        container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return path


def test_a_missing_file(tmp_path):
    assert "does not exist" in _refused(tmp_path / "song.wav").message


def test_a_folder(tmp_path):
    assert "is a folder" in _refused(tmp_path).message


def test_an_address():
    assert "is an address" in _refused(Path("https://example.com/song.mp3")).message


def test_an_empty_file(tmp_path):
    (tmp_path / "a.wav").touch()
    assert "is empty (0 bytes)" in _refused(tmp_path / "a.wav").message


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes in this system's folders")
def test_a_pipe_is_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "a.wav")
    assert "a device or a pipe" in _refused(tmp_path / "a.wav").message


def test_an_unreadable_file_whoever_asks(tmp_path, encode, monkeypatch):
    path = encode(tmp_path / "a.wav", "wav", "pcm_s16le")

    def denied(*_args, **_kwargs):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", denied)
    assert "cannot be read: Permission denied" in _refused(path).message


@pytest.mark.parametrize(
    "content",
    [
        b"Dear editor,\nplease find the song attached.\n" * 40,
        b"\0" * 30_000,
        np.random.default_rng(0).bytes(20_000),
        b"1\n00:00:00,000 --> 00:00:01,000\nHello\n",
        b"v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nt=0 0\nm=audio 5004 RTP/AVP 0\n",
    ],
    ids=["letter", "zeros", "noise", "subtitles", "session"],
)
@pytest.mark.parametrize("name", ["a.wav", "a.mp3", "a.txt"])
def test_no_media(tmp_path, content, name):
    (tmp_path / name).write_bytes(content)
    assert "is not a sound or video file" in _refused(tmp_path / name).message


@pytest.mark.parametrize(
    ("codec", "name"),
    [("mjpeg", "a.wav"), ("png", "a.wav"), ("mjpeg", "a%03d.jpg"), ("png", "a.png")],
)
def test_a_picture(tmp_path, codec, name):
    path = _picture(tmp_path / "picture", codec).rename(tmp_path / name)
    assert f"is a picture ({codec}), not sound" in _refused(path).message


def test_a_video_without_sound(tmp_path):
    from backbeat.media.encode import write_video

    write_video(tmp_path / "a.mp4", [np.zeros((48, 64, 3), np.uint8)] * 3, 25)
    assert "has no sound" in _refused(tmp_path / "a.mp4").message


def test_a_track_that_is_not_there(tmp_path, encode):
    path = encode(tmp_path / "a.wav", "wav", "pcm_s16le")
    with pytest.raises(MediaError, match=r"1 track\(s\) of sound; number 3"):
        read_audio(path, RATE, stream=3)


@pytest.mark.parametrize("name", ["a.mp4", "a.mov"])
def test_a_recording_without_its_index(tmp_path, encode, name):
    path = encode(tmp_path / name, name[2:], "aac", late_s=0)
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    assert "was cut short: its index is missing" in _refused(path).message


def test_a_header_and_nothing_else(tmp_path, encode):
    path = encode(tmp_path / "a.flac", "flac", "flac")
    path.write_bytes(path.read_bytes()[:100])
    assert "was cut short: it ends before any sound" in _refused(path).message


def test_a_track_that_holds_nothing(tmp_path):
    header = b"RIFF\x24\0\0\0WAVEfmt \x10\0\0\0\x01\0\x02\0\x80\xbb\0\0\0\xee\x02\0\x04\0\x10\0data"
    (tmp_path / "a.wav").write_bytes(header + bytes(4))
    assert "no sound could be decoded" in _refused(tmp_path / "a.wav").message


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("list.m3u8", "#EXTM3U\n#EXT-X-TARGETDURATION:4\n#EXTINF:4,\n{}\n#EXT-X-ENDLIST\n"),
        ("list.wav", "#EXTM3U\n#EXT-X-TARGETDURATION:4\n#EXTINF:4,\n{}\n#EXT-X-ENDLIST\n"),
        ("list.ffconcat", "ffconcat version 1.0\nfile '{}'\n"),
    ],
)
def test_a_playlist_opens_nothing_else(tmp_path, encode, name, text):
    target = encode(tmp_path / "target.ts", "mpegts", "aac")
    (tmp_path / name).write_text(text.format(target))
    assert "is not a sound or video file" in _refused(tmp_path / name).message


def test_a_playlist_calls_nobody(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.2)
        address = f"http://127.0.0.1:{server.getsockname()[1]}/a.ts"
        (tmp_path / "a.m3u8").write_text(
            f"#EXTM3U\n#EXT-X-TARGETDURATION:4\n#EXTINF:4,\n{address}\n#EXT-X-ENDLIST\n"
        )
        _refused(tmp_path / "a.m3u8")
        with pytest.raises(TimeoutError):
            server.accept()


def test_a_name_like_a_protocol_is_a_name(tmp_path, encode, monkeypatch):
    monkeypatch.chdir(tmp_path)
    name = "concat;a%d.wav" if os.name == "nt" else "concat:a.wav"
    encode(tmp_path / "plain.wav", "wav", "pcm_s16le").rename(tmp_path / name)
    assert len(read_audio(Path(name), RATE).samples) == 3 * RATE + 123


def test_too_long_for_memory_is_said_before_decoding(tmp_path, encode, monkeypatch):
    path = encode(tmp_path / "a.flac", "flac", "flac")
    monkeypatch.setattr(limits, "MAX_SECONDS_IN_MEMORY", 2)
    assert "is too long to be held in memory" in _refused(path).message
    assert sum(map(len, stream_audio(path, RATE))) == 3 * RATE + 123


def test_a_length_that_the_header_hides_is_noticed(tmp_path, encode, monkeypatch):
    path = encode(tmp_path / "a.flac", "flac", "flac")
    content = bytearray(path.read_bytes())
    # STREAMINFO's total of samples: unknown.
    content[21] &= 0xF0
    content[22:26] = bytes(4)
    path.write_bytes(content)
    monkeypatch.setattr(limits, "MAX_SECONDS_IN_MEMORY", 2)
    assert "is too long to be held in memory" in _refused(path).message


def test_a_day_of_silence_is_refused(tmp_path, encode):
    path = encode(tmp_path / "a.flac", "flac", "flac")
    content = bytearray(path.read_bytes())
    content[22:26] = (24 * 3600 * RATE).to_bytes(4, "big")
    path.write_bytes(content)
    assert "24.0 hours of 2 channels at 48000 Hz" in _refused(path).message


def test_a_huge_picture_is_not_decoded(tmp_path):
    def chunk(kind: bytes, content: bytes) -> bytes:
        check = zlib.crc32(kind + content)
        return len(content).to_bytes(4, "big") + kind + content + check.to_bytes(4, "big")

    size = (60_000).to_bytes(4, "big")
    header = chunk(b"IHDR", size + size + b"\x08\x02\0\0\0")
    data = chunk(b"IDAT", zlib.compress(bytes(1_000_000)))
    path = tmp_path / "a.png"
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + header + data + chunk(b"IEND", b""))
    info = probe(path)
    assert (info.streams[0].width, info.streams[0].still) == (0, True)
    assert "is a picture (png)" in _refused(path).message


def test_ffmpeg_says_nothing_itself(tmp_path, encode):
    path = encode(tmp_path / "a.mp4", "mp4", "aac", late_s=0)
    content = bytearray(path.read_bytes())
    content[len(content) // 2 : len(content) // 2 + 400] = bytes(400)
    (tmp_path / "broken.mp4").write_bytes(content)
    (tmp_path / "cut.mp4").write_bytes(content[:3000])
    script = """
import sys
from pathlib import Path
import numpy as np
from backbeat.errors import MediaError
from backbeat.media import decode, encode, probe
for name in ("a.mp4", "broken.mp4", "cut.mp4"):
    try:
        probe.probe(Path(sys.argv[1]) / name)
        decode.read_audio(Path(sys.argv[1]) / name, 44100)
    except MediaError as error:
        print(error)
encode.write_video(Path(sys.argv[1]) / "out.mp4", [np.zeros((48, 64, 3), np.uint8)] * 3, 25)
"""
    done = subprocess.run(
        [sys.executable, "-c", script, str(tmp_path)], capture_output=True, text=True, check=True
    )
    assert done.stderr == ""
    assert "its index is missing" in done.stdout
