"""The picture that a video shows at a moment, as JPEG."""

from __future__ import annotations

import io
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from backbeat.errors import RequestError
from backbeat.server.media.kept_open import KeptOpen

if TYPE_CHECKING:
    from backbeat.media.pictures import PictureFile, SmallPicture

_WIDTHS = (160, 320, 640, 960, 1280, 1920)
"""Sizes that are made, so that few decoders serve all."""
_OPEN = 6
_QUALITY = 82
_HALF_TICK = Fraction(1, 100_000)
"""Added to moments, so that a frame's own rounded time shows that frame and not the one before."""


class Pictures:
    """Decoders of pictures, kept open so that the next one is near; thread-safe."""

    def __init__(self) -> None:
        self._open: KeptOpen[tuple[Path, int], PictureFile] = KeptOpen(_OPEN)

    def jpeg(self, path: Path, at_s: float, width: int) -> bytes:
        """The picture on display `at_s` seconds after the first, at most about `width` wide.

        Raises:
            RequestError: the width makes no sense.
            MediaError: the file has no picture that can be decoded.
        """
        if not 16 <= width <= _WIDTHS[-1]:
            raise RequestError(
                f"A picture cannot be {width} wide.", f"Ask for 16 to {_WIDTHS[-1]}."
            )
        size = next(each for each in _WIDTHS if each >= width)
        with self._open.use((path, size), _opening(path, size)) as file:
            return _encoded(file.at(Fraction(at_s) + _HALF_TICK))

    def close(self) -> None:
        """Closes every file."""
        self._open.close()


def _opening(path: Path, size: int) -> Callable[[], PictureFile]:
    def opened() -> PictureFile:
        from backbeat.media.pictures import PictureFile

        return PictureFile(path, size, size)

    return opened


def _encoded(picture: SmallPicture) -> bytes:
    """JPEG of a picture in BT.709, limited range."""
    from PIL import Image

    luma = picture.luma.astype(np.float32)
    blue, red = (
        np.repeat(np.repeat(plane, 2, 0), 2, 1).astype(np.float32) - 128
        for plane in (picture.blue, picture.red)
    )
    base = (luma - 16) * (255 / 219)
    scale = 255 / 224
    channels = (
        base + 1.5748 * scale * red,
        base - 0.187324 * scale * blue - 0.468124 * scale * red,
        base + 1.8556 * scale * blue,
    )
    rgb = np.clip(np.rint(np.stack(channels, 2)), 0, 255).astype(np.uint8)
    file = io.BytesIO()
    Image.fromarray(rgb).save(file, "JPEG", quality=_QUALITY)
    return file.getvalue()
