"""Spotting in the markers of a timeline."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from backbeat.foley.cues import Cue
from backbeat.foley.spotting.asked import Given
from backbeat.foley.spotting.marked import Marked, from_markers
from backbeat.foley.spotting.wishes import Times
from backbeat.timeline.model import Edit
from backbeat.timeline.source import Source
from backbeat.timeline.user_markers import user_markers


def cues_in_markers(
    document: Source,
    edit: Edit,
    times: Times,
    proposal: Callable[[Mapping[str, Any]], Cue | None],
) -> Given:
    """What the markers of a timeline ask for.

    Args:
        document: the timeline's file.
        edit: the timeline.
        times: how times are read.
        proposal: reads the cue of a marker of ours from what Backbeat wrote into it.
    """
    marked = [
        Marked(
            marker.time,
            marker.end,
            marker.name,
            marker.comment if not marker.by_backbeat else "",
            marker.owner,
            proposal(marker.said) if marker.said is not None else None,
            marker.by_backbeat,
        )
        for marker in user_markers(document, edit)
    ]
    return from_markers(marked, times)
