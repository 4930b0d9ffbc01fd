"""Pattern files: JSON that says how to cut, and the errors that say what is wrong with one."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any, TypeVar

from backbeat.cutting.pacing.pattern import (
    Length,
    Lengths,
    Over,
    Pattern,
    Place,
    Ramp,
    Sequence,
    Step,
    Unit,
)
from backbeat.errors import InputError

SCHEMA = 1
"""Version of the format."""
_PLACES = {
    "downbeats": Place.DOWNBEAT,
    "half-bars": Place.HALF_BAR,
    "beats": Place.BEAT,
    "half-beats": Place.HALF_BEAT,
}
_LENGTH = re.compile(r"\s*(\d+(?:\.\d+)?|\d+/\d+)\s*(beat|bar|phrase|section|s)s?\s*")
_LENGTHS = "such as “4 beats”, “1/2 beat”, “2 bars”, “1 phrase”, “1 section” or “2.5 s”"
_MOST = 1000
_FIELDS = (
    "schema", "name", "about", "length", "sequence", "sections", "builds", "hold_at_drops",
    "cut_on", "accents", "longest_run", "shortest_s", "follow_tempo",
)  # fmt: skip
_LEVELS = ("low", "medium", "high")
_NO_LENGTH = Length(Fraction(4), Unit.BEAT)

T = TypeVar("T")


def read_pattern(text: str, name: str) -> Pattern:
    """The pattern of a pattern file.

    Args:
        text: the file's text.
        name: its path, for messages; its stem where the file states no name.

    Raises:
        InputError: it is no JSON, or a field is unknown, missing or has a wrong value.
    """
    try:
        document = json.loads(text)
    except ValueError as error:
        raise InputError(f"{name} is no JSON: {error}.", "See docs/pacing.md.") from None
    fields = _object(document, name, "The file")
    schema = fields.get("schema")
    if schema != SCHEMA:
        raise InputError(
            f"{name}: schema is {_shown(schema)}.", f"This version reads schema {SCHEMA}."
        )
    stem = re.split(r"[\\/]", name)[-1].removesuffix(".json")
    return pattern_of({"name": stem, "about": f"The pattern of {stem}.", **fields}, name)


def pattern_of(fields: Mapping[str, Any], name: str) -> Pattern:
    """The pattern that an object of a pattern file describes.

    Raises:
        InputError: a field is unknown, missing or has a wrong value; `name` is the file's.
    """
    _known(fields, _FIELDS, name, "")
    if "length" not in fields and "sequence" not in fields:
        raise InputError(f"{name}: there is neither length nor sequence.", "Give one of them.")
    sequence = _field(fields, "sequence", name, _sequence, None)
    return Pattern(
        name=_field(fields, "name", name, _text, ""),
        about=_field(fields, "about", name, _text, ""),
        length=_field(fields, "length", name, _lengths, Lengths(*(_NO_LENGTH,) * 3)),
        sequence=sequence,
        sections=_field(fields, "sections", name, _factors, {}),
        builds=_field(fields, "builds", name, _ramp, None),
        hold_at_drops=_field(fields, "hold_at_drops", name, _between(1, 16), 1.0),
        cut_on=_field(fields, "cut_on", name, _place, Place.BEAT),
        accents=_field(fields, "accents", name, _between(0, 4), 0.0),
        longest_run=_field(fields, "longest_run", name, _run, None),
        shortest_s=_field(fields, "shortest_s", name, _between(0.1, 60), 0.4),
        follow_tempo=_field(fields, "follow_tempo", name, _between(0, 1), 0.0),
    )


_Read = Callable[[Any, str, str], T]
"""Reads a value; the file's name and the field's are for messages."""


def _field(fields: Mapping[str, Any], key: str, name: str, read: _Read[T], default: T) -> T:
    return read(fields[key], name, key) if key in fields else default


def _wrong(name: str, key: str, value: Any, right: str) -> InputError:
    return InputError(f"{name}: {key} is {_shown(value)}.", f"Give {right}.")


def _shown(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 60 else f"{text[:59]}…"


def _object(value: Any, name: str, what: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise InputError(f"{name}: {what} is no object.", "Write it as {…}.")
    return value


def _known(fields: Mapping[str, Any], known: tuple[str, ...], name: str, inside: str) -> None:
    for key in fields:
        if key not in known:
            where = f"{inside}.{key}" if inside else key
            raise InputError(
                f"{name}: there is no field {where}.", f"The fields are {', '.join(known)}."
            )


def _text(value: Any, name: str, key: str) -> str:
    if not isinstance(value, str) or not value.strip():
        raise _wrong(name, key, value, "a text")
    return value


def _between(low: float, high: float) -> _Read[float]:
    def read(value: Any, name: str, key: str) -> float:
        fits = isinstance(value, int | float) and not isinstance(value, bool)
        if not fits or not math.isfinite(value) or not low <= value <= high:
            raise _wrong(name, key, value, f"a number from {low:g} to {high:g}")
        return float(value)

    return read


def _run(value: Any, name: str, key: str) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 1 <= value <= 64:
        raise _wrong(name, key, value, "a whole number from 1 to 64, or leave it out")
    return value


def _place(value: Any, name: str, key: str) -> Place:
    if not isinstance(value, str) or value not in _PLACES:
        raise _wrong(name, key, value, f"one of {', '.join(_PLACES)}")
    return _PLACES[value]


def _length(value: Any, name: str, key: str) -> Length:
    match = _LENGTH.fullmatch(value) if isinstance(value, str) else None
    try:
        amount = Fraction(match[1]) if match else Fraction(0)
    except ZeroDivisionError:
        amount = Fraction(0)
    if match is None or not 0 < amount <= _MOST:
        raise _wrong(name, key, value, f"a length {_LENGTHS}")
    return Length(amount, Unit(match[2]))


def _lengths(value: Any, name: str, key: str) -> Lengths:
    if not isinstance(value, dict):
        return Lengths(*(_length(value, name, key),) * 3)
    _known(value, _LEVELS, name, key)
    for level in _LEVELS:
        if level not in value:
            raise InputError(f"{name}: {key}.{level} is missing.", f"Give a length {_LENGTHS}.")
    return Lengths(*(_length(value[level], name, f"{key}.{level}") for level in _LEVELS))


def _factors(value: Any, name: str, key: str) -> dict[str, float]:
    read = _between(0.1, 10)
    fields = _object(value, name, key)
    return {label: read(factor, name, f"{key}.{label}") for label, factor in fields.items()}


def _ramp(value: Any, name: str, key: str) -> Ramp:
    fields = _object(value, name, key)
    _known(fields, ("first", "last"), name, key)
    read = _between(0.1, 10)
    first, last = (read(fields.get(end, 1.0), name, f"{key}.{end}") for end in ("first", "last"))
    return Ramp(first, last)


def _sequence(value: Any, name: str, key: str) -> Sequence:
    fields = _object(value, name, key)
    _known(fields, ("over", "steps"), name, key)
    over = fields.get("over", "phrase")
    if over not in [each.value for each in Over]:
        choices = ", ".join(each.value for each in Over)
        raise _wrong(name, f"{key}.over", over, f"one of {choices}")
    steps = fields.get("steps")
    if not isinstance(steps, list) or not steps:
        raise _wrong(name, f"{key}.steps", steps, "a list of steps")
    read = [_step(step, name, f"{key}.steps[{at}]") for at, step in enumerate(steps)]
    total = sum(step.share for step in read)
    if abs(total - 1) > 1e-3:
        raise InputError(
            f"{name}: the shares of {key}.steps add up to {total:g}.", "Make them add up to 1."
        )
    return Sequence(Over(over), tuple(read))


def _step(value: Any, name: str, key: str) -> Step:
    fields = _object(value, name, key)
    _known(fields, ("share", "length"), name, key)
    return Step(
        _between(0, 1)(fields.get("share"), name, f"{key}.share"),
        _length(fields.get("length"), name, f"{key}.length"),
    )
