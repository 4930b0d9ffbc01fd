"""Rules about how numbers are written."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from functools import partial
from typing import Any

from backbeat.timeline.numbers import number
from backbeat.timeline.profile.inspection import Inspection
from backbeat.timeline.profile.members import Json, kind
from backbeat.timeline.profile.rule import Hit, Rule, Severity

_WRITTEN = "the importer's own files and writers made for it have 24.0, never 24"
_KNOWN_RATES = frozenset(
    {
        *(Fraction(base) for base in (10, 12, 15, 24, 25, 30, 48, 50, 60, 100, 120)),
        *(Fraction(base * 1000, 1001) for base in (24, 30, 48, 60, 120)),
        Fraction(25, 2),
    }
)
"""Frame rates of Premiere's sequence settings."""


def _whole_numbers(inspection: Inspection) -> Iterator[Hit]:
    times = list(_times(inspection.timeline))
    whole = [
        time
        for time in times
        if any(type(time.get(key)) is int for key in ("rate", "value"))  # true is no number
    ]
    if whole:
        count = "1 time is" if len(whole) == 1 else f"{len(whole)} times are"
        yield Hit(f"{count} written in whole numbers.", partial(_as_floats, whole))


def _times(value: Any) -> Iterator[Json]:
    """Every time of the tree, outside of metadata, which stays as it is."""
    if isinstance(value, list):
        for item in value:
            yield from _times(item)
    elif isinstance(value, dict):
        if kind(value) == "RationalTime":
            yield value
        for key, member in value.items():
            if key != "metadata":
                yield from _times(member)


def _as_floats(times: list[Json]) -> None:
    for time in times:
        for key in ("rate", "value"):
            if type(time.get(key)) is int:
                time[key] = number(f"{time[key]}.0")


def _unknown_rate(inspection: Inspection) -> Iterator[Hit]:
    rate = inspection.edit.rate
    if rate not in _KNOWN_RATES:
        yield Hit(f"The timeline has {float(rate):.6g} frames a second.")


RULES = (
    Rule(
        "whole-numbers",
        Severity.RISK,
        "rates and values written as 24 instead of 24.0",
        _WRITTEN,
        _whole_numbers,
        "written as 24.0",
    ),
    Rule(
        "frame-rate",
        Severity.RISK,
        "a frame rate that no sequence of Premiere has",
        "the sequence settings of Premiere list their rates",
        _unknown_rate,
        advice="Conform the timeline to 23.976, 24, 25, 29.97, 30, 50, 59.94 or 60.",
    ),
)
