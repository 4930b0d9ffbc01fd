"""Fails where modules of the engine import one another in a circle.

Imports inside functions and under TYPE_CHECKING count, since whoever reads one module of a circle
has to read all of them.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

ENGINE = Path(__file__).resolve().parent.parent / "engine"


def modules(root: Path) -> dict[str, Path]:
    """Every module below `root` by its dotted name, generated ones left out."""
    found = {}
    for path in sorted(root.glob("backbeat/**/*.py")):
        parts = path.relative_to(root).with_suffix("").parts
        name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
        if not name.startswith("backbeat.v1"):
            found[name] = path
    return found


def imported(path: Path, known: dict[str, Path]) -> Iterator[str]:
    """The modules that a file imports anywhere in its text."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name in known)
        elif isinstance(node, ast.ImportFrom) and node.module in known:
            for alias in node.names:
                inner = f"{node.module}.{alias.name}"
                yield inner if inner in known else str(node.module)


def circle(root: Path = ENGINE) -> list[str] | None:
    """One circle of imports, as a list of modules whose first and last are the same; None: none."""
    known = modules(root)
    graph = {name: set(imported(path, known)) - {name} for name, path in known.items()}
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        return list(reversed(error.args[1]))
    return None


if __name__ == "__main__":
    names = circle()
    if names:
        sys.exit(f"modules import one another: {' -> '.join(names)}")
