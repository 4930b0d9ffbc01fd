"""The windows in which a recording is read: stretches of speech, cut in pauses only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from backbeat.footage.footage import Span
from backbeat.models.speech import FRAME, RATE

Float32s = NDArray[np.float32]

_LONGEST_S, _SOONEST_S = 28.0, 14.0
"""Longest window, and how soon one of unbroken speech may be cut."""
_PAUSE_S = 2.0
"""A longer pause parts windows: Whisper is prone to fill it with words that nobody says."""
_AROUND_S = 0.25
"""Sound before and after the speech of a window."""
_SMOOTH_FRAMES = 5


@dataclass(frozen=True, slots=True)
class Window:
    """A stretch of a recording that is read at once, at most 30 s."""

    first: int
    """First sample, at 16 kHz."""
    samples: int

    @property
    def start_s(self) -> float:
        """Where it starts, in seconds."""
        return self.first / RATE

    @property
    def end_s(self) -> float:
        """Where it ends, in seconds."""
        return (self.first + self.samples) / RATE


def windows_of(spans: Sequence[Span], probability: Float32s, samples: int) -> tuple[Window, ...]:
    """Windows that cover all speech, in order, apart from one another.

    Args:
        spans: stretches of speech, by `footage.speech.spans_of`.
        probability: of speech, in each frame of 32 ms, shape (frames,).
        samples: length of the recording at 16 kHz.
    """
    joined: list[Span] = []
    for span in spans:
        for part in _short(span, probability):
            if joined and _go_together(joined[-1], part):
                joined[-1] = Span(joined[-1].start_s, part.end_s)
            else:
                joined.append(part)
    windows: list[Window] = []
    for place, span in enumerate(joined):
        before = windows[-1].first + windows[-1].samples if windows else 0
        after = joined[place + 1].start_s if place + 1 < len(joined) else samples / RATE
        first = max(before, round((span.start_s - _AROUND_S) * RATE))
        last = min(round((span.end_s + _AROUND_S) * RATE), round(after * RATE), samples)
        if last > first:
            windows.append(Window(first, last - first))
    return tuple(windows)


def _go_together(first: Span, second: Span) -> bool:
    return second.start_s - first.end_s < _PAUSE_S and second.end_s - first.start_s <= _LONGEST_S


def _short(span: Span, probability: Float32s) -> list[Span]:
    """A stretch in parts of at most the longest window, cut where speech is unlikeliest."""
    parts: list[Span] = []
    start = span.start_s
    smooth = np.convolve(probability, np.ones(_SMOOTH_FRAMES) / _SMOOTH_FRAMES, "same")
    while span.end_s - start > _LONGEST_S:
        low = round((start + _SOONEST_S) * RATE / FRAME)
        high = min(round((start + _LONGEST_S) * RATE / FRAME), len(smooth))
        cut = (low + int(np.argmin(smooth[low:high])) + 0.5) * FRAME / RATE
        parts.append(Span(start, cut))
        start = cut
    return [*parts, Span(start, span.end_s)]
