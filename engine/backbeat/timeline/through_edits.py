"""Through edits: a boundary between two clips that is no cut, since one media simply goes on."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from fractions import Fraction
from typing import Any

import opentimelineio as otio

from backbeat.timeline.model import Item, ItemKind, Retime
from backbeat.timeline.time import seconds_of

_SAME_FRAME = Fraction(1, 100)
"""Of a frame: below it, two source positions are one whose spelling was rounded."""
_EVEN_SPEED = (Retime.NONE, Retime.LINEAR, Retime.FREEZE)


def through_edits(
    items: Sequence[Item],
    objects: Sequence[Any],
    transitions: Collection[int],
    timeline_rate: Fraction,
) -> frozenset[int]:
    """Indices of the items of a track that have a through edit before them.

    Args:
        items: of the track, in order.
        objects: the same as OpenTimelineIO has them.
        transitions: indices of the items that have a transition before them.
        timeline_rate: frames a second that the items' lengths are counted at.
    """
    return frozenset(
        right
        for right in range(1, len(items))
        if right not in transitions
        and _is_contiguous(items[right - 1], items[right], timeline_rate)
        and _looks_alike(objects[right - 1], objects[right])
    )


def _is_contiguous(outgoing: Item, incoming: Item, timeline_rate: Fraction) -> bool:
    """Whether one's source range goes on from the other's, at the same rate and speed."""
    if outgoing.kind is not ItemKind.CLIP or incoming.kind is not ItemKind.CLIP:
        return False
    if outgoing.retime not in _EVEN_SPEED or outgoing.retime is not incoming.retime:
        return False
    if outgoing.rate != incoming.rate or outgoing.speed != incoming.speed:
        return False
    played = seconds_of(outgoing.duration, timeline_rate) * outgoing.speed
    jump = (incoming.media_start - outgoing.media_start - played) * timeline_rate
    return abs(jump) < _SAME_FRAME


def _looks_alike(left: Any, right: Any) -> bool:
    """Whether both play the same media, are enabled alike and carry the same effects."""
    return (
        left.enabled == right.enabled
        and _is_same_media(left.media_reference, right.media_reference)
        and _effects(left) == _effects(right)
    )


def _is_same_media(one: Any, other: Any) -> bool:
    if isinstance(one, otio.schema.ExternalReference):
        url = one.target_url
        return bool(url) and isinstance(other, type(one)) and other.target_url == url
    if isinstance(one, otio.schema.ImageSequenceReference):
        return bool(one.is_equivalent_to(other))
    return False


def _effects(clip: Any) -> list[str]:
    return [otio.core.serialize_json_to_string(effect, indent=-1) for effect in clip.effects]
