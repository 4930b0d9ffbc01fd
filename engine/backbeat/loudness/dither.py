"""Dither before 16 bits: noise of two quantisation steps, which decorrelates rounding errors.

Triangular (TPDF) dither after Lipshitz, Wannamaker and Vanderkooy (1992), the same for the same
place of the same recording. What already lies on the steps is left alone: digital silence stays
silent, and a 16-bit recording that nothing was done to stays as it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np
import numpy.typing as npt

from backbeat.media.samples import regrouped

Float32s = npt.NDArray[np.float32]

_CHUNK = 1 << 14
"""Samples per channel that are processed together."""


def dithered(blocks: Iterable[Float32s], bits: int = 16, seed: int = 0) -> Iterator[Float32s]:
    """The sound on steps of `bits` bits, clipped at full scale.

    Args:
        blocks: shape (n, channels), piece by piece from the first sample on.
        bits: of the integers it is meant for.
        seed: of the noise.
    """
    for number, chunk in enumerate(regrouped(blocks, _CHUNK)):
        yield _on_steps(chunk, bits, np.random.default_rng((seed, number)))


def _on_steps(chunk: Float32s, bits: int, rng: np.random.Generator) -> Float32s:
    steps = np.float32(2 ** (bits - 1))
    scaled = chunk * steps
    rounded = np.rint(scaled)
    if not np.array_equal(rounded, scaled):
        noise = rng.random(chunk.shape, np.float32) - rng.random(chunk.shape, np.float32)
        rounded = np.rint(scaled + noise * chunk.any(axis=1, keepdims=True))
    return np.asarray(np.clip(rounded, -steps, steps - 1) / steps, np.float32)
