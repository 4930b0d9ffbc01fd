"""The backends `onnx:wav2lip` and `onnx:musetalk`."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from backbeat.lipsync.drawing.blending import put_in
from backbeat.lipsync.drawing.masks import box_around, opacity_of, part
from backbeat.lipsync.drawing.points import PUT_IN
from backbeat.lipsync.drawing.posing import Shape, width_of
from backbeat.lipsync.moments import Moment
from backbeat.lipsync.neural.makers import Maker
from backbeat.lipsync.neural.placing import laid_back, seen_by
from backbeat.lipsync.neural.ramps import between
from backbeat.media.retouching.patches import Box, Patch

Float32s = NDArray[np.float32]

_AROUND = 0.03
"""Margin around what is put in, in widths of the face."""


class NeuralBackend:
    """Mouths of one face by a network.

    Args:
        maker: the network, prepared for what the face says.
        batch: pictures that it takes at once, at most.
        close: frees the network.
    """

    def __init__(self, maker: Maker, batch: int, close: Callable[[], None]) -> None:
        self._maker, self._close = maker, close
        self.batch = batch

    def box(self, mesh: Float32s) -> Box:
        """As `Backend.box`."""
        return self._maker.square.box(mesh)

    def draw(self, moments: Sequence[Moment]) -> list[Patch | None]:
        """As `Backend.draw`."""
        patches: list[Patch | None] = [None] * len(moments)
        shown = [number for number, moment in enumerate(moments) if _is_free(moment)]
        if not shown:
            return patches
        maker = self._maker
        corners = {number: maker.square.corners(moments[number].mesh) for number in shown}
        seen = [
            seen_by(moments[number].crop, corners[number], maker.size, maker.resampling)
            for number in shown
        ]
        made = maker.made([moments[number].index for number in shown], np.stack(seen))
        for number, own, new in zip(shown, seen, made, strict=True):
            moment = moments[number]
            mouth = new if moment.strength >= 1 else between(own, new, moment.strength)
            patches[number] = _patch(moment, mouth, corners[number])
        return patches

    def close(self) -> None:
        """As `Backend.close`."""
        self._close()


def _is_free(moment: Moment) -> bool:
    """Whether a mouth can be put in: it is seen, and no hand is before it."""
    box = moment.crop.box
    if moment.covered or min(box.width, box.height) < 2:
        return False
    return bool(np.isfinite(moment.mesh).all())


def _patch(moment: Moment, mouth: Float32s, corners: NDArray[np.float64]) -> Patch | None:
    """A mouth put into its face; None where it changes nothing."""
    crop, mesh = moment.crop, moment.mesh
    shape = Shape(mesh, mesh, width_of(mesh))
    box = box_around(mesh[list(PUT_IN), :2], _AROUND * shape.width, crop.box)
    if box.width < 2 or box.height < 2:
        return None
    pixels, cover = laid_back(mouth, corners, box)
    if crop.pixels.dtype == np.uint16:
        pixels *= 257
    own = crop.pixels[part(box, crop.box)].astype(np.float32)
    # Beyond what the network saw there is nothing but the own picture.
    pixels = own + (pixels - own) * cover[..., None]
    new = crop.pixels.copy()
    changed = np.zeros(new.shape[:2], np.bool_)
    put_in(new, changed, crop, pixels, shape, box, opacity_of(shape, box))
    other = new != crop.pixels
    # Six times as fast as any() over three channels.
    changed &= other[..., 0] | other[..., 1] | other[..., 2]
    return Patch(new, crop.box, changed) if changed.any() else None
