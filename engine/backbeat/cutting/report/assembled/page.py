"""The report page of an assembled edit: the template, style sheet and script of this folder."""

from __future__ import annotations

from backbeat.cutting.report.assembled import strip
from backbeat.cutting.report.assembled.edit import AssembledEdit, assembled_edit
from backbeat.cutting.report.assembled.shots import shots
from backbeat.cutting.report.assembled.summary import (
    assembled_sentences,
    figures,
    summarize_assembled,
)
from backbeat.cutting.report.assembled.views import AssembledViews
from backbeat.cutting.report.summary import about
from backbeat.drawing.pages import digest, fill, packaged, scheme, text
from backbeat.files.seal import MARK
from backbeat.v1.cutting_pb2 import SyncMap


def render_assembled(sync_map: SyncMap, views: AssembledViews, title: str) -> str:
    """One self-contained HTML page: no network, and no file beside it.

    Args:
        sync_map: of an assembled edit: `slots` with what each shows, `grid`, `spine`, `rate`.
        views: pictures, motion and music to draw; anything may be left out.
        title: name of the timeline.

    Raises:
        RequestError: the map names no frame rate.
    """
    edit = assembled_edit(sync_map, views)
    summary = summarize_assembled(edit)
    width = round(edit.px_per_frame * edit.frames)
    style = scheme() + packaged("backbeat.cutting.report.assembled", "page.css")
    style += f":root{{--strip:{width}px}}"
    script = packaged("backbeat.cutting.report.assembled", "page.js")
    fields = {
        "generator": MARK,
        "style_hash": digest(style),
        "script_hash": digest(script),
        "style": style,
        "script": script,
        "title": text(title),
        "about": _about(edit),
        "summary": " ".join(text(words) for words in assembled_sentences(edit, summary)),
        "figures": "".join(
            f"<div><dt>{term}</dt><dd>{figure}<small>{unit}</small></dd></div>"
            for term, figure, unit in figures(summary)
        ),
        "warnings": _warnings(sync_map),
        "joins": _joins(edit),
        "heads": _heads(edit),
        "height": f"{strip.HEIGHT}",
        "symbols": strip.symbols(edit),
        "strip": strip.strip(edit),
        "shots": shots(edit),
        "made_by": _made_by(sync_map),
    }
    return fill(packaged("backbeat.cutting.report.assembled", "page.html"), fields)


def _about(edit: AssembledEdit) -> str:
    return "".join(
        f"<div><dt>{term}</dt><dd>{text(words)}</dd></div>" for term, words in about(edit.edit)
    )


def _warnings(sync_map: SyncMap) -> str:
    if not sync_map.warnings:
        return ""
    items = "".join(f"<li>{text(warning)}</li>" for warning in sync_map.warnings)
    return f'<section class="warnings"><h2>Warnings</h2><ul>{items}</ul></section>'


def _joins(edit: AssembledEdit) -> str:
    """Where a song that was made to fit goes on elsewhere."""
    joins = edit.edit.sync_map.joins
    if not joins:
        return ""
    items = "".join(
        f"<li><b>{text(edit.edit.label(join.time_s * edit.rate))}</b> "
        f"<span>{text(join.description)}</span></li>"
        for join in joins
    )
    return f'<section class="joins"><h2>Joins of the song</h2><ol>{items}</ol></section>'


def _heads(edit: AssembledEdit) -> str:
    rows = [
        ("timecode", "Timecode", ""),
        ("bars", "Bar", ""),
        ("sections", "Section", ""),
        ("lane", "Shots", "first and last picture"),
        ("motion", "Motion", "peak and its beat"),
        ("music", "Music", "loudness"),
    ]
    return "".join(
        f'<div class="{kind}"><b>{name}</b>{f"<span>{more}</span>" if more else ""}</div>'
        for kind, name, more in rows
    )


def _made_by(sync_map: SyncMap) -> str:
    sources = [
        f"Backbeat {sync_map.engine_version}" if sync_map.engine_version else "Backbeat",
        f"music sha256 {sync_map.spine.sha256}" if sync_map.spine.sha256 else "",
    ]
    return "".join(f"<span>{text(source)}</span>" for source in sources if source)
