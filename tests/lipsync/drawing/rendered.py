"""A face that is rendered, of which mesh and mouth are known."""

from __future__ import annotations

from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from backbeat.lipsync.drawing.masks import filled
from backbeat.lipsync.drawing.points import (
    LOWER_INNER,
    LOWER_OUTER,
    OVAL,
    UPPER_INNER,
    UPPER_OUTER,
)
from backbeat.lipsync.drawing.transfer import face_box
from backbeat.media.retouching.patches import Box, Crop

Float32s = NDArray[np.float32]
Bytes = NDArray[np.uint8]
Color = tuple[int, int, int]

SKIN, LIPS, TEETH, DARK = (150, 175, 220), (95, 85, 175), (215, 222, 228), (30, 25, 50)
"""Blue, green and red."""
_MIDDLE_Y = 0.27
"""Of the mouth; all places are in widths of the face from the tip of the nose, to the right and
down."""
_RIGID = {
    33: (-0.24, -0.3), 133: (-0.1, -0.29), 362: (0.1, -0.29), 263: (0.24, -0.3),
    168: (0.0, -0.32), 6: (0.0, -0.26), 197: (0.0, -0.19), 195: (0.0, -0.12), 5: (0.0, -0.06),
    4: (0.0, -0.02), 1: (0.0, 0.0), 151: (0.0, -0.55), 9: (0.0, -0.45), 8: (0.0, -0.4),
    2: (0.0, 0.1), 97: (-0.04, 0.09), 326: (0.04, 0.09), 98: (-0.09, 0.07), 327: (0.09, 0.07),
    129: (-0.12, 0.03), 358: (0.12, 0.03), 50: (-0.3, -0.05), 280: (0.3, -0.05),
    205: (-0.28, 0.1), 425: (0.28, 0.1), 116: (-0.4, -0.1), 345: (0.4, -0.1),
    203: (-0.14, 0.1), 423: (0.14, 0.1), 206: (-0.2, 0.16), 426: (0.2, 0.16),
    216: (-0.24, 0.22), 436: (0.24, 0.22), 212: (-0.25, 0.32), 432: (0.25, 0.32),
}  # fmt: skip
_WITH_JAW = {
    202: (-0.2, 0.4), 422: (0.2, 0.4), 204: (-0.13, 0.42), 424: (0.13, 0.42),
    194: (-0.1, 0.44), 418: (0.1, 0.44), 201: (-0.07, 0.46), 421: (0.07, 0.46),
    200: (0.0, 0.46), 199: (0.0, 0.51), 175: (0.0, 0.55), 18: (0.0, 0.38),
    83: (-0.05, 0.38), 313: (0.05, 0.38),
}  # fmt: skip
_FRONT = {152: 1.0, 148: 0.97, 377: 0.97, 176: 0.85, 400: 0.85, 149: 0.6, 378: 0.6}


@dataclass(frozen=True)
class Face:
    """How a face is rendered."""

    gap: float = 0.0
    """Between the lips, in widths of the face."""
    x: float = 250.0
    """Of the tip of the nose, in pixels."""
    y: float = 220.0
    width: float = 240.0
    turned: float = 0.0
    """Degrees, clockwise."""
    inside: Color = DARK
    teeth: bool = False
    light: float = 1.0
    blur: float = 0.7
    grain: float = 3.0
    said: float | None = None
    """Gap that the mesh says; None: the true one."""
    size: tuple[int, int] = (520, 500)
    """Height and width of the picture."""


def mesh_of(face: Face) -> Float32s:
    """The mesh, shape (468, 3)."""
    return _placed(face, _points(face.gap if face.said is None else face.said))


def picture_of(face: Face) -> Bytes:
    """The picture, blue, green and red."""
    mesh = _placed(face, _points(face.gap))[:, :2]
    height, width = face.size
    box = Box(0, 0, width, height)
    picture = np.full((height, width, 3), (90, 110, 70), np.uint8)
    _fill(picture, mesh[list(OVAL)], SKIN, box)
    _fill(picture, mesh[[*UPPER_OUTER, *LOWER_OUTER[::-1]]], LIPS, box)
    if face.gap > 0:
        inner = mesh[[*UPPER_INNER, *LOWER_INNER[::-1]]]
        _fill(picture, inner, TEETH if face.teeth else face.inside, box)
    for eye in ((33, 133), (362, 263)):
        x, y = mesh[list(eye)].mean(axis=0)
        cv2.circle(picture, (int(x), int(y)), max(1, int(face.width / 20)), (40, 40, 40), -1)
    soft = cv2.GaussianBlur(picture, (0, 0), face.blur).astype(np.float32)
    soft += _texture(face)[..., None]
    return np.clip(np.rint(soft * face.light), 0, 255).astype(np.uint8)


def crop_of(face: Face, around: Face | None = None) -> Crop:
    """The part of the picture that drawing needs to see, of the face or of another."""
    picture, box = picture_of(face), face_box(mesh_of(around or face))
    left, top = max(box.left, 0), max(box.top, 0)
    right, bottom = min(box.right, picture.shape[1]), min(box.bottom, picture.shape[0])
    return Crop(
        np.ascontiguousarray(picture[top:bottom, left:right]), Box(left, top, right, bottom)
    )


def deep(crop: Crop) -> Crop:
    """A crop with 16 bits."""
    return replace(crop, pixels=crop.pixels.astype(np.uint16) * np.uint16(257))


def near_mouth(face: Face, box: Box) -> NDArray[np.bool_]:
    """The lips and what is between them, in pixels of a box."""
    outline = mesh_of(face)[[*UPPER_OUTER, *LOWER_OUTER[::-1]], :2]
    return np.asarray(filled(outline, box) > 0)


def _points(gap: float) -> Float32s:
    points = np.zeros((468, 3), np.float32)
    points[:, 1] = -0.1
    turns = np.arange(len(OVAL)) / len(OVAL) * 2 * np.pi
    points[list(OVAL), 0] = 0.5 * np.sin(turns)
    points[list(OVAL), 1] = 0.02 - np.cos(turns) * np.where(np.cos(turns) > 0, 0.72, 0.58)
    for place in (_RIGID, _WITH_JAW):
        points[list(place), :2] = list(place.values())
    for point, share in (*((point, 1.0) for point in _WITH_JAW), *_FRONT.items()):
        points[point, 1] += 0.5 * gap * share
    for line, across, bow in (
        (UPPER_OUTER, 0.19, -0.055 - 0.3 * gap), (LOWER_OUTER, 0.19, 0.07 + 0.7 * gap),
        (UPPER_INNER, 0.16, -0.3 * gap), (LOWER_INNER, 0.16, 0.7 * gap),
    ):  # fmt: skip
        along = np.linspace(0, 1, len(line))
        points[list(line), 0] = across * (2 * along - 1)
        points[list(line), 1] = _MIDDLE_Y + bow * np.sin(np.pi * along)
    round_off = 1 - np.square(points[:, 0] / 0.55) - np.square(points[:, 1] / 0.8)
    points[:, 2] = -0.45 * np.sqrt(np.maximum(round_off, 0))
    return points


def _placed(face: Face, points: Float32s) -> Float32s:
    cos, sin = np.cos(np.radians(face.turned)), np.sin(np.radians(face.turned))
    turn = np.array([[cos, sin, 0], [-sin, cos, 0], [0, 0, 1]], np.float32)
    return np.asarray(
        points @ turn * np.float32(face.width) + np.array([face.x, face.y, 0], np.float32),
        np.float32,
    )


def _fill(picture: Bytes, outline: Float32s, color: Color, box: Box) -> None:
    picture[filled(outline, box) > 0] = color


def _texture(face: Face) -> Float32s:
    """Pores and spots that go with the head, shape (height, width)."""
    side = 512
    noise = np.random.default_rng(7).normal(0, 1, (side, side)).astype(np.float32)
    noise = face.grain * noise + 6 * cv2.GaussianBlur(noise, (0, 0), 12) * 12
    scale = 2 * face.width / side
    cos, sin = np.cos(np.radians(face.turned)) * scale, np.sin(np.radians(face.turned)) * scale
    half = side / 2
    place = np.array(
        [[cos, -sin, face.x - (cos - sin) * half], [sin, cos, face.y - (sin + cos) * half]]
    )
    flags = cv2.INTER_LINEAR if scale > 0.5 else cv2.INTER_AREA
    height, width = face.size
    return np.asarray(
        cv2.warpAffine(noise, place, (width, height), flags=flags, borderMode=cv2.BORDER_REFLECT),
        np.float32,
    )
