"""Sums and differences of stretches of time."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from backbeat.footage.footage import Span


def joined(spans: Iterable[Span], gap_s: float = 0.0) -> list[Span]:
    """The same stretches in order, those that overlap or are at most `gap_s` apart as one."""
    result: list[Span] = []
    for span in sorted(spans, key=lambda one: (one.start_s, one.end_s)):
        if span.end_s <= span.start_s:
            continue
        if result and span.start_s - result[-1].end_s <= gap_s:
            result[-1] = Span(result[-1].start_s, max(result[-1].end_s, span.end_s))
        else:
            result.append(span)
    return result


def clipped(spans: Iterable[Span], start_s: float, end_s: float) -> list[Span]:
    """What of stretches lies between two moments."""
    cut = [Span(max(span.start_s, start_s), min(span.end_s, end_s)) for span in spans]
    return [span for span in cut if span.end_s > span.start_s]


def without(spans: Iterable[Span], taken: Sequence[Span]) -> list[Span]:
    """What is left of stretches when others are taken away."""
    result = joined(spans)
    for away in taken:
        left: list[Span] = []
        for span in result:
            left += clipped([span], span.start_s, min(span.end_s, away.start_s))
            left += clipped([span], max(span.start_s, away.end_s), span.end_s)
        # An empty stretch takes nothing, though it lies inside of one.
        result = left if away.end_s > away.start_s else result
    return result


def common(one: Iterable[Span], other: Sequence[Span]) -> list[Span]:
    """What lies in stretches of both."""
    first = joined(one)
    return joined(part for span in other for part in clipped(first, span.start_s, span.end_s))


def moved(spans: Iterable[Span], by_s: float) -> list[Span]:
    """The same stretches, later by `by_s`."""
    return [Span(span.start_s + by_s, span.end_s + by_s) for span in spans]


def seconds(spans: Iterable[Span]) -> float:
    """How long stretches are that do not overlap, together."""
    return sum(span.end_s - span.start_s for span in spans)
