"""What a file says about itself."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

from backbeat.media.decode import AudioBuffer
from backbeat.media.encode import write_video
from backbeat.media.probe import AudioStream, VideoStream, probe

RATE = 48000
LENGTH = 3 * RATE + 123
PICTURES = [np.full((48, 64, 3), index, np.uint8) for index in range(30)]


def test_a_sound_file(tmp_path, encode):
    path = encode(tmp_path / "a.flac", "flac", "flac")
    info = probe(path)
    assert info.path == path
    assert info.container == "flac"
    assert info.duration == Fraction(LENGTH, RATE)
    assert info.start_timecode is None
    assert info.streams == (
        AudioStream(0, "flac", RATE, 2, "stereo", Fraction(LENGTH, RATE), Fraction(0)),
    )
    assert info.audio is info.streams[0]
    assert info.video is None


def test_plain_wav_is_called_stereo(tmp_path, encode):
    audio = probe(encode(tmp_path / "a.wav", "wav", "pcm_s16le")).audio
    assert audio is not None
    assert (audio.codec, audio.channels, audio.layout) == ("pcm_s16le", 2, "stereo")


@pytest.mark.parametrize(
    "rate",
    [Fraction(24000, 1001), Fraction(24), Fraction(25), Fraction(30000, 1001), Fraction(60)],
)
@pytest.mark.parametrize("name", ["a.mp4", "a.mov"])
def test_a_video_file(tmp_path, name, rate):
    sound = AudioBuffer(np.zeros((RATE, 1), np.float32), RATE)
    write_video(tmp_path / name, PICTURES, rate, audio=sound)
    info = probe(tmp_path / name)
    assert info.video == VideoStream(
        0, "h264", 64, 48, rate, 30, Fraction(30) / rate, Fraction(0), False
    )
    assert info.audio is not None
    assert info.audio.duration == 1
    assert info.duration == max(Fraction(1), Fraction(30) / rate)


@pytest.mark.parametrize("rate", [Fraction(24000, 1001), Fraction(30000, 1001), Fraction(25)])
def test_a_clock_of_milliseconds_does_not_bend_the_rate(tmp_path, remux, rate):
    write_video(tmp_path / "a.mp4", PICTURES, rate)
    video = probe(remux(tmp_path / "a.mp4", tmp_path / "a.mkv", "matroska")).video
    assert video is not None
    assert video.rate == rate


@pytest.mark.parametrize("name", ["a.mp4", "a.mov"])
@pytest.mark.parametrize(
    ("rate", "timecode"), [(Fraction(25), "01:00:00:00"), (Fraction(30000, 1001), "00:59:59;28")]
)
def test_the_timecode(tmp_path, name, rate, timecode):
    write_video(tmp_path / name, PICTURES, rate, start_timecode=timecode)
    assert probe(tmp_path / name).start_timecode == timecode


def test_starts_are_on_one_clock(tmp_path, encode):
    path = encode(tmp_path / "a.mov", "mov", "pcm_s16le", late_s=Fraction(312, 1000))
    info = probe(path)
    assert info.video is not None and info.audio is not None
    assert info.audio.start - info.video.start == Fraction(312, 1000)
    assert info.duration == Fraction(312, 1000) + Fraction(LENGTH, RATE)


def test_a_picture_is_still(tmp_path):
    import av

    with av.open(str(tmp_path / "a.png"), "w", format="image2") as container:
        stream = container.add_stream("png", rate=1)
        stream.width, stream.height, stream.pix_fmt = 64, 48, "rgb24"
        container.mux(stream.encode(av.VideoFrame.from_ndarray(PICTURES[0], format="rgb24")))
    info = probe(tmp_path / "a.png")
    assert info.video is None and info.audio is None
    assert info.duration is None
    assert [(track.width, track.height, track.still) for track in info.streams] == [(64, 48, True)]
