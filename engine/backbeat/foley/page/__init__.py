"""Foley as a page: every cue with its picture, its evidence and its sound, to look at and hear.

One file; only sounds and the mix are beside it, and it can be read and printed without them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePath

from backbeat.drawing.lettering import clock
from backbeat.drawing.pages import digest, fill, packaged, scheme, text
from backbeat.files.seal import MARK
from backbeat.foley.page.cues import Look, View, Wave, cue_part, groups_of
from backbeat.foley.page.lanes import Shot, lanes
from backbeat.v1.foley_pb2 import FoleyCue, FoleyLayer, FoleyResult
from backbeat.version import __version__

__all__ = ["Look", "Media", "Shot", "View", "Wave", "page"]

_MOST_MISSING = 12


@dataclass(frozen=True)
class Media:
    """A recording with the effects in it that the page plays."""

    name: str
    url: str
    """Relative to the page."""
    is_video: bool


def page(
    result: FoleyResult,
    status_of: Callable[[FoleyCue], str],
    shots: Sequence[Shot],
    views: Mapping[str, View],
    media: Media | None,
) -> str:
    """The page of a result, as HTML.

    Args:
        result: the result.
        status_of: what is left to do about a cue, in a word; empty: nothing.
        shots: clips of picture, for the overview.
        views: what is shown of a cue, by its number.
        media: what is played around a hit; None: nothing.
    """
    style = scheme() + packaged(__name__, "page.css")
    script = packaged(__name__, "page.js")
    parts = [
        cue_part(cue, status_of(cue), views.get(cue.number, View()), media is not None)
        for cue in result.cues
    ]
    return fill(
        packaged(__name__, "page.html"),
        {
            "generator": MARK,
            "style_hash": digest(style),
            "script_hash": digest(script),
            "style": style,
            "script": script,
            "title": text(PurePath(result.path).name),
            "figures": _figures(result),
            "notes": "".join(f"<p>{text(warning)}</p>" for warning in result.warnings),
            "players": "" if media is None else _player(media),
            "lanes": lanes(result, shots),
            "measured": _measured(result),
            "filters": _filters(result, status_of),
            "cues": "\n".join(parts),
            "made_by": f"Backbeat {text(__version__)}. {text(_detector(result))}",
        },
    )


def _figures(result: FoleyResult) -> str:
    placed = [cue for cue in result.cues if cue.placed]
    errors = [abs(cue.hit_error_ms) for cue in placed if cue.HasField("hit_error_ms")]
    temporary = sum(cue.sound.temporary for cue in placed)
    figures = [
        ("Length", clock(result.duration_s), ""),
        ("Sounds", str(len(placed)), ""),
        ("Proposals", str(len(result.cues) - len(placed)), ""),
        ("Stand-ins", str(temporary), ' class="bad"' if temporary else ""),
    ]
    if errors:
        figures.append(("Hits at most", f"{max(errors):.1f} ms off", ""))
    if result.coverage.events:
        coverage = result.coverage
        figures.append(("Covered", f"{coverage.covered} of {coverage.events}", ""))
    return "".join(
        f"<div><dt>{name}</dt><dd{kind}>{text(value)}</dd></div>" for name, value, kind in figures
    )


def _player(media: Media) -> str:
    kind = "video" if media.is_video else "audio"
    inline = " playsinline" if media.is_video else ""
    return (
        f'<section class="deck" aria-label="Player"><figure>'
        f"<figcaption>{text(media.name)}</figcaption>"
        f'<{kind} data-player controls preload="metadata"{inline} src="{text(media.url)}"></{kind}>'
        '<p class="lost" hidden>It is not beside this page, or the browser cannot play it.</p>'
        "</figure></section>"
    )


def _measured(result: FoleyResult) -> str:
    parts = "".join(part for part in (_layers(result.layers), _coverage(result)) if part)
    return f'<div class="measured">{parts}</div>' if parts else ""


def _layers(layers: Sequence[FoleyLayer]) -> str:
    if not layers:
        return ""
    rows = "".join(
        f'<tr><td>{text(one.layer)}</td><td class="n">{one.sounds}</td>'
        f'<td class="n{"" if _is_in_range(one) else " bad"}">'
        f"{_signed(one.lufs) if one.HasField('lufs') else '–'}</td>"
        f'<td class="n">{_signed(one.low_lufs)} to {_signed(one.high_lufs)}</td>'
        f'<td class="n">{_signed(one.true_peak_dbtp)}</td></tr>'
        for one in layers
    )
    return (
        '<section><h2>Layers, measured</h2><div class="rolls"><table><thead><tr><th>Layer</th>'
        '<th class="n">Sounds</th><th class="n">LUFS</th><th class="n">Should be</th>'
        f'<th class="n">dBTP</th></tr></thead><tbody>{rows}</tbody></table></div></section>'
    )


def _is_in_range(layer: FoleyLayer) -> bool:
    return not layer.HasField("lufs") or layer.low_lufs - 1 <= layer.lufs <= layer.high_lufs + 1


def _signed(value: float) -> str:
    return f"{value:.1f}".replace("-", "−")


def _coverage(result: FoleyResult) -> str:
    coverage = result.coverage
    if not result.HasField("coverage") or not (coverage.events or coverage.unsure):
        return ""
    said = (
        f"{coverage.covered} of {coverage.events} sounds of the original are covered, "
        f"{coverage.seconds_covered:.1f} of {coverage.seconds:.1f} s."
        if coverage.events
        else ""
    )
    rows = "".join(
        f"<tr><td>{clock(one.start_s, 2)} – {clock(one.end_s, 2)}</td><td>{text(one.kind)}</td>"
        f'<td class="n">{_signed(one.level_db)} dB</td></tr>'
        for one in coverage.missing[:_MOST_MISSING]
    )
    more = len(coverage.missing) - _MOST_MISSING
    table = f"<table><tbody>{rows}</tbody></table>" if rows else ""
    left = f'<p class="dim">and {more} more; the .json report has all</p>' if more > 0 else ""
    unsure = f'<p class="dim">{text(coverage.unsure)}</p>' if coverage.unsure else ""
    return (
        f'<section><h2>Music and effects</h2><div class="rolls"><p>{text(said)}</p>{unsure}'
        f"{table}{left}</div></section>"
    )


def _filters(result: FoleyResult, status_of: Callable[[FoleyCue], str]) -> str:
    counts = _counts(result, status_of)
    buttons = "".join(
        f'<button type="button" data-show="{key}" aria-pressed="{"false" if key else "true"}">'
        f"{name} {count}</button>"
        for key, name, count in counts
        if count or not key
    )
    return f'<div class="filters">{buttons}</div>'


def _counts(
    result: FoleyResult, status_of: Callable[[FoleyCue], str]
) -> Iterator[tuple[str, str, int]]:
    groups = Counter(name for cue in result.cues for name in groups_of(cue, status_of(cue)))
    yield "", "All", len(result.cues)
    yield "placed", "Placed", groups["placed"]
    yield "proposal", "Proposals", groups["proposal"]
    yield "temp", "Stand-ins", groups["temp"]
    yield "todo", "To look at", groups["todo"]


def _detector(result: FoleyResult) -> str:
    if not result.detector_sha256:
        return ""
    adapted = ", adapted on this machine" if result.detector_adapted else ""
    return f"Impact detector: SHA-256 {result.detector_sha256}{adapted}."
