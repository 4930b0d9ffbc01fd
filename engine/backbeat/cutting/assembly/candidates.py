"""Candidates: the stretches of a clip that a slot could show, and what each costs by itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from backbeat.cutting.assembly import costs
from backbeat.cutting.assembly.arrays import Flags, Floats, Ints
from backbeat.cutting.assembly.conformed import Conformed
from backbeat.cutting.assembly.noise import noise
from backbeat.cutting.assembly.places import Place

_ON_FRAMES = 1
"""Motion lands on a beat within this many frames, so that rounding leaves it within two."""
_OFF_FRAMES = 2
"""Motion within this many frames of a beat is not off it."""
_CLEAR = 0.5
"""Where motion between beats is at most this part of that on them, the beats are clear."""
_SAMPLES = 200
"""Of a clip's motion, for the ranks in a bin: every clip counts the same."""
_STEADY, _STANDS_OUT = 1.3, 2.0
"""Motion that is at most so many times the mean of a shot does not stand out from it; from so many
on it does in full."""
_SEEN = 0.05
"""Picture widths a second from which motion is seen as such."""


@dataclass(frozen=True)
class MotionScale:
    """How much moves in the clips of a bin, against which each stretch is ranked."""

    means: Floats
    """Mean action of stretches of a second, ascending."""
    sharpest: float

    def rank(self, means: Floats) -> Floats:
        """Where mean action stands in the bin, 0 the stillest to 1."""
        if len(self.means) == 0:
            return np.zeros_like(means)
        below = np.searchsorted(self.means, means, side="left")
        upto = np.searchsorted(self.means, means, side="right")
        result: Floats = (below + upto) / (2 * len(self.means))
        return result


def motion_scale(clips: Sequence[Conformed]) -> MotionScale:
    """The scale of a bin."""
    means, sharpest = [], [1e-6]
    for clip in clips:
        sharpest.append(float(np.quantile(clip.sharpness, 0.9)) if len(clip.sharpness) else 0.0)
        if clip.footage.still:
            continue
        second = min(clip.frames, max(round(float(clip.rate)), 1))
        at = np.linspace(0, clip.frames - second, _SAMPLES).astype(np.int64)
        means.append(clip.means(second)[0][at])
    return MotionScale(
        np.sort(np.concatenate(means)) if means else np.zeros(0),
        max(sharpest),
    )


@dataclass(frozen=True)
class Candidates:
    """Stretches that one slot could show. Arrays have a value a candidate, shape (k,)."""

    clip: Ints
    """Index of the clip in the bin."""
    start: Ints
    """First frame, counted from the clip's start at the timeline's rate."""
    beat: Ints
    """Index, among the beats of the place, of the one its motion lands on; -1: none."""
    rank: Floats
    """Its motion among the stretches of the bin, 0 the stillest to 1."""
    action: Floats
    energy: Floats
    quality: Floats
    other: Floats
    """What the seed and earlier variants add."""

    @property
    def total(self) -> Floats:
        """What each costs without regard to its neighbours."""
        result: Floats = self.action + self.energy + self.quality + self.other
        return result

    def __len__(self) -> int:
        return len(self.clip)

    def of_clip(self, clip: int) -> Candidates:
        """Those of one clip."""
        return self.taken(np.flatnonzero(self.clip == clip))

    def taken(self, at: Ints) -> Candidates:
        """Those at some places."""
        return Candidates(*(getattr(self, name)[at] for name in self.__dataclass_fields__))


def joined(parts: Sequence[Candidates]) -> Candidates:
    """All of several, in order."""
    return Candidates(
        *(
            np.concatenate([getattr(part, name) for part in parts])
            for name in Candidates.__dataclass_fields__
        )
    )


def candidates(
    place: Place,
    index: int,
    clip: Conformed,
    scale: MotionScale,
    count: int,
    seed: int,
    keep_words_whole: bool,
) -> Candidates | None:
    """The best stretches of one clip for one slot.

    Args:
        place: the slot.
        index: of the clip in the bin.
        clip: the clip.
        scale: of the bin.
        count: how many at most; they lie apart from one another.
        seed: of the wishes.
        keep_words_whole: whether none may start or end inside speech.

    Returns:
        At least one; None where the clip has no stretch that long.
    """
    if clip.footage.still:
        return _still(place, index, clip, scale, seed) if clip.spans else None
    frames = place.frames
    starts = clip.frames - frames + 1
    if starts <= 0:
        return None
    possible = _inside_spans(clip, starts, frames, 0, 0)
    if keep_words_whole:
        possible &= ~clip.words[:starts]
        possible[:-1] &= ~clip.words[frames:]
    if not possible.any():
        return None
    mean_action, dark, shaky, sharp = clip.means(frames)
    action, beat = _action(place, clip, mean_action)
    rank = scale.rank(mean_action)
    energy = costs.ENERGY * (rank - place.slot.motion) ** 2
    quality = costs.DARK * dark + costs.SHAKY * shaky
    quality += costs.SOFT * np.clip(1 - sharp / scale.sharpest, 0, 1) ** 2
    quality += costs.LEFT_OUT if clip.flawed else 0.0
    if place.head or place.tail:
        with_handles = _inside_spans(clip, starts, frames, place.head, place.tail)
        quality += costs.HANDLES * ~with_handles
    other = costs.SEED * noise(seed, clip.footage.sha256, place.slot.number) * np.ones(starts)
    if seed:
        step = max(round(float(clip.rate) / 2), 1)
        each = noise(seed + 1, clip.footage.sha256, np.arange(starts // step + 1))
        other += costs.SEED * np.repeat(each, step)[:starts]
    total = np.where(possible, action + energy + quality + other, np.inf)
    at = _best_apart(total, count, max(frames // 2, round(float(clip.rate) / 2)))
    return Candidates(
        np.full(len(at), index),
        at,
        beat[at],
        rank[at],
        action[at],
        energy[at],
        quality[at],
        other[at],
    )


def _still(place: Place, index: int, clip: Conformed, scale: MotionScale, seed: int) -> Candidates:
    motion = place.slot.motion
    soft = np.clip(1 - clip.sharpness[:1] / scale.sharpest, 0, 1) ** 2
    return Candidates(
        np.array([index]),
        np.array([0]),
        np.array([-1]),
        np.zeros(1),
        np.array([costs.ACTION_MISSING * motion]),
        np.array([costs.ENERGY * motion**2]),
        costs.SOFT * soft,
        costs.SEED * noise(seed, clip.footage.sha256, place.slot.number) * np.ones(1),
    )


def _inside_spans(clip: Conformed, starts: int, frames: int, head: int, tail: int) -> Flags:
    """Whether a stretch from each start, with its handles, lies in what the clip gives."""
    result = np.zeros(starts, dtype=np.bool_)
    rate = float(clip.rate)
    for start, end in clip.spans:
        first = int(np.ceil(start * rate - 1e-6)) + head
        last = int(np.floor(end * rate + 1e-6)) - frames - tail
        result[max(first, 0) : max(last + 1, 0)] = True
    return result


def _action(place: Place, clip: Conformed, mean: Floats) -> tuple[Floats, Ints]:
    """What motion off the beat costs at each start, and the beat that the strongest lands on."""
    frames, motion, starts = place.frames, place.slot.motion, len(mean)
    loudest = clip.maxima(min(1, frames - 1), max(frames - 1, 1), starts)
    times_mean = loudest / np.maximum(mean, 1e-9)
    stands_out = np.clip((times_mean - _STEADY) / (_STANDS_OUT - _STEADY), 0, 1)
    stands_out *= np.clip(loudest / _SEEN, 0, 1)
    beats = [round(beat.offset) for beat in place.beats]
    if not beats:
        return costs.ACTION_MISSING * motion * np.ones(starts), np.full(starts, -1)
    landing = np.stack(
        [_between(clip, at - _ON_FRAMES, at + _ON_FRAMES + 1, frames, starts) for at in beats]
    )
    best = landing.argmax(axis=0)
    weights = np.array([beat.weight for beat in place.beats])
    on = landing.max(axis=0) * weights[best]
    off = np.zeros(starts)
    at = 1
    for beat in (*beats, frames):
        off = np.maximum(off, _between(clip, at, beat - _OFF_FRAMES, frames, starts))
        at = beat + _OFF_FRAMES + 1
    ratio = off / np.maximum(on, 1e-9)
    missed = np.clip((ratio - _CLEAR) / (1 - _CLEAR), 0, 1)
    cost = costs.ACTION_OFF_BEAT * stands_out * missed
    cost += costs.ACTION_MISSING * motion * (1 - stands_out * (1 - missed))
    return cost, np.where((missed < 1) & (stands_out > 0), best, -1)


def _between(clip: Conformed, first: int, end: int, frames: int, starts: int) -> Floats:
    """Strongest action from frame `first` to before `end` of each stretch."""
    first, end = max(first, 1), min(end, frames)
    if end <= first:
        return np.zeros(starts)
    return clip.maxima(first, end - first, starts)


def _best_apart(total: Floats, count: int, apart: int) -> Ints:
    """The cheapest starts, each at least `apart` frames from the others."""
    left = total.copy()
    found: list[int] = []
    for _ in range(count):
        at = int(left.argmin())
        if not np.isfinite(left[at]):
            break
        found.append(at)
        left[max(at - apart + 1, 0) : at + apart] = np.inf
    return np.array(found, dtype=np.int64)
