"""A drawn face whose lips are moved."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from backbeat.lipsync.moments import Moment
from backbeat.lipsync.warp.backend import WarpBackend, drawn
from backbeat.lipsync.warp.interiors import OpenMouth
from backbeat.media.retouching.patches import Box, Crop
from tests.lipsync.warp.cartoon import inside_of, mesh_of, picture_of, teeth_in

OPEN, SHUT = 0.12, 0.0


def _shape(opening: float, width: float = 0.0, lift: float = 0.25) -> NDArray[np.float64]:
    return np.array([opening, width, 0.0, lift])


def _with(
    gap: float, opening: float, strength: float = 1.0, inside: OpenMouth | None = None
) -> NDArray[np.uint8]:
    """The picture after its lips have moved."""
    crop, mesh = picture_of(gap), mesh_of(gap)
    patch = drawn(crop, mesh, _shape(opening), strength, inside)
    pixels = crop.pixels.copy()
    if patch is not None:
        pixels[patch.mask] = patch.pixels[patch.mask]
    return np.asarray(pixels, np.uint8)


def test_open_lips_close_without_a_trace_of_teeth() -> None:
    assert inside_of(_with(OPEN, OPEN, 1e-6)) > 500
    assert inside_of(_with(OPEN, SHUT)) < 15


def test_closed_lips_that_stay_closed_do_not_change() -> None:
    before, after = picture_of(SHUT).pixels, _with(SHUT, SHUT)
    assert np.abs(before.astype(int) - after).max() <= 3


def test_a_mesh_that_has_touching_lips_apart_does_not_matter() -> None:
    """As it usually does."""
    crop = picture_of(SHUT)
    patch = drawn(crop, mesh_of(0.025), _shape(SHUT), 1.0, None)
    assert patch is None or np.abs(patch.pixels.astype(int) - crop.pixels).max() <= 12


def test_the_wider_the_opening_the_more_is_seen_inside() -> None:
    seen = [inside_of(_with(SHUT, opening)) for opening in (0.0, 0.03, 0.06, 0.1, 0.15)]
    assert seen == sorted(seen)
    assert seen[0] < 15
    assert seen[-1] > 600


def test_strength_moves_lips_a_part_of_the_way() -> None:
    seen = [inside_of(_with(OPEN, SHUT, strength)) for strength in (0.2, 0.4, 0.6, 0.8, 1.0)]
    assert seen == sorted(seen, reverse=True)
    assert np.diff(seen).min() < -50


def test_teeth_are_the_speakers_own_or_there_are_none() -> None:
    inside = OpenMouth.of(picture_of(OPEN), mesh_of(OPEN))
    assert inside.teeth > 0.3
    assert teeth_in(_with(SHUT, 0.1, inside=inside)).sum() > 150
    assert teeth_in(_with(SHUT, 0.1)).sum() < 15


def test_what_is_not_in_the_mask_is_as_it_was_and_the_nose_stays() -> None:
    crop = picture_of(SHUT)
    patch = drawn(crop, mesh_of(SHUT), _shape(0.12), 1.0, None)
    assert patch is not None
    assert patch.box == crop.box
    assert np.array_equal(patch.pixels[~patch.mask], crop.pixels[~patch.mask])
    # From the foot of the nose upwards, and at the sides.
    assert not patch.mask[:175].any()
    assert not patch.mask[:, :30].any()
    assert patch.mask[235, 200]


def test_both_depths_agree() -> None:
    shape, mesh = _shape(0.1), mesh_of(OPEN)
    inside = OpenMouth.of(picture_of(OPEN), mesh)
    shallow = drawn(picture_of(OPEN), mesh, shape, 1.0, inside)
    deep = drawn(picture_of(OPEN, deep=True), mesh, shape, 1.0, inside)
    assert shallow is not None
    assert deep is not None
    assert deep.pixels.dtype == np.uint16
    both = shallow.mask & deep.mask
    assert both.sum() > 0.98 * shallow.mask.sum()
    apart = np.abs(deep.pixels[both] / 257.0 - shallow.pixels[both])
    assert np.percentile(apart, 99) < 4


def test_a_mouth_at_the_edge_of_a_picture_is_drawn_as_far_as_it_is_there() -> None:
    whole = picture_of(OPEN)
    crop = Crop(whole.pixels[:260, 150:], Box(150, 0, 400, 260))
    patch = drawn(crop, mesh_of(OPEN), _shape(SHUT), 1.0, None)
    assert patch is not None
    assert patch.pixels.shape == (260, 250, 3)


def test_covered_and_unseen_mouths_stay() -> None:
    backend = WarpBackend((), None)
    crop, mesh = picture_of(OPEN), mesh_of(OPEN)
    moments = [
        Moment(0, crop, mesh, 1.0, covered=True),
        Moment(1, crop, np.full_like(mesh, np.nan), 1.0, covered=False),
    ]
    assert backend.draw(moments) == [None, None]


def test_a_box_holds_mouth_and_chin() -> None:
    box = WarpBackend((), None).box(mesh_of(OPEN))
    assert box.left < 120 < 280 < box.right
    assert box.top < 180
    assert box.bottom == pytest.approx(230 + 1.15 * 160, abs=2)
