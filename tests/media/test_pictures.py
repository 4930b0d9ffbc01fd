"""Pictures at random times are those that a straight decode shows then."""

from __future__ import annotations

import random
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from backbeat.errors import MediaError
from backbeat.media.encode import write_audio
from backbeat.media.pictures import PictureFile
from tests.workflows.preview.numbered import CLIP, even, number_of, write_clip

_TIMES = [index + (Fraction(3, 4) if index % 7 == 3 else 0) for index in even(150, 25)]
_TIMES = sorted(set(_TIMES))


@pytest.fixture(scope="module")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_clip(tmp_path_factory.mktemp("pictures") / "vfr.mp4", _TIMES, gop=40)


@settings(max_examples=25, deadline=None)
@given(st.lists(st.fractions(-1, 8), min_size=1, max_size=12))
def test_any_order_of_times(clip: Path, asked: list[Fraction]) -> None:
    with PictureFile(clip, 160, 90) as file:
        for time in asked:
            # The container rounds times to its own clock.
            near = {_shown(time - Fraction(1, 100)), _shown(time), _shown(time + Fraction(1, 100))}
            assert number_of(file.at(time).luma) - CLIP in near


def _shown(time: Fraction) -> int:
    return max((k for k, start in enumerate(_TIMES) if start <= time), default=0)


def test_a_still_and_transparency(tmp_path: Path) -> None:
    pixels = np.zeros((100, 200, 4), np.uint8)
    pixels[:, 100:] = (255, 255, 255, 255)
    Image.fromarray(pixels).save(tmp_path / "title.png")
    with PictureFile(tmp_path / "title.png", 640, 360) as file:
        assert file.still
        picture = file.at(Fraction(99))
        assert (picture.width, picture.height) == (640, 320)
        assert picture.alpha is not None
        assert picture.alpha[:, 20].max() == 0 and picture.alpha[:, 600].min() == 255
        assert not picture.covers(640, 320)


def test_sound_alone_has_no_pictures(tmp_path: Path) -> None:
    write_audio(tmp_path / "a.wav", np.zeros((4800, 1), np.float32), 48000)
    with pytest.raises(MediaError, match="has no picture"):
        PictureFile(tmp_path / "a.wav", 640, 360)


def _small(frame: av.VideoFrame) -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    small = frame.reformat(64, 36, "yuv420p", dst_colorspace=1, dst_color_range=1)
    return small.to_ndarray()[:36]


@pytest.mark.parametrize(
    "word", ["boat", "book", "dancer1", "realshort", "car-detection", "kohlipe2"]
)
def test_real_clips(shared: Path, word: str) -> None:
    path = next((shared / "data" / "clips").glob(f"*{word}*"))
    drawn = random.Random(word)
    with av.open(str(path)) as container:
        seen = [
            (frame.pts * Fraction(frame.time_base), _small(frame))
            for frame in container.decode(video=0)
        ]
    with PictureFile(path, 640, 360) as file:
        for _ in range(10):
            place = drawn.randrange(len(seen) - 1)
            middle = (seen[place][0] + seen[place + 1][0]) / 2 - seen[0][0]
            picture = file.at(middle)
            small = np.asarray(Image.fromarray(picture.luma).resize((64, 36), Image.Resampling.BOX))
            far = [np.abs(small.astype(float) - other).mean() for _, other in seen]
            assert far[place] <= min(far) + 0.5
