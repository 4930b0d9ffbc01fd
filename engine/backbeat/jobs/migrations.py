"""Changes of the job database's tables from each version to the next."""

from __future__ import annotations

import sqlite3

STEPS = {
    1: """
ALTER TABLE jobs ADD COLUMN attempt INTEGER NOT NULL DEFAULT 1;
ALTER TABLE jobs ADD COLUMN stop_asked INTEGER NOT NULL DEFAULT 0;
ALTER TABLE jobs ADD COLUMN due_looks INTEGER NOT NULL DEFAULT 0;
ALTER TABLE jobs ADD COLUMN due_ns INTEGER;
""",
}
"""By the version they start from: what brings the tables to the next."""


def migrate(connection: sqlite3.Connection, version: int) -> None:
    """Brings the tables of `version` to the present one, all in one transaction or not at all.

    Raises:
        sqlite3.Error: they cannot be changed; then they are as they were.
    """
    steps = "".join(STEPS[number] for number in range(version, version_now()))
    try:
        connection.executescript(f"BEGIN; {steps} PRAGMA user_version = {version_now()}; COMMIT;")
    except sqlite3.Error:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def version_now() -> int:
    """The version that the last step leads to."""
    return max(STEPS) + 1
