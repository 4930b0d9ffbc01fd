"""Planes of decoded pictures as arrays, in the pixel formats that pictures are changed in."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    import av

Plane = NDArray[Any]
"""Samples of one component, uint8 or uint16, shape (height, width)."""

_PLANAR = re.compile(r"(?P<model>yuva?|yuvj|gbra?|gray)(?P<chroma>\d\d\d)?p?(?P<bits>9|\d\d)?(le)?")
_FACTORS = {"444": (1, 1), "440": (1, 2), "422": (2, 1), "420": (2, 2), "411": (4, 1)}
"""Luma samples to one of chroma, across and down."""
_SAME = {
    "nv12": "yuv420p",
    "nv21": "yuv420p",
    "nv16": "yuv422p",
    "nv20le": "yuv422p10le",
    "nv24": "yuv444p",
    "yuyv422": "yuv422p",
    "uyvy422": "yuv422p",
    "p010le": "yuv420p10le",
    "p012le": "yuv420p12le",
    "p016le": "yuv420p16le",
    "p210le": "yuv422p10le",
    "p410le": "yuv444p10le",
    "rgb24": "gbrp",
    "bgr24": "gbrp",
    "rgb0": "gbrp",
    "bgr0": "gbrp",
    "0rgb": "gbrp",
    "0bgr": "gbrp",
    "rgba": "gbrap",
    "bgra": "gbrap",
    "argb": "gbrap",
    "abgr": "gbrap",
    "rgb48le": "gbrp16le",
    "bgr48le": "gbrp16le",
    "rgb48be": "gbrp16le",
    "rgba64le": "gbrap16le",
    "rgba64be": "gbrap16le",
}
"""Planar formats that hold the same samples."""


@dataclass(frozen=True)
class Layout:
    """How samples lie in a planar pixel format."""

    name: str
    """FFmpeg's name of the format."""
    bits: int
    model: str
    """"yuv", "rgb" or "gray"."""
    across: int
    """Luma samples to one of chroma, across."""
    down: int
    """Luma samples to one of chroma, down."""
    full_range: bool
    """Whether the format itself says that all levels are used, as that of JPEG does."""
    alpha: bool

    @property
    def deep(self) -> bool:
        """Whether samples have more than 8 bits."""
        return self.bits > 8

    @property
    def highest(self) -> int:
        """The highest level."""
        return (1 << self.bits) - 1


def layout_of(name: str) -> Layout | None:
    """The layout of a planar pixel format; None for all others.

    Args:
        name: FFmpeg's name.
    """
    found = _PLANAR.fullmatch(name)
    if found is None or name.endswith("be"):
        return None
    model, chroma = found["model"], found["chroma"]
    if model.startswith("yuv") != (chroma in _FACTORS):
        return None
    across, down = _FACTORS[chroma] if chroma else (1, 1)
    kind = "rgb" if model.startswith("gbr") else "gray" if model == "gray" else "yuv"
    alpha = model.endswith("a")
    return Layout(name, int(found["bits"] or 8), kind, across, down, model == "yuvj", alpha)


def planar_format(frame: av.VideoFrame) -> tuple[str, bool]:
    """The planar format that a picture is changed in, and whether it holds the same samples."""
    name = frame.format.name
    if layout_of(name) is not None:
        return name, True
    if name in _SAME:
        return _SAME[name], True
    little = re.sub("be$", "le", name)
    if layout_of(little) is not None:
        return little, True
    deep = max(component.bits for component in frame.format.components) > 8
    return "yuv444p10le" if deep else "yuv444p", False


def planar(frame: av.VideoFrame) -> av.VideoFrame:
    """The picture in its planar format; itself where it is in one."""
    name, _ = planar_format(frame)
    if name == frame.format.name:
        return frame
    return frame.reformat(format=name)


def planes_of(frame: av.VideoFrame, layout: Layout) -> tuple[Plane, ...]:
    """Its planes where they lie in memory, without alpha, as FFmpeg orders them.

    Args:
        frame: in a planar format; it must live as long as the planes are used. To write into them,
            make it writable first.
        layout: of its format.
    """
    dtype = np.dtype("<u2") if layout.deep else np.dtype(np.uint8)
    count = 1 if layout.model == "gray" else 3
    arrays = []
    for plane in frame.planes[:count]:
        rows = np.frombuffer(memoryview(plane), dtype)
        step = plane.line_size // dtype.itemsize
        arrays.append(rows[: step * plane.height].reshape(plane.height, step)[:, : plane.width])
    return tuple(arrays)


def copied(frame: av.VideoFrame) -> av.VideoFrame:
    """A picture with the same samples, without side data: captions, say, are shown once."""
    import av

    made = av.VideoFrame(frame.width, frame.height, frame.format.name)
    for new, old in zip(made.planes, frame.planes, strict=True):
        target = np.frombuffer(memoryview(new), np.uint8)[: new.line_size * new.height]
        source = np.frombuffer(memoryview(old), np.uint8)[: old.line_size * old.height]
        width = min(new.line_size, old.line_size)
        rows = source.reshape(old.height, old.line_size)[:, :width]
        target.reshape(new.height, new.line_size)[:, :width] = rows
    made.colorspace, made.color_range = frame.colorspace, frame.color_range
    made.color_primaries, made.color_trc = frame.color_primaries, frame.color_trc
    return made
