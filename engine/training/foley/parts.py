"""What the network is trained on: parts of simulated clips, changed at random, and what to say of
each picture of them.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from backbeat.foley.impacts.sampling import Pace
from training.foley.actors import SECONDS
from training.foley.clips import RATE
from training.foley.shapes import SEEN
from training.foley.wear import Pictures, worn

WIDE, HIGH = SEEN
PICTURES = 48
"""In a part."""
_STEPS = (2.0, 2.0, 2.0, 2.0, 2.4, 2.4, 2.5, 2.5, 4.0, 4.0, 2.79, 1.9)
"""Pictures of a 60 Hz clip from one to the next that the network sees: 30, 25, 24, 15 a second."""
_LONG = 0.6
"""Share of parts whose pictures are exposed for longer than those of the clip."""
SHARP = 0.9
"""Standard deviation of a target about its impact, in pictures."""
_DOUBTFUL = 2.5
"""Pictures about an impact that cannot be seen of which nothing is asked."""
_BESIDE = 0.08
"""Share of parts that are two, side by side or one above the other."""


@dataclass(frozen=True)
class Part:
    """Pictures, and what should be said of them."""

    seen: Pictures
    target: NDArray[np.float32]
    """The chance of an impact, shape (n,)."""
    weight: NDArray[np.float32]
    """How much each picture counts: 0 where nobody could say."""
    hits: NDArray[np.float64]
    """What is asked for: picture, and x and y in pixels, of each impact in sight, shape (k, 3)."""


class Clips:
    """Clips of a folder, read as they are needed."""

    def __init__(self, folder: Path) -> None:
        self.shards = [
            (np.load(path, mmap_mode="r"), _beside(path, "impacts"), _beside(path, "places"))
            for path in sorted(folder.glob("*.pictures.npy"))
        ]
        self._index = [(s, k) for s, (p, *_) in enumerate(self.shards) for k in range(len(p))]

    def __len__(self) -> int:
        return len(self._index)

    def __getitem__(
        self, number: int
    ) -> tuple[NDArray[np.uint8], NDArray[np.float64], NDArray[np.float64]]:
        """Pictures; moments of impacts in seconds; where each is seen, or NaN."""
        shard, row = self._index[number]
        pictures, impacts, places = self.shards[shard]
        known = np.isfinite(impacts[row])
        return pictures[row], impacts[row][known], places[row][known]

    def rate(self, number: int) -> float:
        """Pictures a second of a clip: 60, but of those that a camera filmed."""
        return len(self[number][0]) / SECONDS


def _beside(pictures: Path, what: str) -> NDArray[np.float64]:
    return np.load(f"{pictures}".replace(".pictures.", f".{what}.")).astype(np.float64)


def part(clips: Clips, random: np.random.Generator) -> Part:
    """A part of a clip, or of two, changed at random."""
    made = _one(clips, random)
    if random.random() < _BESIDE:
        made = _both(made, _one(clips, random), upright=random.random() < 0.5)
    seen = np.ascontiguousarray(worn(made.seen, random), np.float32)
    return replace(made, seen=seen)


def _one(clips: Clips, random: np.random.Generator) -> Part:
    number = int(random.integers(len(clips)))
    pictures, impacts, places = clips[number]
    rate, exposed = clips.rate(number), 1
    if rate < RATE:
        # A camera's are exposed as they are.
        step = rate / Pace.of(rate).rate
    else:
        step = min(float(random.choice(_STEPS)), (len(pictures) - 1) / PICTURES)
        if random.random() < _LONG and step >= 2:
            # Several pictures of the clip are open to one of the part: long shutters.
            exposed = int(random.integers(2, int(step) + 1))
    start = random.uniform(0, len(pictures) - exposed - step * (PICTURES - 1))
    at = np.floor(start + np.arange(PICTURES) * step + 0.5).astype(int)
    if random.random() < 0.06:
        # Some sources show each picture twice, now and then.
        again = random.random(len(at[1::2])) < 0.3
        at[1::2] = np.where(again, at[:-1:2], at[1::2])
    at = np.minimum(len(pictures) - exposed, at)
    tones = _tones(random)
    seen = np.take(tones, pictures[at])
    for later in range(1, exposed):
        seen += np.take(tones, pictures[at + later])
    seen /= exposed
    # What a picture holds happened in the middle of its exposure.
    moments = (impacts * rate - start - (exposed - 1) / 2) / step
    if random.random() < 0.5:
        seen, places = seen[:, :, ::-1], [WIDE - 1, 0] + places * [-1, 1]
    if random.random() < 0.12:
        seen, places = seen[:, ::-1], [0, HIGH - 1] + places * [1, -1]
    sight = np.isfinite(places[:, 0])
    view = _view(random)
    if view is not None:
        seen, places = view.of(seen), view.points(places, moments)
        sight &= ((places > 0) & (places < [WIDE, HIGH])).all(1)
    hits = np.column_stack([moments, places])[sight & (moments > -0.5) & (moments < PICTURES - 0.5)]
    return Part(seen, *_asked(moments, sight), hits)


def _asked(
    moments: NDArray[np.float64], sight: NDArray[np.bool_]
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Target and weight of each picture, given when things hit and which of these are in sight."""
    frames = np.arange(PICTURES)
    target, weight = np.zeros(PICTURES), np.ones(PICTURES)
    for moment in moments[~sight]:
        weight[np.abs(frames - moment) < _DOUBTFUL] = 0
    for moment in moments[sight]:
        here = bump(PICTURES, moment, SHARP)
        target = np.maximum(target, here)
        weight[here > 0.05] = 1
    return target.astype(np.float32), weight.astype(np.float32)


def bump(count: int, at: float, width: float) -> NDArray[np.float64]:
    """A bell of height 1 about a place among `count`; `width` is its standard deviation."""
    return np.asarray(np.exp(-0.5 * ((np.arange(count) - at) / width) ** 2))


def _tones(random: np.random.Generator) -> NDArray[np.float32]:
    """What each of 256 steps of luma becomes: another contrast, or a negative."""
    tones = np.linspace(0, 1, 256, dtype=np.float32)
    if random.random() < 0.5:
        tones = tones ** np.float32(random.uniform(0.6, 1.7))
    return 1 - tones if random.random() < 0.12 else tones


@dataclass(frozen=True)
class _View:
    """What is seen of a part: a window, which may move."""

    corners: NDArray[np.float64]
    """Left and top, in pixels, shape (n, 2)."""
    wide: float
    high: float

    def of(self, seen: Pictures) -> Pictures:
        """The pictures through it."""
        scale = np.array([[self.wide / WIDE, 0], [0, self.high / HIGH]])
        flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
        return np.stack(
            [
                cv2.warpAffine(
                    one,
                    np.hstack([scale, corner[:, np.newaxis]]).astype(np.float32),
                    (WIDE, HIGH),
                    flags=flags,
                    borderMode=cv2.BORDER_REPLICATE,
                )
                for one, corner in zip(np.ascontiguousarray(seen), self.corners, strict=True)
            ]
        )

    def points(
        self, places: NDArray[np.float64], moments: NDArray[np.float64]
    ) -> NDArray[np.float64]:
        """Where places of the whole picture are through it, each at its moment."""
        frames = np.clip(np.round(moments), 0, PICTURES - 1).astype(int)
        return (places - self.corners[frames]) * [WIDE / self.wide, HIGH / self.high]


def _view(random: np.random.Generator) -> _View | None:
    """All of the picture, a part of it, or one that glides or trembles over it."""
    chance = random.random()
    if chance < 0.3:
        share = random.uniform(0.6, 1)
        high, wide = HIGH * share, WIDE * share * random.uniform(0.85, 1)
        corner = random.uniform(0, 1, 2) * [WIDE - wide, HIGH - high]
        return _View(np.tile(corner, (PICTURES, 1)), wide, high)
    if chance < 0.57:
        share = random.uniform(0.65, 0.95)
        wide, high = WIDE * share, HIGH * share
        along = np.linspace(0, 1, PICTURES)
        eased = along * along * (3 - 2 * along)
        ends = random.uniform(0, 1, (2, 2))
        path = ends[0] + np.outer(eased, ends[1] - ends[0]) * random.uniform(0, 1)
        tremble = random.normal(0, random.exponential(0.5), (PICTURES, 2))
        if random.random() < 0.6:
            tremble = tremble.cumsum(0)
        corners = path * [WIDE - wide, HIGH - high] + tremble
        return _View(np.clip(corners, 0, [WIDE - wide, HIGH - high]), wide, high)
    return None


def _both(one: Part, other: Part, *, upright: bool) -> Part:
    """Two parts in one picture, as of a screen that is split."""
    size = (WIDE, HIGH // 2) if upright else (WIDE // 2, HIGH)
    halves = [
        [
            cv2.resize(picture, size, interpolation=cv2.INTER_AREA)
            for picture in np.ascontiguousarray(part.seen)
        ]
        for part in (one, other)
    ]
    seen = np.concatenate([np.stack(half) for half in halves], axis=1 if upright else 2)
    target = np.maximum(one.target, other.target)
    # Either may say nothing of a moment, unless the other has an impact there.
    weight = np.where(target > 0.05, 1, np.minimum(one.weight, other.weight))
    share = np.array([1, 1, 0.5] if upright else [1, 0.5, 1])
    second = other.hits * share + ([0, 0, HIGH / 2] if upright else [0, WIDE / 2, 0])
    hits = np.concatenate([one.hits * share, second])
    return Part(seen, target, weight.astype(np.float32), hits)
