"""Connecting to a Ray cluster."""

from __future__ import annotations

import logging
import socket
from typing import Any

from backbeat.errors import EngineUnavailableError
from backbeat.jobs.cluster.reports import Reports
from backbeat.threads import native_limits

AUTO = "auto"
"""An address: the cluster that this machine belongs to."""
LOCAL = "local"
"""An address: a cluster of this machine alone, which ends with the engine."""


_ANSWER_LIMIT_S = 5.0


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
    if address not in (LOCAL, AUTO):
        _check_answers(address)
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
        raise _no_cluster(address, str(error).splitlines()[0]) from error
    here = ray.util.scheduling_strategies.NodeAffinitySchedulingStrategy(
        ray.get_runtime_context().get_node_id(), soft=False
    )
    reports = ray.remote(Reports).options(
        num_cpus=0, max_concurrency=1000, scheduling_strategy=here
    )
    return ray, reports.remote()


def _check_answers(address: str) -> None:
    """Checks in seconds that something listens: Ray would try for five minutes.

    Raises:
        EngineUnavailableError: nothing does, or it is no address.
    """
    host, _, port = address.rpartition(":")
    try:
        with socket.create_connection((host, int(port)), _ANSWER_LIMIT_S):
            return
    except (OSError, ValueError, OverflowError) as error:
        raise _no_cluster(address, getattr(error, "strerror", "") or str(error)) from error


def _no_cluster(address: str, why: str) -> EngineUnavailableError:
    return EngineUnavailableError(
        f"No Ray cluster answers at {address}: {why.rstrip('.')}.",
        "Start one with `ray start --head`, and Ray on this machine too, all of one version of "
        "Ray and Python.",
    )
