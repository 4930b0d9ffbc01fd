"""Linked cuts: cuts of several tracks at one position, which move together or not at all."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace

from backbeat.cutting.cuts import Cut
from backbeat.timeline.time import Frames

CutKey = tuple[int, int]
"""Index of the video track and index of the cut on it."""
Links = Mapping[CutKey, Sequence[CutKey]]
"""The group of each linked cut, in order, the cut itself included."""


def linked_cuts(tracks: list[list[Cut]]) -> Links:
    """For each cut that is linked with cuts of other tracks at the same moment: the group."""
    by_link: dict[tuple[str, Frames], set[CutKey]] = defaultdict(set)
    for number, track in enumerate(tracks):
        for index, cut in enumerate(track):
            for item in (cut.outgoing, cut.incoming):
                if item.link is not None:
                    by_link[item.link, cut.position].add((number, index))
    groups: dict[CutKey, list[CutKey]] = {}
    for members in by_link.values():
        if len({number for number, _ in members}) < 2:
            continue
        merged = set(members).union(*(groups.get(key, ()) for key in members))
        group = sorted(merged)
        groups.update(dict.fromkeys(group, group))
    return groups


def share_limits(tracks: list[list[Cut]], links: Links) -> None:
    """Gives every cut of a linked group the narrowest limits of the group."""
    for key, group in links.items():
        members = [tracks[number][index] for number, index in group]
        low = max(members, key=lambda cut: cut.limits.earliest).limits
        high = min(members, key=lambda cut: cut.limits.latest).limits
        fixed = next((cut.fixed for cut in members if cut.fixed), "")
        cut = tracks[key[0]][key[1]]
        tracks[key[0]][key[1]] = replace(
            cut,
            limits=replace(
                cut.limits,
                earliest=low.earliest,
                earlier_stop=low.earlier_stop,
                latest=high.latest,
                later_stop=high.later_stop,
            ),
            fixed=cut.fixed or (f"linked with a cut that stays: {fixed}" if fixed else ""),
        )
