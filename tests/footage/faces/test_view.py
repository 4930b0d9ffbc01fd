from __future__ import annotations

import math

import av
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from backbeat.footage.faces.view import Square, View, view_of
from backbeat.footage.pictures import Form
from tests.footage.clips import texture

WIDTH, HEIGHT = 320, 180


def _frame(picture: NDArray[np.uint8], form: str = "yuv420p") -> av.VideoFrame:
    return av.VideoFrame.from_ndarray(picture, format="rgb24").reformat(format=form)


def _shown(picture: NDArray[np.uint8], turned: int = 0, aspect: float = 1.0) -> View:
    height, width = picture.shape[:2]
    width = round(width * aspect)
    if turned in (90, 270):
        width, height = height, width
    return view_of(_frame(picture), Form(False, width, height, turned))


@pytest.fixture(scope="module")
def picture() -> NDArray[np.uint8]:
    return texture(3, WIDTH, HEIGHT, fine=6)


@pytest.mark.parametrize("turned", [0, 90, 180, 270])
def test_a_square_is_what_is_shown_there(picture: NDArray[np.uint8], turned: int) -> None:
    shown = np.rot90(picture, -turned // 90)
    view = _shown(picture, turned)
    got = view.square(Square(100, 80, 60), 60)
    assert np.abs(got - shown[50:110, 70:130] / 255).mean() < 0.02


@pytest.mark.parametrize("form", ["yuv420p", "yuv422p10le", "nv12", "rgb24", "yuvj420p", "gray"])
def test_every_form_of_pixels_gives_the_same_colours(picture: NDArray[np.uint8], form: str) -> None:
    view = view_of(_frame(picture, form), Form(False, WIDTH, HEIGHT, 0))
    got = view.square(Square(160, 90, 120), 120)
    wanted = picture[30:150, 100:220] / 255
    if form == "gray":
        got, wanted = got.mean(axis=2), wanted @ [0.299, 0.587, 0.114]
    assert np.abs(got - wanted).mean() < 0.025


def test_pixels_that_are_not_square(picture: NDArray[np.uint8]) -> None:
    view = _shown(picture, aspect=2.0)
    got = view.square(Square(320, 90, 80), 80)
    wide = np.repeat(picture, 2, axis=1)
    assert np.abs(got - wide[50:130, 280:360] / 255).mean() < 0.03


def test_fine_detail_is_averaged_and_not_skipped() -> None:
    # Columns that alternate are gray from afar, whichever of them are looked at.
    picture = np.zeros((HEIGHT, WIDTH, 3), np.uint8)
    picture[:, ::2] = 255
    got = _shown(picture).square(Square(160, 90, 160), 40)
    assert 0.45 < got.mean() < 0.55 and got.std() < 0.02


def test_outside_the_picture_is_black(picture: NDArray[np.uint8]) -> None:
    got = _shown(picture).square(Square(0, 0, 100), 50)
    assert got[:24, :24].max() < 0.01 < got[30:, 30:].mean()
    assert _shown(picture).square(Square(-500, -500, 100), 50).max() < 0.01
    assert _shown(picture).square(Square(-5000, 90, 2000), 50).max() < 0.01


@given(st.floats(-50, 400), st.floats(-50, 250), st.floats(5, 500), st.floats(-math.pi, math.pi))
def test_a_square_maps_its_corners_to_the_picture(
    x: float, y: float, side: float, turned: float
) -> None:
    matrix = Square(x, y, side, turned).to_picture(64)
    middle = matrix @ [32, 32, 1]
    assert np.allclose(middle, [x, y])
    top_left, top_right = matrix @ [0, 0, 1], matrix @ [64, 0, 1]
    along = top_right - top_left
    assert math.isclose(float(np.linalg.norm(along)), side, rel_tol=1e-6)
    assert math.isclose(math.cos(math.atan2(along[1], along[0]) - turned), 1, abs_tol=1e-9)


def test_the_small_picture_is_the_whole_one(picture: NDArray[np.uint8]) -> None:
    large = np.repeat(np.repeat(picture, 5, axis=0), 5, axis=1)
    small = _shown(large).small(WIDTH * HEIGHT)
    assert small.shape == (HEIGHT, WIDTH, 3)
    assert np.abs(small[:, :, ::-1].astype(int) - picture).mean() < 6
