"""How fast each client may call."""

from __future__ import annotations

import math
import threading
import time
from collections import OrderedDict
from collections.abc import Callable

from backbeat.errors import LimitError

_BURST_S = 2.0
"""Seconds' worth of calls that a client may make in a moment."""
_MOST_CLIENTS = 4096


class Pace:
    """A bucket of calls for each client, which refills at a steady rate; thread-safe.

    Args:
        calls_per_second: of one client, on average.
        clock: seconds that never go back.
    """

    def __init__(
        self, calls_per_second: float, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._rate = calls_per_second
        self._clock = clock
        self._lock = threading.Lock()
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()
        """Calls left, and when that was, by client; who called last stands last."""

    def take(self, client: str) -> None:
        """Counts a call.

        Raises:
            LimitError: the client has made too many; it says when to come again.
        """
        now = self._clock()
        most = self._rate * _BURST_S
        with self._lock:
            left, then = self._buckets.pop(client, (most, now))
            left = min(most, left + (now - then) * self._rate)
            allowed = left >= 1
            self._buckets[client] = (left - 1 if allowed else left), now
            while len(self._buckets) > _MOST_CLIENTS:
                self._buckets.popitem(last=False)
        if not allowed:
            wait_s = max(1, math.ceil((1 - left) / self._rate))
            raise LimitError(
                f"You call more than {self._rate:g} times a second.",
                f"Come again in {wait_s} s; WatchJob tells what happens without asking.",
                wait_s,
            )
