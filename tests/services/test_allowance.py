"""Limits of requests."""

from __future__ import annotations

import threading
import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from backbeat.errors import CancelledError, ServiceError
from backbeat.progress import SILENT, Progress
from backbeat.services.allowance import Allowance, Limit


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(pauses=st.lists(st.floats(0, 40), min_size=1, max_size=30))
def test_no_span_of_time_ever_holds_too_many(tmp_path: Path, pauses: list[float]) -> None:
    limits = (Limit(3, 10.0), Limit(12, 100.0))
    path = tmp_path / "requests.txt"
    path.unlink(missing_ok=True)
    now = [1e9]
    allowance = Allowance(path, "It", limits, lambda: now[0])
    made: list[float] = []
    for pause in pauses:
        now[0] += pause
        # Waiting is asking again later.
        while (wait := allowance._try()) > 0:
            now[0] += wait
        made.append(now[0])
    for limit in limits:
        for moment in made:
            inside = [other for other in made if moment - limit.seconds < other <= moment]
            assert len(inside) <= limit.requests


def test_it_waits_for_a_short_limit_and_says_a_long_one(tmp_path: Path) -> None:
    path = tmp_path / "services" / "requests.txt"
    quick = Allowance(path, "It", (Limit(2, 0.3),))
    start = time.monotonic()
    for _ in range(3):
        quick.take(SILENT)
    assert 0.25 < time.monotonic() - start < 5
    slow = Allowance(path, "It", (Limit(3, 86400.0),))
    for _ in range(2):
        slow.take(SILENT)
    with pytest.raises(ServiceError, match=r"It allows 3 requests a day.*24 hours"):
        slow.take(SILENT)


def test_waiting_can_be_cancelled(tmp_path: Path) -> None:
    allowance = Allowance(tmp_path / "requests.txt", "It", (Limit(1, 60.0),))
    allowance.take(SILENT)
    with pytest.raises(CancelledError):
        allowance.take(Progress(cancelled=lambda: True))


def test_a_broken_note_counts_as_none(tmp_path: Path) -> None:
    path = tmp_path / "requests.txt"
    path.write_text("not a number\n")
    Allowance(path, "It", (Limit(1, 60.0),)).take(SILENT)
    assert len(path.read_text().split()) == 1


def test_jobs_that_run_at_once_count_together(tmp_path: Path) -> None:
    path = tmp_path / "requests.txt"

    def ask() -> None:
        for _ in range(5):
            Allowance(path, "It", (Limit(100, 60.0),)).take(SILENT)

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(path.read_text().split()) == 20
