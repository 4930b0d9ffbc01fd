"""A cue on the page: what is seen when it is heard, why it is there, and what it sounds like."""

from __future__ import annotations

import base64
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from backbeat.drawing.pages import text
from backbeat.foley.confidence import percent
from backbeat.v1.foley_pb2 import FoleyCue, FoleySound

_HEIGHT, _MIDDLE = 64, 32
_BEFORE_S, _AFTER_S = 0.5, 1.5
"""What of a mix is played around a hit."""


@dataclass(frozen=True, eq=False)
class Look:
    """A picture of what is seen."""

    frames: int
    """From the hit's frame."""
    picture: bytes
    """JPEG."""


@dataclass(frozen=True, eq=False)
class Wave:
    """A stretch of a sound, drawn."""

    peaks: NDArray[np.float32]
    """Largest sample of each part, (n,), from 0 to 1."""
    hit: float | None
    """Where the hit is, from 0 at the left to 1 at the right; None: it is a bed."""
    frames: tuple[float, ...]
    """Where frames begin, in the same way."""


@dataclass(frozen=True, eq=False)
class View:
    """What is shown of a cue."""

    looks: Sequence[Look] = ()
    wave: Wave | None = None
    url: str = ""
    """Of its prepared file, relative to the page; empty: there is none beside it."""


def cue_part(cue: FoleyCue, status: str, view: View, has_player: bool) -> str:
    """The part of a cue as HTML.

    Args:
        cue: the cue.
        status: what is left to do about it, in a word; empty: nothing.
        view: what is shown of it.
        has_player: whether a mix can be played around its hit.
    """
    groups = groups_of(cue, status)
    kind = next((name for name in ("proposal", "todo") if name in groups), "")
    tag = f'<span class="tag">{text(status)}</span>' if status else ""
    return (
        f'<article class="cue {kind}" id="c{text(cue.number)}" data-is="{" ".join(groups)}">'
        f'<div class="when"><p class="number">{text(cue.number)}</p>'
        f"<p>{text(cue.timecode)}</p><p class=dim>{cue.time_s:.3f} s</p>"
        f"{''.join(_buttons(cue, view, has_player))}</div>"
        f'<div class="strip">{"".join(_look(look, cue) for look in view.looks)}</div>'
        f'<div class="what"><h3>{text(cue.description or cue.kind)}{tag}</h3>'
        f'<p class="dim">{text(", ".join(_facts(cue)))}</p>{_why(cue)}</div>'
        f'<div class="wave">{_wave(cue, view.wave)}</div>'
        f'<div class="sound">{_sound(cue)}</div></article>'
    )


def groups_of(cue: FoleyCue, status: str) -> list[str]:
    """By what a cue is found on the page: "placed", "proposal", "temp", "todo"."""
    is_proposal = status == "PROPOSAL"
    groups = {
        "placed": cue.placed,
        "proposal": is_proposal,
        "temp": status == "TEMP",
        "todo": not is_proposal and (bool(cue.problem) or status not in ("", "TEMP")),
    }
    return [name for name, holds in groups.items() if holds]


def _buttons(cue: FoleyCue, view: View, has_player: bool) -> Iterator[str]:
    if has_player:
        yield (
            f'<p><button type="button" class="play" data-from="{cue.time_s - _BEFORE_S:.3f}" '
            f'data-to="{cue.time_s + _AFTER_S:.3f}">play with picture</button></p>'
        )
    if view.url:
        yield (
            f'<p><button type="button" class="play" data-file="{text(view.url)}">'
            "play the sound</button></p>"
        )


def _facts(cue: FoleyCue) -> Iterator[str]:
    if cue.description and cue.kind != "effect":
        yield cue.kind
    yield cue.layer
    yield from filter(None, (cue.ucs, cue.surface, cue.track))
    if cue.clip and not any(cue.clip in one.detail for one in cue.evidence):
        yield cue.clip


def _why(cue: FoleyCue) -> str:
    rows = "".join(_meter(one.kind, one.confidence, one.detail) for one in cue.evidence)
    if len(cue.evidence) > 1:
        rows += _meter("together", cue.confidence)
    return f'<ul class="why">{rows}</ul>'


def _meter(what: str, confidence: float, detail: str = "") -> str:
    sure = percent(confidence)
    return (
        f"<li><span>{text(what)}</span>"
        f'<meter min="0" max="1" value="{confidence:.3f}">{sure}</meter>'
        f'<span class="dim">{sure}{f", {text(detail)}" if detail else ""}</span></li>'
    )


def _look(look: Look, cue: FoleyCue) -> str:
    data = base64.b64encode(look.picture).decode()
    said = "hit" if not look.frames else f"{look.frames:+d} f".replace("-", "−")
    return (
        f'<figure{"" if look.frames else " class=at"}><img alt="Cue {text(cue.number)}, {said}" '
        f'src="data:image/jpeg;base64,{data}"><figcaption>{said}</figcaption></figure>'
    )


def _wave(cue: FoleyCue, wave: Wave | None) -> str:
    drawn = ""
    if wave is not None and len(wave.peaks):
        drawn = (
            f'<svg viewBox="0 0 240 {_HEIGHT}" preserveAspectRatio="none" role="img" '
            f'aria-label="Waveform of cue {text(cue.number)}">'
            f"{''.join(_line('frame', at) for at in wave.frames)}"
            f'<path d="{_outline(wave.peaks)}"/>'
            f"{'' if wave.hit is None else _line('hit', wave.hit)}</svg>"
        )
    said = []
    if cue.HasField("hit_error_ms"):
        said.append(f"hit {cue.hit_error_ms:+.1f} ms in the stem".replace("-", "−"))
    if cue.placed:
        said.append(f"{cue.gain_db:+.1f} dB".replace("-", "−"))
    return f"{drawn}<p>{', '.join(said)}</p>" if drawn or said else ""


def _line(kind: str, at: float) -> str:
    x = f"{240 * at:.1f}"
    return (
        f'<line class="{kind}" x1="{x}" x2="{x}" y1="0" y2="{_HEIGHT}" '
        'vector-effect="non-scaling-stroke"/>'
    )


def _outline(peaks: NDArray[np.float32]) -> str:
    """A closed shape, as far above the middle as below."""
    width = 240 / len(peaks)
    heights = np.maximum(_MIDDLE * 0.94 * np.minimum(peaks, 1), 0.4)
    xs = [width * (number + 0.5) for number in range(len(peaks))]
    above = " ".join(
        f"{x:.1f},{_MIDDLE - height:.1f}" for x, height in zip(xs, heights, strict=True)
    )
    below = " ".join(
        f"{x:.1f},{_MIDDLE + height:.1f}"
        for x, height in zip(reversed(xs), reversed(heights), strict=True)
    )
    return f"M{above} {below}Z"


def _sound(cue: FoleyCue) -> str:
    parts = []
    if cue.placed:
        sound = cue.sound
        parts.append(f"<p>{text(sound.name)}</p>")
        made = sound.source == "synthesis"
        licence = sound.licence or ("" if made else "licence not known")
        said = [sound.source, licence, sound.credit]
        parts.append(f'<p class="dim">{text(", ".join(filter(None, said)))}</p>')
    if cue.alternatives:
        others = "".join(_other(one) for one in cue.alternatives)
        head = "Next best" if cue.placed else "Might be"
        parts.append(f'<div class="others"><p>{head}</p><ul>{others}</ul></div>')
    if cue.problem:
        parts.append(f'<p class="problem">{text(cue.problem)}</p>')
    return "".join(parts)


def _other(sound: FoleySound) -> str:
    score = f" {sound.score:.2f}" if sound.score else ""
    key = text(sound.key)
    return f'<li><span>{text(sound.name)}{score}</span><code title="{key}">{key}</code></li>'
