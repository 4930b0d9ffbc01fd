"""Keeps to the number of requests that a service allows, across jobs and runs.

Services count a key's requests, and refuse what goes over. The moments of past requests are kept in
a file, so that a second job, or the next run, does not spend what the first one spent.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from backbeat.errors import OutputError, ServiceError
from backbeat.filelock import FileLock
from backbeat.progress import Progress

_STEP_S = 0.05
_SKEW_S = 1.0
_MOST_WAIT_S = 120.0
"""What is longer than this is not waited for, but said."""


@dataclass(frozen=True)
class Limit:
    """A number of requests in a span of time that slides."""

    requests: int
    seconds: float

    @property
    def words(self) -> str:
        """For people: "2000 requests a day"."""
        spans = {60.0: "minute", 3600.0: "hour", 86400.0: "day"}
        return f"{self.requests} requests a {spans.get(self.seconds, f'{self.seconds:g} s')}"


class Allowance:
    """Requests that are left.

    Args:
        path: where past requests are noted; its folder need not exist.
        title: of the service, for messages.
        limits: those of the service.
        clock: in seconds, the same for all processes.
    """

    def __init__(
        self,
        path: Path,
        title: str,
        limits: tuple[Limit, ...],
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._path = path
        self._title = title
        self._limits = limits
        self._clock = clock

    def take(self, progress: Progress) -> None:
        """Waits until a request may be made, and notes it.

        Raises:
            ServiceError: none may be made for minutes or hours.
            OutputError: requests cannot be noted.
            CancelledError: the job was cancelled.
        """
        while True:
            wait = self._try()
            if wait <= 0:
                return
            until = time.monotonic() + wait
            while time.monotonic() < until:
                progress.check()
                time.sleep(min(_STEP_S, wait))

    def _try(self) -> float:
        """Notes a request and returns 0, or the seconds until one may be made."""
        lock = FileLock(self._path.with_suffix(".lock"))
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            if not lock.acquire():
                return _STEP_S
            try:
                now = self._clock()
                past = self._past(now)
                wait, limit = max(
                    ((self._wait(past, limit, now), limit) for limit in self._limits),
                    key=lambda found: found[0],
                )
                if wait > _MOST_WAIT_S:
                    raise ServiceError(
                        f"{self._title} allows {limit.words}, and they are spent.",
                        f"Try again in {_duration(wait)}; what was fetched is kept until then.",
                    )
                if wait <= 0:
                    self._write([*past, now])
                return wait
            finally:
                lock.release()
        except OSError as error:
            raise OutputError(
                f"Requests to {self._title} cannot be counted in {self._path}: "
                f"{error.strerror or error}.",
                "Check the folder's permissions and free space.",
            ) from error

    @staticmethod
    def _wait(past: list[float], limit: Limit, now: float) -> float:
        inside = [moment for moment in past if moment > now - limit.seconds]
        if len(inside) < limit.requests:
            return 0.0
        return inside[-limit.requests] + limit.seconds - now

    def _past(self, now: float) -> list[float]:
        longest = max(limit.seconds for limit in self._limits)
        try:
            lines = self._path.read_text("ascii").split()
            moments = sorted(float(line) for line in lines)
        except (OSError, ValueError):
            # Without a note, or with one that is broken, the service counts alone.
            return []
        # What lies ahead was noted by a clock that has been set back since.
        return [moment for moment in moments if now - longest < moment <= now + _SKEW_S]

    def _write(self, moments: list[float]) -> None:
        temporary = self._path.with_suffix(".part")
        temporary.write_text("".join(f"{moment!r}\n" for moment in moments), "ascii")
        temporary.replace(self._path)


def _duration(seconds: float) -> str:
    if seconds < 5400:
        return f"{seconds / 60:.0f} minutes"
    return f"{seconds / 3600:.0f} hours"
