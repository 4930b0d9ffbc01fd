"""What makers of mouths have in common: the pictures of a face, and what is said in each."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from backbeat.lipsync.lines import Line, Speech
from backbeat.lipsync.neural.placing import Square
from backbeat.lipsync.neural.windows import row_at, window_at

Float32s = NDArray[np.float32]
_MESHES = 80


class Runs(Protocol):
    """A network: `models.generators.running.Network`."""

    @property
    def batch(self) -> int:
        """Pictures in one call, at most."""
        ...

    def run(self, *inputs: Float32s) -> Float32s:
        """The output for n pictures, shape (n, ...)."""
        ...


class Maker(Protocol):
    """Makes mouths for a face as a network sees it."""

    size: int
    """Side of the pictures that it takes and gives, in pixels."""
    square: Square
    """The part of the face that it sees."""
    resampling: int
    """OpenCV's interpolation with which it was taught."""

    def made(self, pictures: Sequence[int], seen: Float32s) -> Float32s:
        """The same parts of the face with other mouths.

        Args:
            pictures: which of the output's pictures, n of them.
            seen: blue, green and red, 0 to 255, shape (n, size, size, 3).
        """
        ...


class Hears(Protocol):
    """What is heard at each picture."""

    def at(self, pictures: Sequence[int]) -> Float32s:
        """The windows of some pictures, shape (n, rows, ...)."""
        ...


class Heard:
    """What is heard at each picture of a face's lines.

    Args:
        lines: of one face.
        rows_of: features of a speech, shape (rows, ...).
        rows_per_s: of them in a second.
        window: which rows belong to a picture: the first, from the one that has begun, and how
            many; past the ends of a speech the nearest ones count.
        silence: what is heard where the mouth is to rest, shape (rows of a window, ...).
        whole: whether windows stay within the speech, as far as it is long enough.
    """

    def __init__(
        self,
        lines: Sequence[Line],
        rows_of: Callable[[Speech], Float32s],
        rows_per_s: int,
        window: tuple[int, int],
        silence: Float32s,
        *,
        whole: bool = False,
    ) -> None:
        self._count, self._silence = window[1], silence
        self._places: dict[int, tuple[Float32s, int] | None] = {}
        kept: dict[int, Float32s] = {}
        for line in lines:
            # Lines of a face share one speech.
            if id(line.speech) not in kept:
                kept[id(line.speech)] = rows_of(line.speech)
            rows = kept[id(line.speech)]
            begun = row_at(line.times_s, rows_per_s) + window[0]
            if whole:
                begun = np.minimum(begun, max(0, len(rows) - self._count))
            for number, (at, rests) in enumerate(zip(begun, line.resting, strict=True)):
                heard = None if rests or not len(rows) else (rows, int(at))
                self._places[line.first + number] = heard

    def at(self, pictures: Sequence[int]) -> Float32s:
        """The windows of some pictures, shape (n, rows, ...)."""
        places = [self._places[picture] for picture in pictures]
        return np.stack(
            [self._silence if one is None else window_at(*one, self._count) for one in places]
        )


def meshes_of(lines: Sequence[Line]) -> list[Float32s]:
    """Meshes of a face in pictures all over its lines, shape (468, 3) each; at least one.

    Raises:
        ValueError: the face is seen nowhere.
    """
    places = [(line.track, int(row)) for line in lines for row in np.flatnonzero(line.track.seen)]
    if not places:
        raise ValueError("the face is seen nowhere")
    every = max(1, len(places) // _MESHES)
    return [track.mesh_of(row, row + 1)[0] for track, row in places[::every]]
