"""The timeline from left to right: its shots, and cues by layer, each a link to its own part."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from backbeat.drawing.lettering import clock
from backbeat.drawing.pages import text
from backbeat.foley.cues import Layer
from backbeat.v1.foley_pb2 import FoleyCue, FoleyResult

_RULER, _ROW, _BAR = 18, 24, 14
_STEPS_S = (1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600)
_MOST_MARKS = 10
_LEAST = 0.35
"""Width of a hit, in hundredths of the drawing, at which it is seen and can be pointed at."""
_PICTURE, _PROPOSALS, _MISSING = "Picture", "Proposals", "Not covered"


@dataclass(frozen=True)
class Shot:
    """A clip of picture. Times are in seconds from the timeline's first frame."""

    name: str
    start_s: float
    end_s: float


def lanes(result: FoleyResult, shots: Sequence[Shot]) -> str:
    """The drawing as HTML, as wide as there is room; empty where nothing lasts."""
    if result.duration_s <= 0:
        return ""
    rows = _rows(result, shots)
    height = _RULER + _ROW * len(rows)
    drawn = "".join(
        f'<g transform="translate(0 {_RULER + _ROW * number + (_ROW - _BAR) // 2})">{row}</g>'
        for number, row in enumerate(rows.values())
    )
    names = "".join(f"<li>{text(name)}</li>" for name in rows)
    return (
        f'<div class="lanes"><ul class="names" aria-hidden="true">{names}</ul>'
        f'<svg height="{height}" role="img" aria-label="Cues over time">'
        f"{_marks(result.duration_s, height)}{drawn}</svg></div>"
    )


def _rows(result: FoleyResult, shots: Sequence[Shot]) -> dict[str, str]:
    length = result.duration_s
    placed = [cue for cue in result.cues if cue.placed]
    rows = {
        _PICTURE: "".join(_bar("shot", one.start_s, one.end_s, one.name, length) for one in shots)
    }
    for layer in Layer:
        own = [cue for cue in placed if cue.layer == layer.value]
        rows[layer.value] = "".join(_cue(cue, length) for cue in own)
    rows[_PROPOSALS] = "".join(_cue(cue, length) for cue in result.cues if not cue.placed)
    rows[_MISSING] = "".join(
        _bar("missing", one.start_s, one.end_s, f"{one.kind}, {one.level_db:.0f} dB", length)
        for one in result.coverage.missing
    )
    return {name: row for name, row in rows.items() if row}


def _cue(cue: FoleyCue, length: float) -> str:
    kind = "proposal" if not cue.placed else "bed" if cue.end_s else "hit"
    words = f"{cue.number}  {cue.timecode}  {cue.description or cue.kind}"
    bar = _bar(kind, cue.time_s, cue.end_s or cue.time_s, words, length)
    return f'<a href="#c{text(cue.number)}">{bar}</a>'


def _bar(kind: str, start_s: float, end_s: float, words: str, length: float) -> str:
    left = min(100 * start_s / length, 100 - _LEAST)
    width = max(_LEAST, min(100 * (end_s - start_s) / length, 100 - left))
    return (
        f'<rect class="{kind}" x="{left:.3f}%" width="{width:.3f}%" height="{_BAR}" rx="1.5">'
        f"<title>{text(words)}</title></rect>"
    )


def _marks(length: float, height: int) -> str:
    step = next((step for step in _STEPS_S if length / step <= _MOST_MARKS), _STEPS_S[-1])
    times = [step * number for number in range(int(length / step) + 1)]
    return "".join(
        f'<line x1="{100 * time / length:.3f}%" x2="{100 * time / length:.3f}%" y1="0" '
        f'y2="{height}"/><text x="{100 * time / length:.3f}%" dx="4" y="12">{clock(time)}</text>'
        for time in times
        if time < 0.93 * length
    )
