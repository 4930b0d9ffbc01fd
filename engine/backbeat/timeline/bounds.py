"""Checks of a timeline's text before anything is built from it.

Parsed, a value takes many times the bytes of its text: 70 MB of `{},` take gigabytes.
"""

from __future__ import annotations

from pathlib import Path
from typing import IO

from backbeat.errors import TimelineError
from backbeat.limits import TIMELINE_MEGABYTES, TIMELINE_OBJECTS, TIMELINE_VALUES

_BLOCK = 1 << 20
_QUOTES = 4
"""Quotes of a member whose key and value are strings."""


def most_bytes() -> int:
    """The largest text of a timeline, in bytes."""
    return TIMELINE_MEGABYTES.value() << 20


def check_size(path: Path, size: int) -> None:
    """Refuses a text that is too large. Raises: TimelineError."""
    if size > most_bytes():
        raise TimelineError(
            f"{path} is a timeline of over {TIMELINE_MEGABYTES.value():,} MB.",
            TIMELINE_MEGABYTES.how_to_raise,
        )


def read_within(path: Path, file: IO[bytes]) -> bytes:
    """The whole of a file, whatever size its headers claim.

    Args:
        path: the timeline, for the message.
        file: open for reading.

    Raises:
        TimelineError: it is larger than any timeline.
        OSError: it cannot be read.
    """
    held = bytearray()
    while block := file.read(_BLOCK):
        held += block
        check_size(path, len(held))
    return bytes(held)


def check_contents(path: Path, data: bytes) -> None:
    """Refuses a text of more values than any timeline.

    Raises:
        TimelineError: it has too many; the message says of what.
    """
    for found, limit, what in (
        (data.count(b","), TIMELINE_VALUES, "values"),
        (data.count(b'"') // _QUOTES, TIMELINE_VALUES, "strings"),
        (data.count(b"{") + data.count(b"["), TIMELINE_OBJECTS, "objects and lists"),
    ):
        if found > limit.value():
            raise TimelineError(
                f"{path} holds {found:,} {what}, more than any timeline.", limit.how_to_raise
            )
