from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest

from backbeat.errors import InputError, InternalError
from backbeat.jobs import deaths
from backbeat.jobs.deaths import killed_for_memory, worker_died

posix = pytest.mark.skipif(os.name == "nt", reason="there are no such signals there")


@posix
def test_a_kill_is_most_likely_for_memory() -> None:
    error = worker_died(-signal.SIGKILL, killed_for_memory())
    assert type(error) is InputError
    assert "most likely" in error.message and "--workers 1" in error.hint


@posix
def test_a_kill_that_the_system_counted_is_said_to_be_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    counters = tmp_path / "vmstat"
    counters.write_text("pgfault 7\noom_kill 3\n")
    monkeypatch.setattr(deaths, "_COUNTERS", ((str(counters), "oom_kill"),))
    before = killed_for_memory()
    counters.write_text("pgfault 8\noom_kill 4\n")
    assert worker_died(-signal.SIGKILL, before).message == (
        "The computer ran out of memory, and the system killed the process of this job."
    )


@posix
def test_another_death_is_a_defect_with_the_signal_named() -> None:
    error = worker_died(-signal.SIGSEGV, 0)
    assert type(error) is InternalError
    assert "SIGSEGV" in error.message and "jobs export" in error.hint
    assert "exit code 1." in worker_died(1, 0).message
