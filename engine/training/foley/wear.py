"""Parts of clips made worse, as real footage is: soft, dark, grainy, coarse, of uneven light.

`calibrate.worsened` does the like by other means and amounts, and is not used here: what answers
are worth is to be measured on pictures that are not those that were trained on.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

Pictures = NDArray[np.float32]
"""Luma from 0 to 1, shape (n, 90, 160)."""
_WORN = 0.45
"""Share of parts that are made worse."""


def worn(seen: Pictures, random: np.random.Generator) -> Pictures:
    """The pictures as they are, or with some of the faults of real ones."""
    if random.random() > _WORN:
        return seen
    if random.random() < 0.5:
        seen = _softened(seen, random)
    if random.random() < 0.25:
        seen = _uneven(seen, random)
    if random.random() < 0.4:
        seen = seen * np.float32(random.uniform(0.12, 0.8)) + np.float32(random.uniform(0, 0.12))
    if random.random() < 0.55:
        seen = _grainy(seen, random)
    if random.random() < 0.4:
        seen = _coarse(seen, random)
    return np.clip(seen, 0, 1)


def _softened(seen: Pictures, random: np.random.Generator) -> Pictures:
    """Out of focus, or enlarged from a smaller picture."""
    high, wide = seen.shape[1:]
    if random.random() < 0.5:
        share = random.uniform(0.35, 0.8)
        small = (int(wide * share), int(high * share))
        return np.stack(
            [
                cv2.resize(cv2.resize(one, small, interpolation=cv2.INTER_AREA), (wide, high))
                for one in np.ascontiguousarray(seen)
            ]
        )
    across, down = random.uniform(0.3, 1.3, 2)
    return np.stack(
        [
            cv2.GaussianBlur(one, (0, 0), sigmaX=across, sigmaY=down)
            for one in np.ascontiguousarray(seen)
        ]
    )


def _uneven(seen: Pictures, random: np.random.Generator) -> Pictures:
    """A camera that finds its exposure, or lamps that beat against its rate."""
    n = len(seen)
    gains = 1 + random.normal(0, 0.02, n).cumsum() * random.uniform(0, 0.6)
    gains += random.uniform(0, 0.05) * np.sin(random.uniform(0, 3.1) * np.arange(n))
    return seen * gains.clip(0.4, 1.6).astype(np.float32)[:, np.newaxis, np.newaxis]


def _grainy(seen: Pictures, random: np.random.Generator) -> Pictures:
    """Noise, fine or in lumps, which is partly the same from picture to picture."""
    n, high, wide = seen.shape
    lump = int(random.choice([1, 1, 2, 3]))
    shape = (n, -(-high // lump), -(-wide // lump))
    grain = random.standard_normal(shape, np.float32)
    if random.random() < 0.3:
        grain = 0.6 * grain + 0.8 * grain[:1]
    if lump > 1:
        grain = np.repeat(np.repeat(grain, lump, 1), lump, 2)[:, :high, :wide]
    return seen + grain * np.float32(random.uniform(0.004, 0.045))


def _coarse(seen: Pictures, random: np.random.Generator) -> Pictures:
    """Squares of a compression that leaves little, the same quality throughout."""
    quality = [cv2.IMWRITE_JPEG_QUALITY, int(random.integers(8, 45))]
    small = (np.clip(seen, 0, 1) * 255).astype(np.uint8)
    coarse = []
    for one in small:
        _, file = cv2.imencode(".jpg", one, quality)
        coarse.append(cv2.imdecode(file, cv2.IMREAD_GRAYSCALE))
    return np.stack(coarse).astype(np.float32) / 255
