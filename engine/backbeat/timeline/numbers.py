"""Numbers of a JSON file in their original spelling, and sums in the same style."""

from __future__ import annotations

from decimal import Decimal, localcontext
from fractions import Fraction
from typing import Self

from backbeat.timeline.time import Frames

_DIGITS = 60
"""Precision of decimal sums, in digits."""

Number = int | float
"""A number read from a file: an int or a `Spelled`."""


class Spelled(float):
    """A float with its spelling in the file."""

    text: str

    def __new__(cls, text: str) -> Self:
        spelled_float = super().__new__(cls, text)
        spelled_float.text = text
        return spelled_float


def number(text: str) -> Number:
    """The number that `text` spells. Raises: ValueError."""
    return Spelled(text) if _is_float(text) else int(text)


def spelling(value: Number) -> str:
    """The spelling of a number in the file; Python's own for an int."""
    return value.text if isinstance(value, Spelled) else repr(value)


def spelled(value: Frames, like: str) -> str:
    """`value` in the style of `like`: 24 or 24.0."""
    text = str(value.numerator) if value.denominator == 1 else repr(float(value))
    return _styled(text, like)


def added(text: str, change: Frames) -> str:
    """The spelling of the number `text` plus `change`, in the style of `text`."""
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
