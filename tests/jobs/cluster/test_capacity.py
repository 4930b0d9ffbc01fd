from __future__ import annotations

import pytest

from backbeat.errors import EngineUnavailableError
from backbeat.jobs.cluster.capacity import capacity_of
from backbeat.jobs.needs import Needs

_GIB = 1 << 30
_NODES = [
    {"Alive": True, "Resources": {"CPU": 4.0, "memory": 8.0 * _GIB}},
    {"Alive": True, "Resources": {"CPU": 1.0, "memory": 2.0 * _GIB, "GPU": 1.0}},
    {"Alive": False, "Resources": {"CPU": 64.0, "memory": 99.0 * _GIB}},
    {"Alive": True, "Resources": {"memory": 1.0 * _GIB}},
]


def test_what_is_alive_and_has_processors_counts() -> None:
    capacity = capacity_of(_NODES)
    assert (capacity.nodes, capacity.cores) == (2, 5.0)
    assert capacity.largest == Needs(4, 8192, 1)


def test_a_job_is_given_no_more_processors_than_a_machine_has() -> None:
    assert capacity_of(_NODES).fitted(Needs(16, 1024)) == Needs(4, 1024)


def test_without_a_card_a_generator_runs_on_the_processor() -> None:
    assert capacity_of(_NODES).fitted(Needs(2, 1024, 1)).gpus == 1
    assert capacity_of(_NODES[:1]).fitted(Needs(2, 1024, 1)).gpus == 0


def test_a_job_that_no_machine_has_the_memory_for_is_refused() -> None:
    with pytest.raises(EngineUnavailableError, match="needs 9000 MiB") as refused:
        capacity_of(_NODES).fitted(Needs(1, 9000))
    assert "larger machine" in refused.value.hint
