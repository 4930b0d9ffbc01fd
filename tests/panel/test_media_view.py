"""What is shown of a song or a video."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest
from PIL import Image

from backbeat.errors import MediaError
from backbeat.media.encode import write_audio
from backbeat.panel.media_view import has_variable_rate, media_view
from tests.material import write_clip


def pictures(path: Path, times_ms: list[int], codec: str = "mpeg4") -> Path:
    """A video with pictures at some moments."""
    with av.open(str(path), "w") as container:
        stream = container.add_stream(codec, rate=1000)
        stream.width, stream.height, stream.pix_fmt = 64, 48, "yuv420p"
        stream.codec_context.time_base = Fraction(1, 1000)
        for number, time in enumerate(times_ms):
            shade = np.full((48, 64, 3), number % 256, np.uint8)
            frame = av.VideoFrame.from_ndarray(shade, "rgb24")
            frame.pts, frame.time_base = time, Fraction(1, 1000)
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return path


def test_a_song(tmp_path: Path) -> None:
    path = tmp_path / "song.wav"
    write_audio(path, np.zeros((44_100 * 2, 2), np.float32), 44_100)
    view = media_view(path)
    assert view.duration_s == 2
    assert not view.HasField("picture")
    assert (view.sound.sample_rate_hz, view.sound.channels, view.sound.codec) == (
        *(44_100, 2),
        "pcm_s24le",
    )


def test_a_video(tmp_path: Path) -> None:
    path = write_clip(
        tmp_path / "clip.mov", 2, Fraction(24000, 1001), timecode="01:02:03:04", sound=True
    )
    view = media_view(path)
    picture = view.picture
    assert (picture.width, picture.height, picture.codec) == (192, 108, "h264")
    assert (picture.rate.numerator, picture.rate.denominator) == (24000, 1001)
    assert picture.timecode == "01:02:03:04"
    assert not picture.variable_rate
    assert view.duration_s == pytest.approx(2, abs=0.05)
    assert view.sound.sample_rate_hz == 48_000


@pytest.mark.parametrize("ending", [".mp4", ".mkv"])
def test_pictures_that_are_unevenly_spaced_are_told(ending: str, tmp_path: Path) -> None:
    times = [number * 40 + (15 if number > 25 else 0) for number in range(60)]
    assert has_variable_rate(pictures(tmp_path / f"uneven{ending}", times))
    assert not has_variable_rate(pictures(tmp_path / f"even{ending}", list(range(0, 2000, 40))))
    # 30 a second to the millisecond: 33, 33, 34.
    rounded = [round(number * 1000 / 30) for number in range(60)]
    assert not has_variable_rate(pictures(tmp_path / f"rounded{ending}", rounded))


def test_too_few_pictures_tell_nothing(tmp_path: Path) -> None:
    assert not has_variable_rate(pictures(tmp_path / "few.mp4", [0, 40, 500]))


def test_what_has_neither_sound_nor_moving_picture(tmp_path: Path) -> None:
    still = tmp_path / "still.png"
    Image.new("RGB", (8, 8)).save(still)
    with pytest.raises(MediaError, match="neither sound nor moving picture"):
        media_view(still)
    text = tmp_path / "text.wav"
    text.write_text("no media at all")
    with pytest.raises(MediaError, match=r"text\.wav"):
        media_view(text)
