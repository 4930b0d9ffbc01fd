"""Peaks that are kept in a folder, so that no sound is read twice."""

from __future__ import annotations

import contextlib
import os
import uuid
from pathlib import Path

import numpy as np

from backbeat.panel.cache_folder import key_of_content, make_room
from backbeat.panel.peaks import PER_SECOND, Peaks

_MOST_BYTES = 512 << 20


class KeptPeaks:
    """A folder of peaks, one file for each sound; those used longest ago make room.

    Several engines may use one folder, and it may be emptied at any time.

    Args:
        folder: made where it is missing.
        most_bytes: how much is kept.
    """

    def __init__(self, folder: Path, most_bytes: int = _MOST_BYTES) -> None:
        self._folder = folder
        self._most_bytes = most_bytes

    def load(self, key: str) -> Peaks | None:
        """What is kept under a key; None where nothing is that can be read."""
        path = self._path(key)
        try:
            with path.open("rb") as file:
                kept = np.load(file, allow_pickle=False)
            with contextlib.suppress(OSError):
                os.utime(path)
        except (OSError, ValueError, EOFError, MemoryError):
            return None
        good = isinstance(kept, np.ndarray) and kept.dtype == np.int8 and kept.ndim == 2
        return kept if good and kept.shape[0] == 2 else None

    def keep(self, key: str, peaks: Peaks) -> None:
        """Keeps peaks; what cannot be kept is read again next time."""
        temporary = self._folder / f".{key}.{uuid.uuid4().hex[:8]}"
        with contextlib.suppress(OSError):
            self._folder.mkdir(parents=True, exist_ok=True)
            try:
                with temporary.open("wb") as file:
                    np.save(file, peaks, allow_pickle=False)
                temporary.replace(self._path(key))
            finally:
                temporary.unlink(missing_ok=True)
        make_room(self._folder.glob("*.npy"), self._most_bytes)

    def _path(self, key: str) -> Path:
        return self._folder / f"{key}.npy"


def key_of(path: Path) -> str:
    """Stands for the peaks of a file, as it is now. Raises: OSError."""
    return key_of_content(path, PER_SECOND)
