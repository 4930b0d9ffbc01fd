"""Cutting to music: timelines and analyses in, edited timelines and their reasons out."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

from backbeat.cutting.grid import Song
from backbeat.cutting.snapping import Snapped, snap

if TYPE_CHECKING:
    from backbeat.cutting.assembly import Assembly, Shot, Wishes, assemble
    from backbeat.cutting.pacing import Pacing, pace

__all__ = [
    "Assembly",
    "Pacing",
    "Shot",
    "Snapped",
    "Song",
    "Wishes",
    "assemble",
    "pace",
    "snap",
]
_WHERE = {
    "Assembly": "assembly",
    "Pacing": "pacing",
    "Shot": "assembly",
    "Wishes": "assembly",
    "assemble": "assembly",
    "pace": "pacing",
}
"""Modules of what is imported when it is asked for, so that a snap does not wait for it."""


def __getattr__(name: str) -> Any:
    if name not in _WHERE:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(f"{__name__}.{_WHERE[name]}"), name)
