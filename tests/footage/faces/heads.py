"""Films of real heads that are moved over one another, of which it is known who is where."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from pathlib import Path

import av
import cv2
import numpy as np
from numpy.typing import NDArray

from backbeat.footage.faces.detector import Detector, Tiles
from backbeat.footage.faces.tracks import FaceTrack
from backbeat.footage.faces.view import view_of
from backbeat.footage.pictures import Form
from tests.footage.clips import texture

Picture = NDArray[np.uint8]
Place = tuple[float, float]

CLIPS = (
    "WDA_KatieHill_000",
    "latentsync_demo1",
    "latentsync_demo3",
    "vrt_face1_vfr",
    "vrt_face2",
    "vrt_face5",
)
_SIDE = 160
"""Of a head cut out, in pixels; its face is about half as wide."""
_PICTURES = 60
_LEAST_ROWS = 4
"""Rows in a row that make a track somebody's."""


@cache
def head(shared: Path, clip: str) -> list[Picture]:
    """A head speaking, RGBA with an oval around it, shape (160, 160, 4) a picture."""
    path = shared / "data" / "lips" / "video" / f"{clip}.mp4"
    pictures: list[Picture] = []
    corner: tuple[int, int, int] | None = None
    with av.open(str(path)) as file:
        for frame in file.decode(video=0):
            assert isinstance(frame, av.VideoFrame)
            if corner is None:
                form = Form(False, frame.width, frame.height, 0)
                view, detector = view_of(frame, form), Detector()
                found = [
                    each
                    for tile in Tiles(frame.width, frame.height).all
                    for each in detector.find(view, tile)
                ]
                face = max(found, key=lambda each: each.score)
                half = round(face.side)
                corner = round(face.x) - half, round(face.y - 0.12 * face.side) - half, 2 * half
            left, top, side = corner
            pixels = frame.to_ndarray(format="rgb24")
            padded = cv2.copyMakeBorder(pixels, side, side, side, side, cv2.BORDER_REPLICATE)
            cut = padded[top + side : top + 2 * side, left + side : left + 2 * side]
            small = cv2.resize(cut, (_SIDE, _SIDE), interpolation=cv2.INTER_AREA)
            pictures.append(np.dstack([small, _oval()]).astype(np.uint8))
            if len(pictures) == _PICTURES:
                break
    return pictures


@cache
def hand(shared: Path) -> list[Picture]:
    """An open hand, RGBA, cut out of a clip by its colour before a blue wall."""
    name = "DAMO-NLP-SG+Video-LLaMA__examples__birthday.mp4"
    with av.open(str(shared / "data" / "clips" / name)) as file:
        frame = next(itertools.islice(file.decode(video=0), 128, None))
    assert isinstance(frame, av.VideoFrame)
    cut = frame.to_ndarray(format="rgb24")[2:130, 90:170]
    skin = (cut[:, :, 0].astype(int) - cut[:, :, 2] > 5).astype(np.uint8)
    _, parts, sizes, _ = cv2.connectedComponentsWithStats(skin)
    largest = 1 + int(np.argmax(sizes[1:, cv2.CC_STAT_AREA]))
    mask = cv2.GaussianBlur((parts == largest).astype(np.uint8) * 255, (0, 0), 1)
    whole = np.zeros((_SIDE, _SIDE, 4), np.uint8)
    whole[16:144, 40:120] = np.dstack([cut, mask])
    return [whole]


@cache
def _oval() -> Picture:
    mask = np.zeros((_SIDE, _SIDE), np.uint8)
    axes = (round(_SIDE * 0.36), round(_SIDE * 0.46))
    cv2.ellipse(mask, (_SIDE // 2, _SIDE // 2), axes, 0, 0, 360, 255, -1)
    return np.asarray(cv2.GaussianBlur(mask, (0, 0), 3), np.uint8)


@dataclass(frozen=True)
class Moving:
    """A head and its way."""

    head: Sequence[Picture]
    place: Callable[[float], Place | None]
    """The middle by the second; None while it is away."""
    scale: float = 1.0


def film(
    moving: Sequence[Moving],
    seconds: float,
    size: tuple[int, int] = (640, 360),
    rate: Fraction = Fraction(25),
) -> Iterator[Picture]:
    """Heads before a ground, the later ones in front, RGB."""
    ground = cv2.resize(texture(7, 640, 360, fine=4), size, interpolation=cv2.INTER_CUBIC)
    ground = np.asarray(ground, np.uint8)
    for number in range(round(seconds * rate)):
        picture = ground.copy()
        for one in moving:
            place = one.place(float(number / rate))
            if place is not None:
                _paste(picture, one.head[_bounced(number, len(one.head))], place, one.scale)
        yield picture


def _bounced(number: int, count: int) -> int:
    """Forth and back through `count` pictures."""
    at = number % max(1, 2 * count - 2)
    return at if at < count else 2 * count - 2 - at


def _paste(picture: Picture, cut: Picture, place: Place, scale: float) -> None:
    side = round(_SIDE * scale)
    matrix = np.array(
        [[scale, 0, place[0] - side / 2], [0, scale, place[1] - side / 2]], np.float64
    )
    size = (picture.shape[1], picture.shape[0])
    moved = cv2.warpAffine(cut, matrix, size, flags=cv2.INTER_LINEAR)
    share = moved[:, :, 3:].astype(np.float32) / 255
    picture[:] = np.rint(picture * (1 - share) + moved[:, :, :3] * share).astype(np.uint8)


def swaps(tracks: Sequence[FaceTrack], moving: Sequence[Moving]) -> tuple[int, list[set[int]]]:
    """How often a track goes over from one head to another, and whose each track is.

    A row counts for a head whose middle is near that of the box, and clearly the nearest; a few
    rows in the midst of a crossing, where the network sees a mixture, are nobody's.
    """
    count, owners = 0, []
    for track in tracks:
        rows = [
            _whose(float(time), box, moving) if seen else None
            for time, box, seen in zip(track.times_s, track.boxes, track.seen, strict=True)
        ]
        whose = [
            owner
            for owner, same in itertools.groupby(row for row in rows if row is not None)
            if len(list(same)) >= _LEAST_ROWS
        ]
        count += sum(one != other for one, other in itertools.pairwise(whose))
        owners.append(set(whose))
    return count, owners


def _whose(time: float, box: NDArray[np.float32], moving: Sequence[Moving]) -> int | None:
    middle, width = (box[:2] + box[2:]) / 2, float(box[2] - box[0])
    places = [(one.place(time), at) for at, one in enumerate(moving)]
    apart = sorted((math.dist(middle, place), at) for place, at in places if place is not None)
    if not apart or apart[0][0] > 0.4 * width:
        return None
    clear = len(apart) == 1 or apart[1][0] - apart[0][0] > 0.4 * width
    return apart[0][1] if clear else None


def opened(picture: Picture, lips: tuple[float, float, float], gap: float) -> Picture:
    """A face whose lower lip and chin are moved down, with the dark of the mouth in the gap.

    Args:
        picture: RGB, its mouth closed.
        lips: the middle of the line between the lips, and half its length, in pixels.
        gap: how far they part in the middle, in pixels.
    """
    x, y, half = lips
    rows, columns = np.mgrid[: picture.shape[0], : picture.shape[1]].astype(np.float32)
    across = np.clip(1 - np.square((columns - x) / half), 0, 1)
    below = rows >= y
    falling = np.clip(1 - (rows - y) / (4 * half), 0, 1)
    source = rows - np.where(below, gap * across * falling, 0)
    moved = cv2.remap(picture, columns, source.astype(np.float32), cv2.INTER_LINEAR)
    moved[below & (rows - y < gap * across)] = (45, 18, 20)
    return np.asarray(cv2.GaussianBlur(moved, (0, 0), 0.8), np.uint8)
