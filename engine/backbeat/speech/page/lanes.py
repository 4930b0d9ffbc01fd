"""The recording from left to right: a lane for each speaker, so that overlaps are seen."""

from __future__ import annotations

from collections.abc import Sequence

from backbeat.drawing.lettering import clock
from backbeat.drawing.pages import text
from backbeat.speech.captions import Caption

_LANE, _BAR = 26, 18
_RULER = 18
_STEPS_S = (1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600)
_MOST_MARKS = 12
_SPEAKERS = 8


def lanes(captions: Sequence[Caption], duration_s: float) -> str:
    """The lanes as HTML: names, and a drawing as wide as there is room."""
    speakers = sorted({caption.speaker for caption in captions})
    if not speakers or duration_s <= 0:
        return ""
    height = _RULER + _LANE * len(speakers)
    several = len(speakers) > 1
    names = "".join(
        f'<div class="s{_color(speaker, several)}">Speaker {speaker}</div>' for speaker in speakers
    )
    heads = f'<div class="heads" aria-hidden="true">{names}</div>' if several else ""
    bars = "".join(
        _bar(caption, speakers.index(caption.speaker), duration_s, several) for caption in captions
    )
    return (
        f'<div class="lanes">{heads}<div class="field" id="lanes" role="slider" tabindex="0" '
        f'aria-label="Place in the recording" aria-valuemin="0" '
        f'aria-valuemax="{duration_s:.1f}" aria-valuenow="0">'
        f'<svg width="100%" height="{height}" preserveAspectRatio="none">'
        f"{_marks(duration_s, height)}{_grounds(len(speakers))}{bars}</svg>"
        f'<div class="head" id="head"></div></div></div>'
    )


def _color(speaker: int, several: bool) -> int:
    return (speaker - 1) % _SPEAKERS + 1 if several and speaker else 0


def _bar(caption: Caption, lane: int, duration_s: float, several: bool) -> str:
    left = 100 * caption.start_s / duration_s
    width = 100 * (caption.words[-1].end_s - caption.start_s) / duration_s
    top = _RULER + _LANE * lane + (_LANE - _BAR) // 2
    return (
        f'<rect class="s{_color(caption.speaker, several)}" x="{left:.4f}%" width="{width:.4f}%" '
        f'y="{top}" height="{_BAR}" rx="2"><title>{text(caption.text)}</title></rect>'
    )


def _grounds(count: int) -> str:
    return "".join(
        f'<line class="ground" x1="0" x2="100%" y1="{_RULER + _LANE * lane}" '
        f'y2="{_RULER + _LANE * lane}"/>'
        for lane in range(count)
    )


def _marks(duration_s: float, height: int) -> str:
    step = next((step for step in _STEPS_S if duration_s / step <= _MOST_MARKS), 7200)
    marks = []
    for time in range(0, int(duration_s) + 1, step):
        left = 100 * time / duration_s
        marks.append(f'<line x1="{left:.4f}%" x2="{left:.4f}%" y1="0" y2="{height}"/>')
        if left < 94:
            marks.append(f'<text x="{left:.4f}%" dx="4" y="12">{clock(time)}</text>')
    return "".join(marks)
