"""What networks see of a face, and that it is put back where it was."""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
import pytest

from backbeat.lipsync.moments import Moment
from backbeat.lipsync.neural.backend import NeuralBackend
from backbeat.lipsync.neural.makers import meshes_of
from backbeat.lipsync.neural.musetalk import masked, pictures_in
from backbeat.lipsync.neural.placing import laid_back, seen_by, whole_face
from backbeat.lipsync.neural.ramps import between
from backbeat.lipsync.neural.wav2lip import faces_in
from backbeat.media.retouching.patches import Box, Crop
from backbeat.workflows.lipsync.benching import still_mesh
from tests.lipsync.neural.faces import line


def _picture(height: int = 1080, width: int = 1920) -> Any:
    """Soft blobs, of which nothing is too fine for what networks see."""
    rng = np.random.default_rng(3)
    noise = rng.uniform(0, 255, (height // 20, width // 20, 3)).astype(np.float32)
    return np.clip(cv2.resize(noise, (width, height), interpolation=cv2.INTER_CUBIC), 0, 255)


def _crop(box: Box, dtype: Any = np.uint8) -> Crop:
    part = _picture()[box.top : box.bottom, box.left : box.right]
    return Crop((part * (257 if dtype == np.uint16 else 1)).round().astype(dtype), box)


def _turned(mesh: Any, degrees: float, scale: float, shift: tuple[float, float]) -> Any:
    turn = np.deg2rad(degrees)
    matrix = scale * np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
    middle = np.array([960, 540])
    moved = mesh.copy()
    moved[:, :2] = (mesh[:, :2] - middle) @ matrix.T + middle + shift
    moved[:, 2] *= scale
    return moved


def test_the_box_goes_with_the_head_and_not_with_the_mouth() -> None:
    still = still_mesh()
    square = whole_face([still], 0.04)
    corners = square.corners(still)
    moved = _turned(still, 12, 1.3, (40, -25))
    turn = np.deg2rad(12)
    matrix = 1.3 * np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
    wanted = (corners - [960, 540]) @ matrix.T + [960 + 40, 540 - 25]
    assert np.allclose(square.corners(moved), wanted, atol=0.01)
    speaking = still.copy()
    speaking[[152, 148, 377, 13, 14, 17], 1] += 60
    assert np.allclose(square.corners(speaking), corners)


def test_what_was_seen_lies_where_it_was() -> None:
    mesh = _turned(still_mesh(220), 8, 1, (3.3, 2.7))
    square = whole_face([mesh], 0.04)
    box = square.box(mesh)
    crop = _crop(box)
    corners = square.corners(mesh)
    back, cover = laid_back(seen_by(crop, corners, 256, cv2.INTER_LINEAR), corners, box)
    inside = cv2.erode((cover > 0.999).astype(np.uint8), np.ones((5, 5))) > 0
    assert inside.mean() > 0.5
    assert np.abs(back - crop.pixels)[inside].mean() < 1
    # Half a pixel aside, it would be worse.
    aside = np.abs(np.roll(back, 1, axis=1) - crop.pixels)[inside].mean()
    assert aside > 2 * np.abs(back - crop.pixels)[inside].mean()


class _Maker:
    size, resampling = 96, cv2.INTER_LINEAR

    def __init__(self, change: Any, mesh: Any) -> None:
        self._change = change
        self.square = whole_face([mesh], 0.04)
        self.asked: list[int] = []

    def made(self, pictures: Any, seen: Any) -> Any:
        self.asked += pictures
        return self._change(seen.copy())


def _lower(seen: Any) -> Any:
    seen[:, 60:] = 255 - seen[:, 60:]
    return seen


def _drawn(change: Any, strength: float = 1.0, dtype: Any = np.uint8, **other: Any) -> Any:
    mesh = still_mesh()
    backend = NeuralBackend(_Maker(change, mesh), 8, lambda: None)
    crop = _crop(backend.box(mesh), dtype)
    moment = Moment(4, crop, other.get("mesh", mesh), strength, other.get("covered", False))
    return backend.draw([moment])[0], crop


def test_a_face_that_is_given_back_as_it_is_stays_as_it_was() -> None:
    patch, crop = _drawn(lambda seen: seen)
    if patch is not None:
        assert np.abs(patch.pixels.astype(int) - crop.pixels)[patch.mask].mean() < 3


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
def test_outside_the_mask_every_pixel_stays(dtype: Any) -> None:
    patch, crop = _drawn(_lower, dtype=dtype)
    assert patch.pixels.dtype == dtype
    assert patch.mask.any()
    assert np.array_equal(patch.pixels[~patch.mask], crop.pixels[~patch.mask])
    rows = np.flatnonzero(patch.mask.any(axis=1))
    # Nothing above the nose's tip is touched.
    assert crop.box.top + rows[0] > 540


def test_what_is_covered_or_unseen_keeps_its_mouth() -> None:
    assert _drawn(_lower, covered=True)[0] is None
    assert _drawn(_lower, mesh=np.full((468, 3), np.nan, np.float32))[0] is None


def test_less_strength_is_less_of_the_new_mouth() -> None:
    def darker(seen: Any) -> Any:
        seen[:, 66:84, 30:66] *= 0.5
        return seen

    changes = []
    for strength in (0.01, 0.5, 1.0):
        patch, crop = _drawn(darker, strength)
        changes.append(np.abs(patch.pixels.astype(int) - crop.pixels).sum())
    assert changes[0] < 0.5 * changes[1] < 0.5 * changes[2]


def test_a_mouth_on_its_way_is_in_between_and_not_seen_twice() -> None:
    def bar(at: int) -> Any:
        picture = np.full((96, 96, 3), 200, np.float32)
        cv2.rectangle(picture, (20, at), (76, at + 8), (20, 20, 20), -1)
        return cv2.GaussianBlur(picture, (0, 0), 1.5)

    halfway = between(bar(50), bar(56), 0.5)
    column = halfway[:, 48, 0]
    # One bar of the same darkness, halfway.
    assert column.min() < 60
    assert abs(float(np.flatnonzero(column < 110).mean()) - 57) < 1.5
    assert np.abs(halfway - bar(53)).mean() < np.abs((bar(50) + bar(56)) / 2 - bar(53)).mean()
    assert np.allclose(between(bar(50), bar(56), 0.0), bar(50), atol=1)


def test_faces_are_given_masked_and_whole() -> None:
    seen = np.full((2, 96, 96, 3), [255, 102, 51], np.float32)
    faces = faces_in(seen)
    assert faces.shape == (2, 6, 96, 96)
    assert np.allclose(faces[0, :, 0, 0], [1, 0.4, 0.2, 1, 0.4, 0.2])
    assert np.allclose(faces[0, :, 48, 0], [0, 0, 0, 1, 0.4, 0.2])
    planes = pictures_in(np.full((1, 256, 256, 3), [255, 127.5, 0], np.float32))
    assert np.allclose(planes[0, :, 0, 0], [-1, 0, 1])
    hidden = masked(planes)
    assert (hidden[:, :, 128:] == -1).all()
    assert np.array_equal(hidden[:, :, :128], planes[:, :, :128])


def test_meshes_are_those_in_which_the_face_is_seen() -> None:
    said = line(np.arange(300) / 25, np.zeros(100, np.float32))
    said.track.meshes[:200] = np.nan  # type: ignore[attr-defined]
    said.track.__post_init__()  # type: ignore[attr-defined]
    assert all(np.isfinite(mesh).all() for mesh in meshes_of([said]))
    said.track.seen[:] = False
    with pytest.raises(ValueError, match="nowhere"):
        meshes_of([said])
