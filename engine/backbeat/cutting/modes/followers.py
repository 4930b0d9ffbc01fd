"""What else changes with a ripple or a slip, by item, so that it can be shown before it is done."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from backbeat.cutting.modes.rippling import RipplePlan
from backbeat.cutting.modes.slipping import PlannedSlip
from backbeat.timeline.model import Edit, Track
from backbeat.v1.cutting_pb2 import Follower


def ripple_followers(edit: Edit, rippled: Track, plan: RipplePlan) -> Iterator[Follower]:
    """The items of all tracks but the rippled one that give way, and where gaps go.

    Args:
        edit: the timeline.
        rippled: the track whose cuts are in the plan.
        plan: the ripple.
    """
    for track in edit.tracks:
        if track.path == rippled.path:
            continue
        gaps = plan.gaps.get(track.path, {})
        for index, item in enumerate(track.items):
            end, gap = plan.trims.get(item.path, 0), gaps.get(int(item.path[-1]), 0)
            if end or gap:
                yield Follower(
                    track=track.label, index=index, gap_frames=float(gap), end_frames=float(end)
                )


def slip_followers(edit: Edit, slips: Sequence[PlannedSlip]) -> Iterator[Follower]:
    """The items that slip with what they are linked with."""
    frames = {item.path: slip.frames for slip in slips if slip.frames for item in slip.with_it}
    for track in edit.tracks:
        for index, item in enumerate(track.items):
            if item.path in frames:
                slipped = float(frames[item.path])
                yield Follower(track=track.label, index=index, slip_frames=slipped)
