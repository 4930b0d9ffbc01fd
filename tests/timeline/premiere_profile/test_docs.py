"""The page says what the rules do. Run as a module, this writes the table into it."""

from __future__ import annotations

import re
from pathlib import Path

from backbeat.timeline.premiere_profile import RULES

PAGE = Path(__file__).parents[3] / "docs" / "premiere.md"
_TABLE = re.compile(r"(\| rule \| .*?\n\n|<!-- rules -->\n\n)", re.DOTALL)


def table() -> str:
    """The rules as the page shows them."""
    lines = ["| rule | severity | what it looks for | repaired |", "|---|---|---|---|"]
    lines += [
        f"| `{rule.id}` | {rule.severity.name} | {rule.what} | {rule.repaired or 'no'} |"
        for rule in RULES
    ]
    return "\n".join(lines) + "\n\n"


def test_the_table_is_that_of_the_rules() -> None:
    found = _TABLE.search(PAGE.read_text(encoding="utf-8"))
    assert found is not None
    assert found.group() == table()


if __name__ == "__main__":
    text = PAGE.read_text(encoding="utf-8")
    PAGE.write_text(_TABLE.sub(lambda _: table(), text, count=1), encoding="utf-8")
