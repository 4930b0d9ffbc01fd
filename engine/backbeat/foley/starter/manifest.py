"""What the starter set has, and what may be done with it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from backbeat.foley.found import Licence

_FOLDER = Path(__file__).parent
LICENCE_PATH = _FOLDER / "LICENSE.txt"
"""Must go wherever the sounds go."""


@dataclass(frozen=True, slots=True)
class StarterSound:
    """A recording that comes with Backbeat.

    Attributes:
        path: its file, FLAC.
        name: what it is, in words.
        ucs: CatID of the Universal Category System.
        words: what people call it.
        duration_s: how long it is.
        channels: 1 or 2.
        rate: of its file, in Hz.
        sync_s: where its hit is: the first millisecond within 20 dB of its peak; of what passes,
            its peak; of what goes round, 0.
        loop_s: from where to where it can go round; None: it happens once.
        licence: of all of them, MIT.
    """

    path: Path
    name: str
    ucs: str
    words: tuple[str, ...]
    duration_s: float
    channels: int
    rate: int
    sync_s: float
    loop_s: tuple[float, float] | None
    licence: Licence


@cache
def starter_sounds() -> tuple[StarterSound, ...]:
    """All of them, by file name."""
    manifest = json.loads((_FOLDER / "manifest.json").read_text(encoding="utf-8"))
    licence = Licence(manifest["licence"], manifest["credit"], manifest["url"], commercial=True)
    return tuple(_sound(row, licence) for row in manifest["sounds"])


def _sound(row: dict[str, object], licence: Licence) -> StarterSound:
    rate = int(str(row["rate"]))
    loop = row.get("loop")
    return StarterSound(
        path=_FOLDER / "sounds" / str(row["file"]),
        name=str(row["name"]),
        ucs=str(row["ucs"]),
        words=tuple(map(str, row["words"])) if isinstance(row["words"], list) else (),
        duration_s=float(str(row["duration_s"])),
        channels=int(str(row["channels"])),
        rate=rate,
        sync_s=float(str(row["sync_s"])),
        loop_s=(loop[0] / rate, loop[1] / rate) if isinstance(loop, list) else None,
        licence=licence,
    )
