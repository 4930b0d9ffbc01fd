"""The jobs that wait, counted for each client, so that nobody fills the queue."""

from __future__ import annotations

import threading
from collections import Counter

from backbeat.errors import LimitError
from backbeat.jobs.service_limits import ServiceLimits

_RETRY_S = 5


class Backlog:
    """Counts the jobs that wait; thread-safe."""

    def __init__(self, limits: ServiceLimits) -> None:
        self._limits = limits
        self._lock = threading.Lock()
        self._owners: dict[str, str] = {}
        self._counts: Counter[str] = Counter()

    def check_room(self, client: str) -> None:
        """Refuses another job of a client where too many wait.

        Raises:
            LimitError: they do.
        """
        with self._lock:
            total, own = len(self._owners), self._counts[client]
        hint = f"Submit it again in {_RETRY_S} s, when some have ended."
        if own >= self._limits.jobs_queued_per_client:
            raise LimitError(f"Your share of the queue is full ({own} waiting).", hint, _RETRY_S)
        if total >= self._limits.jobs_queued:
            raise LimitError(f"The queue is full ({total} waiting).", hint, _RETRY_S)

    def add(self, name: str, client: str) -> None:
        """Counts a job that begins to wait."""
        with self._lock:
            self._owners[name] = client
            self._counts[client] += 1

    def remove(self, name: str) -> None:
        """Counts a job no longer, which runs or has ended; may be called again."""
        with self._lock:
            client = self._owners.pop(name, None)
            if client is None:
                return
            self._counts[client] -= 1
            if not self._counts[client]:
                del self._counts[client]
