"""A Ray cluster of a few nodes on this machine, and the killing of its parts."""

from __future__ import annotations

import contextlib
import os
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

NODE = {"num_cpus": 1, "memory": 4 << 30, "object_store_memory": 80 << 20}
"""A node of one processor, whatever the machine has."""


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
