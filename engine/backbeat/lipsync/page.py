"""A report on a lip-sync as HTML: what was changed, how well, and mouths before and after.

One file without scripts and external resources, for reading, printing and archiving.
"""

from __future__ import annotations

import base64
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from pathlib import PurePath

from backbeat.drawing.lettering import clock
from backbeat.drawing.pages import plain
from backbeat.v1.lipsync_pb2 import LipSyncResult

_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"
_STYLE = """
:root{--page:#fbfbfc;--ink:#1d1d1f;--dim:#5d5d63;--rule:#e3e4e8;--panel:#f1f2f4}
@media screen and (prefers-color-scheme:dark){
:root{--page:#161617;--ink:#e6e6e8;--dim:#a0a0a7;--rule:#313134;--panel:#1f1f21}}
:root{color:var(--ink);background:var(--page);
font:15px/1.5 system-ui,-apple-system,'Segoe UI',Arial,'DejaVu Sans',sans-serif}
body{max-width:1100px;margin:0 auto;padding:28px 20px 60px}
h1{font-size:26px;margin:0;overflow-wrap:anywhere}h2{font-size:17px;margin:34px 0 8px}
p{margin:4px 0;overflow-wrap:anywhere}.dim{color:var(--dim)}
table{border-collapse:collapse;width:100%}td,th{padding:5px 10px;text-align:left;
border-bottom:1px solid var(--rule);vertical-align:top;overflow-wrap:anywhere}
th{color:var(--dim);font-weight:500;white-space:nowrap}
figure{margin:14px 0;break-inside:avoid}figcaption{color:var(--dim)}
figure img{width:100%;border-radius:8px;display:block;background:var(--panel)}
@media print{body{padding:0}}
"""


@dataclass(frozen=True)
class Strip:
    """Mouths of consecutive pictures, as they were above and as they are below."""

    time_s: float
    """Of the middle one."""
    face: int
    picture: bytes
    """JPEG."""


def page(result: LipSyncResult, strips: Sequence[Strip]) -> str:
    """The page of a result, as HTML.

    Args:
        result: the result.
        strips: moments to look at, in order.
    """
    name = PurePath(result.path).name
    body = [
        f"<h1>{escape(name)}</h1>",
        f'<p class="dim">{escape(_kind(result))}</p>',
        _facts(result),
        "".join(f"<p>{escape(warning)}</p>" for warning in result.warnings),
        _strips(strips),
        _shots(result),
        f"<h2>The source</h2><p>{escape(result.source_path)}</p>"
        f'<p class="dim">SHA-256 {escape(result.source_sha256)}</p>',
    ]
    return plain(f"Lip-sync of {name}", body, _STYLE, _POLICY)


def _kind(result: LipSyncResult) -> str:
    preview = ": a preview, to judge timing by" if result.preview else ""
    return f"Lip-sync by {result.backend or 'no backend'}{preview}"


def _facts(result: LipSyncResult) -> str:
    rows = [("Frames", f"{result.frames}, of which {result.frames_changed} have a new mouth")]
    if result.frames_copied:
        rows.append(("Copied", f"{result.frames_copied} frames, as they were encoded"))
    spans = ", ".join(f"{span.start_s:.2f}–{span.end_s:.2f} s" for span in result.changed)
    rows.append(("Changed", spans or "nothing"))
    if result.HasField("offset_ms"):
        side = "late" if result.offset_ms > 0 else "early"
        rows.append(
            (
                "In sync",
                f"the sound is {abs(result.offset_ms):.0f} ms {side} "
                f"(confidence {result.offset_confidence:.0%})",
            )
        )
    else:
        rows.append(("In sync", "cannot be told"))
    if result.HasField("closure_rate"):
        closed = round(result.closure_rate * result.closures)
        rows.append(("p, b, m", f"lips close at {closed} of {result.closures}"))
    rows += [
        (label, value)
        for label, value in (
            ("Computed by", " ".join((result.device, result.device_reason)).strip()),
            ("Licence", result.licence),
            ("Models", ", ".join(result.model_sha256)),
            ("Marked as generated", result.mark),
            ("Timeline", result.timeline_path),
            ("Clip", f"{result.clip} on {result.track}" if result.clip else ""),
        )
        if value
    ]
    cells = "".join(f"<tr><th>{escape(k)}</th><td>{escape(v)}</td></tr>" for k, v in rows)
    return f"<h2>What was made</h2><table>{cells}</table>"


def _strips(strips: Sequence[Strip]) -> str:
    if not strips:
        return ""
    figures = "".join(
        f'<figure><img alt="Mouths of face {strip.face} at {escape(clock(strip.time_s, 1))}, '
        'as they were above, as they are below" src="data:image/jpeg;base64,'
        f'{base64.b64encode(strip.picture).decode()}">'
        f"<figcaption>{escape(clock(strip.time_s, 1))}, face {strip.face}</figcaption></figure>"
        for strip in strips
    )
    return f"<h2>Mouths, as they were and as they are</h2>{figures}"


def _shots(result: LipSyncResult) -> str:
    if not result.shots:
        return ""
    rows = "".join(
        f"<tr><td>{escape(clock(shot.start_s, 1))}–{escape(clock(shot.end_s, 1))}</td>"
        f"<td>{f'face {shot.face}' if shot.face else 'no face'}</td>"
        f"<td>{shot.frames_changed}</td><td>{escape(shot.reason)}</td></tr>"
        for shot in result.shots
    )
    head = "<tr><th>Shot</th><th>Face</th><th>Frames changed</th><th>What stays, and why</th></tr>"
    return f"<h2>Shots</h2><table>{head}{rows}</table>"
