"""What the labels of a user's action recogniser mean, and how it wants its pictures.

A mapping is a JSON file:

    {"input": {"layout": "NCTHW", "frames": 16, "width": 112, "height": 112, "fps": 8,
               "mean": [0.45, 0.45, 0.45], "std": [0.225, 0.225, 0.225], "colours": "RGB"},
     "output": "logits",
     "labels": [{"label": "chopping wood", "ucs": "WOODImpt", "words": "axe wood"},
                {"label": "walking"}]}

or a CSV file of the labels alone, with the columns label, ucs and words, in the order of the
recogniser's outputs. What `input` leaves out is as in this example, or as the recogniser states it.
A label without `ucs` and `words` says nothing of a sound.
"""

from __future__ import annotations

import csv
import io
import json
from dataclasses import dataclass, fields
from typing import Any

from backbeat.errors import InputError

LAYOUTS = ("NCTHW", "NTHWC", "NTCHW")
"""Orders of the axes: one, channels, pictures, rows, columns."""
OUTPUTS = ("logits", "probabilities", "independent logits")
"""What a recogniser answers: logits of which one is right, probabilities, or logits of which
several may be."""
_HINT = "See docs/foley-impacts.md, Recognisers of your own, for what a mapping looks like."


@dataclass(frozen=True, slots=True)
class Input:
    """How a recogniser wants its pictures: values (v / 255 - mean) / std."""

    layout: str = "NCTHW"
    frames: int = 16
    width: int = 112
    height: int = 112
    fps: float = 8.0
    mean: tuple[float, ...] = (0.45, 0.45, 0.45)
    std: tuple[float, ...] = (0.225, 0.225, 0.225)
    colours: str = "RGB"

    @property
    def seconds(self) -> float:
        """Length of a window."""
        return self.frames / self.fps


@dataclass(frozen=True, slots=True)
class Label:
    """One of a recogniser's answers."""

    label: str
    ucs: str = ""
    words: str = ""


@dataclass(frozen=True)
class Mapping:
    """All that a mapping file says."""

    labels: tuple[Label, ...]
    input: Input = Input()
    output: str = "logits"


def read_mapping(text: str, name: str, shape: tuple[int | None, ...] = ()) -> Mapping:
    """The mapping in a file.

    Args:
        text: its content.
        name: of the file; one that ends in .csv is read as CSV.
        shape: of the recogniser's input, with None for what it leaves open; empty: not known.

    Raises:
        InputError: it is none; the message says why.
    """
    if name.lower().endswith(".csv"):
        values: dict[str, Any] = {"labels": _rows(text, name)}
    else:
        try:
            values = json.loads(text)
        except ValueError as error:
            raise InputError(f"{name} is no JSON: {error}.", _HINT) from error
    if not isinstance(values, dict):
        raise InputError(f"{name} holds no mapping, but a {type(values).__name__}.", _HINT)
    output = values.get("output", "logits")
    if output not in OUTPUTS:
        raise InputError(f"{name}: output is {output!r}, not one of {', '.join(OUTPUTS)}.", _HINT)
    return Mapping(_labels(values, name), _input(values.get("input", {}), name, shape), output)


def _rows(text: str, name: str) -> list[dict[str, str]]:
    rows = list(csv.DictReader(io.StringIO(text.lstrip("\ufeff"))))
    if not rows or "label" not in rows[0]:
        raise InputError(f"{name} has no column called label.", _HINT)
    return [{key: row.get(key) or "" for key in ("label", "ucs", "words")} for row in rows]


def _labels(values: dict[str, Any], name: str) -> tuple[Label, ...]:
    labels = []
    stated = values.get("labels")
    if not isinstance(stated, list) or not stated:
        raise InputError(f"{name} lists no labels.", _HINT)
    for number, one in enumerate(stated):
        known = {key: one.get(key, "") for key in ("label", "ucs", "words")} if _is(one) else {}
        if not known.get("label") or not all(isinstance(value, str) for value in known.values()):
            raise InputError(f"{name}: label {number} is not as it should be: {one!r}.", _HINT)
        labels.append(Label(**{key: value.strip() for key, value in known.items()}))
    return tuple(labels)


def _is(one: object) -> bool:
    return isinstance(one, dict)


def _input(values: Any, name: str, shape: tuple[int | None, ...]) -> Input:
    if not isinstance(values, dict):
        raise InputError(f"{name}: input is {values!r}, not an object.", _HINT)
    unknown = set(values) - {field.name for field in fields(Input)}
    if unknown:
        raise InputError(f"{name}: input has unknown fields: {', '.join(sorted(unknown))}.", _HINT)
    layout = values.get("layout", "NCTHW")
    if layout not in LAYOUTS:
        raise InputError(f"{name}: layout is {layout!r}, not one of {', '.join(LAYOUTS)}.", _HINT)
    stated = {**_by_shape(shape, layout), **values}
    try:
        made = Input(
            layout,
            int(stated.get("frames", Input().frames)),
            int(stated.get("width", Input().width)),
            int(stated.get("height", Input().height)),
            float(stated.get("fps", Input().fps)),
            tuple(float(value) for value in stated.get("mean", Input().mean)),
            tuple(float(value) for value in stated.get("std", Input().std)),
            str(stated.get("colours", "RGB")).upper(),
        )
    except (TypeError, ValueError) as error:
        raise InputError(f"{name}: input is not as it should be: {error}.", _HINT) from error
    _check(made, name)
    return made


def _by_shape(shape: tuple[int | None, ...], layout: str) -> dict[str, int]:
    names = {"T": "frames", "H": "height", "W": "width"}
    if len(shape) != len(layout):
        return {}
    return {
        names[axis]: size
        for axis, size in zip(layout, shape, strict=True)
        if axis in names and size is not None
    }


def _check(made: Input, name: str) -> None:
    if not (1 <= made.frames <= 512 and 8 <= made.width <= 1024 and 8 <= made.height <= 1024):
        raise InputError(
            f"{name}: {made.frames} pictures of {made.width} x {made.height} are not possible.",
            "Give up to 512 pictures of 8 to 1024 pixels a side.",
        )
    if not 0 < made.fps <= 240:
        raise InputError(f"{name}: {made.fps} pictures a second are not possible.", _HINT)
    if made.colours not in ("RGB", "BGR") or len(made.mean) != 3 or len(made.std) != 3:
        raise InputError(
            f"{name}: colours are RGB or BGR, and mean and std have three numbers each.", _HINT
        )
    if not all(value > 0 for value in made.std):
        raise InputError(f"{name}: std has numbers that are not above 0.", _HINT)
