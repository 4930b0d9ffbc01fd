"""Says in a mix which of its sounds a model made."""

from __future__ import annotations

from collections.abc import Iterable

from backbeat.media.generated import BY_MODEL, Mark
from backbeat.v1.foley_pb2 import FoleyCue

_BY_MODELS = ("command", "elevenlabs")
"""Sources whose sounds models make."""


def mark_of(cues: Iterable[FoleyCue]) -> Mark | None:
    """What a mix says of itself; None where no model made any of its sounds.

    Recipes of ours are arithmetic and no model: they are marked as stand-ins instead.
    """
    made = [cue for cue in cues if cue.sound.source in _BY_MODELS]
    if not made:
        return None
    numbers = ", ".join(cue.number for cue in made)
    return Mark(
        f"sound effects: those of cues {numbers} were made by a model",
        BY_MODEL,
        " and ".join(dict.fromkeys(cue.sound.source for cue in made)),
        licence="; ".join(dict.fromkeys(cue.sound.licence for cue in made if cue.sound.licence)),
    )
