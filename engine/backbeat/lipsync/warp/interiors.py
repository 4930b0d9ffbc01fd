"""What is seen between the lips: teeth of the speaker's own, else the dark.

Upper teeth stay with the upper lip and lower ones with the lower: where a gap is smaller than the
one that they were seen in, the dark between them goes; where it is larger, that is stretched.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from backbeat.lipsync.warp.frames import FaceFrame, Lips, frame_of, lips_of
from backbeat.lipsync.warp.seeing import seen_in
from backbeat.media.retouching.patches import Crop

Float32s = NDArray[np.float32]
Float64s = NDArray[np.float64]

_UPPER_EDGE, _LOWER_EDGE = 0.008, 0.018
"""What of a gap is left out beside the lips, where they blur; the lower one is wet, and shines."""
_DEEP = 0.4
"""Share of the widest gap that there is where the inside of a mouth is seen."""
_CORNER = 0.05
"""How far beyond that it is lit."""
_SHADOW = 0.02
"""How far the shadow of a lip falls."""
_FEWEST = 12
"""Pixels that are looked at for teeth, at least."""
_DARK = np.array([0.13, 0.09, 0.16])
_TONGUE = np.array([0.24, 0.21, 0.42])
"""Blue, green and red of the dark of a mouth and of what is below, of the face's brightness."""


@dataclass(frozen=True, eq=False)
class OpenMouth:
    """A picture in which the speaker's mouth is open."""

    crop: Crop
    frame: FaceFrame
    lips: Lips
    now: bool = False
    """Whether it is the picture that is drawn: it needs no other light."""

    @classmethod
    def of(cls, crop: Crop, mesh: Float32s) -> OpenMouth:
        """Of a picture with its mesh, in pixels of the picture."""
        frame = frame_of(mesh)
        return cls(crop, frame, seen_in(crop, frame, lips_of(mesh, frame)))

    @cached_property
    def _open(self) -> tuple[float, float]:
        """From where to where the inside is seen, from left to right."""
        gap = self.lips.lower - self.lips.upper
        deep = self.lips.at[gap >= _DEEP * gap.max()]
        return float(deep[0]), float(deep[-1])

    def lit(self, x: Float32s) -> Float32s:
        """How bright it is at places from left to right: beyond what is seen it darkens."""
        first, last = self._open
        beyond = np.maximum(np.maximum(first - x, x - last), 0)
        return np.asarray(1 - 0.8 * np.clip(beyond / _CORNER, 0, 1), np.float32)

    @cached_property
    def brightness(self) -> Float32s:
        """Of the face around the mouth: medians of blue, green and red, shape (3,)."""
        return brightness_of(self.crop)

    @cached_property
    def teeth(self) -> float:
        """How much what is seen below the upper lip and above the lower one differ, of the
        brightness of the face: the one are teeth then, the other is the dark."""
        middle = self.lips.at[len(self.lips.at) // 2]
        half = (self.lips.at[-1] - self.lips.at[0]) / 4
        at = np.linspace(middle - half, middle + half, _FEWEST)
        upper = np.interp(at, self.lips.at, self.lips.upper)
        gap = np.interp(at, self.lips.at, self.lips.lower) - upper
        seen = [self._blue(at, upper + share * gap) for share in (0.3, 0.65)]
        return abs(seen[0] - seen[1]) / max(float(self.brightness[0]), 1.0)

    def _blue(self, x: Float64s, y: Float64s) -> float:
        """Median of blue at some places: lips and tongue have little of it, teeth much."""
        points = np.stack([x, y], axis=-1) @ self.frame.axes.T + self.frame.origin
        columns = np.clip(points[:, 0] - self.crop.box.left, 0, self.crop.box.width - 1).astype(int)
        rows = np.clip(points[:, 1] - self.crop.box.top, 0, self.crop.box.height - 1).astype(int)
        return float(np.median(self.crop.pixels[rows, columns, 0]))

    def places(
        self, x: Float32s, above: Float32s, below: Float32s, gap: Float32s
    ) -> tuple[Float32s, Float32s]:
        """Where in its crop what is seen between moved lips comes from, in pixels, shape (h, w).

        Args:
            x: places on the face, right; shape (h, w).
            above: how far above the edge of the upper lip each place is, negative: below.
            below: how far below the edge of the lower lip it is.
            gap: from edge to edge.
        """
        edges = (0.0, 0.0) if self.now else (_UPPER_EDGE, _LOWER_EDGE)
        at = x if self.now else np.clip(x, *self._open)
        upper = np.interp(at, self.lips.at, self.lips.upper) + edges[0]
        lower = np.maximum(np.interp(at, self.lips.at, self.lips.lower) - edges[1], upper)
        # From the one lip on in its own measure; near the middle it goes over to the other's.
        share = np.clip(-above / np.maximum(gap, 1e-6), 0, 1)
        turn = np.clip((share - 0.35) / 0.3, 0, 1)
        turn = turn * turn * (3 - 2 * turn)
        y = (upper - above) * (1 - turn) + (lower + below) * turn
        y = np.clip(y, upper, lower)
        points = np.stack([at, y], axis=-1) @ self.frame.axes.T + self.frame.origin
        # Pixel n reaches from n to n + 1; its middle is what is addressed.
        left, top = self.crop.box.left, self.crop.box.top
        return (
            (points[..., 0] - left - 0.5).astype(np.float32),
            (points[..., 1] - top - 0.5).astype(np.float32),
        )


def brightness_of(crop: Crop) -> Float32s:
    """Medians of blue, green and red, shape (3,)."""
    return np.asarray(np.median(crop.pixels[::4, ::4].reshape(-1, 3), axis=0), np.float32)


def shade(above: Float32s, below: Float32s, gap: Float32s) -> Float32s:
    """How bright what is between the lips is, 0 to 1: dark beside them, and in a narrow gap."""
    from_upper, from_lower = np.clip(-above / _SHADOW, 0, 1), np.clip(-below / _SHADOW, 0, 1)
    light = np.clip(gap / 0.04, 0.5, 1)
    return np.asarray(light * (0.6 + 0.4 * from_upper) * (0.75 + 0.25 * from_lower), np.float32)


def dark(brightness: float, above: Float32s, gap: Float32s) -> Float32s:
    """The dark of a mouth, a little redder and lighter below, where the tongue is; shape (h, w, 3).

    Args:
        brightness: of the skin around the mouth, on the scale of the pixels.
        above: as for `OpenMouth.places`.
        gap: likewise.
    """
    depth = np.clip(-above / np.maximum(gap, 1e-6), 0, 1)[..., np.newaxis]
    mixed = _DARK * (1 - depth**2) + _TONGUE * depth**2
    return np.asarray(brightness * mixed, np.float32)
