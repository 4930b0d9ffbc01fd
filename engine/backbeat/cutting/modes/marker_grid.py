"""A grid of the user's own markers, to which cuts move instead of beats."""

from __future__ import annotations

from collections.abc import Sequence
from fnmatch import fnmatchcase
from fractions import Fraction

from backbeat.cutting.grid import Beat
from backbeat.errors import RequestError
from backbeat.timeline.model import Edit
from backbeat.timeline.source import Source
from backbeat.timeline.user_markers import UserMarker, user_markers
from backbeat.v1.cutting_pb2 import SnapOptions


def marker_beats(document: Source, edit: Edit, options: SnapOptions) -> tuple[Beat, ...]:
    """The chosen markers as beats, one a moment, in order of time; each counts as a downbeat.

    Raises:
        RequestError: no marker is as the options say.
    """
    every = user_markers(document, edit)
    chosen = [marker for marker in every if _is_chosen(marker, options)]
    if not chosen:
        raise RequestError(_none_chosen(every, options), "Say which with a color or a name.")
    offset = Fraction(options.grid_offset_ms) / 1000
    by_time = {marker.time: marker for marker in reversed(chosen)}
    return tuple(
        Beat(
            time=time + offset,
            bar=number,
            beat=1,
            confidence=1.0,
            eligible=True,
            label=f"marker “{marker.name}”" if marker.name else f"marker {number}",
        )
        for number, (time, marker) in enumerate(sorted(by_time.items()), 1)
    )


def _is_chosen(marker: UserMarker, options: SnapOptions) -> bool:
    colors = [color.casefold() for color in options.marker_colors]
    names = [name.casefold() for name in options.marker_names]
    if not colors and not names:
        return not marker.by_backbeat
    if colors and marker.color.casefold() not in colors:
        return False
    return not names or any(fnmatchcase(marker.name.casefold(), name) for name in names)


def _none_chosen(every: Sequence[UserMarker], options: SnapOptions) -> str:
    wanted = [*options.marker_colors, *(f"“{name}”" for name in options.marker_names)]
    if not every:
        return "The timeline has no markers."
    if not wanted:
        return "The timeline has no markers but those that Backbeat wrote."
    there = sorted({f"{marker.color.lower() or 'uncolored'}" for marker in every})
    return (
        f"None of the timeline's {len(every)} markers is {' '.join(wanted)}; "
        f"their colors: {', '.join(there)}."
    )
