from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from backbeat.lipsync.drawing.layers import Mouth
from backbeat.lipsync.drawing.transfer import face_box, transferred
from backbeat.media.retouching.patches import Box, Crop, Patch
from tests.lipsync.drawing.rendered import (
    DARK,
    LIPS,
    TEETH,
    Face,
    crop_of,
    deep,
    mesh_of,
    near_mouth,
)

_BLUE, _GREEN = (200, 30, 30), (30, 200, 30)


def _mouth(face: Face, weight: float = 1.0) -> Mouth:
    return Mouth(crop_of(face), mesh_of(face), weight)


def _drawn(target: Face, *mouths: Mouth, closed: float = 0.0) -> Patch:
    return transferred(crop_of(target), mesh_of(target), mouths, closed)


def _like(patch: Patch, color: tuple[int, int, int], within: float = 60) -> NDArray[np.bool_]:
    """Pixels of about a colour."""
    apart = np.linalg.norm(patch.pixels.astype(np.float32) - np.array(color), axis=2)
    return np.asarray(apart < within)


def _opening(patch: Patch, face: Face) -> int:
    """Pixels in the mouth that show teeth or what is dark behind them."""
    inside = _like(patch, TEETH, 45) | _like(patch, DARK)
    around = cv2.dilate(near_mouth(face, patch.box).astype(np.uint8), np.ones((9, 9), np.uint8))
    return int((inside & (around > 0)).sum())


def test_the_own_mouth_changes_nothing() -> None:
    face = Face(gap=0.08)
    patch = _drawn(face, _mouth(face))
    apart = np.abs(patch.pixels.astype(int) - crop_of(face).pixels)
    assert apart.max() <= 1


def test_a_mouth_of_another_picture_is_seen_as_if_it_was_there() -> None:
    target = Face(gap=0.02)
    bank = Face(gap=0.12, x=270, y=205, width=255, turned=4)
    patch = _drawn(target, _mouth(bank))
    truth = crop_of(replace(target, gap=0.12), target)
    around = near_mouth(replace(target, gap=0.12), patch.box)
    apart = np.abs(patch.pixels.astype(int) - truth.pixels)
    before = np.abs(crop_of(target).pixels.astype(int) - truth.pixels)
    assert apart[around].mean() < 0.15 * before[around].mean()


def test_all_outside_the_mask_is_as_it_was() -> None:
    target = Face(gap=0.02)
    patch = _drawn(target, _mouth(Face(gap=0.12, x=270, width=250, turned=-5)))
    source = crop_of(target)
    assert patch.pixels.dtype == source.pixels.dtype
    assert np.array_equal(patch.pixels[~patch.mask], source.pixels[~patch.mask])
    mesh = mesh_of(target).astype(int)
    for point in (33, 263, 1, 4, 98, 327, 10, 234, 454, 58, 288):
        x, y = mesh[point, 0] - patch.box.left, mesh[point, 1] - patch.box.top
        if 2 <= x < patch.box.width - 2 and 2 <= y < patch.box.height - 2:
            assert not patch.mask[y - 2 : y + 3, x - 2 : x + 3].any(), point


def test_the_jaw_goes_down_with_the_mouth_and_keeps_its_sides() -> None:
    target = Face(gap=0.0)
    patch = _drawn(target, _mouth(Face(gap=0.15, x=262)))
    truth = crop_of(replace(target, gap=0.15), target)
    apart = np.abs(patch.pixels.astype(int) - truth.pixels).mean(axis=2)
    assert np.percentile(apart, 99) < 12


def test_lips_close_evenly_and_at_last_meet() -> None:
    target, bank = Face(gap=0.03), Face(gap=0.09, x=258, teeth=True)
    openings = [
        _opening(_drawn(target, _mouth(bank), closed=closed), bank)
        for closed in (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)
    ]
    assert openings[0] > 500
    assert all(after < before for before, after in pairwise(openings))
    assert openings[-1] == 0


def test_lips_meet_although_the_mesh_takes_teeth_for_lips() -> None:
    bank = Face(gap=0.09, teeth=True, said=0.04)
    assert _opening(_drawn(Face(), _mouth(bank)), bank) > 500
    assert _opening(_drawn(Face(), _mouth(bank), closed=1.0), bank) == 0


def test_lips_that_meet_stay_as_they_are_when_closed() -> None:
    bank = Face(gap=0.0, x=255)
    loose, tight = (_drawn(Face(), _mouth(bank), closed=closed) for closed in (0.0, 1.0))
    apart = np.abs(loose.pixels.astype(int) - tight.pixels)
    assert apart.mean() < 0.5
    assert np.percentile(apart, 99.5) < 12


@pytest.mark.parametrize("first", [0.2, 0.8])
def test_at_joins_the_inside_is_of_one_mouth(first: float) -> None:
    one, other = Face(gap=0.1, inside=_BLUE), Face(gap=0.1, inside=_GREEN, x=256)
    patch = _drawn(Face(gap=0.05), _mouth(one, first), _mouth(other, 1 - first))
    blue, green = _like(patch, _BLUE).sum(), _like(patch, _GREEN).sum()
    assert (blue == 0) != (green == 0)
    assert (blue > green) == (first > 0.5)
    mixed = (np.array(_BLUE) + np.array(_GREEN)) / 2
    assert not _like(patch, tuple(mixed.tolist()), 40).any()


def test_at_joins_lips_are_apart_by_what_is_between() -> None:
    narrow, wide = Face(gap=0.04), Face(gap=0.12, x=256)
    counts = [
        int((_like(_drawn(Face(), _mouth(narrow, 1 - w), _mouth(wide, w)), DARK)).sum())
        for w in (0.01, 0.25, 0.5, 0.75, 0.99)
    ]
    assert counts == sorted(counts)
    assert counts[2] == pytest.approx((counts[0] + counts[-1]) / 2, rel=0.15)


def test_a_new_mouth_comes_without_a_leap() -> None:
    target, bank = Face(gap=0.06), Face(gap=0.12, x=260, turned=2)
    own = crop_of(target)
    patches = [
        transferred(
            own, mesh_of(target), [_mouth(bank, share), Mouth(own, mesh_of(target), 1 - share)]
        )
        for share in (0.001, 0.2, 0.4, 0.6, 0.8, 0.999)
    ]
    counts = [int(_like(patch, DARK).sum()) for patch in patches]
    assert counts == sorted(counts)
    assert np.diff(counts).max() < 0.45 * (counts[-1] - counts[0])
    assert np.abs(patches[0].pixels.astype(int) - own.pixels).mean() < 0.5


def test_a_darker_picture_is_brought_into_the_light() -> None:
    target = Face(gap=0.02)
    bright = _drawn(target, _mouth(Face(gap=0.1, x=256)))
    dark = _drawn(target, _mouth(Face(gap=0.1, x=256, light=0.85)))
    skin = bright.mask & ~near_mouth(Face(gap=0.12), bright.box)
    apart = bright.pixels.astype(float)[skin].mean(axis=0) - dark.pixels[skin].mean(axis=0)
    assert np.abs(apart).max() < 3


def test_a_blurred_picture_is_made_as_sharp_as_the_source() -> None:
    target = Face(gap=0.04, grain=5.0)
    source = crop_of(target)
    bank = Face(gap=0.04, x=255.3, y=221.6, turned=3, grain=5.0)
    blurred = crop_of(bank)
    soft = cv2.GaussianBlur(blurred.pixels, (0, 0), 0.6)
    patch = transferred(
        source, mesh_of(target), [Mouth(Crop(soft, blurred.box), mesh_of(bank), 1.0)]
    )
    lips = cv2.dilate(near_mouth(target, patch.box).astype(np.uint8), np.ones((15, 15), np.uint8))
    mouth = mesh_of(target)[[61, 291], :2].mean(axis=0) - [patch.box.left, patch.box.top]
    rows, columns = np.indices(lips.shape)
    skin = np.hypot(rows - mouth[1], columns - mouth[0]) < 0.2 * target.width
    skin &= lips == 0
    assert skin.sum() > 500
    assert _detail(patch.pixels, skin) == pytest.approx(_detail(source.pixels, skin), rel=0.1)


def _detail(pixels: NDArray[np.generic], where: NDArray[np.bool_]) -> float:
    grey = np.asarray(pixels, np.float32).mean(axis=2)
    return float(np.abs(cv2.Laplacian(grey, cv2.CV_32F))[where].mean())


def test_sixteen_bits_are_drawn_as_eight_are() -> None:
    target = Face(gap=0.02)
    one, other = Face(gap=0.1, x=262), Face(gap=0.05, x=252, y=224)
    mouths = [_mouth(one, 0.6), _mouth(other, 0.4)]
    eight = transferred(crop_of(target), mesh_of(target), mouths, 0.4)
    sixteen = transferred(
        deep(crop_of(target)),
        mesh_of(target),
        [replace(mouth, crop=deep(mouth.crop)) for mouth in mouths],
        0.4,
    )
    assert sixteen.pixels.dtype == np.uint16
    apart = np.abs(sixteen.pixels / 257 - eight.pixels)
    assert np.percentile(apart, 99.9) < 2.5
    assert apart.max() < 12


def test_what_is_spared_stays() -> None:
    target = Face(gap=0.02)
    source = crop_of(target)
    spared = np.zeros(source.pixels.shape[:2], np.bool_)
    spared[:, : source.box.width // 2] = True
    mouths = [_mouth(Face(gap=0.12, x=262))]
    patch = transferred(source, mesh_of(target), mouths, spared=spared)
    assert not patch.mask[spared].any()
    assert np.array_equal(patch.pixels[spared], source.pixels[spared])
    assert patch.mask.any()


def test_a_face_that_was_not_seen_is_refused() -> None:
    face = Face()
    lost = np.full((468, 3), np.nan, np.float32)
    with pytest.raises(ValueError, match="not seen"):
        transferred(crop_of(face), lost, [_mouth(face)])
    with pytest.raises(ValueError, match="not seen"):
        transferred(crop_of(face), mesh_of(face), [Mouth(crop_of(face), lost, 1.0)])
    with pytest.raises(ValueError, match="no mouth"):
        transferred(crop_of(face), mesh_of(face), [])


def test_small_and_large_faces_are_drawn() -> None:
    for width in (60.0, 1000.0):
        side = int(width * 1.9)
        face = Face(gap=0.02, x=width, y=width * 0.9, width=width, size=(side, side))
        bank = replace(face, gap=0.12, x=width * 1.02)
        patch = _drawn(face, _mouth(bank, 0.7), _mouth(face, 0.3), closed=0.5)
        source = crop_of(face)
        assert patch.mask.any()
        assert np.array_equal(patch.pixels[~patch.mask], source.pixels[~patch.mask])


@settings(max_examples=8, deadline=None)
@given(
    x=st.floats(-40, 540), y=st.floats(-40, 560), width=st.floats(70, 300),
    closed=st.floats(0, 1), weight=st.floats(0.05, 0.95),
)  # fmt: skip
def test_faces_that_leave_the_picture_are_drawn_within_it(
    x: float, y: float, width: float, closed: float, weight: float
) -> None:
    face = Face(gap=0.05, x=x, y=y, width=width)
    crop = crop_of(face)
    if crop.box.width < 1 or crop.box.height < 1:
        return
    bank = Face(gap=0.1)
    patch = transferred(
        crop, mesh_of(face), [_mouth(bank, weight), Mouth(crop, mesh_of(face), 1 - weight)], closed
    )
    assert patch.box == crop.box
    assert patch.pixels.shape == crop.pixels.shape
    assert np.array_equal(patch.pixels[~patch.mask], crop.pixels[~patch.mask])


def test_what_a_mouths_own_picture_lacks_stays_as_it_was() -> None:
    target, bank = Face(gap=0.02), Face(gap=0.1)
    whole = _mouth(bank)
    # The picture ends within the lower lip: what goes on from there would be lips down to the chin.
    end = int(mesh_of(bank)[17, 1] - 8) - whole.crop.box.top
    box = whole.crop.box
    cut = Crop(whole.crop.pixels[:end].copy(), replace(box, bottom=box.top + end))
    patch = transferred(crop_of(target), mesh_of(target), [replace(whole, crop=cut)])
    chin = slice(end + 14, end + 34), slice(170, 230)
    assert not _like(patch, LIPS, 40)[chin].any()
    upper = slice(0, int(mesh_of(bank)[13, 1]) - box.top)
    truth = crop_of(bank, target)
    apart = np.abs(patch.pixels.astype(int) - truth.pixels).mean(axis=2)
    assert apart[upper][near_mouth(bank, patch.box)[upper]].mean() < 8


def test_the_part_that_is_looked_at_holds_the_lower_face() -> None:
    mesh = mesh_of(Face())
    box = face_box(mesh)
    assert isinstance(box, Box)
    for point in (1, 152, 58, 288, 205, 425):
        assert box.left < mesh[point, 0] < box.right
        assert box.top < mesh[point, 1] < box.bottom


def test_colors_of_the_rendered_face_are_told_apart() -> None:
    face = Face(gap=0.1)
    patch = Patch(crop_of(face).pixels, crop_of(face).box, np.ones((1, 1), np.bool_))
    assert _like(patch, DARK).sum() > 300
    assert _like(patch, LIPS, 30).sum() > 300
    assert not (_like(patch, DARK) & _like(patch, LIPS, 30)).any()
