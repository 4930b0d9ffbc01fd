"""The patterns in the package, by name. They are data: `patterns.json`, as a user writes them."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

from backbeat.cutting.pacing.pattern import Pattern
from backbeat.cutting.pacing.pattern_file import SCHEMA, pattern_of
from backbeat.errors import RequestError

DEFAULT = "energy"
"""The pattern of a request that names none."""


@cache
def patterns() -> dict[str, Pattern]:
    """All of them by name, the default first."""
    name = "patterns.json"
    document = json.loads(Path(__file__).with_name(name).read_text(encoding="utf-8"))
    if document["schema"] != SCHEMA:
        raise AssertionError(f"{name} is of schema {document['schema']}")
    found = [pattern_of(fields, name) for fields in document["patterns"]]
    return {pattern.name: pattern for pattern in found}


def pattern_named(name: str) -> Pattern:
    """The pattern of this name; the default for an empty one.

    Raises:
        RequestError: there is none.
    """
    known = patterns()
    if not name:
        return known[DEFAULT]
    if name not in known:
        from difflib import get_close_matches

        closest = get_close_matches(name, known, n=1)
        meant = f"Did you mean {closest[0]}? " if closest else ""
        raise RequestError(
            f"There is no pattern {name!r}.", f"{meant}The patterns are {', '.join(known)}."
        )
    return known[name]
