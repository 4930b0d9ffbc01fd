"""Spotting in the markers of a timeline."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from backbeat.foley.cues import Cue
from backbeat.foley.landing.reading import Landed, landed_markers
from backbeat.foley.spotting.asked import Given
from backbeat.foley.spotting.marked import Marked, from_markers
from backbeat.foley.spotting.wishes import Times
from backbeat.timeline.document import Document
from backbeat.timeline.model import Edit
from backbeat.timeline.user_markers import UserMarker, user_markers

_NEAR_FRAMES = Fraction(5, 4)
"""How far a marker may be from its cue, which needs not be at the start of its frame."""


def cues_in_markers(document: Document, edit: Edit, times: Times) -> Given:
    """What the markers of a timeline ask for, proposals of earlier runs among them.

    Raises:
        TimelineError: what Backbeat wrote into a marker is damaged.
    """
    proposals = [landed for _, landed in landed_markers(document, edit)]
    near = _NEAR_FRAMES / edit.rate
    marked = [_marked(marker, proposals, near) for marker in user_markers(document, edit)]
    return from_markers(marked, times)


def _marked(marker: UserMarker, proposals: Sequence[Landed], near: Fraction) -> Marked:
    # What Backbeat wrote as a comment is no spotting.
    comment = "" if marker.by_backbeat else marker.comment
    proposal = _proposal(marker, proposals, near) if marker.by_backbeat else None
    return Marked(
        # The moment of a proposal lies between frames, where nobody moved its marker.
        marker.time if proposal is None else proposal.time,
        marker.end,
        marker.name,
        comment,
        marker.owner,
        proposal,
        marker.by_backbeat,
    )


def _proposal(marker: UserMarker, proposals: Sequence[Landed], near: Fraction) -> Cue | None:
    """The cue that a marker of ours proposes."""
    fitting = [one for one in proposals if abs(one.time - marker.time) <= near]
    if not fitting:
        return None
    # Several cues may share a frame: the marker still says which it is.
    return min(
        fitting,
        key=lambda one: (one.cue.words not in marker.name, abs(one.time - marker.time)),
    ).cue
