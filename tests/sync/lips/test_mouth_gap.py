"""The gap between lips by their colours, on drawn mouths."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from backbeat.sync.lips.mouth_gap import CLOSED, SIDE, Column, columns_of, gaps, place_of

_UPPER = (61, 185, 40, 39, 37, 0, 267, 269, 270, 409, 291)
_LOWER = (61, 146, 91, 181, 84, 17, 314, 405, 321, 375, 291)
_PEOPLE = {
    "pale lips on pale skin": ((214, 176, 158), (196, 132, 126)),
    "lipstick": ((222, 190, 170), (170, 30, 50)),
    "dark skin": ((112, 76, 58), (104, 56, 54)),
}
_INSIDES = {"dark": (30, 12, 12), "teeth": (226, 222, 208), "braces": (150, 156, 160)}
_WIDTH = 60.0


def _mesh(opening: float, off: float = 0.0) -> np.ndarray:
    """A mesh whose mouth is 60 pixels wide around (48, 48)."""
    mesh = np.zeros((468, 3), np.float32)
    for points, side in ((_UPPER, -1), (_LOWER, 1)):
        across = np.linspace(-1, 1, len(points))
        height = (9 + opening / 2) * (1 - across**2)
        mesh[list(points), 0] = 48 + across * _WIDTH / 2
        mesh[list(points), 1] = 48 + side * height + off
    return mesh


def _drawn(opening: float, person: str, inside: str, seed: int, light: float = 1.0) -> np.ndarray:
    """The square around a mouth that is `opening` pixels open; red, green, blue from 0 to 1."""
    skin, lips = _PEOPLE[person]
    scale = 8
    picture = np.empty((SIDE * scale, SIDE * scale, 3), np.float32)
    picture[:] = skin
    side = 1.5 * _WIDTH

    def shape(half: float, color: tuple[int, ...], across: float = 1.0) -> None:
        along = np.linspace(-1, 1, 81)
        x = 48 + along * _WIDTH / 2 * across
        edge = half * (1 - along**2)
        points = np.concatenate(
            [np.stack([x, 48 - edge], 1), np.stack([x[::-1], 48 + edge[::-1]], 1)]
        )
        placed = ((points - 48) * SIDE / side + SIDE / 2) * scale
        cv2.fillPoly(picture, [placed.astype(np.int32)], color)

    shape(9 + opening / 2, lips)
    shape(0.8, (60, 30, 30), 0.95)  # The seam.
    if opening > 0:
        shape(opening / 2, _INSIDES[inside], 0.9)
    small = cv2.resize(picture, (SIDE, SIDE), interpolation=cv2.INTER_AREA)
    noise = np.random.default_rng(seed).normal(0, 2, small.shape)
    return np.asarray(np.clip(small * light + noise, 0, 255) / 255, np.float32)


def _cut(opening: float, person: str, inside: str, seed: int, off: float = 0.0) -> Column:
    mesh = _mesh(opening, off)
    light = 1 + 0.1 * np.sin(seed)
    pixels = _drawn(opening, person, inside, seed, light)
    return columns_of(pixels, mesh, place_of(_mesh(opening)))


@pytest.mark.parametrize("person", _PEOPLE)
@pytest.mark.parametrize("inside", _INSIDES)
def test_open_is_told_from_closed_whatever_is_behind_the_lips(person: str, inside: str) -> None:
    openings = [0.0, 0.0, 0.0, 6.0, 10.0, 16.0, 0.0, 8.0]
    offs = [0.0, 1.0, -1.0, 0.0, 1.0, -1.0, 0.0, 0.5]
    found = gaps(
        [
            _cut(opening, person, inside, seed, off)
            for seed, (opening, off) in enumerate(zip(openings, offs, strict=True))
        ]
    )
    for gap, opening in zip(found, openings, strict=True):
        assert (gap <= CLOSED) == (opening == 0), (person, inside, opening, gap)


@pytest.mark.parametrize("inside", _INSIDES)
def test_the_gap_grows_with_the_opening(inside: str) -> None:
    openings = np.arange(0, 20, 2.0)
    found = gaps([_cut(o, "lipstick", inside, round(o)) for o in openings])
    assert np.corrcoef(openings, found)[0, 1] > 0.97
    # In widths of the mouth; mouths open a little less at 0.32 of their width than in the middle.
    assert found[-1] == pytest.approx(18 / _WIDTH, abs=0.06)


def test_a_mesh_that_takes_the_mouth_for_closed_does_not_close_it() -> None:
    shut = _mesh(0.0)
    pixels = _drawn(8.0, "lipstick", "teeth", 3)
    closed = [_cut(0.0, "lipstick", "teeth", seed) for seed in range(4)]
    found = gaps([*closed, columns_of(pixels, shut, place_of(shut))])
    assert found[-1] > CLOSED


def test_no_mouth_has_no_gap() -> None:
    assert gaps([]).shape == (0,)
