"""Slots as sync maps and shot plans have them."""

from __future__ import annotations

from fractions import Fraction

from backbeat.cutting.pacing.slots import Role, Slot
from backbeat.timeline.time import nearest_frame
from backbeat.v1 import cutting_pb2

_ROLES = {role: cutting_pb2.SlotRole.Value(f"SLOT_ROLE_{role.name}") for role in Role}


def slot_message(slot: Slot, rate: Fraction) -> cutting_pb2.Slot:
    """The record of a slot, without its shot; its frames are those nearest to its beats.

    Args:
        slot: the slot.
        rate: frames a second of the edit.
    """
    dissolve = int(nearest_frame(slot.dissolve_s, rate)[0])
    return cutting_pb2.Slot(
        number=slot.number,
        name=f"shot_{slot.number:03}",
        start_frame=int(nearest_frame(slot.start_s, rate)[0]),
        end_frame=int(nearest_frame(slot.end_s, rate)[0]),
        start_s=float(slot.start_s),
        end_s=float(slot.end_s),
        bar=slot.bar,
        beat=slot.beat,
        beats=slot.length_beats,
        section=slot.section,
        level=slot.level,
        energy=slot.energy,
        motion_intensity=slot.motion,
        roles=sorted(_ROLES[role] for role in slot.roles),
        # Centred on a cut, it takes as many frames before it as after it.
        dissolve_frames=dissolve - dissolve % 2,
        reason=slot.reason,
    )
