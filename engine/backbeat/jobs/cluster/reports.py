"""The actor through which tasks report to the engine, and hear of cancels."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass


@dataclass(frozen=True)
class Begun:
    """An attempt at a job has begun."""

    name: str
    attempt: int
    node: str
    """Address of the machine."""
    pid: int


@dataclass(frozen=True)
class Stepped:
    """The progress of a job's present attempt."""

    name: str
    fraction: float
    step: str


class Reports:
    """Collects what tasks report until the engine takes it. Lives in one thread of its own process.

    Only the latest step of a job is kept.
    """

    def __init__(self) -> None:
        self._begun: list[Begun] = []
        self._steps: dict[str, Stepped] = {}
        self._attempts: dict[str, int] = {}
        self._cancelled: set[str] = set()
        self._changed = asyncio.Event()

    async def begin(self, name: str, node: str, pid: int) -> int:
        """Called by a task when it begins; returns the number of its attempt, from 1."""
        attempt = self._attempts.get(name, 0) + 1
        self._attempts[name] = attempt
        self._begun.append(Begun(name, attempt, node, pid))
        self._changed.set()
        return attempt

    async def step(self, name: str, attempt: int, fraction: float, step: str) -> bool:
        """Called by a task as it goes on; returns whether it is to stop.

        It is where the job was cancelled, or where a later attempt has begun because this one was
        taken for dead.
        """
        if self._attempts.get(name) != attempt:
            return True
        self._steps[name] = Stepped(name, fraction, step)
        self._changed.set()
        return name in self._cancelled

    async def cancel(self, name: str) -> None:
        """Tells a job to stop when it reports next."""
        self._cancelled.add(name)

    async def forget(self, name: str) -> None:
        """Called by the engine when a job has ended."""
        self._attempts.pop(name, None)
        self._steps.pop(name, None)
        self._cancelled.discard(name)

    async def take(self, limit_s: float) -> list[Begun | Stepped]:
        """What was reported since the last call; waits up to `limit_s` seconds for the first."""
        try:
            await asyncio.wait_for(self._changed.wait(), limit_s)
        except TimeoutError:
            return []
        self._changed.clear()
        taken: list[Begun | Stepped] = [*self._begun, *self._steps.values()]
        self._begun, self._steps = [], {}
        return taken
