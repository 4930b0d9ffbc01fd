"""A batch, in groups of jobs that need the same of a machine."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from backbeat.farms.job_file import BatchJob
from backbeat.jobs.needs import Needs, needs_of

JOBS = "jobs.jsonl"
"""Name of the file of jobs in the folder of an export."""


@dataclass(frozen=True)
class Group:
    """Jobs that need the same; their numbers in the file of the export follow one another."""

    needs: Needs
    jobs: tuple[BatchJob, ...]

    @property
    def first(self) -> int:
        """Number of its first job."""
        return self.jobs[0].number

    @property
    def last(self) -> int:
        """Number of its last job."""
        return self.jobs[-1].number

    @property
    def name(self) -> str:
        """A name for people and for farms: `2-cores-3072-mib`."""
        needs = self.needs
        cores = f"{needs.cores}-core{'' if needs.cores == 1 else 's'}"
        return f"{cores}-{needs.memory_mib}-mib{'-gpu' if needs.gpus else ''}"

    @property
    def words(self) -> str:
        """What each of its jobs needs, in words."""
        needs = self.needs
        cores = f"{needs.cores} processor{'' if needs.cores == 1 else 's'}"
        return f"{cores}, {needs.memory_mib} MiB{', a graphics card' if needs.gpus else ''}"


@dataclass(frozen=True)
class Farm:
    """What is exported."""

    name: str
    """Of the farm's job."""
    folder: Path
    """Where the export is written."""
    groups: tuple[Group, ...]
    command: tuple[str, ...] = ("backbeat",)
    """How the command line is started on the farm's machines."""
    timeout_s: int = 7200
    """Seconds after which a job is ended as hung."""
    chunk: int = 1
    """Jobs of one task, where the farm runs ranges of numbers."""
    owner: str = "backbeat"
    """Who submits it, for farms that ask."""
    there: Path | None = None
    """Where the export lies on the farm's machines; None for `folder`."""

    @property
    def jobs(self) -> tuple[BatchJob, ...]:
        """All jobs, in the order of their numbers."""
        return tuple(job for group in self.groups for job in group.jobs)

    @property
    def jobs_path(self) -> Path:
        """The file of jobs, as the farm's machines name it."""
        return (self.there or self.folder) / JOBS


def grouped(jobs: Sequence[BatchJob]) -> tuple[Group, ...]:
    """The jobs by what they need, the most demanding first, and numbered anew in that order."""
    by_needs: dict[Needs, list[BatchJob]] = {}
    for job in jobs:
        by_needs.setdefault(needs_of(job.request), []).append(job)
    groups, number = [], 0
    for needs in sorted(by_needs, reverse=True):
        numbered = []
        for job in by_needs[needs]:
            number += 1
            numbered.append(dataclasses.replace(job, number=number, line=number))
        groups.append(Group(needs, tuple(numbered)))
    return tuple(groups)
