"""A recut as a page: the old cut above the new one, and where each cue went."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import PurePath

from backbeat.drawing.lettering import clock, shortened, width_of
from backbeat.drawing.pages import plain, scheme, text
from backbeat.foley.conform.outcomes import Outcome
from backbeat.foley.spine import PictureClip, Spine
from backbeat.v1.foley_pb2 import ConformedCue, FoleyConformResult

_WIDTH, _EDGE = 1000.0, 8.0
_OLD_Y, _NEW_Y, _CLIP, _HEIGHT = 24.0, 156.0, 28.0, 204.0
_FONT = 11.0
_POLICY = "default-src 'none'; style-src 'unsafe-inline'"
_STYLE = """
body { background: var(--page); color: var(--ink); margin: 24px auto; max-width: 1040px;
  padding: 0 16px; font: 14px/1.45 system-ui, sans-serif; }
h1 { font-size: 18px; } .dim, td.dim { color: var(--dim); }
dl { display: flex; gap: 28px; flex-wrap: wrap; } dt { color: var(--dim); font-size: 12px; }
dd { margin: 0; font-size: 18px; font-variant-numeric: tabular-nums; }
svg { width: 100%; height: auto; background: var(--panel); border-radius: 6px; }
svg text { font-size: 11px; fill: var(--ink); }
.clip { fill: var(--clip); stroke: var(--panel); } .gone { fill: var(--was); }
.kept { stroke: var(--kept); } .moved, .split { stroke: var(--moved); }
.cut, .review { stroke: var(--skipped); } .review { stroke-dasharray: 4 2; }
line { stroke-width: 1.4; }
table { border-collapse: collapse; width: 100%; margin-top: 16px; }
th { text-align: left; color: var(--dim); font-weight: normal; font-size: 12px; }
td, th { padding: 4px 10px 4px 0; border-bottom: 1px solid var(--rule); vertical-align: top; }
td.time { font-variant-numeric: tabular-nums; white-space: nowrap; }
td.mark { color: var(--skipped); }
"""
_ORDER = tuple(outcome.value for outcome in Outcome)


def page(result: FoleyConformResult, old: Spine, new: Spine) -> str:
    """The page, as HTML.

    Args:
        result: what became of the cues.
        old, new: the cuts.
    """
    title = f"{PurePath(result.new_path).name} from {PurePath(result.old_path).name}"
    body = [
        f"<h1>{text(title)}</h1>",
        _figures(result),
        _drawing(result, old, new),
        *(f"<p>{text(warning)}</p>" for warning in result.warnings),
        _table(result.cues),
    ]
    return plain(title, body, scheme() + _STYLE, _POLICY)


def _figures(result: FoleyConformResult) -> str:
    return (
        "<dl>"
        + "".join(f"<div><dt>{name}</dt><dd>{getattr(result, name)}</dd></div>" for name in _ORDER)
        + "</dl>"
    )


def _drawing(result: FoleyConformResult, old: Spine, new: Spine) -> str:
    longest = max(old.duration, new.duration)
    scale = (_WIDTH - 2 * _EDGE) / float(longest or 1)
    parts = [*_lane("old", old, _OLD_Y, scale), *_lane("new", new, _NEW_Y, scale)]
    for cue in sorted(result.cues, key=lambda cue: _ORDER.index(cue.outcome), reverse=True):
        parts += _way(cue, scale)
    return (
        f'<svg viewBox="0 0 {_WIDTH:.0f} {_HEIGHT:.0f}" role="img" '
        'aria-label="Where each cue of the old cut is in the new one">' + "".join(parts) + "</svg>"
    )


def _lane(name: str, spine: Spine, y: float, scale: float) -> Iterator[str]:
    label = f"{name}, {clock(float(spine.duration))}"
    yield f'<text x="{_EDGE}" y="{y - 6 if y == _OLD_Y else y + _CLIP + 14:.0f}">{label}</text>'
    for clip in spine.clips:
        yield _clip(clip, y, scale)


def _clip(clip: PictureClip, y: float, scale: float) -> str:
    x, width = _EDGE + float(clip.start) * scale, float(clip.end - clip.start) * scale
    name = shortened(clip.name, _FONT, width - 8)
    words = ""
    if name and width_of(name, _FONT) <= width - 8:
        words = f'<text x="{x + 4:.1f}" y="{y + 18:.1f}">{text(name)}</text>'
    return (
        f'<rect class="clip" x="{x:.1f}" y="{y}" width="{width:.1f}" height="{_CLIP}">'
        f"<title>{text(clip.name)}</title></rect>{words}"
    )


def _way(cue: ConformedCue, scale: float) -> Iterator[str]:
    x = _EDGE + cue.old_time_s * scale
    title = f"<title>{text(f'{cue.number} {cue.description}: {cue.outcome}')}</title>"
    top = _OLD_Y + _CLIP
    if not cue.new_times_s:
        yield _line(cue.outcome, (x, _OLD_Y), (x, top + 14), title)
    for time in cue.new_times_s:
        there = _EDGE + time * scale
        points = ((x, _OLD_Y), (x, top), (there, _NEW_Y), (there, _NEW_Y + _CLIP))
        for first, second in pairwise(points):
            yield _line(cue.outcome, first, second, title)


def _line(outcome: str, first: tuple[float, float], second: tuple[float, float], title: str) -> str:
    return (
        f'<line class="{outcome}" x1="{first[0]:.1f}" y1="{first[1]:.1f}" x2="{second[0]:.1f}" '
        f'y2="{second[1]:.1f}">{title}</line>'
    )


def _table(cues: Sequence[ConformedCue]) -> str:
    rows = "".join(_row(cue) for cue in cues)
    heads = "".join(f"<th>{name}</th>" for name in ("Cue", "What", "Old", "New", "", "Why"))
    return f"<table><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>"


def _row(cue: ConformedCue) -> str:
    new = ", ".join(clock(time, 2) for time in cue.new_times_s) or "–"
    mark = ' class="mark"' if cue.outcome in (Outcome.CUT, Outcome.REVIEW) else ""
    return (
        f"<tr><td>{text(cue.number)}</td><td>{text(cue.description)}</td>"
        f'<td class="time">{clock(cue.old_time_s, 2)}</td><td class="time">{new}</td>'
        f'<td{mark}>{cue.outcome}</td><td class="dim">{text(cue.reason)}</td></tr>'
    )
