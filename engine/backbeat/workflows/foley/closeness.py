"""How near the camera is to what sounds, where a cue says so: the size of its shot."""

from __future__ import annotations

from collections.abc import Sequence

from backbeat.foley.cues import Cue

SIZES = {
    "wide": 0.0,
    "ws": 0.0,
    "long": 0.1,
    "full": 0.25,
    "medium": 0.5,
    "ms": 0.5,
    "close": 0.85,
    "cu": 1.0,
    "close-up": 1.0,
    "closeup": 1.0,
    "ecu": 1.0,
}
"""By what a cue's tag `shot` may say."""


def closeness_of(cues: Sequence[Cue]) -> dict[str, float]:
    """Size of the shot by number of the cue, 0 the widest, of cues that say it."""
    said = {cue.number: SIZES.get(cue.tags.get("shot", "").strip().casefold()) for cue in cues}
    return {number: size for number, size in said.items() if size is not None}
