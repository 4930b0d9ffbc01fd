"""Limits on what is read and on what a job may use, each raised by a variable of its own.

They are far above what editors make. What exceeds one is a mistake or an attack, and is refused by
name before memory or hours are spent on it.
"""

from __future__ import annotations

import os
from dataclasses import dataclass

from backbeat.errors import RequestError


@dataclass(frozen=True)
class Limit:
    """A limit that an environment variable can change."""

    variable: str
    default: int
    """0 where it is found out at run time."""
    what: str
    """What is limited and its unit, as in "megabytes of the text of a timeline"."""

    def value(self, otherwise: int | None = None) -> int:
        """The limit in force.

        Args:
            otherwise: the limit where none is set; None for the default.

        Raises:
            RequestError: the variable holds no whole number above nought.
        """
        text = os.environ.get(self.variable, "").strip()
        if not text:
            return self.default if otherwise is None else otherwise
        if not text.isascii() or not text.isdigit() or len(text) > _DIGITS or int(text) < 1:
            raise RequestError(
                f"{self.variable} is {text[:40]!r}, which is no number of {self.what}.",
                f"Set it to a whole number, such as {self.default or 4096}, or unset it.",
            )
        return int(text)

    @property
    def how_to_raise(self) -> str:
        """The hint for what is refused wrongly."""
        return f"If it is genuine, raise the limit: {self.variable} is {self.value()} now."


_DIGITS = 15
JOB_MEMORY_MB = Limit("BACKBEAT_JOB_MEMORY_MB", 0, "megabytes of memory of a job")
JOB_MINUTES = Limit("BACKBEAT_JOB_MINUTES", 0, "minutes of a job")
JOB_CPU_MINUTES = Limit("BACKBEAT_JOB_CPU_MINUTES", 0, "minutes of processor time of a job")
JOB_FILE_MB = Limit("BACKBEAT_JOB_FILE_MB", 0, "megabytes of a file that a job writes")
TIMELINE_MEGABYTES = Limit("BACKBEAT_TIMELINE_MB", 256, "megabytes of the text of a timeline")
TIMELINE_VALUES = Limit("BACKBEAT_TIMELINE_VALUES", 4_000_000, "values in a timeline")
TIMELINE_OBJECTS = Limit("BACKBEAT_TIMELINE_OBJECTS", 1_500_000, "objects in a timeline")
TIMELINE_HOURS = Limit("BACKBEAT_TIMELINE_HOURS", 24, "hours of a timeline")
