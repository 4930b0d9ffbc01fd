"""A clip conformed to the timeline: what each frame would show, were it cut in from its start.

Shots are searched for on frames of the timeline, so that windows have one length whatever the rate
of the clip; the chosen one is then put on the clip's own pictures.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property

import numpy as np

from backbeat.cutting.assembly.arrays import Flags, Floats, Ints
from backbeat.cutting.assembly.flashes import luminance, swings
from backbeat.cutting.assembly.wishes import Skip
from backbeat.footage import UNUSABLE, Flaw, FlawKind, Footage, Span

MIN_FRAMES = 6
"""Shortest shot."""
_STILL_FRAMES = 1 << 30
_SMOOTHED_FROM = 20
"""Pictures a second from which motion is smoothed over three: below, each picture is a jump."""


@dataclass(frozen=True)
class Conformed:
    """One clip at the timeline's rate. Arrays have a value a frame."""

    footage: Footage
    rate: Fraction
    """Frames a second of the timeline."""
    frames: int
    """Whole frames of the timeline that it lasts."""
    spans: tuple[tuple[float, float], ...]
    """Stretches in seconds that a shot may lie in: within one of its own shots, without flaws."""
    flawed: bool
    """Whether `spans` have flaws, because nothing of it is without."""
    action: Floats
    dark: Floats
    shaky: Floats
    """1 where it is, else 0."""
    sharpness: Floats
    luminance: Floats
    """In cd/m2."""
    words: Flags
    """Whether the frame starts inside speech."""

    @cached_property
    def longest(self) -> int:
        """Frames of the longest shot that it gives."""
        if self.footage.still:
            return _STILL_FRAMES if self.spans else 0
        rate = float(self.rate)
        return max(
            (
                min(int(end * rate + 1e-6), self.frames) - math.ceil(start * rate - 1e-6)
                for start, end in self.spans
            ),
            default=0,
        )

    @cached_property
    def _sums(self) -> tuple[Floats, Floats, Floats, Floats]:
        action, dark, shaky, sharp = (
            np.concatenate(([0.0], np.cumsum(a)))
            for a in (self.action, self.dark, self.shaky, self.sharpness)
        )
        return action, dark, shaky, sharp

    def means(self, frames: int) -> tuple[Floats, Floats, Floats, Floats]:
        """Mean action, darkness, shake and sharpness of the windows of `frames` at each start."""
        action, dark, shaky, sharp = (
            (total[frames:] - total[: len(total) - frames]) / frames for total in self._sums
        )
        return action, dark, shaky, sharp

    @cached_property
    def _maxima(self) -> list[Floats]:
        """Of windows of 1, 2, 4... frames, at each start."""
        levels = [self.action]
        while (half := 1 << (len(levels) - 1)) * 2 <= self.frames:
            levels.append(np.maximum(levels[-1][:-half], levels[-1][half:]))
        return levels

    def maxima(self, offset: int, frames: int, starts: int) -> Floats:
        """Strongest action in `frames` frames from `offset` after each of the first `starts`."""
        level = frames.bit_length() - 1
        table = self._maxima[level]
        last = offset + frames - (1 << level)
        found: Floats = np.maximum(table[offset : offset + starts], table[last : last + starts])
        return found

    @cached_property
    def swing_frames(self) -> Ints:
        """Frames at which the whole clip gets so much lighter or darker that it may flash."""
        return np.array([frame for frame, _ in swings(self.luminance)], dtype=np.int64)

    def without_flaw_limits(self) -> Conformed:
        """The same, with all that lies between its cuts allowed."""
        return replace(self, spans=_usable(self.footage, self.rate, ()), flawed=True)


def conform(footage: Footage, rate: Fraction, skips: Iterable[Skip]) -> Conformed:
    """A clip at the timeline's rate.

    Args:
        footage: the clip or still.
        rate: frames a second of the timeline.
        skips: of this clip.
    """
    skipped = [
        Span(float(skip.start), float(skip.end) if skip.end is not None else footage.duration_s)
        for skip in skips
    ]
    if footage.still:
        level = luminance(footage.brightness[:1].astype(np.float64))
        none = np.zeros(0)
        sharp = footage.sharpness[:1].astype(np.float64)
        words = np.zeros(0, dtype=np.bool_)
        whole = () if skipped else ((0.0, np.inf),)
        return Conformed(
            footage, rate, _STILL_FRAMES, whole, False, none, none, none, sharp, level, words
        )
    per_second = float(rate)
    frames = max(int(footage.duration_s * per_second + 1e-6), 1)
    moments = np.arange(frames) / per_second
    shown = np.searchsorted(footage.times_s, moments + 1e-6, side="right") - 1
    shown = np.clip(shown, 0, len(footage.times_s) - 1)
    spans = _usable(footage, rate, _unusable(footage.flaws), skipped)
    flawed = not any(end - start >= (MIN_FRAMES + 1) / per_second for start, end in spans)
    if flawed:
        spans = _usable(footage, rate, (), skipped)
    return Conformed(
        footage,
        rate,
        frames,
        spans,
        flawed,
        _action(footage, shown),
        _marked(footage.flaws, FlawKind.DARK, moments),
        _marked(footage.flaws, FlawKind.SHAKY, moments),
        footage.sharpness[shown].astype(np.float64),
        luminance(footage.brightness[shown].astype(np.float64)),
        _inside(footage.speech, moments, 1 / per_second),
    )


def _action(footage: Footage, shown: Ints) -> Floats:
    """Motion that each frame adds to the frame before: the mean of the pictures gone by."""
    action = footage.action.astype(np.float64)
    if footage.rate >= _SMOOTHED_FROM and len(action) > 2:
        action[1:-1] = action[1:-1] / 2 + (action[:-2] + action[2:]) / 4
    total = np.concatenate(([0.0], np.cumsum(action)))
    before = np.concatenate(([shown[0]], shown[:-1]))
    result: Floats = (total[shown + 1] - total[before + 1]) / np.maximum(shown - before, 1)
    return result


def _unusable(flaws: Iterable[Flaw]) -> list[Span]:
    return [Span(flaw.start_s, flaw.end_s) for flaw in flaws if flaw.kind in UNUSABLE]


def _usable(
    footage: Footage, rate: Fraction, flaws: Sequence[Span], skipped: Sequence[Span] = ()
) -> tuple[tuple[float, float], ...]:
    """What is left of a clip: `flaws` and `skipped` taken out, a picture's margin at every cut."""
    margin = max(1 / float(rate), 1 / float(footage.rate) if footage.rate else 0.0)
    last = footage.duration_s - min(margin, footage.duration_s / 50)
    taken = sorted(
        [(span.start_s, span.end_s) for span in (*flaws, *skipped)]
        + [(cut - margin, cut + margin) for cut in footage.cuts_s]
    )
    left: list[tuple[float, float]] = []
    at = 0.0
    for start, end in taken:
        if start > at:
            left.append((at, min(start, last)))
        at = max(at, end)
    left.append((at, last))
    # A span starts on a picture, so that whatever fits in it has a picture to start on.
    times = footage.times_s
    numbers = np.searchsorted(times, [start - 1e-6 for start, _ in left])
    on_pictures = [
        (max(float(times[number]), start), end)
        for number, (start, end) in zip(numbers, left, strict=True)
        if number < len(times)
    ]
    return tuple((start, end) for start, end in on_pictures if end - start > 1e-9)


def _marked(flaws: Iterable[Flaw], kind: FlawKind, moments: Floats) -> Floats:
    spans = [Span(flaw.start_s, flaw.end_s) for flaw in flaws if flaw.kind is kind]
    return _inside(spans, moments, 0.0).astype(np.float64)


def _inside(spans: Iterable[Span], moments: Floats, margin: float) -> Flags:
    result = np.zeros(len(moments), dtype=np.bool_)
    for span in spans:
        result |= (moments > span.start_s - margin) & (moments < span.end_s + margin)
    return result
