"""The published JSON Schema of the sync map fits what is written."""

from __future__ import annotations

import json
import re
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from google.protobuf import json_format

from backbeat.cutting.building import record
from tests.cutting.building.assembled import Clip, Wanted, assembly, known

ROOT = Path(__file__).parents[2]
KINDS = {"object": dict, "array": list, "string": str, "boolean": bool, "integer": int}


@pytest.fixture(scope="module")
def published() -> Any:
    return json.loads((ROOT / "docs/schemas/syncmap.schema.json").read_text("utf-8"))


@pytest.fixture
def written() -> Any:
    """A sync map as its file has it."""
    wanted = [
        Wanted(4, Clip("a.mp4", sound=2), Fraction(1)),
        Wanted(8, Clip("b.jpg", still=True), Fraction(0)),
    ]
    made = assembly(wanted, Fraction(25), Fraction(1, 2))
    text = json_format.MessageToJson(
        record(made, known(made, Fraction(1, 2))), always_print_fields_with_no_presence=True
    )
    return json.loads(text)


def test_a_written_sync_map_fits(published: Any, written: Any) -> None:
    assert faults(written, published, published, "") == []


@pytest.mark.parametrize(
    ("change", "where"),
    [
        (lambda map_: map_.update(nonsense=1), "/nonsense"),
        (lambda map_: map_["slots"][0].update(startFrame="three"), "/slots/0/startFrame"),
        (lambda map_: map_["media"][0].update(length=5), "/media/0/length"),
        (lambda map_: map_["slots"][1].update(level="LOUD"), "/slots/1/level"),
    ],
)
def test_what_does_not_fit_is_seen(published: Any, written: Any, change: Any, where: str) -> None:
    change(written)
    assert faults(written, published, published, "") == [where]


def faults(value: Any, part: Any, whole: Any, where: str) -> list[str]:
    """Where a value is not as a schema says, by the keywords that the generator uses."""
    if "$ref" in part:
        return faults(value, whole["$defs"][part["$ref"].rpartition("/")[2]], whole, where)
    kind = part["type"]
    right = isinstance(value, int | float if kind == "number" else KINDS[kind])
    if not right or ("enum" in part and value not in part["enum"]):
        return [where]
    if "pattern" in part and not re.search(part["pattern"], value):
        return [where]
    if "maximum" in part and not part["minimum"] <= value <= part["maximum"]:
        return [where]
    found: list[str] = []
    if kind == "object":
        assert part["additionalProperties"] is False
        for key, inner in value.items():
            if key not in part["properties"]:
                found.append(f"{where}/{key}")
            else:
                found += faults(inner, part["properties"][key], whole, f"{where}/{key}")
    if kind == "array":
        for index, inner in enumerate(value):
            found += faults(inner, part["items"], whole, f"{where}/{index}")
    return found
