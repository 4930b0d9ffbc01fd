"""A gentle move over a still: declared for whoever renders the edit; editors do not apply it."""

from __future__ import annotations

from backbeat.timeline.exchange.objects import Json
from backbeat.v1.cutting_pb2 import AssembledFormat, Medium, Slot

_CLOSER = 0.92
"""Width of the closer framing against that of the wider one."""
_CORNERS = ((0.5, 0.5), (0.35, 0.5), (0.65, 0.5), (0.5, 0.4), (0.5, 0.6))
"""Where the closer framing lies in the wider one, from left and top, in turn by slot."""


def move_of(slot: Slot, medium: Medium, form: AssembledFormat) -> Json:
    """Where the frame is at the slot's start and end, in parts of the still's width and height.

    The frame has the edit's shape and never leaves the still. Odd slots move closer, even ones
    away.
    """
    wide, high = _largest_frame(medium, form)
    left, top = (1 - wide) / 2, (1 - high) / 2
    across, down = _CORNERS[slot.number % len(_CORNERS)]
    near_width, near_height = wide * _CLOSER, high * _CLOSER
    wider = _frame(left, top, wide, high)
    closer = _frame(
        left + (wide - near_width) * across,
        top + (high - near_height) * down,
        near_width,
        near_height,
    )
    start, end = (wider, closer) if slot.number % 2 else (closer, wider)
    return {"start": start, "end": end}


def _largest_frame(medium: Medium, form: AssembledFormat) -> tuple[float, float]:
    """Width and height of the largest frame of the edit's shape in the still, in parts of it."""
    if not (medium.width and medium.height and form.width and form.height):
        return 1.0, 1.0
    shape = (form.width / form.height) / (medium.width / medium.height)
    return (1.0, 1 / shape) if shape > 1 else (shape, 1.0)


def _frame(left: float, top: float, width: float, height: float) -> Json:
    return {
        "x": round(left, 6),
        "y": round(top, 6),
        "width": round(width, 6),
        "height": round(height, 6),
    }
