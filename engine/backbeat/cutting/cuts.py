"""The cuts of a track: where they are, how far each may move, and why one may not."""

from __future__ import annotations

import math
from dataclasses import dataclass

from backbeat.timeline.model import Dialect, Edit, Item, ItemKind, Retime, Track, Transition
from backbeat.timeline.time import Frames

_NO_TRANSITION = Transition("", 0, 0)
_THROUGH_EDIT_REASON = (
    "a through edit: both sides are contiguous in one media, so nothing is cut here"
)


@dataclass(frozen=True, slots=True)
class Limits:
    """How far a cut may roll, in frames, and what stops it there."""

    earliest: int
    latest: int
    earlier_stop: str
    """What stops it from moving earlier, in words."""
    later_stop: str
    """What stops it from moving later, in words."""


@dataclass(frozen=True, slots=True)
class Cut:
    """The boundary between `outgoing` and `incoming` on a video track."""

    track: int
    """Index among the video tracks."""
    index: int
    """From 0 on its track; the boundary before item `index + 1`."""
    position: Frames
    outgoing: Item
    incoming: Item
    transition: Transition
    fixed: str
    """Why it cannot move at all; empty if it can."""
    limits: Limits
    sound_stays: bool = False
    """Whether linked sound is cut at the same moment, and will stay there."""
    through: bool = False
    """Whether it is a through edit, which changes no picture and never moves."""
    decided: Frames | None = None
    """How far the user has it move, in frames; None: that is for the plan to say."""


@dataclass(frozen=True, slots=True)
class Selection:
    """Which cuts may move."""

    tracks: frozenset[int]
    """Indices among the video tracks."""
    start: Frames
    end: Frames
    sound_edges: frozenset[tuple[str, Frames]]
    """(link, position) of every edge of linked sound."""
    skip_linked_sound: bool
    decided: frozenset[tuple[int, int]] = frozenset()
    """(track, cut) of those that the user decided about, wherever they lie."""


def cuts_of(edit: Edit, number: int, selection: Selection) -> list[Cut]:
    """Every cut of one video track, in order."""
    track = edit.video_tracks[number]
    track_reason = _track_reason(track)
    cuts: list[Cut] = []
    for right in range(1, len(track.items)):
        outgoing, incoming = track.items[right - 1], track.items[right]
        transition = track.transitions.get(right, _NO_TRANSITION)
        sound = _sound_is_cut(outgoing, incoming, selection)
        through = right in track.through_edits
        decided = (number, right - 1) in selection.decided
        fixed = (
            (_THROUGH_EDIT_REASON if through else "")
            or ("" if decided else _choice_reason(track, number, incoming.start, selection))
            or track_reason
            or _item_reason(outgoing, edit)
            or _item_reason(incoming, edit)
            or _pair_reason(outgoing, incoming, transition)
        )
        if not fixed and sound and selection.skip_linked_sound and not decided:
            fixed = "its linked sound is cut at the same moment, and sound is never moved"
        limits = _limits(outgoing, incoming, transition)
        cuts.append(
            Cut(
                number, right - 1, incoming.start, outgoing, incoming, transition, fixed, limits,
                sound and not fixed, through,
            )
        )  # fmt: skip
    return cuts


def min_length(track: Track, item: int, min_clip: int, min_gap: int) -> Frames:
    """Minimum frames that a move may leave item number `item`; at most its present length."""
    entering = track.transitions.get(item, _NO_TRANSITION).after
    leaving = track.transitions.get(item + 1, _NO_TRANSITION).before
    minimum = min_gap if track.items[item].kind is ItemKind.GAP else min_clip
    return min(track.items[item].duration, max(minimum, entering + leaving, 1))


def _choice_reason(track: Track, number: int, position: Frames, selection: Selection) -> str:
    if number not in selection.tracks:
        return f"track {track.label} was not chosen"
    if selection.start <= position < selection.end:
        return ""
    return "outside the chosen range"


def _track_reason(track: Track) -> str:
    if track.locked:
        return f"track {track.label} is locked"
    if not track.enabled:
        return f"track {track.label} is disabled"
    if track.trimmed:
        return f"track {track.label} is trimmed as a whole, which hides where its cuts really are"
    return ""


def _item_reason(item: Item, edit: Edit) -> str:
    if item.kind is ItemKind.OTHER:
        return f"“{item.name}” is of a kind this version does not know"
    if item.duration < 1 or item.rate is None:
        return f"“{item.name}” has no length of its own"
    if item.kind is ItemKind.GAP:
        return ""
    if item.kind is ItemKind.NESTED and not item.has_range:
        return f"the nested timeline “{item.name}” states no range to change"
    if item.retime is Retime.REVERSED:
        return f"“{item.name}” plays in reverse"
    if item.retime is Retime.RAMP:
        return f"“{item.name}” has a speed ramp"
    if item.retime is Retime.LINEAR and edit.dialect is Dialect.PREMIERE:
        return f"“{item.name}” is retimed, and how Premiere Pro counts that is not verified"
    return ""


def _pair_reason(outgoing: Item, incoming: Item, transition: Transition) -> str:
    if outgoing.kind is ItemKind.GAP and incoming.kind is ItemKind.GAP:
        return "there is no picture on either side of it"
    if outgoing.rate != incoming.rate:
        rates = " and ".join(f"{float(x.rate or 0):.6g}" for x in (outgoing, incoming))
        return f"its two sides are counted at {rates} frames a second"
    if transition.before > outgoing.duration or transition.after > incoming.duration:
        return f"“{transition.name}” is longer than the clip it lies on"
    return ""


def _sound_is_cut(outgoing: Item, incoming: Item, selection: Selection) -> bool:
    position = incoming.start
    return any(
        item.link is not None and (item.link, position) in selection.sound_edges
        for item in (outgoing, incoming)
    )


def _limits(outgoing: Item, incoming: Item, transition: Transition) -> Limits:
    latest, later_stop = _usable_handle(outgoing, outgoing.tail, transition.after, "after")
    earliest, earlier_stop = _usable_handle(incoming, incoming.head, transition.before, "before")
    return Limits(-earliest, latest, earlier_stop, later_stop)


_UNLIMITED_FRAMES = 1 << 40
"""Handle length of media without end, such as a still: beyond any timeline."""


def _usable_handle(
    item: Item, handle: Frames | None, in_transition: Frames, side: str
) -> tuple[int, str]:
    """Whole frames of a handle that a transition leaves free, and what limits them, in words."""
    if handle is None:
        return _UNLIMITED_FRAMES, ""
    frames = max(0, math.floor(handle - in_transition))
    if not item.media_known and frames == 0:
        return 0, f"it is not known how much media “{item.name}” has {side} its {_edge(side)}"
    transition = " that its transition does not use" if in_transition else ""
    media = {0: "no media", 1: "1 frame of media"}.get(frames, f"{frames} frames of media")
    return frames, f"“{item.name}” has {media} {side} its {_edge(side)}{transition}"


def _edge(side: str) -> str:
    return "end" if side == "after" else "start"
