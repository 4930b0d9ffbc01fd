"""A queue in which projects take turns, so that a thousand jobs of one do not hold up another's."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from typing import Generic, TypeVar

_T = TypeVar("_T")


class FairQueue(Generic[_T]):
    """Waiting jobs by project. Not thread-safe: its owner holds a lock."""

    def __init__(self) -> None:
        self._waiting: dict[str, deque[tuple[str, _T]]] = {}

    def __len__(self) -> int:
        return sum(len(jobs) for jobs in self._waiting.values())

    def put(self, project: str, name: str, job: _T) -> None:
        """Adds a job at the end of its project's."""
        self._waiting.setdefault(project, deque()).append((name, job))

    def take(self, running: Mapping[str, float]) -> tuple[str, _T] | None:
        """Removes and returns the oldest job of the project that has least; None for no job.

        Args:
            running: what each project occupies now, such as its processors.

        Returns:
            the project and its job. Of projects that have equally little, the one whose turn was
            longest ago.
        """
        if not self._waiting:
            return None
        project = min(self._waiting, key=lambda one: running.get(one, 0.0))
        jobs = self._waiting.pop(project)
        _, job = jobs.popleft()
        if jobs:
            # At the end: dictionaries keep the order in which keys were added.
            self._waiting[project] = jobs
        return project, job

    def remove(self, name: str) -> _T | None:
        """Removes and returns the job of a name; None where it does not wait."""
        for project, jobs in self._waiting.items():
            for place, (found, job) in enumerate(jobs):
                if found == name:
                    del jobs[place]
                    if not jobs:
                        del self._waiting[project]
                    return job
        return None
