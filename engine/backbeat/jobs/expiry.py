"""Forgetting old jobs, without trust in one look at the clock.

A clock may be days ahead, for one start or after a flat battery, and jump back. A job is deleted
only after it was found to be old on several days in a row, and never while it is among the last.
"""

from __future__ import annotations

import sqlite3

KEEP_DAYS = 30
"""Days that a job is kept after it has ended."""
LOOKS = 3
"""Days on which a job must have been found old before it is deleted."""
ALWAYS_KEPT = 200
"""How many of the last jobs are kept at any age."""
_DAY_NS = 86_400 * 1_000_000_000


def forget_old(connection: sqlite3.Connection, now_ns: int) -> int:
    """Notes which jobs are old by now, and deletes those that were so on `LOOKS` days.

    Args:
        connection: to the job database, in a transaction.
        now_ns: by the clock, in nanoseconds since the Unix epoch.

    Returns:
        the number of jobs deleted.
    """
    limit_ns = now_ns - KEEP_DAYS * _DAY_NS
    # A clock that was ahead is right again, or one jumped back: nothing has been seen yet.
    connection.execute(
        "UPDATE jobs SET due_looks = 0, due_ns = NULL"
        " WHERE due_looks > 0 AND (ended_ns IS NULL OR ended_ns >= ? OR due_ns > ?)",
        (limit_ns, now_ns),
    )
    connection.execute(
        "UPDATE jobs SET due_looks = due_looks + 1, due_ns = ?"
        " WHERE ended_ns < ? AND (due_ns IS NULL OR due_ns <= ?)",
        (now_ns, limit_ns, now_ns - _DAY_NS),
    )
    deleted = connection.execute(
        "DELETE FROM jobs WHERE due_looks >= ? AND number <= (SELECT MAX(number) FROM jobs) - ?",
        (LOOKS, ALWAYS_KEPT),
    )
    return deleted.rowcount
