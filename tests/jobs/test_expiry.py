"""Old jobs go, and no clock that is wrong for a day takes the history with it."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from backbeat.errors import NotFoundError
from backbeat.jobs import expiry
from backbeat.jobs.store import JobStore
from backbeat.v1.jobs_pb2 import JobError, JobState
from tests import engines

DAY_NS = 86_400 * 10**9


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[JobStore]:
    monkeypatch.setattr(expiry, "ALWAYS_KEPT", 1)
    with contextlib.closing(JobStore(tmp_path)) as opened:
        yield opened


def _ended(store: JobStore) -> str:
    name = store.submit(engines.beats(Path("/a.wav")), "")[0].name
    store.end(name, JobState.JOB_STATE_CANCELLED, error=JobError(code="canceled"))
    return name


def _looks(store: JobStore, *days: float) -> list[int]:
    """How many jobs go at each look, on days from now."""
    return [store.forget_old(time.time_ns() + round(day * DAY_NS)) for day in days]


def test_old_jobs_go_with_their_events_after_some_days(store: JobStore) -> None:
    old, last = _ended(store), _ended(store)
    assert _looks(store, 29, 31, 32.1, 33.2) == [0, 0, 0, 1]
    with pytest.raises(NotFoundError):
        store.events(old, 0)
    assert store.get(last).state == JobState.JOB_STATE_CANCELLED


def test_a_clock_that_is_ahead_for_a_day_erases_nothing(store: JobStore) -> None:
    names = [_ended(store) for _ in range(3)]
    # Started again and again on that day; then the clock is right; then it is ahead once more.
    assert _looks(store, 40, 40.1, 40.2, 40.9) == [0, 0, 0, 0]
    assert _looks(store, 0, 1, 2) == [0, 0, 0]
    assert _looks(store, 400, 0, 500, 0, 600) == [0, 0, 0, 0, 0]
    assert [store.get(name).name for name in names] == names


def test_a_clock_that_jumps_back_erases_nothing(store: JobStore) -> None:
    for _ in range(3):
        _ended(store)
    assert _looks(store, -4000, -4001, -4002, -4003, 0) == [0, 0, 0, 0, 0]


def test_the_last_jobs_are_kept_at_any_age(
    store: JobStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(expiry, "ALWAYS_KEPT", 2)
    first, *others = [_ended(store) for _ in range(3)]
    assert sum(_looks(store, 100, 200, 300, 400)) == 1
    with pytest.raises(NotFoundError):
        store.get(first)
    assert all(store.get(name) for name in others)


def test_what_waits_is_never_old(store: JobStore) -> None:
    waits = store.submit(engines.beats(Path("/a.wav")), "")[0].name
    _ended(store)
    assert sum(_looks(store, 100, 200, 300, 400)) == 0
    assert store.get(waits).state == JobState.JOB_STATE_QUEUED
