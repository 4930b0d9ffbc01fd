"""Markers that Backbeat writes on a timeline, in the form that editors keep.

Editors drop unknown metadata, so a marker is identified twice: in Backbeat's own metadata, and in
the note that DaVinci Resolve keeps.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from backbeat.timeline.entries import entry, listed
from backbeat.timeline.splice import Literal

NOTE_PREFIX = "bb:"
KEYWORD = "backbeat"
NAMESPACE = "backbeat"
FOLEY = "foley"
"""Job whose markers are proposals, which other jobs leave alone."""


def is_by_backbeat(marker: Any) -> bool:
    """Whether Backbeat wrote the marker, an OpenTimelineIO Marker."""
    present = listed(marker.metadata)
    return NAMESPACE in present or _note(marker).startswith(NOTE_PREFIX)


def job_of(marker: Any) -> str:
    """The kind of job that wrote a marker; empty where it is not ours, or does not say."""
    said = entry(marker.metadata, NAMESPACE)
    if hasattr(said, "get"):
        return str(said.get("job", ""))
    # Beats were the first to have notes, and do not name their job.
    return FOLEY if _note(marker).startswith(f"{NOTE_PREFIX}{FOLEY}=") else ""


def _note(marker: Any) -> str:
    resolve = entry(marker.metadata, "Resolve_OTIO")
    note = entry(resolve, "Note") if hasattr(resolve, "get") else ""
    return note if isinstance(note, str) else ""


def marker(
    name: str,
    color: str,
    start: Literal | float,
    duration: Literal | float,
    rate: Literal | float,
    note: str,
    comment: str,
    provenance: Mapping[str, object],
) -> dict[str, object]:
    """A Marker.2 as JSON.

    Args:
        name: shown by every editor.
        color: an OpenTimelineIO marker colour, upper case.
        start, duration, rate: spelled as the file spells such numbers, where there is a file.
        note: machine-readable text, starts with `NOTE_PREFIX`, kept by editors that drop
            metadata.
        comment: for the user; shown by editors that read comments.
        provenance: for `metadata["backbeat"]`.
    """

    def time(value: Literal | float) -> dict[str, object]:
        return {"OTIO_SCHEMA": "RationalTime.1", "rate": rate, "value": value}

    return {
        "OTIO_SCHEMA": "Marker.2",
        "metadata": {
            NAMESPACE: provenance,
            "Resolve_OTIO": {"Keywords": [KEYWORD], "Note": note},
        },
        "name": name,
        "color": color,
        "marked_range": {
            "OTIO_SCHEMA": "TimeRange.1",
            "duration": time(duration),
            "start_time": time(start),
        },
        "comment": comment,
    }
