"""The scores there are, and which of them are held back for validation."""

from __future__ import annotations

import hashlib
import zipfile
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np

from training.beats.musicxml import read
from training.beats.scores import Music, played
from training.beats.sheet import Sheet, sheet

_HELD_BACK = 0.1
_FEWEST_NOTES, _FEWEST_BARS = 60, 8
_MOST_ODD = 0.2


@dataclass(frozen=True)
class Entry:
    """One score in an archive."""

    archive: Path
    name: str
    """Path in the archive: composer, work, piece."""

    @property
    def held_back(self) -> bool:
        """Whether it serves validation only; pieces of one composer's work go together."""
        work = "/".join(self.name.split("/")[:3])
        number = int.from_bytes(hashlib.sha256(work.encode()).digest()[:4], "big")
        return number / 2**32 < _HELD_BACK


def entries(archive: Path, held_back: bool) -> list[Entry]:
    """The scores in a zip archive of MusicXML files that are held back, or the others."""
    with zipfile.ZipFile(archive) as file:
        names = sorted(name for name in file.namelist() if name.endswith((".mxl", ".musicxml")))
    return [
        each for each in (Entry(archive, name) for name in names) if each.held_back == held_back
    ]


@lru_cache(maxsize=4096)
def opened(entry: Entry) -> Sheet | None:
    """The score as arrays; None when it has too little music or hardly a regular bar."""
    with zipfile.ZipFile(entry.archive) as file:
        music = played(read(file.read(entry.name), entry.name))
    return sheet(music) if _usable(music) else None


def _usable(music: Music) -> bool:
    if len(music.notes) < _FEWEST_NOTES or len(music.bars) < _FEWEST_BARS:
        return False
    odd = [bar.length * bar.unit != 4 * bar.beats for bar in music.bars]
    return float(np.mean(odd)) <= _MOST_ODD
