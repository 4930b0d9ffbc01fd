"""ServiceLimits over real sockets, of an engine that takes on little."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from backbeat.client import EngineClient
from backbeat.client.discovery import Discovery
from backbeat.errors import BackbeatError, LimitError, RequestError
from backbeat.jobs.service_limits import ServiceLimits
from backbeat.server import Engine, ServeOptions
from backbeat.v1.jobs_pb2 import JobRequest, JobState
from backbeat.v1.music_pb2 import BeatsRequest
from tests import commands, engines
from tests.server.conftest import Http

_FEW = ServiceLimits(
    message_bytes=4096,
    calls_at_once=2,
    calls_per_second=60,
    watchers=2,
    jobs_queued=3,
    jobs_queued_per_client=2,
    jobs_on_a_page=2,
    media_tickets=2,
)
_BURST = 120


@pytest.fixture(scope="module")
def few(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Discovery]:
    home = tmp_path_factory.mktemp("few")
    running = Engine(ServeOptions(home=home, workers=1, limits=_FEW))
    yield running.start()
    running.stop(0)


@pytest.fixture
def http(few: Discovery) -> Http:
    return Http(few)


@pytest.fixture
def client(few: Discovery) -> Iterator[EngineClient]:
    address = f"127.0.0.1:{few.grpc_port}"
    with EngineClient(address, few.token, patience_s=0) as connected:
        yield connected


def _paired(http: Http) -> str:
    """The token of another client."""
    code = http.call("Pairing/NewCode", {"client": "panel"})[1]["code"]
    token: str = http.call("Pairing/Pair", {"code": code, "client": "panel"})[1]["token"]
    return token


def _as(token: str) -> dict[str, str]:
    return {"authorization": f"Bearer {token}"}


def test_the_queue_pushes_back_and_each_client_has_a_share(
    http: Http, client: EngineClient, tmp_path: Path
) -> None:
    long = engines.beats(engines.write_long(tmp_path / "long.wav"))
    running = client.submit(long)
    engines.wait_for(lambda: client.get(running.name).state == JobState.JOB_STATE_RUNNING)
    waiting = [client.submit(long, f"id-{number}") for number in range(2)]
    with pytest.raises(LimitError, match=r"Your share of the queue is full \(2 waiting\)") as full:
        client.submit(long)
    assert full.value.retry_after_s > 0
    # Whoever lost an answer gets it again.
    assert client.submit(long, "id-1").name == waiting[1].name
    panel = _as(_paired(http))
    body = {"request": {"beats": {"path": long.beats.path}}}
    assert http.call("Jobs/SubmitJob", body, **panel)[0] == 200
    status, headers, said = http.send("POST", "/backbeat.v1.Jobs/SubmitJob", _json(body), **panel)
    assert (status, int(headers["Retry-After"]) > 0) == (429, True)
    assert b"The queue is full (3 waiting)" in said
    client.cancel(waiting[0].name)
    again = client.submit(long)
    for job in (*client.list().jobs, *client.list(0, client.list().next_page_token).jobs):
        client.cancel(job.name)
    assert again.name != waiting[0].name


def test_pages_end_at_the_limit(client: EngineClient, tmp_path: Path) -> None:
    missing = engines.beats(tmp_path / "none.wav")
    for _ in range(3):
        with contextlib.suppress(BackbeatError):
            client.run(missing)
    for asked in (0, 50, 100_000):
        page = client.list(asked)
        assert len(page.jobs) == 2
        assert page.next_page_token


def test_watches_are_counted_and_the_client_polls_instead(
    client: EngineClient, tmp_path: Path
) -> None:
    long = client.submit(engines.beats(engines.write_long(tmp_path / "long.wav")))
    watches = [client.watch(long.name) for _ in range(2)]
    for watch in watches:
        next(watch)
    third = client.watch(long.name)
    assert next(third).seq >= 1
    client.cancel(long.name)
    assert list(third)[-1].state == JobState.JOB_STATE_CANCELLED
    for watch in watches:
        list(watch)


def test_messages_are_measured(client: EngineClient, http: Http) -> None:
    path = "/" + "x" * 5000
    with pytest.raises(RequestError, match="too large"):
        client.submit(JobRequest(beats=BeatsRequest(path=path)))
    status, said = http.call("Jobs/SubmitJob", {"request": {"beats": {"path": path}}})
    assert (status, said["code"]) == (413, "resource_exhausted")
    assert "4096 bytes" in said["message"]


def test_tickets_make_room(http: Http, tmp_path: Path) -> None:
    urls = []
    for name in ("a", "b", "c"):
        song = commands.write_clicks(tmp_path / f"{name}.wav", 1)
        urls.append(http.call("Panel/OpenMedia", {"path": str(song)})[1]["url"])
    statuses = [http.send("GET", url)[0] for url in urls]
    # Which of the two oldest goes depends on when they were used last; one place is for the new.
    assert statuses[-1] == 200
    assert statuses.count(404) >= 1


def test_calls_at_once_are_counted(client: EngineClient) -> None:
    """The first GetInfo probes every accelerator, which takes a while."""
    refused = threading.Event()

    def ask() -> None:
        while not refused.is_set():
            try:
                client.info()
            except LimitError as error:
                if "answered already" in error.message:
                    refused.set()

    threads = [threading.Thread(target=ask) for _ in range(6)]
    for thread in threads:
        thread.start()
    assert refused.wait(60)
    for thread in threads:
        thread.join()


def test_who_calls_too_often_is_told_when_to_come_again(http: Http, client: EngineClient) -> None:
    slow = _as(_paired(http))
    answers: list[tuple[int, Any]] = []
    for _ in range(4 * _BURST):
        answers.append(http.call("Jobs/ListJobs", {}, **slow))
        if answers[-1][0] != 200:
            break
    status, said = answers[-1]
    assert (status, said["code"]) == (429, "resource_exhausted")
    assert "more than 60 times a second. Come again in 1 s" in said["message"]
    assert len(answers) > _BURST
    client.list()  # Others are not held up.


def _json(body: object) -> bytes:
    import json

    return json.dumps(body).encode()
