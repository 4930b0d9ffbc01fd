"""Waiting where an engine that is busy says when to come again."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeVar

from backbeat.errors import LimitError
from backbeat.progress import SILENT, Progress

_T = TypeVar("_T")

PATIENCE_S = 60.0
"""Seconds in which an engine that is busy is asked again, from its first refusal."""
_CHECK_S = 0.2
"""Seconds between two checks for a cancel."""


class Patience:
    """How long one call is tried again.

    A call that was refused for a limit was not begun, so that trying it again repeats nothing.

    Args:
        limit_s: seconds from the first refusal; 0 waits for nothing.
        progress: told of each wait, as a job that has not begun; a cancel of it ends the wait.
    """

    def __init__(self, limit_s: float, progress: Progress = SILENT) -> None:
        self._limit_s = limit_s
        self._progress = progress
        self._ends_s: float | None = None

    def waited_for(self, refusal: LimitError) -> bool:
        """Waits as long as a refusal says; false at once where that is unknown, or too long.

        Raises:
            CancelledError: the progress was cancelled.
        """
        now_s = time.monotonic()
        if self._ends_s is None:
            self._ends_s = now_s + self._limit_s
        over_s = now_s + refusal.retry_after_s
        if not refusal.retry_after_s or over_s > self._ends_s:
            return False
        why = refusal.message.rstrip(".")
        self._progress(0.0, f"{why}; asking again in {refusal.retry_after_s} s")
        while (left_s := over_s - time.monotonic()) > 0:
            time.sleep(min(_CHECK_S, left_s))
            self._progress.check()
        return True

    def call(self, once: Callable[[], _T]) -> _T:
        """The answer to a call, tried again while it is refused for a limit.

        Raises:
            LimitError: it was still refused in the end.
            CancelledError: the progress was cancelled.
            BackbeatError: whatever else the call raised.
        """
        while True:
            try:
                return once()
            except LimitError as refusal:
                if not self.waited_for(refusal):
                    raise
