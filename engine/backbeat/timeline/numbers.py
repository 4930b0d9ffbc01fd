"""Numbers of a file in the file's own spelling, and sums that keep it."""

from __future__ import annotations

from decimal import Decimal, localcontext
from fractions import Fraction
from typing import Self

from backbeat.timeline.time import Frames

_DIGITS = 60

Number = int | float
"""As a file holds it: an int, or a `Spelled`."""


class Spelled(float):
    """A float that remembers how its file writes it."""

    text: str

    def __new__(cls, text: str) -> Self:
        made = super().__new__(cls, text)
        made.text = text
        return made


def number(text: str) -> Number:
    """The number that `text` spells. Raises: ValueError."""
    return Spelled(text) if _is_float(text) else int(text)


def spelling(value: Number) -> str:
    """How the file writes a number, or would."""
    return value.text if isinstance(value, Spelled) else repr(value)


def spelled(value: Frames, like: str) -> str:
    """`value` in the style of `like`: 24 or 24.0."""
    text = str(value.numerator) if value.denominator == 1 else repr(float(value))
    return _styled(text, like)


def added(text: str, change: Frames) -> str:
    """The number `text` plus `change`, in its own style."""
    with localcontext() as context:
        context.prec = _DIGITS
        if change.denominator == 1:
            total = Decimal(text) + change.numerator
            return _styled(format(total, "f"), text)
        return _styled(repr(float(Fraction(Decimal(text)) + change)), text)


def _styled(text: str, like: str) -> str:
    if _is_float(like):
        return text if _is_float(text) else f"{text}.0"
    return text.removesuffix(".0")


def _is_float(text: str) -> bool:
    return not text.lstrip("-").isdecimal()
