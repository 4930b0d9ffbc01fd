"""A model of many jobs on many machines, and what holds them up.

    python -m benchmarks.farm_model

Event by event: a scheduler gives out one job after the other, each machine runs as many as it has
processors, and all share one storage, whose bandwidth is divided among those that read or write.
"""

from __future__ import annotations

import heapq
import random
from dataclasses import dataclass, replace

from benchmarks.results import replace_section

_TITLE = "A farm of 100 machines, by a model"


@dataclass(frozen=True)
class Work:
    """One kind of job."""

    share: float
    """Of all jobs."""
    compute_s: float
    """On one processor."""
    read_mb: float
    written_mb: float


@dataclass(frozen=True)
class Site:
    """Machines, what lies between them, and how jobs are started."""

    machines: int = 100
    processors: int = 2
    """Of each machine."""
    storage_mb_s: float = 1000.0
    """Of the shared storage: 10 Gbit/s, less what protocols take."""
    link_mb_s: float = 110.0
    """Of each machine: 1 Gbit/s."""
    dispatch_s: float = 0.01
    """Of the scheduler, for each job, one after the other."""
    start_s: float = 2.0
    """Of each job on its machine: a process, its imports."""


@dataclass(frozen=True)
class Outcome:
    """How long it took, and what each part of the site had to do for it at least."""

    took_s: float
    floors: dict[str, float]

    @property
    def bottleneck(self) -> str:
        return max(self.floors, key=lambda name: self.floors[name])


MUSIC = (
    Work(0.2, 2.9, 40, 0.2),
    Work(0.2, 0.2, 40, 0.0),
    Work(0.2, 4.0, 40, 60.0),
    Work(0.2, 3.2, 40, 0.5),
    Work(0.2, 0.5, 40, 60.0),
)
"""Beats, loudness, masters, snaps and mixes of songs of four minutes, as WAV. Beats, loudness and
mixes take what RESULTS.md says of them; masters and snaps are estimated from those."""
PICTURE = (Work(1.0, 240.0, 1500, 300.0),)
"""Assumed: jobs that look at ten minutes of picture at 20 Mbit/s, and write a fifth of it."""


def simulate(count: int, works: tuple[Work, ...], site: Site, seed: int = 1) -> Outcome:
    """Runs `count` jobs of a mix."""
    chance = random.Random(seed)
    jobs = chance.choices(works, [work.share for work in works], k=count)
    # A transfer gets its part of the storage as it is when it begins.
    free = [0.0] * (site.machines * site.processors)
    heapq.heapify(free)
    transfers: list[float] = []
    given = 0.0
    ends = []
    for job in jobs:
        given += site.dispatch_s
        begins = max(heapq.heappop(free), given) + site.start_s
        moved_mb = job.read_mb + job.written_mb
        transfers = [end for end in transfers if end > begins]
        rate = min(site.link_mb_s / site.processors, site.storage_mb_s / (len(transfers) + 1))
        moved = begins + moved_mb / rate
        transfers.append(moved)
        end = moved + job.compute_s
        ends.append(end)
        heapq.heappush(free, end)
    processors = site.machines * site.processors
    moved_mb = sum(job.read_mb + job.written_mb for job in jobs)
    floors = {
        "processors": sum(job.compute_s for job in jobs) / processors,
        "starting processes": site.start_s * count / processors,
        "shared storage": moved_mb / site.storage_mb_s,
        "scheduler": site.dispatch_s * count,
        "the longest job": max(job.compute_s for job in jobs) + site.start_s,
    }
    return Outcome(max(ends), floors)


def main() -> None:
    farm, cluster = Site(), Site(start_s=0.05, dispatch_s=0.003)
    local = replace(farm, storage_mb_s=100_000.0)
    table = [
        "| jobs | how | took | least by processors | starts | storage | scheduler | held up by |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for what, works in (("1,000 of music", MUSIC), ("1,000 of picture", PICTURE)):
        for how, site in (
            ("a farm, a process a job", farm),
            ("Ray, processes stay", cluster),
            ("a farm, media on each machine", local),
        ):
            outcome = simulate(1000, works, site)
            floors = outcome.floors
            cells = [f"{floors[name]:.0f} s" for name in list(floors)[:4]]
            row = " | ".join([what, how, f"{outcome.took_s:.0f} s", *cells, outcome.bottleneck])
            table.append(f"| {row} |")
    print("\n".join(table))
    replace_section(_TITLE, "\n".join(table))


if __name__ == "__main__":
    main()
