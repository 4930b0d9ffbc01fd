"""How sure the beats of music are, in words."""

from __future__ import annotations

from collections.abc import Iterable

from backbeat.v1.music_pb2 import (
    UNSURE_BARS,
    UNSURE_NO_BEAT,
    UNSURE_TEMPO,
    UNSURE_WANDERING,
    Unsure,
)

_WORDS = {
    UNSURE_NO_BEAT: "hardly a beat is heard",
    UNSURE_TEMPO: "the tempo may be another, such as half or double",
    UNSURE_WANDERING: "the tempo wanders",
    UNSURE_BARS: "bars may start on another beat",
}


def sureness_in_words(confidence: float, unsure: Iterable[Unsure]) -> str:
    """ "64 % sure: the tempo wanders".

    Args:
        confidence: 0 to 1.
        unsure: what may be wrong, gravest first.
    """
    words = ", ".join(_WORDS[doubt] for doubt in unsure if doubt in _WORDS)
    return f"{100 * confidence:.0f} % sure" + (f": {words}" if words else "")
