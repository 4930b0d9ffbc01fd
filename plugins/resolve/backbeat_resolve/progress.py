"""Progress and cancellation of long work."""

from typing import Callable

Report = Callable[[float, str], None]
"""Called with the fraction done, 0 to 1, and a description of the step."""
IsCancelled = Callable[[], bool]
"""Returns whether the user asked to stop."""


def no_report(fraction: float, step: str) -> None:
    """Discards progress."""
