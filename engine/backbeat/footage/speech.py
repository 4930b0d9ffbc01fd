"""Where a clip's sound has speech."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from backbeat.footage.footage import Span
from backbeat.models.speech import FRAME, RATE, SpeechProbability

Float32s = NDArray[np.float32]

_LIKELY, _STILL_LIKELY = 0.5, 0.35
"""Probability from which speech starts, and to which it goes on: Silero's own defaults."""
_SHORTEST_S, _GAP_S, _AROUND_S = 0.2, 0.25, 0.06
"""Shortest speech; silences inside it; how far sounds of a word reach beyond what is recognised."""


def speech_in(blocks: Iterable[Float32s]) -> tuple[Span, ...]:
    """Stretches of speech, in order, apart from one another.

    Args:
        blocks: sound at `models.speech.RATE`, shape (n,) each, one after another.
    """
    model = SpeechProbability()
    parts = [model.feed(block) for block in blocks]
    parts.append(model.finish())
    return spans_of(np.concatenate(parts))


def spans_of(probability: Float32s) -> tuple[Span, ...]:
    """Stretches of speech from its probability in each frame of 32 ms."""
    spans: list[Span] = []
    start: int | None = None
    for at, value in enumerate([*probability.tolist(), 0.0]):
        if start is None and value >= _LIKELY:
            start = at
        elif start is not None and value < _STILL_LIKELY:
            span = Span(start * FRAME / RATE, at * FRAME / RATE)
            start = None
            if spans and span.start_s - spans[-1].end_s < _GAP_S:
                spans[-1] = Span(spans[-1].start_s, span.end_s)
            else:
                spans.append(span)
    long = [span for span in spans if span.end_s - span.start_s >= _SHORTEST_S]
    return tuple(Span(max(0.0, span.start_s - _AROUND_S), span.end_s + _AROUND_S) for span in long)
