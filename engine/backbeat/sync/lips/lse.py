"""SyncNet's scores of lips against a voice: LSE-D, LSE-C and the offset.

After Chung and Zisserman, "Out of time: automated lip sync in the wild" (2016), in the form in
which Prajwal et al. (2020) compare generated lips. A network maps the pictures of 200 ms of a face,
and the sound of as long, to a point each; the nearer, the better they fit.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from backbeat.sync.lips.mfcc import CEPSTRA

Float32s = npt.NDArray[np.float32]
Float64s = npt.NDArray[np.float64]

RATE = 25
"""Pictures a second that the network takes."""
PICTURES, FRAMES = 5, 20
"""Pictures, and frames of the voice, to one point."""
REACH = 15
"""Pictures that the sound is moved by, either way."""
SOUND_STEP = 4
"""Frames of the voice to one picture."""
_EPSILON = 1e-6
"""Added to each difference, as PyTorch's `pairwise_distance` does."""
_LEAST_POINTS = 45
"""With the pictures of the last point, two seconds: with fewer the ends outweigh the rest."""


@dataclass(frozen=True)
class Lse:
    """SyncNet's scores."""

    distance: float
    """LSE-D: the mean distance at the best offset. Smaller is better."""
    confidence: float
    """LSE-C: the median over all offsets of the mean distance, less LSE-D. Larger is better."""
    offset_s: float
    """Positive: the sound is late. SyncNet's own "AV offset", in pictures, has the other sign."""


def points(pictures: int, samples: int) -> int:
    """How many points so much picture and sound have; 0 where it is too short to be scored.

    Args:
        pictures: at `RATE`.
        samples: at `spectrum.RATE`, 640 to a picture.
    """
    count = min(pictures, samples // 640) - PICTURES
    return count if count >= _LEAST_POINTS else 0


def sound_windows(cepstra: Float32s, first: int, last: int) -> Float32s:
    """What the network hears at points `first` to `last`, shape (points, 1, `CEPSTRA`, `FRAMES`).

    Args:
        cepstra: of the voice from the first picture on, shape (n, `CEPSTRA`).
        first: the first point.
        last: the point behind the last.
    """
    windows = np.lib.stride_tricks.sliding_window_view(cepstra, (FRAMES, CEPSTRA))[:, 0]
    part = windows[first * SOUND_STEP : last * SOUND_STEP : SOUND_STEP]
    return np.ascontiguousarray(part.transpose(0, 2, 1)[:, np.newaxis])


def distances(lips: Float32s, voice: Float32s) -> Float64s:
    """Mean distance at each offset, shape (2 · `REACH` + 1,): row `REACH` + k is k pictures late.

    Beyond the ends of the sound the point is 0, as in the published evaluation.

    Args:
        lips: points of the pictures, shape (n, size).
        voice: points of the sound, shape (n, size).
    """
    padded = np.pad(voice, ((REACH, REACH), (0, 0)))
    count = len(lips)
    means = []
    for shift in range(2 * REACH + 1):
        apart = lips.astype(np.float64) - padded[shift : shift + count] + _EPSILON
        means.append(float(np.sqrt((apart**2).sum(1)).mean()))
    return np.array(means)


def scores(means: Float64s) -> Lse:
    """The scores that mean distances come to; of several best offsets, the first.

    Args:
        means: as `distances` gives them.
    """
    best = int(means.argmin())
    least = float(means[best])
    return Lse(least, float(np.median(means)) - least, (best - REACH) / RATE)


def pooled(means: Sequence[Float64s], counts: Sequence[int]) -> Float64s:
    """Mean distances over the points of several shots.

    Args:
        means: of each shot, as `distances` gives them.
        counts: points of each shot.
    """
    return np.asarray(np.average(np.stack(means), axis=0, weights=counts), np.float64)


def batches(count: int, size: int) -> Iterator[tuple[int, int]]:
    """First and behind the last of the points in each batch."""
    return ((first, min(count, first + size)) for first in range(0, count, size))
