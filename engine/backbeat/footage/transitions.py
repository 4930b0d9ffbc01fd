"""Dissolves and fades inside a clip, which no detector of hard cuts sees.

While one scene is mixed into another, every picture lies on the straight line between the first and
the last one of the mix, and before and after it little changes. Pictures of a moving camera leave
that line: halfway they resemble neither end. A change of light keeps to it, but its ends show the
same scene. (For the linear model see Alattar, "Detecting and Compressing Dissolve Regions in Video
Sequences", 1993.)
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Float32s = NDArray[np.float32]

COLUMNS, ROWS = 16, 9
"""Size of the pictures that are compared: coarse, so that what moves in a scene counts little."""
_LENGTHS_S = (0.24, 0.36, 0.52, 0.76, 1.1, 1.6, 2.3)
_SHORTEST = 4
"""Shortest transition, in pictures; what is shorter is a hard cut."""
_LEAST = 10.0
"""Least difference of the ends, in steps of 255: root mean square."""
_FADED = 24.0
"""The same for fades."""
_OFF_LINE = 0.3
"""Farthest that pictures may lie beside the line, as a share of the ends' difference."""
_BESIDE = 0.34
"""Most change just before and just after, as a share of the ends' difference, in a third of the
length; a mix that goes on changes by a third there."""
_ALIKE = 0.6
"""Correlation from which two pictures show the same scene in other light."""
_COVERED = 0.45
"""Least change of the median place of the picture, as a share of the ends' difference: a title that
is faded in, or something that turns, changes a part only."""
_PLAIN, _FLAT = 12.0, 6.0
"""Standard deviations in steps of 255 under which a picture is plain, and of one colour."""
_BLACK, _WHITE = 24.0, 225.0
"""Means under and over which a picture of one colour is black or white."""
_BLOCK = 2048
_ENDS = 0.06
"""Share of the way to the other end at which a transition starts, and before the end stops."""


@dataclass(frozen=True, slots=True)
class Transition:
    """A gradual change of scenes, in numbers of pictures."""

    first: int
    """The first picture of the mix."""
    after: int
    """The first one of the next scene alone."""
    from_flat: bool
    """Whether it comes from black or white: a fade-in."""
    to_flat: bool
    """Whether it goes to black or white: a fade-out."""


def coarse(pixels: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """A picture as it is compared, shape (ROWS * COLUMNS * 3,).

    Args:
        pixels: BGR, shape (height, width, 3).
    """
    import cv2

    small = cv2.resize(pixels, (COLUMNS, ROWS), interpolation=cv2.INTER_AREA)
    return np.asarray(small, np.uint8).reshape(-1)


def find_transitions(pictures: NDArray[np.uint8], rate: float) -> list[Transition]:
    """The dissolves and fades of a clip, in order, apart from one another.

    Args:
        pictures: each as `coarse` gives it, shape (n, ROWS * COLUMNS * 3).
        rate: pictures a second.
    """
    lengths = sorted({max(_SHORTEST + 1, round(seconds * rate)) for seconds in _LENGTHS_S})
    found: list[tuple[float, int, int]] = []
    for length in lengths:
        for start in range(0, max(0, len(pictures) - length), _BLOCK):
            found += _fitting(pictures, start, min(start + _BLOCK, len(pictures) - length), length)
    kept: list[Transition] = []
    for _, first, last in sorted(found):
        transition = _trimmed(pictures, first, last)
        if transition is not None and all(
            transition.after <= other.first or other.after <= transition.first for other in kept
        ):
            kept.append(transition)
    return sorted(kept, key=lambda one: one.first)


def _fitting(
    pictures: NDArray[np.uint8], start: int, end: int, length: int
) -> list[tuple[float, int, int]]:
    """Stretches of a length that are transitions: how far beside the line, first, last."""
    beside = max(1, length // 3)
    reach = np.clip(np.arange(start - beside, end + length + beside), 0, len(pictures) - 1)
    block = pictures[reach].astype(np.float32)
    count = end - start
    firsts, lasts = block[beside : beside + count], block[beside + length :][:count]
    apart = _rms(lasts - firsts)
    worth = np.flatnonzero(apart >= _LEAST)
    if not len(worth):
        return []
    firsts, lasts, apart = firsts[worth], lasts[worth], apart[worth]
    off = np.zeros(len(worth), np.float32)
    for part in (0.25, 0.5, 0.75):
        step = round(part * length)
        share = np.float32(step / length)
        between = block[worth + beside + step] - (firsts * (1 - share) + lasts * share)
        off = np.maximum(off, _rms(between) / apart)
    before = _rms(firsts - block[worth]) / apart
    following = _rms(block[worth + 2 * beside + length] - lasts) / apart
    good = (_median_change(firsts, lasts) >= _COVERED * apart) & (off <= _OFF_LINE)
    good &= np.maximum(before, following) <= _BESIDE
    fades = (_flat(firsts) | _flat(lasts)) & (apart >= _FADED)
    # Of a plain picture, such as a road that a car leaves, correlation says nothing.
    plain = np.minimum(_spread(firsts), _spread(lasts)) < _PLAIN
    good &= fades | (~plain & (_correlation(firsts, lasts) < _ALIKE))
    score = off + before + following
    return [
        (float(score[at]), start + int(worth[at]), start + int(worth[at]) + length)
        for at in np.flatnonzero(good)
    ]


def _trimmed(pictures: NDArray[np.uint8], first: int, last: int) -> Transition | None:
    """The mixed pictures alone, found by how far each is on the way; None for too few."""
    stretch = pictures[first : last + 1].astype(np.float32)
    way = stretch[-1] - stretch[0]
    done = (stretch - stretch[0]) @ way / float(way @ way)
    starts, ends = np.flatnonzero(done <= _ENDS), np.flatnonzero(done >= 1 - _ENDS)
    begin, after = int(starts[-1]) + 1, int(ends[0])
    if after - begin < _SHORTEST - 1:
        return None
    flat = _flat(stretch[[0, -1]])
    return Transition(first + begin, first + after, bool(flat[0]), bool(flat[1]))


def _rms(rows: Float32s) -> Float32s:
    return np.asarray(np.sqrt(np.mean(np.square(rows), axis=1)), np.float32)


def _median_change(ones: Float32s, others: Float32s) -> Float32s:
    """Change of the median place, over its three channels."""
    places = np.square(others - ones).reshape(len(ones), -1, 3).mean(axis=2)
    return np.asarray(np.sqrt(np.median(places, axis=1)), np.float32)


def _flat(rows: Float32s) -> NDArray[np.bool_]:
    """Which pictures are black or white."""
    level = rows.mean(axis=1)
    ends = (level < _BLACK) | (level > _WHITE)
    return np.asarray((_spread(rows) < _FLAT) & ends, np.bool_)


def _spread(rows: Float32s) -> Float32s:
    return np.asarray(rows.reshape(len(rows), -1, 3).std(axis=1).max(axis=1), np.float32)


def _correlation(ones: Float32s, others: Float32s) -> Float32s:
    """Of the luma of pictures, row by row."""
    ones = ones.reshape(len(ones), -1, 3).mean(axis=2)
    others = others.reshape(len(others), -1, 3).mean(axis=2)
    ones = ones - ones.mean(axis=1, keepdims=True)
    others = others - others.mean(axis=1, keepdims=True)
    scale = np.sqrt(np.square(ones).sum(axis=1) * np.square(others).sum(axis=1)) + 1e-6
    return np.asarray((ones * others).sum(axis=1) / scale, np.float32)
