"""Members of OpenTimelineIO's dictionaries and lists, without the exceptions it throws inside.

It throws one for every key that is missing and at the end of every iteration, for 70 µs each; a
timeline of thousands of clips has tens of thousands of them.
"""

from __future__ import annotations

from itertools import islice
from typing import Any


def listed(members: Any) -> list[Any]:
    """The members of a list, or the keys of a dictionary."""
    return list(islice(members, len(members)))


def entry(metadata: Any, key: str) -> Any:
    """What a dictionary has for a key; None where it has nothing."""
    return metadata[key] if key in listed(metadata) else None
