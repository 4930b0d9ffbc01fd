from __future__ import annotations

import contextlib
import os
import sqlite3
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backbeat.errors import (
    AlreadyExistsError,
    EngineUnavailableError,
    NotFoundError,
    RequestError,
)
from backbeat.jobs import pages, schema
from backbeat.jobs.database import DATABASE
from backbeat.jobs.store import JobStore
from backbeat.v1.jobs_pb2 import JobError, JobRequest, JobResult, JobState
from backbeat.v1.music_pb2 import MusicAnalysis
from tests import engines


def _request(name: str = "song") -> JobRequest:
    return engines.beats(Path(f"/music/{name}.wav"))


@pytest.fixture
def store(tmp_path: Path) -> Iterator[JobStore]:
    with contextlib.closing(JobStore(tmp_path / "home")) as opened:
        yield opened


def test_a_job_is_kept_as_it_was_asked_for(store: JobStore) -> None:
    job, is_new = store.submit(_request(), "mine")
    assert is_new
    assert job.name.startswith("jobs/")
    assert (job.kind, job.state, job.seq) == ("beats", JobState.JOB_STATE_QUEUED, 1)
    assert job.request == _request()
    assert job.request_id == "mine"
    assert abs(job.create_time.ToNanoseconds() - time.time_ns()) < 10**10
    assert not job.HasField("start_time")
    assert store.get(job.name) == job


def test_a_known_request_id_gives_the_first_job(store: JobStore) -> None:
    first, _ = store.submit(_request(), "mine")
    assert store.submit(_request(), "mine") == (first, False)
    assert store.submit(_request(), "")[1]
    assert store.submit(_request(), "")[1]
    with pytest.raises(AlreadyExistsError, match=first.name):
        store.submit(_request("other"), "mine")


def test_many_threads_with_one_request_id_make_one_job(store: JobStore) -> None:
    made = []
    start = threading.Barrier(8)

    def submit() -> None:
        start.wait()
        made.append(store.submit(_request(), "same"))

    threads = [threading.Thread(target=submit) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len({job.name for job, _ in made}) == 1
    assert sum(is_new for _, is_new in made) == 1


def test_an_empty_request_is_no_job(store: JobStore) -> None:
    with pytest.raises(RequestError):
        store.submit(JobRequest(), "")
    assert not store.page(0, "").jobs


@pytest.mark.parametrize("name", ["", "jobs/", "jobs/none", "none", "jobs/' OR 1=1 --"])
def test_an_unknown_name_is_not_found(store: JobStore, name: str) -> None:
    store.submit(_request(), "")
    with pytest.raises(NotFoundError):
        store.get(name)


def test_a_life_of_a_job(store: JobStore) -> None:
    name = store.submit(_request(), "")[0].name
    store.start(name, 4711)
    store.progress(name, 0.4, "listening")
    result = JobResult(beats=MusicAnalysis(tempo_bpm=120))
    store.end(name, JobState.JOB_STATE_SUCCEEDED, result=result)
    job = store.get(name)
    assert (job.state, job.fraction, job.seq) == (JobState.JOB_STATE_SUCCEEDED, 1.0, 4)
    assert job.result == result
    assert not job.HasField("error")
    assert job.create_time.ToNanoseconds() <= job.start_time.ToNanoseconds()
    assert job.start_time.ToNanoseconds() <= job.end_time.ToNanoseconds()
    events, complete = store.events(name, 0)
    assert complete
    assert [(event.seq, event.fraction, event.step) for event in events] == [
        (1, 0.0, ""),
        (2, 0.0, ""),
        (3, 0.4, "listening"),
        (4, 1.0, "done"),
    ]


def test_nothing_follows_the_end(store: JobStore) -> None:
    name = store.submit(_request(), "")[0].name
    error = JobError(code="internal", message="It broke.", hint="Mend it.", exit_status=1)
    store.end(name, JobState.JOB_STATE_FAILED, error=error)
    before = store.get(name)
    store.progress(name, 0.9, "late")
    store.end(name, JobState.JOB_STATE_SUCCEEDED, result=JobResult(beats=MusicAnalysis()))
    assert store.get(name) == before
    assert before.error == error


def test_lists_leave_results_out(store: JobStore) -> None:
    name = store.submit(_request(), "")[0].name
    result = JobResult(beats=MusicAnalysis(tempo_bpm=90))
    store.end(name, JobState.JOB_STATE_SUCCEEDED, result=result)
    assert not store.page(0, "").jobs[0].HasField("result")


@settings(max_examples=12)
@given(jobs=st.integers(0, 23), size=st.integers(1, 9))
def test_pages_hold_every_job_once_newest_first(jobs: int, size: int) -> None:
    with (
        tempfile.TemporaryDirectory() as folder,
        contextlib.closing(JobStore(Path(folder))) as store,
    ):
        names = [store.submit(_request(str(number)), "")[0].name for number in range(jobs)]
        seen, token = [], ""
        while True:
            page = store.page(size, token)
            assert len(page.jobs) <= size
            seen += [job.name for job in page.jobs]
            token = page.next_page_token
            # A job that comes in between belongs to no later page.
            store.submit(_request("late"), "")
            if not token:
                break
        assert seen == names[::-1]


def test_a_page_fits_a_message(store: JobStore) -> None:
    for _ in range(4):
        store.submit(_request("x" * 1_000_000), "")
    first = store.page(0, "")
    assert len(first.jobs) == 2
    assert first.ByteSize() < 4 << 20
    assert len(store.page(0, first.next_page_token).jobs) == 2


@pytest.mark.parametrize("token", ["x", "💿", "YmVmb3JlOi0x", "MTI", pages.token_after(7) + "="])
def test_a_token_that_no_page_gave_is_refused(store: JobStore, token: str) -> None:
    with pytest.raises(RequestError, match="not a token of any page"):
        store.page(0, token)


def test_page_sizes() -> None:
    assert [pages.size(asked, 1000) for asked in (0, 1, 1000, 99999)] == [50, 1, 1000, 1000]
    with pytest.raises(RequestError, match="below 0"):
        pages.size(-1, 1000)


@settings(max_examples=12)
@given(steps=st.lists(st.floats(0, 1), max_size=8), from_seq=st.integers(0, 12))
def test_a_replay_is_the_rest_of_what_happened(steps: list[float], from_seq: int) -> None:
    with (
        tempfile.TemporaryDirectory() as folder,
        contextlib.closing(JobStore(Path(folder))) as store,
    ):
        name = store.submit(_request(), "")[0].name
        for fraction in steps:
            store.progress(name, fraction, "at work")
        store.end(name, JobState.JOB_STATE_CANCELLED, error=JobError(code="canceled"))
        everything, _ = store.events(name, 0)
        assert [event.seq for event in everything] == list(range(1, len(steps) + 3))
        assert store.events(name, from_seq) == (everything[from_seq:], True)


def test_a_long_history_comes_in_parts(store: JobStore) -> None:
    name = store.submit(_request(), "")[0].name
    for number in range(520):
        store.progress(name, number / 520, "at work")
    store.end(name, JobState.JOB_STATE_CANCELLED, error=JobError(code="canceled"))
    first, complete = store.events(name, 0)
    assert not complete
    rest, complete = store.events(name, first[-1].seq)
    assert complete
    assert first[-1].seq + len(rest) == 522


def test_waiting_for_an_event_ends_with_it(store: JobStore) -> None:
    name = store.submit(_request(), "")[0].name
    timer = threading.Timer(0.05, store.progress, (name, 0.5, "half"))
    timer.start()
    began_s = time.monotonic()
    events, complete = store.events(name, 1, wait_s=20)
    assert time.monotonic() - began_s < 15
    assert [event.step for event in events] == ["half"]
    assert not complete
    timer.join()


def test_waiting_ends_when_nobody_listens(store: JobStore) -> None:
    name = store.submit(_request(), "")[0].name
    gone = threading.Event()
    timer = threading.Timer(0.05, lambda: (gone.set(), store.wake(name)))
    timer.start()
    began_s = time.monotonic()
    assert store.events(name, 1, wait_s=20, gone=gone.is_set) == ([], False)
    assert time.monotonic() - began_s < 15
    timer.join()


def test_news_of_one_job_wakes_nobody_who_waits_for_another(store: JobStore) -> None:
    mine, other = (store.submit(_request(str(number)), "")[0].name for number in range(2))
    asked = threading.Semaphore(0)
    count = 0

    def gone() -> bool:
        nonlocal count
        count += 1
        asked.release()
        return False

    def others_news() -> None:
        assert asked.acquire(timeout=20)
        for number in range(5):
            store.progress(other, number / 5, "step")
        store.progress(mine, 0.5, "half")

    telling = threading.Thread(target=others_news)
    telling.start()
    events, _ = store.events(mine, 1, wait_s=20, gone=gone)
    telling.join()
    assert [event.step for event in events] == ["half"]
    assert count == 2  # Once before it waited, once for its own news.


def test_jobs_outlive_the_store(tmp_path: Path) -> None:
    with contextlib.closing(JobStore(tmp_path)) as store:
        job, _ = store.submit(_request(), "mine")
    with contextlib.closing(JobStore(tmp_path)) as store:
        assert store.get(job.name) == job
        assert store.submit(_request(), "mine") == (job, False)


def test_a_second_store_on_the_folder_is_refused(tmp_path: Path) -> None:
    with (
        contextlib.closing(JobStore(tmp_path)),
        pytest.raises(EngineUnavailableError, match=f"process {os.getpid()}"),
    ):
        JobStore(tmp_path)
    JobStore(tmp_path).close()


@pytest.mark.skipif(os.name == "nt", reason="there are no modes there")
def test_the_folder_is_private(tmp_path: Path) -> None:
    JobStore(tmp_path / "home").close()
    assert (tmp_path / "home").stat().st_mode & 0o777 == 0o700
    (tmp_path / "home").chmod(0o755)
    with pytest.raises(EngineUnavailableError, match="is shared"):
        JobStore(tmp_path / "home")
    assert (tmp_path / "home").stat().st_mode & 0o777 == 0o755


def test_a_newer_database_is_refused_by_name(tmp_path: Path) -> None:
    with contextlib.closing(sqlite3.connect(tmp_path / DATABASE)) as newer:
        newer.execute(f"PRAGMA user_version = {schema.VERSION + 1}")
    with pytest.raises(EngineUnavailableError, match="newer Backbeat"):
        JobStore(tmp_path)
    (tmp_path / DATABASE).unlink()
    JobStore(tmp_path).close()


def test_a_file_that_is_no_database_is_refused_by_name(tmp_path: Path) -> None:
    (tmp_path / DATABASE).write_bytes(b"not a database at all, " * 100)
    with pytest.raises(EngineUnavailableError, match="cannot be used as the job database"):
        JobStore(tmp_path)


def test_a_folder_that_cannot_be_made_is_refused_by_name(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(EngineUnavailableError, match="cannot be used as the engine's folder"):
        JobStore(tmp_path / "file" / "home")
