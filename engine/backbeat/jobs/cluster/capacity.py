"""What a cluster has, and what of a job's needs it can give."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from backbeat.errors import EngineUnavailableError
from backbeat.jobs.needs import Needs

_FRESH_S = 2.0
"""Seconds for which what was counted holds: machines come and go."""


@dataclass(frozen=True)
class Capacity:
    """The machines of a cluster that are alive."""

    nodes: int
    cores: float
    largest: Needs
    """The most of each that one machine has."""

    def fitted(self, needs: Needs) -> Needs:
        """What a job is given here: fewer processors, or no graphics card, where there are none.

        Raises:
            EngineUnavailableError: no machine has the memory.
        """
        if needs.memory_mib > self.largest.memory_mib:
            raise EngineUnavailableError(
                f"The job needs {needs.memory_mib} MiB of memory, and no machine of the cluster"
                f" gives more than {self.largest.memory_mib}.",
                "Add a larger machine, or start Ray there with --memory.",
            )
        return Needs(
            max(1, min(needs.cores, self.largest.cores)),
            needs.memory_mib,
            min(needs.gpus, self.largest.gpus),
        )


def capacity_of(nodes: Sequence[Mapping[str, Any]]) -> Capacity:
    """The capacity of the nodes that `ray.nodes()` lists."""
    alive = [node["Resources"] for node in nodes if node["Alive"] and "CPU" in node["Resources"]]
    return Capacity(
        len(alive),
        sum(one["CPU"] for one in alive),
        Needs(
            int(max((one["CPU"] for one in alive), default=0)),
            int(max((one.get("memory", 0) for one in alive), default=0)) >> 20,
            int(max((one.get("GPU", 0) for one in alive), default=0)),
        ),
    )


class Counter:
    """Counts what the cluster has, at most every `_FRESH_S` seconds."""

    def __init__(self) -> None:
        self._until_s = float("-inf")
        self._counted = Capacity(0, 0.0, Needs(0, 0))

    def now(self) -> Capacity:
        """The capacity."""
        import ray

        if time.monotonic() >= self._until_s:
            self._counted = capacity_of(ray.nodes())
            self._until_s = time.monotonic() + _FRESH_S
        return self._counted
