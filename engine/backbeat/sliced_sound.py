"""Sound that is read slice by slice: an array, or a recording too long to be held in memory."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

STRETCH = 1 << 23
"""Most samples that `stretches` reads at once: six minutes at 22,050 Hz, 32 MB of one channel."""


class Mono(Protocol):
    """One channel, shape (n,), float32, full scale 1.0. An array is one."""

    def __len__(self) -> int:
        """Its samples."""
        ...

    def __getitem__(self, part: slice, /) -> npt.NDArray[np.float32]:
        """A part of it, not to be written to, shape (k,)."""
        ...


class Sound(Protocol):
    """Any number of channels, shape (n, channels), float32, full scale 1.0. An array is one."""

    @property
    def shape(self) -> tuple[int, ...]:
        """Samples of a channel, and channels."""
        ...

    @property
    def dtype(self) -> np.dtype[Any]:
        """Type of a sample."""
        ...

    def __len__(self) -> int:
        """Samples of a channel."""
        ...

    def __getitem__(self, part: slice, /) -> npt.NDArray[np.float32]:
        """A part of it, not to be written to, shape (k, channels)."""
        ...


class Audio(Protocol):
    """Sound and its rate."""

    @property
    def samples(self) -> Sound:
        """The sound."""
        ...

    @property
    def rate(self) -> int:
        """Samples a second."""
        ...


@dataclass(frozen=True, eq=False)
class FirstChannel:
    """The first channel of a sound, as a `Mono`."""

    sound: Sound

    def __len__(self) -> int:
        return len(self.sound)

    def __getitem__(self, part: slice, /) -> npt.NDArray[np.float32]:
        return self.sound[part][:, 0].astype(np.float32, copy=False)


def stretches(sound: Mono | Sound, multiple_of: int = 1) -> Iterator[npt.NDArray[np.float32]]:
    """The sound from its start, in parts of at most `STRETCH` samples.

    Args:
        sound: any.
        multiple_of: every part but the last has a multiple of so many samples.
    """
    length = max(STRETCH // multiple_of, 1) * multiple_of
    for first in range(0, len(sound), length):
        yield sound[first : first + length]


def peak(sound: Mono | Sound) -> float:
    """The greatest amplitude; 0 where there are no samples."""
    # Least and greatest need no copy.
    return max(
        (float(max(part.max(initial=0.0), -part.min(initial=0.0))) for part in stretches(sound)),
        default=0.0,
    )


def is_silent(sound: Mono | Sound) -> bool:
    """Whether every sample is 0."""
    return not any(part.any() for part in stretches(sound))
