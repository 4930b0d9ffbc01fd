"""Puts decoded sound where its timestamps say, one block after another."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from math import ceil

import numpy as np

from backbeat.media.samples import Samples

GAP_S = Fraction(15, 1000)
"""Timestamps off by less are jitter: millisecond clocks (Matroska, Flash) and hurried muxers. The
shortest gap that is common, one lost packet of Opus, is 20 ms."""

AFTER_LOSS_S = Fraction(2, 1000)
"""The same after a packet that could not be decoded; no codec's packets are shorter."""

JUMP_S = 10
"""A step of more than this in a broadcast stream is a new clock and not a gap; a step back of more
is one in any file. FFmpeg's own tools draw the line at the same ten seconds."""

STEP_BACK_S = Fraction(1, 10)
"""A step back of more than this is a new clock in a broadcast stream, again as FFmpeg's tools have
it: two recordings put end to end, and not sound sent twice."""


@dataclass(frozen=True)
class Presentation:
    """What of a track is presented, on the clock of its container, in seconds."""

    origin: Fraction | None
    """Where sample 0 of the result lies; None for the track's first sample."""
    end: Fraction | None
    """Where the track ends when its container says so exactly; samples decoded past it are a lossy
    codec's padding."""
    file_end: Fraction | None
    """Where the whole file ends; a timestamp beyond is not believed."""
    broken_clock: bool
    """Whether the container is one whose clock may start anew in the middle (MPEG-TS)."""


class Placer:
    """Turns timestamped blocks into one contiguous sound: gaps become silence, overlaps go.

    All blocks of one placer have the same rate and channels.

    Args:
        rate: in Hz.
        channels: of every block.
        presentation: the track's place in time.
        start: where the placer takes over from an earlier one, in seconds after the origin.
    """

    def __init__(
        self, rate: int, channels: int, presentation: Presentation, start: Fraction | None = None
    ) -> None:
        self._rate = rate
        self._channels = channels
        self._shown = presentation
        self._origin = presentation.origin
        # Below 0 while the sound is before the first picture.
        self._next = 0 if start is None else round(start * rate)
        self._fresh = start is None
        self._shift = 0
        # Whole numbers: a step reaches a fraction of a sample when it reaches the next sample.
        self._gap = ceil(rate * GAP_S)
        self._gap_after_loss = ceil(rate * AFTER_LOSS_S)

    @property
    def end(self) -> Fraction:
        """Where the sound placed so far ends, in seconds after the origin; may be before it."""
        return Fraction(self._next, self._rate)

    def place(self, time: Fraction | None, samples: Samples, after_loss: bool) -> Iterator[Samples]:
        """Blocks of at most about a second that carry on from the last ones.

        Args:
            time: of the first sample, on the container's clock, in seconds; None carries on.
            samples: shape (n, channels).
            after_loss: whether sound went missing just before, so that `time` matters more.
        """
        if self._origin is None:
            self._origin = Fraction(0) if time is None else time
        if time is not None:
            step = round((time - self._origin) * self._rate) + self._shift - self._next
            tolerance = self._gap_after_loss if after_loss else self._gap
            if self._fresh and step < 0:
                self._next = step
            elif self._fresh or abs(step) >= tolerance:
                if not self._fresh and self._is_jump(time, step):
                    self._shift -= step
                    step = 0
                yield from self._silence(step)
                samples = samples[max(0, -step) :]
        self._fresh = False
        before_start = max(0, -self._next)
        self._next += len(samples)
        if len(samples) > before_start:
            yield samples[before_start:]

    def _is_jump(self, time: Fraction, step: int) -> bool:
        back = STEP_BACK_S if self._shown.broken_clock else JUMP_S
        if step < -back * self._rate:
            return True
        if self._shown.broken_clock and step > JUMP_S * self._rate:
            return True
        return self._shown.file_end is not None and time > self._shown.file_end + JUMP_S

    def _silence(self, length: int) -> Iterator[Samples]:
        while length > 0:
            part = min(length, self._rate)
            before_start = max(0, -self._next)
            self._next += part
            length -= part
            if part > before_start:
                yield np.zeros((part - before_start, self._channels), np.float32)


class TailTrim:
    """Holds back what lies past a track's presented end, and drops it if it is only padding.

    More than `padding` samples of it mean that the stated end is wrong, as in a file that grew;
    then all of it is let through.
    """

    def __init__(self, length: int | None, padding: int) -> None:
        self._left = length
        self._padding = padding
        self._held: list[Samples] = []

    def pass_on(self, samples: Samples) -> Iterator[Samples]:
        """What of `samples` (n, channels) is within the end, and what else proved to be sound."""
        if self._left is None:
            yield samples
            return
        within, past = samples[: self._left], samples[self._left :]
        self._left -= len(within)
        if len(within):
            yield within
        if len(past):
            self._held.append(past)
        if sum(map(len, self._held)) > self._padding:
            self._left = None
            yield from self._held
            self._held.clear()
