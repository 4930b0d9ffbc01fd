"""What pictures of high dynamic range say of how they were mastered."""

from __future__ import annotations

import struct
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from av.sidedata.sidedata import Type

if TYPE_CHECKING:
    import av

_TO_LEVELS = 50000
"""Steps of chromaticity in x265's description of a display (ITU-T H.265, D.3.28)."""


def mastering_display(frame: av.VideoFrame) -> str:
    """The display that a picture was mastered on, as x265 is told; empty where not stated."""
    data = _side_data(frame, Type.MASTERING_DISPLAY_METADATA)
    return "" if data is None else _mastering(data)


def light_level(frame: av.VideoFrame) -> str:
    """Maximum and average content light level as x265 is told; empty where not stated."""
    data = _side_data(frame, Type.CONTENT_LIGHT_LEVEL)
    if data is None or len(data) < 8:
        return ""
    highest, average = (int.from_bytes(data[at : at + 4], "little") for at in (0, 4))
    return f"{highest},{average}"


def is_dolby_vision(frame: av.VideoFrame) -> bool:
    """Whether a picture says by Dolby Vision how it is shown."""
    kinds = (Type.DOVI_METADATA, Type.DOVI_RPU_BUFFER)
    return any(_side_data(frame, kind) is not None for kind in kinds)


def _side_data(frame: av.VideoFrame, kind: Type) -> bytes | None:
    # PyAV's type hints say that names are iterated over.
    every: Any = frame.side_data
    for one in every:
        if one.type == kind:
            return bytes(one)
    return None


def _mastering(data: bytes) -> str:
    """FFmpeg's `AVMasteringDisplayMetadata`: 8 chromaticities and 2 luminances as ratios of ints,
    and whether each of both is set."""
    if len(data) < 88:
        return ""
    numbers = struct.unpack("<20i2i", data[:88])
    ratios = [Fraction(numbers[at], numbers[at + 1] or 1) for at in range(0, 20, 2)]
    if not numbers[20] or not numbers[21]:
        return ""
    red, green, blue, white = (
        tuple(round(ratio * _TO_LEVELS) for ratio in ratios[at : at + 2]) for at in (0, 2, 4, 6)
    )
    least, most = (round(ratio * 10000) for ratio in ratios[8:10])
    points = "".join(
        f"{name}({point[0]},{point[1]})"
        for name, point in (("G", green), ("B", blue), ("R", red), ("WP", white))
    )
    return f"{points}L({most},{least})"
