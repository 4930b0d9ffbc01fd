"""The timecode at which a timeline starts."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from backbeat.timeline.numbers import Number
from backbeat.timeline.profile.inspection import Inspection
from backbeat.timeline.profile.rule import Hit
from backbeat.timeline.profile.times import rational


def without_start(inspection: Inspection, rate: Number) -> Iterator[Hit]:
    """A timeline that does not say where it starts; the repair says zero, counted at `rate`."""
    if inspection.timeline.get("global_start_time") is None:
        yield Hit(
            "The timeline does not say at which timecode it starts.",
            partial(inspection.timeline.__setitem__, "global_start_time", rational(0, rate)),
        )
