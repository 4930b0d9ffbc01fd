"""A Ray cluster of a few nodes on this machine, and the killing of its parts."""

from __future__ import annotations

import contextlib
import os
import signal
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from backbeat.errors import BackbeatError
from backbeat.v1.jobs_pb2 import JobResult
from tests import engines

NODE = {"num_cpus": 1, "memory": 4 << 30, "object_store_memory": 80 << 20}
"""A node of one processor, whatever the machine has."""


@dataclass
class Notes:
    """Writes down what the executor says."""

    pids: dict[str, int] = field(default_factory=dict)
    steps: dict[str, list[str]] = field(default_factory=dict)
    outcomes: dict[str, JobResult | BackbeatError] = field(default_factory=dict)
    order: list[str] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def started(self, name: str, pid: int) -> None:
        self.order.append(name)
        self.pids[name] = pid

    def progressed(self, name: str, fraction: float, step: str) -> None:
        self.steps.setdefault(name, []).append(step)

    def ended(self, name: str, outcome: JobResult | BackbeatError) -> None:
        with self.lock:
            assert name not in self.outcomes
            self.outcomes[name] = outcome

    def wait_for(self, name: str) -> JobResult | BackbeatError:
        engines.wait_for(lambda: name in self.outcomes, 200)
        return self.outcomes[name]

    def wait_for_step(self, name: str, words: str) -> None:
        engines.wait_for(lambda: any(words in step for step in self.steps.get(name, [])), 200)


@contextlib.contextmanager
def nodes(count: int) -> Iterator[Any]:
    """A cluster of so many nodes, with their own processes, which are gone afterwards."""
    from ray.cluster_utils import Cluster

    made = Cluster(initialize_head=True, head_node_args={**NODE, "include_dashboard": False})
    try:
        for _ in range(count - 1):
            made.add_node(**NODE)
        yield made
    finally:
        made.shutdown()


def workers_of(node: Any) -> set[int]:
    """Process ids of the workers of a node of this machine: the children of its raylet."""
    raylets = {process.process.pid for process in node.all_processes["raylet"]}
    found = set()
    for path in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            if int(path.read_text().rpartition(")")[2].split()[1]) in raylets:
                found.add(int(path.parent.name))
    return found


def kill_node(cluster: Any, node: Any) -> set[int]:
    """Removes a node and kills its workers; returns their process ids.

    `remove_node` alone may leave them alive: they would end their jobs, and nothing would be tried
    again.
    """
    pids = workers_of(node)
    cluster.remove_node(node)
    for pid in pids:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    return pids
