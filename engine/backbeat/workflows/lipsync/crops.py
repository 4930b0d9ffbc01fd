"""Pixels of chosen mouths, fetched from their videos once and kept in a file."""

from __future__ import annotations

import tempfile
from collections import OrderedDict
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import numpy as np
from numpy.typing import NDArray

from backbeat.errors import OutputError
from backbeat.media.retouching.patches import Box, Crop, Pixels

_IN_MEMORY = 64
"""Mouths that are held beside the file: joins and runs ask for the same ones again."""


@dataclass(frozen=True, slots=True)
class _Place:
    at: int
    box: Box
    deep: bool


class CropFile:
    """Crops by a number each, in a temporary file that is gone when closed.

    Args:
        folder: where it is.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        # Open for as long as the backend is.
        self._file: IO[bytes] = tempfile.TemporaryFile(  # noqa: SIM115
            dir=folder, prefix=".backbeat-"
        )
        self._places: dict[int, _Place] = {}
        self._held: OrderedDict[int, Crop] = OrderedDict()

    def put(self, number: int, crop: Crop) -> None:
        """Keeps a crop.

        Raises:
            OutputError: the disk is full.
        """
        try:
            at = self._file.seek(0, 2)
            self._file.write(np.ascontiguousarray(crop.pixels).tobytes())
        except OSError as error:
            raise OutputError(
                f"Mouths do not fit into {self._folder}: {error.strerror or error}.",
                "Free some space there, or choose another folder for the output.",
            ) from error
        self._places[number] = _Place(at, crop.box, crop.pixels.dtype == np.uint16)

    def get(self, number: int, deep: bool) -> Crop:
        """A crop that was put.

        Args:
            number: of the crop.
            deep: whether with 16 bits, else with 8.
        """
        if number not in self._held:
            self._held[number] = self._read(self._places[number])
            if len(self._held) > _IN_MEMORY:
                self._held.popitem(last=False)
        self._held.move_to_end(number)
        crop = self._held[number]
        return Crop(_in_depth(crop.pixels, deep), crop.box)

    def __contains__(self, number: int) -> bool:
        return number in self._places

    def close(self) -> None:
        """Releases memory and the file."""
        self._held.clear()
        self._file.close()

    def _read(self, place: _Place) -> Crop:
        shape = (place.box.height, place.box.width, 3)
        self._file.seek(place.at)
        count = shape[0] * shape[1] * 3
        data = self._file.read(count * (2 if place.deep else 1))
        if place.deep:
            return Crop(np.frombuffer(data, np.uint16).reshape(shape), place.box)
        return Crop(np.frombuffer(data, np.uint8).reshape(shape), place.box)


def _in_depth(pixels: Pixels, deep: bool) -> Pixels:
    if deep and pixels.dtype == np.uint8:
        return np.asarray(pixels, np.uint16) * np.uint16(257)
    if not deep and pixels.dtype == np.uint16:
        found: NDArray[np.uint8] = ((pixels.astype(np.uint32) + 128) // 257).astype(np.uint8)
        return found
    return pixels
