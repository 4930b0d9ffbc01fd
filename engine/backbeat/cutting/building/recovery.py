"""An assembled edit as it was before it became a sync map."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from fractions import Fraction

from backbeat.cutting.assembly import Assembly, Shot, ShotCosts
from backbeat.cutting.building.media import Media, rate_of, seconds_in
from backbeat.cutting.pacing import Role, Slot, SlotBeat
from backbeat.footage import Footage
from backbeat.v1 import cutting_pb2 as pb

_ROLES = {pb.SlotRole.Value(f"SLOT_ROLE_{role.name}"): role for role in Role}


def assembly_of(sync_map: pb.SyncMap, footage: Mapping[str, Footage]) -> Assembly:
    """The assembly that a sync map records.

    Args:
        sync_map: checked by `validation.check_assembled`.
        footage: of every clip in it, by path.
    """
    media = Media(sync_map.media)
    shots = tuple(
        _shot(sync_map, slot, media[slot.shot.path], footage[slot.shot.path])
        for slot in sync_map.slots
    )
    return Assembly(rate_of(sync_map.rate), shots, ())


def slot_of(sync_map: pb.SyncMap, slot: pb.Slot) -> Slot:
    """A slot of a sync map as pacing made it."""
    start, end = Fraction(slot.start_s), Fraction(slot.end_s)
    return Slot(
        number=slot.number,
        start_s=start,
        end_s=end,
        bar=slot.bar,
        beat=slot.beat,
        length_beats=slot.beats,
        section=slot.section,
        level=slot.level,
        energy=slot.energy,
        motion=slot.motion_intensity,
        roles=frozenset(_ROLES[role] for role in slot.roles if role in _ROLES),
        dissolve_s=Fraction(slot.dissolve_frames) / rate_of(sync_map.rate),
        beats=tuple(
            SlotBeat(Fraction(beat.time_s), beat.beat == 1, beat.accent)
            for beat in sync_map.grid
            if start <= Fraction(beat.time_s) < end
        ),
        reason=slot.reason,
    )


def _shot(sync_map: pb.SyncMap, slot: pb.Slot, medium: pb.Medium, footage: Footage) -> Shot:
    shot = slot.shot
    costs = {cost.name: cost.cost for cost in shot.costs}
    return Shot(
        slot=slot_of(sync_map, slot),
        start_frame=slot.start_frame,
        end_frame=slot.end_frame,
        footage=footage,
        source_start=Fraction(0) if medium.still else seconds_in(medium, shot.source_start_s),
        peak_s=shot.peak_s if shot.HasField("peak_s") else None,
        beat_s=Fraction(shot.beat_s) if shot.HasField("beat_s") else None,
        costs=ShotCosts(**{field.name: costs.get(field.name, 0.0) for field in fields(ShotCosts)}),
        reason=shot.reason,
        given=shot.given,
        dissolve_frames=slot.dissolve_frames,
    )
