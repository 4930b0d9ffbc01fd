"""Where further faces are looked for."""

from __future__ import annotations

import av
import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from backbeat.footage.faces.detector import Tiles
from backbeat.footage.faces.mesh import Mesh
from backbeat.footage.faces.searching import Rounds
from backbeat.footage.faces.view import View, view_of
from backbeat.footage.pictures import PIXELS, Form

WIDTH, HEIGHT, RATE = 1280, 720, 25
Pixels = NDArray[np.uint8]


def _scene() -> Pixels:
    """A room without anybody."""
    noise = np.random.default_rng(3).integers(40, 200, (9, 16, 3), np.uint8)
    return np.asarray(cv2.resize(noise, (WIDTH, HEIGHT)), np.uint8)


def _with(scene: Pixels, x: int, y: int, side: int) -> Pixels:
    """Somebody has come in."""
    shown = scene.copy()
    cv2.circle(shown, (x, y), side // 2, (200, 160, 140), -1)
    cv2.circle(shown, (x, y), side // 5, (60, 30, 20), -1)
    return shown


def _view(pixels: Pixels, turned: int = 0) -> View:
    width, height = (HEIGHT, WIDTH) if turned in (90, 270) else (WIDTH, HEIGHT)
    frame = av.VideoFrame.from_ndarray(pixels, format="rgb24").reformat(format="yuv420p")
    return view_of(frame, Form(False, width, height, turned))


def _mesh(x: float, y: float, side: float) -> Mesh:
    box = np.array([x - side / 2, y - side / 2, x + side / 2, y + side / 2], np.float32)
    return Mesh(box, np.zeros((468, 3), np.int16), 1.0, np.zeros((10, 14, 3), np.uint8))


def _started(turned: int = 0) -> tuple[Rounds, int]:
    rounds, view = Rounds(RATE), _view(_scene(), turned)
    return rounds, len(list(rounds.everywhere(view, view.small(PIXELS))))


def _round(rounds: Rounds, pixels: Pixels, known: list[Mesh], turned: int = 0) -> list[object]:
    """The tiles that are due in one round of 1.5 s."""
    view = _view(pixels, turned)
    small = view.small(PIXELS)
    return [tile for _ in range(38) for tile in rounds.due(view, small, known)]


def test_what_stays_still_is_searched_each_third_round() -> None:
    rounds, count = _started()
    assert count == len(Tiles(WIDTH, HEIGHT).all)
    found = [len(_round(rounds, _scene(), [])) for _ in range(6)]
    assert found[0] <= 1 and sum(found) >= 2 * count - 2 and sum(found) <= 2 * count + 2


@pytest.mark.parametrize("turned", [0, 90, 180, 270])
@pytest.mark.parametrize("side", [50, 200])
def test_somebody_who_comes_in_is_searched_for_within_a_round(side: int, turned: int) -> None:
    rounds, _ = _started(turned)
    x, y = 300, 500
    tiles = _round(rounds, _with(_scene(), x, y, side), [], turned)
    shown = {
        0: (x, y), 90: (HEIGHT - y, x), 180: (WIDTH - x, HEIGHT - y), 270: (y, WIDTH - x),
    }[turned]  # fmt: skip
    at = np.array(shown)
    every = Tiles(*((HEIGHT, WIDTH) if turned in (90, 270) else (WIDTH, HEIGHT))).all
    suited = [
        tile
        for tile in every
        if np.abs(at - (tile.x, tile.y)).max() + side / 2 < tile.side / 2 and tile.side <= 8 * side
    ]
    assert suited and set(suited) <= set(tiles)


def test_a_known_face_that_moves_is_no_reason_to_search() -> None:
    rounds, count = _started()
    changed = _with(_scene(), 640, 360, 120)
    assert len(_round(rounds, changed, [_mesh(640, 360, 120)])) <= 1
    rounds, _ = _started()
    assert len(_round(rounds, changed, [])) > 3
    rounds, _ = _started()
    rounds.forget()
    assert len(_round(rounds, _scene(), [])) >= count - 1
