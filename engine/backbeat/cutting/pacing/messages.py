"""Slots as messages, for the sync map and the shot plan; and back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction

from backbeat.cutting.pacing.slots import Role, Slot
from backbeat.timeline.time import nearest_frame
from backbeat.v1.cutting_pb2 import (
    SLOT_ROLE_ACCENT,
    SLOT_ROLE_BREAKDOWN,
    SLOT_ROLE_BUILD,
    SLOT_ROLE_DROP,
    SLOT_ROLE_PHRASE,
    SLOT_ROLE_SECTION,
    SlotRole,
)
from backbeat.v1.cutting_pb2 import Slot as SlotMessage

_ROLES: dict[Role, SlotRole] = {
    Role.SECTION: SLOT_ROLE_SECTION,
    Role.PHRASE: SLOT_ROLE_PHRASE,
    Role.DROP: SLOT_ROLE_DROP,
    Role.BUILD: SLOT_ROLE_BUILD,
    Role.BREAKDOWN: SLOT_ROLE_BREAKDOWN,
    Role.ACCENT: SLOT_ROLE_ACCENT,
}
_DIGITS = 3
"""Fewest digits in a slot's name."""


def slot_name(number: int) -> str:
    """The name by which a clip made for a slot is recognised: "shot_001"."""
    return f"shot_{number:0{_DIGITS}d}"


def slot_message(
    slot: Slot, rate: Fraction, music_s: Callable[[float], float] | None = None
) -> SlotMessage:
    """The message of a slot, without its shot.

    Args:
        slot: the slot.
        rate: frames a second of the timeline.
        music_s: where in the song a moment of the timeline is, in seconds; None: at the same time.
    """
    start_s = float(slot.start_s)
    dissolve = int(nearest_frame(slot.dissolve_s, rate)[0])
    return SlotMessage(
        number=slot.number,
        name=slot_name(slot.number),
        start_frame=int(nearest_frame(slot.start_s, rate)[0]),
        end_frame=int(nearest_frame(slot.end_s, rate)[0]),
        start_s=start_s,
        end_s=float(slot.end_s),
        music_start_s=music_s(start_s) if music_s else start_s,
        bar=slot.bar,
        beat=slot.beat,
        beats=slot.length_beats,
        section=slot.section,
        level=slot.level,
        energy=round(slot.energy, 4),
        motion_intensity=round(slot.motion, 4),
        roles=sorted(_ROLES[role] for role in slot.roles),
        # Centred on a cut, it takes as many frames before it as after it.
        dissolve_frames=dissolve - dissolve % 2,
        reason=slot.reason,
    )


def slot_messages(
    slots: Sequence[Slot], rate: Fraction, music_s: Callable[[float], float] | None = None
) -> list[SlotMessage]:
    """The messages of all slots, as `slot_message` makes them."""
    return [slot_message(slot, rate, music_s) for slot in slots]
