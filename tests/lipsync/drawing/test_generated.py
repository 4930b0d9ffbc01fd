from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from backbeat.lipsync.drawing.generated import blended
from backbeat.media.retouching.patches import Box, Crop, Patch
from tests.lipsync.drawing.rendered import (
    Face,
    crop_of,
    deep,
    mesh_of,
    near_mouth,
    picture_of,
)

_BLUE, _GREEN = (200, 30, 30), (30, 200, 30)
_TARGET = Face(gap=0.03)


def _made(face: Face, box: Box) -> Crop:
    pixels = picture_of(face)[box.top : box.bottom, box.left : box.right]
    return Crop(np.ascontiguousarray(pixels), box)


def _apart(patch: Patch, other: Crop) -> NDArray[np.float64]:
    return np.asarray(np.abs(patch.pixels.astype(float) - other.pixels).mean(axis=2))


def test_a_face_that_was_made_is_seen_in_the_place_of_the_mouth() -> None:
    made = replace(_TARGET, gap=0.1)
    source = crop_of(_TARGET)
    truth = crop_of(made, _TARGET)
    patch = blended(source, mesh_of(_TARGET), truth)
    mouth = near_mouth(_TARGET, patch.box)
    assert _apart(patch, truth)[mouth].mean() < 0.1 * _apart(patch, source)[mouth].mean()
    assert np.array_equal(patch.pixels[~patch.mask], source.pixels[~patch.mask])
    assert not patch.mask[: mesh_of(_TARGET)[1, 1].astype(int) - patch.box.top].any()


def test_a_face_that_is_the_same_changes_nothing() -> None:
    source = crop_of(_TARGET)
    for strength in (1.0, 0.4):
        patch = blended(source, mesh_of(_TARGET), source, strength)
        assert np.abs(patch.pixels.astype(int) - source.pixels).max() <= 1


def test_a_tinted_rectangle_leaves_no_edge() -> None:
    # Networks give back a rectangle, a little off in colour.
    box = Box(170, 230, 330, 350)
    made = _made(_TARGET, box)
    tinted = Crop(
        np.clip(made.pixels.astype(int) + np.array([12, -6, -10]), 0, 255).astype(np.uint8), box
    )
    source = crop_of(_TARGET)
    patch = blended(source, mesh_of(_TARGET), tinted)
    assert _apart(patch, source).max() < 8
    whole = np.ones((box.height, box.width), np.float32)
    patch = blended(source, mesh_of(_TARGET), tinted, opacity=whole)
    steps = np.abs(np.diff(patch.pixels.astype(float) - source.pixels, axis=1)).max()
    assert steps < 8


@pytest.mark.parametrize(("strength", "seen"), [(0.3, _GREEN), (0.7, _BLUE)])
def test_what_is_inside_lips_is_of_one_picture(strength: float, seen: tuple[int, ...]) -> None:
    own, made = replace(_TARGET, gap=0.1, inside=_GREEN), replace(_TARGET, gap=0.1, inside=_BLUE)
    patch = blended(crop_of(own), mesh_of(own), crop_of(made, own), strength)
    colors = patch.pixels.astype(float)
    near = {color: np.linalg.norm(colors - color, axis=2) < 60 for color in (_BLUE, _GREEN)}
    assert near[seen].sum() > 300
    assert near[_BLUE if seen == _GREEN else _GREEN].sum() == 0
    mixed = (np.array(_BLUE) + np.array(_GREEN)) / 2
    assert not (np.linalg.norm(colors - mixed, axis=2) < 40).any()


def test_eight_bits_that_were_made_are_put_into_sixteen() -> None:
    made = crop_of(replace(_TARGET, gap=0.1), _TARGET)
    eight = blended(crop_of(_TARGET), mesh_of(_TARGET), made)
    sixteen = blended(deep(crop_of(_TARGET)), mesh_of(_TARGET), made)
    assert sixteen.pixels.dtype == np.uint16
    assert np.percentile(np.abs(sixteen.pixels / 257 - eight.pixels), 99.9) < 2.5


def test_what_was_made_beside_the_face_changes_nothing() -> None:
    box = Box(0, 0, 60, 60)
    patch = blended(crop_of(_TARGET), mesh_of(_TARGET), _made(_TARGET, box))
    assert not patch.mask.any()


def test_what_is_spared_stays() -> None:
    source, made = crop_of(_TARGET), crop_of(replace(_TARGET, gap=0.1), _TARGET)
    spared = np.zeros(source.pixels.shape[:2], np.bool_)
    spared[:, 200:] = True
    patch = blended(source, mesh_of(_TARGET), made, spared=spared)
    assert not patch.mask[spared].any()
    assert patch.mask.any()


def test_a_face_that_was_not_seen_is_refused() -> None:
    with pytest.raises(ValueError, match="not seen"):
        blended(crop_of(_TARGET), np.full((468, 3), np.nan, np.float32), crop_of(_TARGET))
