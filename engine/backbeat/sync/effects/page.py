"""The effects of a video against its picture, as HTML: one file without scripts.

What is seen to hit is above, what is heard below, and lines join those that fit; beside it, how
far each pair is apart.
"""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from pathlib import PurePath

from backbeat.drawing.lettering import clock
from backbeat.drawing.pages import plain
from backbeat.sync.effects.judging import AMBIENCE_FRAMES, IMPACT_FRAMES
from backbeat.sync.effects.matching import Moments
from backbeat.sync.lips.page import POLICY, STYLE, notes, verdict_class, verdict_words
from backbeat.sync.lips.page_drawing import Scale
from backbeat.v1.sync_pb2 import SyncReport

_WIDTH, _LEFT, _RIGHT = 1060.0, 64.0, 12.0
_ROW_S, _ROW_HEIGHT = 30.0, 74.0
_MOST_ROWS = 40
_DOTS_HEIGHT = 220.0
_OWN_STYLE = """
svg .seen{stroke:var(--lips);stroke-width:2}svg .heard{stroke:var(--voice);stroke-width:2}
svg .pair{stroke:var(--ink);stroke-width:1;opacity:.55}
"""


def page(report: SyncReport, seen: Moments, heard: Moments) -> str:
    """The page of a report.

    Args:
        report: the report.
        seen: impacts in the picture.
        heard: hits in the sound.
    """
    title = PurePath(report.path).name
    body = [
        f"<h1>{escape(title)}</h1>",
        f'<p class="dim">{clock(report.duration_s)}, {report.rate:g} frames a second, by what is '
        "seen to hit</p>",
        f'<p class="verdict {verdict_class(report.verdict)}">{escape(verdict_words(report))}</p>',
        f"<p>{escape(_sentence(report))}</p>",
        notes(report.warnings),
        _offsets(report),
        _lanes(report, seen, heard),
        _grades(report),
        _stretches(report),
        f'<h2>The file</h2><p class="dim">SHA-256 {escape(report.sha256)}</p>',
    ]
    return plain(f"Sync of {title}", body, STYLE + _OWN_STYLE, POLICY)


def _sentence(report: SyncReport) -> str:
    parts = [
        f"{report.impacts_seen} impacts are seen, {report.hits_heard} hits heard, "
        f"{len(report.pairs)} of them together. Confidence {report.confidence:.0%}."
    ]
    if report.HasField("offset_low_ms"):
        parts.append(
            f"The offset is between {report.offset_low_ms:.0f} and {report.offset_high_ms:.0f} ms "
            f"(95 %), {abs(report.offset_ms) * report.rate / 1000:.1f} frames."
        )
    elif report.shots:
        parts.append(report.shots[0].reason)
    return " ".join(parts)


def _offsets(report: SyncReport) -> str:
    if not report.pairs:
        return ""
    frame_ms = 1000 / report.rate
    reach = max(
        (AMBIENCE_FRAMES + 1) * frame_ms, 1.2 * max(abs(pair.offset_ms) for pair in report.pairs)
    )
    x = Scale(0, max(report.duration_s, 0.1), _LEFT, _WIDTH - _RIGHT)
    y = Scale(reach, -reach, 10, _DOTS_HEIGHT - 26)
    band = IMPACT_FRAMES * frame_ms
    parts = [
        f'<rect class="band" x="{_LEFT:g}" width="{_WIDTH - _LEFT - _RIGHT:g}" y="{y(band):.1f}" '
        f'height="{y(-band) - y(band):.1f}"/>'
    ]
    for frames in (-AMBIENCE_FRAMES, -IMPACT_FRAMES, 0, IMPACT_FRAMES, AMBIENCE_FRAMES):
        at = y(frames * frame_ms)
        label = f"{frames:+d} frames".replace("-", "−") if frames else "0"
        parts.append(
            f'<line class="{"zero" if not frames else "grid"}" x1="{_LEFT:g}" '
            f'x2="{_WIDTH - _RIGHT:g}" y1="{at:.1f}" y2="{at:.1f}"/>'
            f'<text x="{_LEFT - 6:g}" y="{at + 4:.1f}" text-anchor="end">{label}</text>'
        )
    for pair in report.pairs:
        parts.append(
            f'<circle class="dot" cx="{x(pair.seen_s):.1f}" cy="{y(pair.offset_ms):.1f}" r="4.5" '
            f'opacity="{0.2 + 0.8 * pair.confidence:.2f}"><title>{clock(pair.seen_s, 2)}: '
            f"{pair.offset_ms:+.0f} ms</title></circle>"
        )
    return (
        '<h2>Offsets</h2><p class="dim">Each dot is an impact with its sound; above the line the '
        "sound is late. The green band is two frames.</p>"
        + _svg(_DOTS_HEIGHT, "Offset of each impact", parts)
    )


def _lanes(report: SyncReport, seen: Moments, heard: Moments) -> str:
    rows = min(max(1, round(report.duration_s / _ROW_S + 0.49)), _MOST_ROWS)
    parts = [part for row in range(rows) for part in _row(report, seen, heard, row)]
    return (
        '<h2>Seen and heard</h2><p class="key"><span><i class="l"></i>seen to hit</span>'
        '<span><i class="v"></i>heard to hit</span></p>'
        + _svg(rows * _ROW_HEIGHT + 8, "What is seen and heard to hit", parts)
    )


def _row(report: SyncReport, seen: Moments, heard: Moments, row: int) -> Iterator[str]:
    start = row * _ROW_S
    end = max(min(start + _ROW_S, report.duration_s), start + 1.0)
    x = Scale(start, start + _ROW_S if report.duration_s > _ROW_S else end, _LEFT, _WIDTH - _RIGHT)
    top = row * _ROW_HEIGHT + 8
    yield f'<text x="{_LEFT - 8:g}" y="{top + 30:.1f}" text-anchor="end">{clock(start)}</text>'
    for moments, kind, y in ((seen, "seen", top), (heard, "heard", top + 36)):
        part = moments.between(start, end)
        for time, sure in zip(part.times_s, part.confidence, strict=True):
            yield (
                f'<line class="{kind}" x1="{x(time):.1f}" x2="{x(time):.1f}" y1="{y:.1f}" '
                f'y2="{y + 20:.1f}" opacity="{0.15 + 0.85 * float(sure):.2f}"/>'
            )
    for pair in report.pairs:
        if start <= pair.seen_s < end:
            yield (
                f'<line class="pair" x1="{x(pair.seen_s):.1f}" x2="{x(pair.heard_s):.1f}" '
                f'y1="{top + 20:.1f}" y2="{top + 36:.1f}"/>'
            )


def _grades(report: SyncReport) -> str:
    rows = "".join(
        f'<tr><td>{escape(grade.standard)}</td><td><span class="'
        f'{"ok" if getattr(grade, "pass") else "no"}">{escape(grade.grade)}</span></td></tr>'
        for grade in report.grades
    )
    return f"<h2>Tolerances</h2><table>{rows}</table>" if rows else ""


def _stretches(report: SyncReport) -> str:
    rows = "".join(
        f"<tr><td>{clock(shot.start_s, 1)} – {clock(shot.end_s, 1)}</td>"
        f'<td><span class="{verdict_class(shot.verdict)}">{escape(shot.reason)}</span></td>'
        f'<td class="n">{shot.confidence:.0%}</td></tr>'
        for shot in report.shots
    )
    return f"<h2>Stretches</h2><table>{rows}</table>"


def _svg(height: float, title: str, parts: list[str]) -> str:
    return (
        f'<div class="rolls"><svg viewBox="0 0 {_WIDTH:g} {height:g}" role="img" '
        f'aria-label="{escape(title)}">{"".join(parts)}</svg></div>'
    )
