"""How long work tells where it is, and learns that it should stop."""

from typing import Callable

Report = Callable[[float, str], None]
"""Told the fraction done, 0 to 1, and the step in words."""
Asked = Callable[[], bool]
"""Whether the user asked to stop."""


def unheard(fraction: float, step: str) -> None:
    """A report that nobody reads."""
