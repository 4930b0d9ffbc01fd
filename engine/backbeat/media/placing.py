"""Places decoded sound by its timestamps, block by block."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from math import ceil

import numpy as np

from backbeat.media.samples import Samples

GAP_S = Fraction(15, 1000)
"""Smallest timestamp step, in seconds, that is treated as a gap or an overlap.

Smaller ones are jitter of millisecond clocks (Matroska, Flash) and of inexact muxers. The shortest
common gap, one lost packet of Opus, is 20 ms."""

AFTER_LOSS_S = Fraction(2, 1000)
"""The same after a packet that could not be decoded, in seconds; no codec's packets are shorter."""

JUMP_S = 10
"""Largest timestamp step, in seconds, that is not treated as a restarted clock.

It applies to steps forward in broadcast streams, and to steps back in all other files. FFmpeg's own
tools use the same limit."""

STEP_BACK_S = Fraction(1, 10)
"""Largest step back, in seconds, in a broadcast stream that is treated as repeated sound.

A larger one means that two recordings were joined. FFmpeg's own tools use the same limit."""


@dataclass(frozen=True)
class Presentation:
    """Presented part of a track, in seconds on its container's clock."""

    origin: Fraction | None
    """Time of sample 0 of the output; None for the track's first sample."""
    end: Fraction | None
    """End of the track where its container states it exactly, else None.

    Samples decoded past it are a lossy codec's padding."""
    file_end: Fraction | None
    """Stated end of the whole file, or None; timestamps over `JUMP_S` beyond it are ignored."""
    broken_clock: bool
    """Whether the container's clock may restart in the middle of the file (MPEG-TS)."""
    keep_early: bool = False
    """Whether sound before the origin is kept; sample 0 is then the track's first."""


class Placer:
    """Joins timestamped blocks into contiguous sound: gaps become silence, overlaps are removed.

    All blocks given to one placer have the same rate and number of channels.

    Args:
        rate: sample rate, in Hz.
        channels: number of channels of every block.
        presentation: presented part of the track.
        start: where an earlier placer of the same track ended, in seconds after the origin; None
            for the first placer.
    """

    def __init__(
        self, rate: int, channels: int, presentation: Presentation, start: Fraction | None = None
    ) -> None:
        self._rate = rate
        self._channels = channels
        self._shown = presentation
        self._origin = presentation.origin
        # Position of the next sample; negative while the sound is before the first picture.
        self._next = 0 if start is None else round(start * rate)
        self._fresh = start is None
        self._shift = 0
        # Rounded up, because steps are whole samples and reach a fraction only at the next one.
        self._gap = ceil(rate * GAP_S)
        self._gap_after_loss = ceil(rate * AFTER_LOSS_S)

    @property
    def end(self) -> Fraction:
        """End of the sound placed so far, in seconds after the origin; may be negative."""
        return Fraction(self._next, self._rate)

    def place(self, time: Fraction | None, samples: Samples, after_loss: bool) -> Iterator[Samples]:
        """Yields the block, preceded by silence or shortened so that it starts at its time.

        Args:
            time: time of the first sample, in seconds on the container's clock; None appends to the
                sound placed so far.
            samples: shape (n, channels), float32.
            after_loss: whether sound was lost just before, which lowers the limit for a gap.

        Yields:
            Blocks of shape (k, channels), float32, that continue the previous ones; silence in
            blocks of at most a second.
        """
        if self._origin is None:
            self._origin = Fraction(0) if time is None else time
        if time is not None:
            step = round((time - self._origin) * self._rate) + self._shift - self._next
            tolerance = self._gap_after_loss if after_loss else self._gap
            if self._fresh and step < 0 and self._shown.keep_early:
                self._origin = time
            elif self._fresh and step < 0:
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
    """Removes an encoder's padding past a track's presented end.

    Samples past the end are held back. If they exceed `padding`, the stated end is wrong, as in a
    file that was appended to, and all of them are passed on.

    Args:
        length: samples up to the presented end; None passes everything on.
        padding: most samples that are taken for padding.
    """

    def __init__(self, length: int | None, padding: int) -> None:
        self._left = length
        self._padding = padding
        self._held: list[Samples] = []

    def pass_on(self, samples: Samples) -> Iterator[Samples]:
        """Yields the part of `samples`, shape (n, channels), that is not held back.

        Samples held back earlier follow once they prove not to be padding.
        """
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
