"""A sync report as HTML: the verdict, the offset over time, the worst moments with their curves.

One file without scripts and external resources, for reading, printing and archiving.
"""

from __future__ import annotations

import base64
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import PurePath

import numpy as np
import numpy.typing as npt

from backbeat.drawing.lettering import clock
from backbeat.drawing.pages import plain
from backbeat.sync.lips.page_drawing import moment_curves, offsets_over_time
from backbeat.sync.lips.table import verdict_name
from backbeat.v1.sync_pb2 import (
    SYNC_VERDICT_IN_SYNC,
    SYNC_VERDICT_OUT_OF_SYNC,
    SyncReport,
    SyncShot,
)

Float64s = npt.NDArray[np.float64]

POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"
STYLE = """
:root{--page:#fbfbfc;--ink:#1d1d1f;--dim:#5d5d63;--rule:#e3e4e8;--panel:#f1f2f4;
--ok:#dff2e8;--ok-ink:#14583b;--no:#fbe3e6;--no-ink:#8c1527;--maybe:#fdf0d5;--maybe-ink:#6b4700;
--lips:#b4237a;--voice:#1f7a8c;--moved:#1f7a8c;--band:#2f9e6b}
@media screen and (prefers-color-scheme:dark){
:root{--page:#161617;--ink:#e6e6e8;--dim:#a0a0a7;--rule:#313134;--panel:#1f1f21;
--ok:#173c2a;--ok-ink:#9fe0bf;--no:#4a1d24;--no-ink:#ffb3bd;--maybe:#40300c;--maybe-ink:#f3d48a;
--lips:#ff7cc3;--voice:#6cc5d6;--moved:#6cc5d6;--band:#4cc38a}}
:root{color:var(--ink);background:var(--page);
font:15px/1.5 system-ui,-apple-system,'Segoe UI',Arial,'DejaVu Sans',sans-serif}
body{max-width:1100px;margin:0 auto;padding:28px 20px 60px}
h1{font-size:26px;margin:0;overflow-wrap:anywhere}h2{font-size:17px;margin:34px 0 8px}
p{margin:4px 0;overflow-wrap:anywhere}.dim{color:var(--dim)}
.verdict{display:inline-block;margin:14px 0;padding:6px 14px;border-radius:8px;font-weight:600}
.ok{background:var(--ok);color:var(--ok-ink)}.no{background:var(--no);color:var(--no-ink)}
.maybe{background:var(--maybe);color:var(--maybe-ink)}
td .ok,td .no,td .maybe{padding:1px 7px;border-radius:6px;white-space:nowrap}
table{border-collapse:collapse;width:100%}td,th{padding:5px 10px;text-align:left;
border-bottom:1px solid var(--rule);vertical-align:top}
th{color:var(--dim);font-weight:500}
td.n,th.n{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
.rolls{overflow-x:auto}svg{display:block;width:100%;height:auto}
svg text{font-size:12px;fill:var(--dim)}svg .grid{stroke:var(--rule)}
svg .zero{stroke:var(--dim)}svg .band{fill:var(--band);opacity:.14}
svg .cut{stroke:var(--dim);stroke-dasharray:2 4;opacity:.6}
svg .dot{fill:var(--voice)}svg .line{stroke:var(--lips);stroke-width:2}
svg .lips{fill:none;stroke:var(--lips);stroke-width:2}
svg .voice{fill:none;stroke:var(--voice);stroke-width:2}
svg .moved{fill:none;stroke:var(--moved);stroke-width:1.5;stroke-dasharray:4 4;opacity:.8}
svg .now{stroke:var(--ink);stroke-width:1.5;opacity:.5}
.moment{display:grid;grid-template-columns:minmax(140px,260px) 1fr;gap:16px;margin:14px 0;
break-inside:avoid;align-items:center}
.moment img{width:100%;border-radius:8px;display:block;background:var(--panel)}
.key span{margin-right:18px}.key i{display:inline-block;width:22px;height:0;
border-top:3px solid;vertical-align:middle;margin-right:6px}
.key .l{color:var(--lips)}.key .v{color:var(--voice)}
.key .m{color:var(--moved);border-top-style:dashed}.key .s{color:inherit}
@media(max-width:640px){.moment{grid-template-columns:1fr}}
@media print{body{padding:0}}
"""


@dataclass(frozen=True, eq=False)
class Moment:
    """A moment to look at: a picture, and what lips and voice do around it."""

    time_s: float
    note: str
    picture: bytes
    """JPEG; empty: it cannot be shown."""
    from_s: float
    lips: Float64s
    """How far the mouth is open, from `from_s` on in steps of 10 ms; in deviations."""
    voice: Float64s
    """What the voice as it is heard lets expect."""
    moved: Float64s | None
    """The same, moved by the measured offset; None where it is not known."""


def page(report: SyncReport, moments: Sequence[Moment]) -> str:
    """The page of a report, as HTML.

    Args:
        report: the report.
        moments: the moments to show, worst first.
    """
    title = PurePath(report.path).name
    body = [
        f"<h1>{escape(title)}</h1>",
        f'<p class="dim">{escape(_kind(report))}</p>',
        f'<p class="verdict {verdict_class(report.verdict)}">{escape(verdict_words(report))}</p>',
        f"<p>{escape(_sentence(report))}</p>",
        notes(report.warnings),
        _over_time(report),
        _grades(report),
        _moments(moments),
        _shots(report),
        _faces(report),
        f'<h2>The file</h2><p class="dim">SHA-256 {escape(report.sha256)}</p>',
    ]
    return _document(f"Sync of {title}", body)


def _kind(report: SyncReport) -> str:
    method = {"features": "by the speech model", "spectrum": "by the spectrum alone"}
    parts = [clock(report.duration_s), f"{report.rate:g} frames a second"]
    parts += [method[report.method]] if report.method in method else []
    return ", ".join(parts)


def verdict_words(report: SyncReport) -> str:
    """The verdict of a video, for people."""
    name = verdict_name(report.verdict)
    words = name[:1].upper() + name[1:]
    if report.HasField("offset_ms"):
        words += f": the sound is {_late(report.offset_ms)}"
    return words


def _sentence(report: SyncReport) -> str:
    parts = [f"Confidence {report.confidence:.0%}."]
    if report.HasField("offset_ms"):
        parts.append(f"That is {abs(report.offset_ms) * report.rate / 1000:.1f} frames.")
    if report.HasField("drift_ppm"):
        parts.append(
            f"The offset drifts by {_number(report.drift_ppm)} ppm "
            f"({_number(report.drift_low_ppm)} to {_number(report.drift_high_ppm)})."
        )
    if report.HasField("closure_offset_ms"):
        parts.append(
            f"By {report.closures} closures of p, b and m alone: {_late(report.closure_offset_ms)}."
        )
    if report.HasField("lse_distance"):
        parts.append(
            f"SyncNet (model {report.lse_model_sha256[:12]}): LSE-D {report.lse_distance:.3f}, "
            f"LSE-C {report.lse_confidence:.3f}, {_late(report.lse_offset_ms)}."
        )
    if report.HasField("fixed_offset_ms"):
        parts.append(f"The fixed file measures {_late(report.fixed_offset_ms)}.")
    return " ".join(parts)


def _over_time(report: SyncReport) -> str:
    drawn = offsets_over_time(report)
    if not drawn:
        return ""
    return (
        "<h2>Over time</h2>"
        '<p class="dim">Each dot is five seconds of lips; the fainter, the less sure. Above the '
        "line the sound is late. The green band is what EBU R37 allows.</p>"
        f"{drawn}"
    )


def _grades(report: SyncReport) -> str:
    rows = "".join(
        f"<tr><td>{escape(grade.standard)}</td>"
        f'<td><span class="{"ok" if getattr(grade, "pass") else "no"}">{escape(grade.grade)}'
        "</span></td></tr>"
        for grade in report.grades
    )
    return f"<h2>Tolerances</h2><table>{rows}</table>" if rows else ""


def _moments(moments: Sequence[Moment]) -> str:
    if not moments:
        return ""
    parts = [
        "<h2>Moments to look at</h2>",
        '<p class="key"><span><i class="l"></i>how far the mouth is open</span>'
        '<span><i class="v"></i>what the voice lets expect, as it is heard</span>'
        '<span><i class="m"></i>the same, moved by the measured offset</span></p>',
    ]
    for moment in moments:
        picture = (
            f'<img alt="The picture at {clock(moment.time_s, 1)}" '
            f'src="data:image/jpeg;base64,{base64.b64encode(moment.picture).decode()}">'
            if moment.picture
            else ""
        )
        curves = moment_curves(
            moment.time_s, moment.from_s, moment.lips, moment.voice, moment.moved
        )
        parts.append(
            f'<div class="moment"><div>{picture}</div><div><p><b>{clock(moment.time_s, 2)}</b> '
            f"{escape(moment.note)}</p>{curves}</div></div>"
        )
    return "".join(parts)


def _shots(report: SyncReport) -> str:
    scored = report.HasField("lse_distance")
    rows = "".join(_shot(number, shot, scored) for number, shot in enumerate(report.shots, 1))
    more = '<th class="n">LSE-D</th><th class="n">LSE-C</th>' if scored else ""
    return (
        '<h2>Shots</h2><div class="rolls"><table><tr><th class="n">Shot</th><th>From – to</th>'
        '<th class="n">Face</th><th></th><th class="n">Offset</th><th class="n">Frames</th>'
        f'<th class="n">Confidence</th>{more}<th>Why</th></tr>{rows}</table></div>'
    )


def _shot(number: int, shot: SyncShot, scored: bool) -> str:
    offset = _late(shot.offset_ms) if shot.HasField("offset_ms") else "–"
    frames = _number(shot.offset_frames, 1) if shot.HasField("offset_frames") else "–"
    return (
        f'<tr><td class="n">{number}</td><td>{clock(shot.start_s, 1)} – {clock(shot.end_s, 1)}</td>'
        f'<td class="n">{shot.face or "–"}</td>'
        f'<td><span class="{verdict_class(shot.verdict)}">{verdict_name(shot.verdict)}</span></td>'
        f'<td class="n">{offset}</td><td class="n">{frames}</td>'
        f'<td class="n">{shot.confidence:.0%}</td>{_lse(shot) if scored else ""}'
        f"<td>{escape(shot.reason)}</td></tr>"
    )


def _lse(shot: SyncShot) -> str:
    if not shot.HasField("lse_distance"):
        return '<td class="n">–</td>' * 2
    return f'<td class="n">{shot.lse_distance:.3f}</td><td class="n">{shot.lse_confidence:.3f}</td>'


def _faces(report: SyncReport) -> str:
    if len(report.faces) < 2:
        return ""
    rows = "".join(
        f'<tr><td class="n">{face.number}</td><td>{clock(face.start_s, 1)} – '
        f'{clock(face.end_s, 1)}</td><td class="n">{face.seen:.0%}</td>'
        f"<td>{'speaks' if face.speaks else ''}</td></tr>"
        for face in report.faces
    )
    return (
        '<h2>Faces</h2><table><tr><th class="n">Face</th><th>From – to</th><th class="n">Seen</th>'
        f"<th></th></tr>{rows}</table>"
    )


def notes(said: Iterable[str]) -> str:
    """Notes as a list; empty without any."""
    items = "".join(f"<li>{escape(note)}</li>" for note in said)
    return f"<h2>Notes</h2><ul>{items}</ul>" if items else ""


def verdict_class(verdict: int) -> str:
    """The style of a verdict."""
    if verdict == SYNC_VERDICT_IN_SYNC:
        return "ok"
    return "no" if verdict == SYNC_VERDICT_OUT_OF_SYNC else "maybe"


def _late(milliseconds: float) -> str:
    if round(milliseconds) == 0:
        return "0 ms"
    return f"{abs(milliseconds):.0f} ms {'late' if milliseconds > 0 else 'early'}"


def _number(value: float, digits: int = 0) -> str:
    # Adding 0 turns -0.0 into 0.0.
    return f"{round(value, digits) + 0:+.{digits}f}".replace("-", "−")


def _document(title: str, body: Iterable[str]) -> str:
    return plain(title, body, STYLE, POLICY)
