"""The lines from left to right: the original's above, the new ones below, pairs joined."""

from __future__ import annotations

from collections.abc import Sequence

from backbeat.drawing.lettering import clock
from backbeat.drawing.pages import text
from backbeat.v1.dubbing_pb2 import DubbedLine

_RULER, _BAR, _BETWEEN = 18, 16, 12
_STEPS_S = (1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600)
_MOST_MARKS = 12


def lanes(lines: Sequence[DubbedLine], duration_s: float) -> str:
    """The drawing as HTML, as wide as there is room; empty without lines."""
    if not lines or duration_s <= 0:
        return ""
    height = _RULER + 2 * _BAR + _BETWEEN + 6
    drawn = "".join(_pair(line, duration_s) for line in lines)
    return (
        f'<div class="lanes"><svg height="{height}" role="img" aria-label="Lines over time">'
        f"{_marks(duration_s, height)}{drawn}</svg></div>"
    )


def _pair(line: DubbedLine, duration_s: float) -> str:
    kind = "bad" if line.problem else "new"
    above, below = _RULER, _RULER + _BAR + _BETWEEN
    parts = []
    if line.original_text or not line.stretch or line.start_s != line.placed_s:
        words = line.original_text or f"line {line.number}"
        parts.append(_bar("was", line.start_s, line.end_s, above, words, duration_s))
    if line.stretch:
        words = line.text or f"line {line.number}"
        parts.append(_bar(kind, line.placed_s, line.placed_end_s, below, words, duration_s))
        parts.append(
            f'<line x1="{100 * line.start_s / duration_s:.4f}%" y1="{above + _BAR}" '
            f'x2="{100 * line.placed_s / duration_s:.4f}%" y2="{below}"/>'
        )
    return "".join(parts)


def _bar(kind: str, start_s: float, end_s: float, top: int, words: str, duration_s: float) -> str:
    left, width = 100 * start_s / duration_s, 100 * (end_s - start_s) / duration_s
    return (
        f'<rect class="{kind}" x="{left:.4f}%" width="{width:.4f}%" y="{top}" height="{_BAR}" '
        f'rx="2"><title>{text(words)}</title></rect>'
    )


def _marks(duration_s: float, height: int) -> str:
    step = next((step for step in _STEPS_S if duration_s / step <= _MOST_MARKS), _STEPS_S[-1])
    times = [step * number for number in range(int(duration_s / step) + 1)]
    return "".join(
        f'<line x1="{100 * time / duration_s:.4f}%" x2="{100 * time / duration_s:.4f}%" y1="0" '
        f'y2="{height}"/><text x="{100 * time / duration_s:.4f}%" dx="4" y="12">'
        f"{clock(time)}</text>"
        for time in times
        if time < 0.97 * duration_s
    )
