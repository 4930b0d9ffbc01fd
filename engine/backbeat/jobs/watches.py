"""Waiting for news of single jobs: hundreds may wait, and news of one job wakes its own only."""

from __future__ import annotations

import threading
from collections.abc import Callable


class Watches:
    """Who waits for which job.

    Args:
        lock: held by the caller of every method; those who wait let go of it meanwhile.
    """

    def __init__(self, lock: threading.RLock) -> None:
        self._lock = lock
        self._conditions: dict[str, threading.Condition] = {}
        self._counts: dict[str, int] = {}

    def wait_for(self, name: str, come: Callable[[], bool], limit_s: float) -> None:
        """Returns once `come` is true or `limit_s` seconds are over; it is asked after each news.

        Args:
            name: of the job.
            come: whether there is what the caller waits for.
            limit_s: seconds to wait at most.
        """
        condition = self._conditions.setdefault(name, threading.Condition(self._lock))
        self._counts[name] = self._counts.get(name, 0) + 1
        try:
            condition.wait_for(come, limit_s)
        finally:
            self._counts[name] -= 1
            if not self._counts[name]:
                del self._counts[name], self._conditions[name]

    def tell(self, name: str) -> None:
        """Wakes those who wait for a job."""
        condition = self._conditions.get(name)
        if condition is not None:
            condition.notify_all()
