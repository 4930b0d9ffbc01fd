from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from backbeat.footage.faces.detector import Tiles, anchors, merged


def test_anchors_are_as_many_as_the_networks_answer() -> None:
    faces, palms = anchors(), anchors(((24, 2), (12, 6)))
    assert faces.shape == (896, 2) and palms.shape == (2016, 2)
    assert np.allclose(faces[0], 0.5 / 16) and np.allclose(faces[512], 0.5 / 8)
    assert np.allclose(faces[2], [1.5 / 16, 0.5 / 16])


def test_answers_that_overlap_are_one_by_their_weights() -> None:
    places = np.zeros((3, 8, 2))
    places[:, 1] = 0.2
    places[:, 0] = [[0.5, 0.5], [0.52, 0.5], [0.1, 0.1]]
    found = merged(places, np.array([0.6, 0.9, 0.7]))
    assert [score for _, score in found] == [0.9, 0.7]
    assert np.allclose(found[0][0][0], [(0.5 * 0.6 + 0.52 * 0.9) / 1.5, 0.5])


@given(
    st.integers(200, 4096),
    st.integers(200, 2304),
    st.floats(0, 1),
    st.floats(0, 1),
    st.floats(0, 1),
)
def test_every_face_of_some_size_lies_in_a_tile_that_suits_it(
    width: int, height: int, across: float, down: float, size: float
) -> None:
    least = 50.0
    side = least + size * (0.8 * min(width, height) - least)
    x = side / 2 + across * (width - side)
    y = side / 2 + down * (height - side)
    assert any(
        abs(x - tile.x) + side / 2 <= tile.side / 2 + 1e-6
        and abs(y - tile.y) + side / 2 <= tile.side / 2 + 1e-6
        and side >= 0.08 * tile.side
        for tile in Tiles(width, height).all
    )


def test_there_are_not_too_many_tiles() -> None:
    assert [len(Tiles(*size).all) for size in ((512, 512), (1280, 720), (3840, 2160))] <= [
        2,
        25,
        130,
    ]
