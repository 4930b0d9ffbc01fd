"""A sync map of an assembled edit, sorted for its page."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

from backbeat.cutting.report.assembled.views import AssembledViews
from backbeat.cutting.report.lanes import SnappedEdit, edit_of
from backbeat.v1.cutting_pb2 import SLOT_ROLE_SECTION, Slot, SyncMap
from backbeat.v1.music_pb2 import ENERGY_LEVEL_HIGH, ENERGY_LEVEL_LOW, ENERGY_LEVEL_MEDIUM

LEVELS = {
    ENERGY_LEVEL_LOW: "low",
    ENERGY_LEVEL_MEDIUM: "medium",
    ENERGY_LEVEL_HIGH: "high",
}
"""The name of each energy level, which is its CSS class too."""


@dataclass(frozen=True)
class Part:
    """Consecutive slots of one section of the music."""

    label: str
    level: str
    """A value of `LEVELS`, or empty."""
    start: int
    """Frames of the timeline."""
    end: int
    """Frames, exclusive."""


@dataclass(frozen=True)
class AssembledEdit:
    """What the page is made from."""

    edit: SnappedEdit
    slots: Sequence[Slot]
    parts: tuple[Part, ...]
    views: AssembledViews
    px_per_frame: float
    """At the width at which the pictures of a usual shot are seen well."""
    thumbnail: tuple[int, int]
    """Width and height in the shape of the edit's picture, the longer 160."""

    @property
    def rate(self) -> float:
        """Frames a second."""
        return float(self.edit.rate)

    @property
    def frames(self) -> float:
        """Length of the timeline."""
        return self.edit.frames

    def percent(self, frame: float) -> str:
        """The x position of a frame."""
        return f"{100 * frame / self.frames:.4f}%"


_USUAL_SHOT_PX = 110
_USUAL_SHAPE = (16, 9)
_MAX_STRIP_PX = 400_000


def assembled_edit(sync_map: SyncMap, views: AssembledViews) -> AssembledEdit:
    """Sorts a sync map.

    Raises:
        RequestError: the map names no frame rate.
    """
    edit = edit_of(sync_map)
    wide = min(_USUAL_SHOT_PX * max(len(sync_map.slots), 8), _MAX_STRIP_PX)
    return AssembledEdit(
        edit,
        sync_map.slots,
        _parts(sync_map),
        views,
        wide / edit.frames,
        _thumbnail(sync_map.format.width, sync_map.format.height),
    )


def _thumbnail(width: int, height: int) -> tuple[int, int]:
    if width <= 0 or height <= 0:
        width, height = _USUAL_SHAPE
    longer = max(width, height)
    return max(1, round(160 * width / longer)), max(1, round(160 * height / longer))


def _parts(sync_map: SyncMap) -> tuple[Part, ...]:
    numbers = itertools.accumulate(
        (
            int(
                before is not None
                and (SLOT_ROLE_SECTION in slot.roles or slot.section != before.section)
            )
            for before, slot in zip([None, *sync_map.slots], sync_map.slots, strict=False)
        )
    )
    parts = []
    for _, group in itertools.groupby(
        zip(numbers, sync_map.slots, strict=True), key=lambda pair: pair[0]
    ):
        slots = [slot for _, slot in group]
        first, last = slots[0], slots[-1]
        parts.append(
            Part(first.section, LEVELS.get(first.level, ""), first.start_frame, last.end_frame)
        )
    return tuple(parts)
