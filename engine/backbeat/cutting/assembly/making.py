"""A chosen candidate as a shot."""

from __future__ import annotations

from fractions import Fraction

from backbeat.cutting.assembly.places import Place
from backbeat.cutting.assembly.reasons import reason
from backbeat.cutting.assembly.settling import Settled
from backbeat.cutting.assembly.shots import Shot, ShotCosts
from backbeat.footage import Footage


def shot_of(
    item: Place,
    footage: Footage,
    settled: Settled,
    beat: int,
    rank: float,
    each: ShotCosts,
    given: bool,
    dissolves: bool,
    rate: Fraction,
) -> Shot:
    """The shot of a slot.

    Args:
        item: the slot.
        footage: its clip.
        settled: where it starts in the clip.
        beat: index, among the beats of the place, that its motion lands on; -1: none.
        rank: of its motion among the stretches of the bin, 0 to 1.
        each: what it costs.
        given: whether the user asked for it.
        dissolves: whether the dissolve that the slot wants is possible.
        rate: frames a second of the timeline.
    """
    peak = None
    if settled.peak_s is not None:
        peak = float(Fraction(item.start) / rate) + settled.peak_s - float(settled.source_start)
    return Shot(
        slot=item.slot,
        start_frame=item.start,
        end_frame=item.end,
        footage=footage,
        source_start=settled.source_start,
        peak_s=peak,
        beat_s=item.beats[beat].beat.time_s if peak is not None else None,
        costs=each,
        reason=reason(item, footage, settled, beat, rank, given),
        given=given,
        dissolve_frames=2 * item.head if dissolves else 0,
    )
