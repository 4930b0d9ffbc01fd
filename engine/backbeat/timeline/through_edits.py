"""Through edits: boundaries between two clips that play on in the same media."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from fractions import Fraction
from typing import Any

import opentimelineio as otio

from backbeat.timeline.model import Item, ItemKind, Retime
from backbeat.timeline.time import seconds_of

_POSITION_TOLERANCE = Fraction(1, 100)
"""Frames by which equal source positions may differ, since files round them."""
_CONSTANT_SPEEDS = (Retime.NONE, Retime.LINEAR, Retime.FREEZE)


def through_edits(
    items: Sequence[Item],
    objects: Sequence[Any],
    transitions: Collection[int],
    timeline_rate: Fraction,
) -> frozenset[int]:
    """Indices of the items of a track that have a through edit before them.

    Args:
        items: the items of the track, in order.
        objects: OpenTimelineIO's objects of the same items.
        transitions: indices of the items that have a transition before them.
        timeline_rate: frames a second that the items' lengths are counted at.
    """
    return frozenset(
        right
        for right in range(1, len(items))
        if right not in transitions
        and _is_contiguous(items[right - 1], items[right], timeline_rate)
        and _have_same_media_and_effects(objects[right - 1], objects[right])
    )


def _is_contiguous(outgoing: Item, incoming: Item, timeline_rate: Fraction) -> bool:
    """Whether the incoming source range continues the outgoing one, at the same rate and speed."""
    if outgoing.kind is not ItemKind.CLIP or incoming.kind is not ItemKind.CLIP:
        return False
    if outgoing.retime not in _CONSTANT_SPEEDS or outgoing.retime is not incoming.retime:
        return False
    if outgoing.rate != incoming.rate or outgoing.speed != incoming.speed:
        return False
    played = seconds_of(outgoing.duration, timeline_rate) * outgoing.speed
    jump = (incoming.media_start - outgoing.media_start - played) * timeline_rate
    return abs(jump) < _POSITION_TOLERANCE


def _have_same_media_and_effects(left: Any, right: Any) -> bool:
    """Whether both play the same media, with the same effects, both enabled or both disabled."""
    return (
        left.enabled == right.enabled
        and _is_same_media(left.media_reference, right.media_reference)
        and _effects(left) == _effects(right)
    )


def _is_same_media(first: Any, second: Any) -> bool:
    if isinstance(first, otio.schema.ExternalReference):
        url = first.target_url
        return bool(url) and isinstance(second, type(first)) and second.target_url == url
    if isinstance(first, otio.schema.ImageSequenceReference):
        return bool(first.is_equivalent_to(second))
    return False


def _effects(clip: Any) -> list[str]:
    return [otio.core.serialize_json_to_string(effect, indent=-1) for effect in clip.effects]
