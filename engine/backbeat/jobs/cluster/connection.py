"""Connecting to a Ray cluster."""

from __future__ import annotations

import logging
from typing import Any

from backbeat.errors import EngineUnavailableError
from backbeat.jobs.cluster.reports import Reports
from backbeat.threads import native_limits

LOCAL = "local"
"""An address: a cluster of this machine alone, which ends with the engine."""


def connect(address: str) -> tuple[Any, Any]:
    """The module `ray`, connected, and the handle of a new actor `Reports` on this machine.

    Args:
        address: "HOST:PORT" of the head, "auto" or `LOCAL`.

    Raises:
        EngineUnavailableError: Ray is not installed, or no cluster answers.
    """
    try:
        import ray
    except ImportError as error:
        raise EngineUnavailableError(
            "Ray is not installed.", "Install it with `pip install 'backbeat[ray]'`."
        ) from error
    try:
        ray.init(
            address=address,
            log_to_driver=False,
            logging_level=logging.ERROR,
            include_dashboard=False if address == LOCAL else None,
            # Libraries read them once, when they are loaded: before any job.
            runtime_env={"env_vars": native_limits()},
        )
    except (ConnectionError, OSError, RuntimeError, ValueError) as error:
        raise EngineUnavailableError(
            f"No Ray cluster answers at {address}: {str(error).splitlines()[0]}",
            "Start one with `ray start --head`, on this machine too; it must be of the same "
            "version of Ray and Python.",
        ) from error
    here = ray.util.scheduling_strategies.NodeAffinitySchedulingStrategy(
        ray.get_runtime_context().get_node_id(), soft=False
    )
    reports = ray.remote(Reports).options(
        num_cpus=0, max_concurrency=1000, scheduling_strategy=here
    )
    return ray, reports.remote()
