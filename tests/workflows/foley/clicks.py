"""Placed sounds whose hits are single samples, so that a mix shows exactly where they are."""

from __future__ import annotations

from fractions import Fraction

import numpy as np

from backbeat.foley.cues import Cue, Evidence, EvidenceKind, Kind, Layer
from backbeat.foley.found import Choice, FoundSound, Licence, Placed, Take

SAMPLED = 48000


def found(key: str = "library:door.wav", **more: object) -> FoundSound:
    said: dict[str, object] = {
        "source": "library",
        "name": key.rpartition(":")[2],
        "ucs": "DOORWood",
        "description": "door slam",
        "duration_s": 0.5,
        "takes": (Take(0.0, 0.5, 0.1),),
        "licence": Licence("CC0-1.0", "A. Recordist", "https://example.org", True),
        **more,
    }
    return FoundSound(key, **said)  # type: ignore[arg-type]


def choice(number: str, time: Fraction, sound: FoundSound | None = None, **more: object) -> Choice:
    said: dict[str, object] = {
        "kind": Kind.IMPACT,
        "layer": Layer.HARD_FX,
        "words": "door slam",
        "evidence": (Evidence(EvidenceKind.MARKER, time, 1.0, "marker"),),
        **more,
    }
    cue = Cue(number, time, **said)  # type: ignore[arg-type]
    return Choice(cue, sound or found(), (found("library:b.wav"), found("library:c.wav")))


def click(
    number: str, time: Fraction, before: float = 0.1, after: float = 0.3, **more: object
) -> Placed:
    """A sound with one sample at half scale on the cue, and a soft bed around it."""
    sync = round(before * SAMPLED)
    start = round(time * SAMPLED) - sync
    if start < 0:
        sync, start = sync + start, 0
    samples = np.full((sync + round(after * SAMPLED), 2), 1e-3, np.float32)
    samples[sync] = 0.5
    return Placed(
        choice(number, time, **more),
        0,
        samples,
        SAMPLED,
        Fraction(start, SAMPLED),
        sync / SAMPLED,
        -3.0,
        0.5,
    )
