"""Every report is held by something that exists, and every switch is exercised."""

from __future__ import annotations

import ast
import re
from dataclasses import fields
from pathlib import Path

from tests.doubles.resolve import surface
from tests.doubles.resolve.behaviour import Behaviour
from tests.doubles.rests_on import RESTS_ON
from tests.doubles.test_behaviour import BY_VERSION

HERE = Path(__file__).parent
SWITCHES = {each.name for each in fields(Behaviour)}


def all_tests() -> set[str]:
    found = set()
    for path in HERE.glob("test_*.py"):
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
                found.add(f"{path.stem}::{node.name}")
    return found


def test_every_report_is_held_by_a_switch_or_a_test() -> None:
    assert set(RESTS_ON) == set(surface.table()["semantics"])
    assert len(RESTS_ON) == 56


def test_what_holds_a_report_exists() -> None:
    known = SWITCHES | all_tests()
    assert [name for names in RESTS_ON.values() for name in names if name not in known] == []
    assert all(RESTS_ON.values())


def test_every_switch_is_set_or_varies_by_version_in_some_test() -> None:
    text = "\n".join(path.read_text(encoding="utf-8") for path in HERE.glob("test_*.py"))
    set_by_tests = {name for name in SWITCHES if re.search(rf"\b{name}\b *=", text)}
    assert SWITCHES - set(BY_VERSION) == set_by_tests - set(BY_VERSION)
