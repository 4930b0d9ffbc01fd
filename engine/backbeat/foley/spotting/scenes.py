"""Scenes: shots of one place, which share a bed of ambience.

Shots are grouped by what they look like (see `footage.looks`) and how near they are in time, as by
Yeung and Yeo, "Time-constrained Clustering" (ICPR 1996): where A-B-A alternate, all three are one
scene, since what is between two like shots is seen from elsewhere in the same place.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from backbeat.foley.spine import Spine

Float32s = NDArray[np.float32]

_ALIKE = 0.3
"""Distance of looks under which two shots are of one place; about 1 is as different as can be."""
_MEMORY_S = 45.0
"""Longest time between two like shots of one scene."""
_MEMORY_SHOTS = 8
"""Most shots between them."""
_SHORTEST_S = Fraction(1, 2)
"""Shortest shot that begins a scene of its own: a flash or a subliminal frame does not."""


@dataclass(frozen=True)
class Shot:
    """A shot, in seconds from the timeline's first frame."""

    start: Fraction
    end: Fraction
    looks: Float32s | None = None
    """What it looks like from moment to moment, shape (n, looks.SIZE); None: not known."""
    media: str = ""
    """The file it comes from: shots of one file that follow each other are one take."""
    media_start: Fraction = Fraction(0)


@dataclass(frozen=True, slots=True)
class Scene:
    """Shots of one place, one after another."""

    number: int
    """From 1."""
    start: Fraction
    end: Fraction
    shots: int


def shots_of(spine: Spine, inside: Sequence[Fraction] = ()) -> tuple[Shot, ...]:
    """The shots of a timeline: its clips, split where cuts are inside them.

    Args:
        spine: the picture.
        inside: cuts inside clips, in seconds of the timeline.
    """
    shots = []
    for clip in spine.clips:
        cuts = sorted({cut for cut in inside if clip.start < cut < clip.end})
        for start, end in zip([clip.start, *cuts], [*cuts, clip.end], strict=True):
            shots.append(Shot(start, end, None, clip.media, clip.media_time(start)))
    return tuple(shots)


def scenes_of(shots: Sequence[Shot], duration: Fraction) -> tuple[Scene, ...]:
    """The scenes of a timeline, in order, which together cover all of it.

    Args:
        shots: in order.
        duration: of the timeline.
    """
    if not shots:
        return (Scene(1, Fraction(0), duration, 0),) if duration > 0 else ()
    firsts = _firsts(shots)
    starts = [shots[first].start for first in firsts]
    starts[0] = Fraction(0)
    ends = [*starts[1:], max(duration, shots[-1].end)]
    counts = np.diff([*firsts, len(shots)]).tolist()
    return tuple(
        Scene(number, start, end, count)
        for number, (start, end, count) in enumerate(zip(starts, ends, counts, strict=True), 1)
    )


def scene_at(scenes: Sequence[Scene], time: Fraction) -> int:
    """The number of the scene of a moment; 0 where there is none."""
    return next((scene.number for scene in scenes if scene.start <= time < scene.end), 0)


def _firsts(shots: Sequence[Shot]) -> list[int]:
    """The shots that begin scenes."""
    reach = list(range(len(shots)))
    for at, shot in enumerate(shots):
        for later in range(at + 1, min(len(shots), at + 2 + _MEMORY_SHOTS)):
            if shots[later].start - shot.end > _MEMORY_S:
                break
            if _one_place(shot, shots[later]):
                reach[at] = later
    firsts, furthest = [0], reach[0]
    for at in range(1, len(shots)):
        short = shots[at].end - shots[at].start < _SHORTEST_S
        if at > furthest and not short:
            firsts.append(at)
        furthest = max(furthest, reach[at], at if short else 0)
    return firsts


def _one_place(one: Shot, other: Shot) -> bool:
    if one.looks is None or other.looks is None or not len(one.looks) or not len(other.looks):
        # Of one take, as an editor splits it.
        return bool(one.media) and one.media == other.media
    apart = np.linalg.norm(one.looks[:, None, :] - other.looks[None, :, :], axis=2)
    # Where the camera or people move, the nearest of the moments tells.
    return float(np.percentile(apart, 10)) < _ALIKE
