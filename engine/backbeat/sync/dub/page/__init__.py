"""A dub as a page: its lines beside the original's, to be heard, with what the mouth does.

One file; only the videos are beside it, and it can be read and printed without them.
"""

from __future__ import annotations

import base64
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePath

from backbeat.drawing.lettering import clock
from backbeat.drawing.pages import digest, fill, packaged, scheme, text
from backbeat.files.seal import MARK
from backbeat.sync.dub.page.lanes import lanes
from backbeat.sync.dub.table import stretch_percent
from backbeat.v1.dubbing_pb2 import DubbedLanguage, DubbedLine, DubResult
from backbeat.version import __version__


@dataclass(frozen=True, eq=False)
class Look:
    """A picture of the result."""

    time_s: float
    picture: bytes
    """JPEG."""


@dataclass(frozen=True)
class Media:
    """A recording that the page plays."""

    name: str
    url: str
    """Relative to the page."""
    is_video: bool
    language: int | None
    """Whose lines it plays: a number of `DubResult.languages`; None: the original's."""


def page(
    result: DubResult, media: Sequence[Media], strips: Mapping[tuple[int, int], Sequence[Look]]
) -> str:
    """The page of a dub, as HTML.

    Args:
        result: the dub.
        media: what is played, the original first.
        strips: pictures of a line, by the number of its language, from 0, and its own.
    """
    style = scheme() + packaged(__name__, "page.css")
    script = packaged(__name__, "page.js")
    sections = [
        _language(result, number, language, media, strips)
        for number, language in enumerate(result.languages)
    ]
    return fill(
        packaged(__name__, "page.html"),
        {
            "generator": MARK,
            "style_hash": digest(style),
            "script_hash": digest(script),
            "style": style,
            "script": script,
            "title": text(PurePath(result.source_path).name),
            "figures": _figures(result),
            "notes": _notes(result),
            "players": "".join(_player(one) for one in media),
            "languages": "\n".join(sections),
            "made_by": (
                f"Backbeat {text(__version__)}. Original: SHA-256 {text(result.source_sha256)}."
            ),
        },
    )


def _figures(result: DubResult) -> str:
    lines = [line for language in result.languages for line in language.lines]
    said = [line for line in lines if line.stretch]
    problems = sum(bool(line.problem) for line in lines)
    stretch = max((abs(stretch_percent(line)) for line in said), default=0.0)
    figures = [
        ("Length", clock(result.duration_s), ""),
        ("Languages", ", ".join(one.language or "–" for one in result.languages), ""),
        ("Lines", f"{len(said)} of {len(lines)}", ""),
        ("Stretch", f"{stretch:.1f} %", ""),
        ("To look at", str(problems), ' class="bad"' if problems else ""),
    ]
    return "".join(
        f"<div><dt>{name}</dt><dd{kind}>{text(value)}</dd></div>" for name, value, kind in figures
    )


def _notes(result: DubResult) -> str:
    said = [f"<p>Ambience: {text(result.ambience)}</p>"] if result.ambience else []
    said += [f'<p class="note">{text(warning)}</p>' for warning in result.warnings]
    return "".join(said)


def _player(media: Media) -> str:
    kind = "video" if media.is_video else "audio"
    inline = " playsinline" if media.is_video else ""
    name = "original" if media.language is None else str(media.language)
    return (
        f"<figure><figcaption>{text(media.name)}</figcaption>"
        f'<{kind} data-player="{name}" controls preload="metadata"{inline} '
        f'src="{text(media.url)}"></{kind}>'
        '<p class="lost" hidden>It is not beside this page, or the browser cannot play it.</p>'
        "</figure>"
    )


def _language(
    result: DubResult,
    number: int,
    language: DubbedLanguage,
    media: Sequence[Media],
    strips: Mapping[tuple[int, int], Sequence[Look]],
) -> str:
    playable = {one.language for one in media}
    in_player = number if number in playable else 0
    rows = "".join(
        _row(line, in_player, len({one.speaker for one in language.lines}) > 1,
             strips.get((number, line.number), ()))
        for line in language.lines
    )  # fmt: skip
    facts = ", ".join(_facts(language))
    return (
        f"<section><h2>{text(language.language or 'Dub')}</h2><p>{text(facts)}</p>"
        f"{lanes(language.lines, result.duration_s)}"
        '<p class="key"><i class="was"></i>original<i class="new"></i>new'
        '<i class="bad"></i>to look at</p>'
        '<div class="rolls"><table><thead><tr><th class="n">Line</th><th>Original</th>'
        '<th>New</th><th class="n">Stretch</th><th class="n">Offset</th><th class="n">Level</th>'
        f"<th>Mouth</th></tr></thead><tbody>{rows}</tbody></table></div></section>"
    )


def _facts(language: DubbedLanguage) -> Iterator[str]:
    if language.language_guessed:
        yield "language found out"
    if language.HasField("lufs") and language.HasField("original_lufs"):
        yield f"{language.lufs:.1f} LUFS, the original's speech {language.original_lufs:.1f}"
    if language.backend:
        yield f"lips by {language.backend}"
    if language.HasField("offset_ms"):
        yield f"lips and voice {language.offset_ms:+.0f} ms apart".replace("-", "−")
    if language.HasField("closure_rate"):
        yield f"{language.closure_rate:.0%} of p, b and m closed"
    if language.synthetic_voice:
        licence = f" ({language.voice_licence})" if language.voice_licence else ""
        yield f"spoken by a machine: {language.voice}{licence}"
    if language.watermark:
        yield "with a watermark"


def _row(line: DubbedLine, player: int, several: bool, strip: Sequence[Look]) -> str:
    who = f' <span class="who">speaker {line.speaker}</span>' if several and line.speaker else ""
    problem = f'<p class="problem">{text(line.problem)}</p>' if line.problem else ""
    new = _time(player, line.placed_s, line.placed_end_s) if line.stretch else ""
    return (
        f'<tr{" class=bad" if line.problem else ""}><td class="n">{line.number}</td>'
        f'<td class="words">{_time("original", line.start_s, line.end_s)}{who}<br>'
        f"{text(line.original_text)}</td>"
        f'<td class="words">{new}<br>{text(line.text)}{problem}</td>'
        f'<td class="n">{_signed(stretch_percent(line), 1, "%") if line.stretch else "–"}</td>'
        f'<td class="n">{_signed(line.offset_ms, 0, "ms") if line.stretch else "–"}</td>'
        f'<td class="n">{_signed(line.gain_db, 1, "dB") if line.stretch else "–"}</td>'
        f'<td><div class="strip">{"".join(_look(look, line) for look in strip)}</div></td></tr>'
    )


def _time(player: int | str, start_s: float, end_s: float) -> str:
    return (
        f'<button type="button" class="at" data-in="{player}" data-from="{start_s:.3f}" '
        f'data-to="{end_s:.3f}">{clock(start_s, 1)} – {clock(end_s, 1)}</button>'
    )


def _look(look: Look, line: DubbedLine) -> str:
    data = base64.b64encode(look.picture).decode()
    return (
        f'<figure><img alt="Line {line.number} at {clock(look.time_s, 2)}" '
        f'src="data:image/jpeg;base64,{data}"><figcaption>{clock(look.time_s, 2)}</figcaption>'
        "</figure>"
    )


def _signed(value: float, digits: int, unit: str) -> str:
    # Adding 0 turns -0.0 into 0.0.
    number = round(value, digits) + 0
    sign = "+" if number > 0 else ""
    return f"{sign}{number:.{digits}f} {unit}".replace("-", "−")
