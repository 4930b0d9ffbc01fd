"""What the report of an assembled edit shows beside its sync map."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from backbeat.cutting.report.waveform import Waveform
from backbeat.footage import Footage
from backbeat.v1.cutting_pb2 import Slot


@dataclass(frozen=True, eq=False)
class Curve:
    """Values over time. Arrays of one length."""

    times_s: NDArray[np.float64]
    """Seconds from the timeline's first frame, rising."""
    values: NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class ShotView:
    """How one shot looks."""

    first: bytes = b""
    """JPEG of its first picture, in the shape of the edit's picture; empty for none."""
    last: bytes = b""
    """JPEG of its last picture."""
    motion: Curve | None = None
    """How much moves in it, in picture widths a second; None where it is not known."""


@dataclass(frozen=True, eq=False)
class AssembledViews:
    """All that is drawn; what is left out is not shown."""

    waveform: Waveform | None = None
    """The music in timeline time."""
    loudness: Curve | None = None
    """Momentary loudness of the music in timeline time, in LUFS."""
    shots: Mapping[int, ShotView] = field(default_factory=dict)
    """By the slot's number."""


def motion_of(footage: Footage, slot: Slot, rate: Fraction) -> Curve | None:
    """How much moves in a slot's shot; None for a still and a slot without one.

    Args:
        footage: what was seen in the shot's clip.
        slot: a slot of a sync map.
        rate: frames a second of the timeline.
    """
    if footage.still or not slot.HasField("shot"):
        return None
    within = slice(
        *np.searchsorted(footage.times_s, [slot.shot.source_start_s, slot.shot.source_end_s])
    )
    if not len(footage.times_s[within]):
        return None
    start_s = slot.start_frame / float(rate)
    times_s = footage.times_s[within] - slot.shot.source_start_s + start_s
    return Curve(times_s, footage.action[within])
