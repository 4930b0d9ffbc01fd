"""The grid of a video's pictures, and where on it a place in the picture as shown is."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import av
import numpy as np
from numpy.typing import NDArray

from backbeat.errors import MediaError
from backbeat.media.opening import opened
from backbeat.media.retouching.chroma_location import chroma_location
from backbeat.media.retouching.crops import Stored, stored
from backbeat.media.retouching.encoders import PictureForm
from backbeat.media.retouching.mastering import is_dolby_vision, light_level, mastering_display
from backbeat.media.retouching.planes import planar, planar_format
from backbeat.media.retouching.source import SourcePictures, decoded_frames, track_of
from backbeat.media.tracks import exact

Float32s = NDArray[np.float32]

_ROUNDED = Fraction(1, 100)
"""Pixels this near to square are square: encoders state what scaling to even sizes left over."""


@dataclass(frozen=True)
class Grid:
    """The pixels of a video's pictures: as stored, turned upright, not made square."""

    width: int
    height: int
    deep: bool
    """Whether crops and patches have 16 bits, else 8."""
    across: float
    """Columns of the grid to a pixel of the picture as shown."""
    down: float
    """Rows of the grid to a pixel of the picture as shown."""

    def mesh(self, shown: Float32s) -> Float32s:
        """Points of a mesh on the grid.

        Args:
            shown: in pixels of the picture as shown, the third coordinate on the same scale;
                shape (..., 3).
        """
        depth = (self.across * self.down) ** 0.5
        return np.asarray(shown * np.array([self.across, self.down, depth]), np.float32)


@dataclass(frozen=True)
class Appearance:
    """What the first picture of a video tells of all of them."""

    form: PictureForm
    stored: Stored
    grid: Grid
    interlaced: bool
    exact: bool
    """Whether the planar format that pictures are changed in holds the source's own samples."""


def appearance_of(pictures: SourcePictures) -> Appearance:
    """What the pictures of a video are like, by the first of them.

    Raises:
        MediaError: the video cannot be opened, or its first picture not be decoded.
    """
    with opened(pictures.path) as container:
        stream = track_of(pictures.path, container)
        frame = next(decoded_frames(container, stream), None)
        if frame is None:
            raise MediaError(
                f"{pictures.path} has no picture that can be decoded.", "Export or copy it again."
            )
        form = _form(pictures, stream, frame)
        how = stored(planar(frame))
        return Appearance(
            form,
            how,
            _grid(how, stream),
            bool(frame.interlaced_frame),
            planar_format(frame)[1],
        )


def grid_of(pictures: SourcePictures) -> Grid:
    """The grid of a video's pictures.

    Raises:
        MediaError: the video cannot be opened, or its first picture not be decoded.
    """
    return appearance_of(pictures).grid


def _grid(how: Stored, stream: av.VideoStream) -> Grid:
    width, height = how.grid
    aspect = stream.sample_aspect_ratio
    if aspect is None or aspect <= 0 or abs(exact(aspect) - 1) <= _ROUNDED:
        return Grid(width, height, how.layout.deep, 1.0, 1.0)
    # As faces are found in: the width is what changes, and is rounded.
    scale = how.width / round(how.width * exact(aspect))
    turned = how.turns % 2 == 1
    return Grid(width, height, how.layout.deep, 1.0 if turned else scale, scale if turned else 1.0)


def _form(pictures: SourcePictures, stream: av.VideoStream, frame: av.VideoFrame) -> PictureForm:
    context = stream.codec_context
    aspect = stream.sample_aspect_ratio or context.sample_aspect_ratio
    order = pictures.decoded
    return PictureForm(
        codec=pictures.codec,
        tag=_tag(context),
        profile=(context.profile or "").upper(),
        width=frame.width,
        height=frame.height,
        pixel_format=planar_format(frame)[0],
        primaries=int(frame.color_primaries),
        transfer=int(frame.color_trc),
        matrix=int(frame.colorspace),
        color_range=int(frame.color_range),
        aspect=exact(aspect) if aspect else Fraction(0),
        rate=pictures.rate,
        reordered=bool(len(order) and (np.diff(order) < 0).any()),
        intra=pictures.by_packets and bool(pictures.keys.all()),
        chroma_location=chroma_location(pictures.codec, context.extradata or b""),
        mastering_display=mastering_display(frame),
        light_level=light_level(frame),
        dolby_vision=is_dolby_vision(frame),
    )


def _tag(context: av.VideoCodecContext) -> str:
    try:
        return context.codec_tag
    except UnicodeDecodeError:
        return ""
