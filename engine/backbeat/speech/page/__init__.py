"""A transcript as a page: it plays the recording, and each follows the other.

One file; only the recording is beside it, and it can be read, searched and printed without it.
"""

from __future__ import annotations

from collections.abc import Sequence

from backbeat.drawing.lettering import clock
from backbeat.drawing.pages import digest, fill, json_text, packaged, scheme, text
from backbeat.files.seal import MARK
from backbeat.speech.captions import Caption, captions_of
from backbeat.speech.page.lanes import lanes
from backbeat.speech.spacing import joined
from backbeat.v1.speech_pb2 import Transcript, Word
from backbeat.version import __version__

_DOUBTFUL = 0.5
"""Confidence under which a word is underlined."""
_SPEAKERS = 8
"""Number of colours for speakers."""


def page(transcript: Transcript, title: str, media: str, is_video: bool) -> str:
    """The page of a transcript, as HTML.

    Args:
        transcript: what is said.
        title: the name of the recording.
        media: URL of the recording, relative to the page.
        is_video: whether it has a picture.
    """
    captions = captions_of(transcript)
    words = [word for caption in captions for word in caption.words]
    style = scheme() + packaged(__name__, "page.css")
    script = packaged(__name__, "page.js")
    return fill(
        packaged(__name__, "page.html"),
        {
            "generator": MARK,
            "style_hash": digest(style),
            "script_hash": digest(script),
            "style": style,
            "script": script,
            "title": text(title),
            "language": text(transcript.language or "und"),
            "figures": _figures(transcript),
            "notes": _notes(transcript),
            "player": _player(media, is_video),
            "lanes": lanes(captions, transcript.duration_s),
            "captions": _captions(captions, len(transcript.speakers) > 1),
            "data": json_text({"duration": transcript.duration_s, "times": _times(words)}),
            "made_by": (
                f"Backbeat {text(__version__)}. {text(transcript.model)}, SHA-256 "
                f"{text(transcript.model_sha256)}. Recording: SHA-256 {text(transcript.sha256)}."
            ),
        },
    )


def color_of(speaker: int) -> int:
    """The number of a speaker's colour, from 1; 0 for nobody."""
    return (speaker - 1) % _SPEAKERS + 1 if speaker else 0


def _times(words: Sequence[Word]) -> list[float]:
    """Start and end of every word, as they stand on the page."""
    return [round(time, 3) for word in words for time in (word.start_s, word.end_s)]


def _figures(transcript: Transcript) -> str:
    figures = [
        ("Length", clock(transcript.duration_s)),
        ("Words", str(len(transcript.words))),
    ]
    if transcript.language:
        sure = f" <small>{transcript.language_confidence:.0%}</small>"
        guess = sure if transcript.language_guessed else ""
        figures.append(("Language", text(transcript.language) + guess))
    if len(transcript.speakers) > 1:
        figures.append(("Speakers", str(len(transcript.speakers))))
    return "".join(f"<div><dt>{name}</dt><dd>{value}</dd></div>" for name, value in figures)


def _notes(transcript: Transcript) -> str:
    return "".join(f'<p class="note">{text(warning)}</p>' for warning in transcript.warnings)


def _player(media: str, is_video: bool) -> str:
    kind = "video" if is_video else "audio"
    inline = " playsinline" if is_video else ""
    return f'<{kind} id="player" controls preload="metadata"{inline} src="{text(media)}"></{kind}>'


def _captions(captions: Sequence[Caption], named: bool) -> str:
    parts: list[str] = []
    number, before = 0, 0
    for caption in captions:
        spans = []
        for word in caption.words:
            doubt = " doubt" if word.confidence < _DOUBTFUL else ""
            spans.append(f'<span class="w{doubt}" data-w="{number}">{text(word.text)}</span>')
            number += 1
        turn = named and caption.speaker != before
        who = f'<span class="who">Speaker {caption.speaker}</span>' if turn else ""
        before = caption.speaker
        parts.append(
            f'<p class="caption s{color_of(caption.speaker) if named else 0}'
            f'{" turn" if turn else ""}">{who}'
            f'<button type="button" class="at" data-t="{caption.start_s:.3f}">'
            f"{clock(caption.start_s, 1)}</button>"
            f"<span>{joined([word.text for word in caption.words], spans)}</span></p>"
        )
    return "\n".join(parts) or "<p>Nobody says anything that was understood.</p>"
