"""The threat model names tests that exist, at least one for each threat."""

from __future__ import annotations

import ast
import re
from pathlib import Path

ROOT = Path(__file__).parent.parent
DOCUMENT = ROOT / "docs" / "SECURITY.md"
_TEST = re.compile(r"`(tests/[\w/]+\.py)::(\w+)`")


def _tests_in(file: str) -> set[str]:
    tree = ast.parse((ROOT / file).read_text("utf-8"))
    return {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}


def test_every_test_that_it_names_exists() -> None:
    named = _TEST.findall(DOCUMENT.read_text("utf-8"))
    assert len(named) > 30
    assert [(file, name) for file, name in named if name not in _tests_in(file)] == []


def test_every_threat_names_a_test() -> None:
    rows, in_table = [], False
    for line in DOCUMENT.read_text("utf-8").splitlines():
        if line.startswith("| threat |"):
            in_table = True
        elif not line.startswith("|"):
            in_table = False
        elif in_table and not line.startswith("|---"):
            rows.append(line)
    assert len(rows) > 25
    assert [row for row in rows if len(row.split("|")) != 5 or not _TEST.search(row)] == []
