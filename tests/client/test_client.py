from __future__ import annotations

import _thread
import contextlib
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

import backbeat.client
from backbeat.client import EngineClient
from backbeat.client.discovery import Discovery
from backbeat.errors import (
    AlreadyExistsError,
    CancelledError,
    EngineUnavailableError,
    InputError,
    NotFoundError,
    RequestError,
    UnauthenticatedError,
)
from backbeat.progress import Progress
from backbeat.server import Engine, ServeOptions
from backbeat.v1.jobs_pb2 import JobState
from tests import commands, engines


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("home")


@pytest.fixture(scope="module")
def engine(home: Path) -> Iterator[Discovery]:
    running = Engine(ServeOptions(home=home, workers=1))
    yield running.start()
    running.stop(0)


@pytest.fixture
def client(engine: Discovery, home: Path) -> Iterator[EngineClient]:
    with backbeat.client.connect(home=home) as connected:
        yield connected


@pytest.fixture
def clicks(tmp_path: Path) -> Path:
    return commands.write_clicks(tmp_path / "click.wav")


@pytest.fixture
def long(tmp_path: Path) -> Path:
    return engines.write_long(tmp_path / "long.wav", 4 * engines.HOUR_S)


def test_a_job_is_run_and_followed(client: EngineClient, clicks: Path) -> None:
    seen: list[tuple[float, str]] = []
    result = client.run(engines.beats(clicks), Progress(lambda *step: seen.append(step)))
    assert result.beats.beats
    assert seen
    assert all(step for _, step in seen)
    assert [fraction for fraction, _ in seen] == sorted(fraction for fraction, _ in seen)


def test_the_failure_of_a_job_is_raised_as_what_it_was(
    client: EngineClient, tmp_path: Path
) -> None:
    with pytest.raises(InputError, match=r"missing\.wav") as caught:
        client.run(engines.beats(tmp_path / "missing.wav"))
    assert caught.value.hint
    assert caught.value.statuses.exit_status == 3


def test_the_refusals_of_the_engine_are_raised_as_what_they_are(
    client: EngineClient, clicks: Path, tmp_path: Path
) -> None:
    with pytest.raises(RequestError, match="must be absolute") as caught:
        client.run(engines.beats(Path("song.wav")))
    assert "full path" in caught.value.hint
    with pytest.raises(NotFoundError):
        client.get("jobs/none")
    with pytest.raises(NotFoundError):
        list(client.watch("jobs/none"))
    client.submit(engines.beats(clicks), "once")
    with pytest.raises(AlreadyExistsError):
        client.submit(engines.beats(tmp_path / "other.wav"), "once")
    with pytest.raises(RequestError, match="too large"):
        client.submit(engines.beats(tmp_path / ("x" * (5 << 20))))


def test_a_cancelled_progress_cancels_the_job(client: EngineClient, long: Path) -> None:
    decoding = threading.Event()

    def report(fraction: float, step: str) -> None:
        del fraction
        if "Decoding" in step:
            decoding.set()

    began_s = time.monotonic()
    with pytest.raises(CancelledError, match="nothing was written"):
        client.run(engines.beats(long), Progress(report, decoding.is_set))
    assert time.monotonic() - began_s < 100
    assert client.list(1).jobs[0].state == JobState.JOB_STATE_CANCELLED


@pytest.fixture
def attentive() -> Iterator[None]:
    """Ctrl-C is heard, even where the tests were started in the background, which ignores it."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("attentive")
def test_ctrl_c_cancels_the_job(client: EngineClient, long: Path) -> None:
    pressed = []

    def report(fraction: float, step: str) -> None:
        del fraction
        if "Decoding" in step and not pressed:
            pressed.append(True)
            _thread.interrupt_main()

    with pytest.raises(CancelledError):
        client.run(engines.beats(long), Progress(report))
    assert client.list(1).jobs[0].state == JobState.JOB_STATE_CANCELLED


def test_watching_and_listing(client: EngineClient, clicks: Path) -> None:
    earlier = client.submit(engines.beats(clicks))
    assert list(client.watch(earlier.name))
    job = client.submit(engines.beats(clicks))
    events = list(client.watch(job.name))
    assert events[-1].state == JobState.JOB_STATE_SUCCEEDED
    assert list(client.watch(job.name, events[-2].seq)) == events[-1:]
    assert client.cancel(job.name).state == JobState.JOB_STATE_SUCCEEDED
    page = client.list(1)
    assert [listed.name for listed in page.jobs] == [job.name]
    assert client.list(1, page.next_page_token).jobs[0].name == earlier.name


def test_a_watch_may_be_left(client: EngineClient, long: Path) -> None:
    job = client.submit(engines.beats(long))
    for event in client.watch(job.name):
        assert event.seq == 1
        break
    client.cancel(job.name)
    assert list(client.watch(job.name))[-1].state == JobState.JOB_STATE_CANCELLED


def test_a_watch_goes_on_after_a_break(engine: Discovery, clicks: Path, home: Path) -> None:
    with _Relay(engine.grpc_port) as relay:
        address = f"127.0.0.1:{relay.port}"
        with backbeat.client.connect(address, engine.token) as client:
            job = client.submit(engines.beats(clicks))
            watch = client.watch(job.name)
            seen = [next(watch)]
            relay.cut()
            seen += watch
            assert [event.seq for event in seen] == list(range(1, client.get(job.name).seq + 1))


def test_after_a_break_the_token_waits_for_a_new_proof(
    engine: Discovery, monkeypatch: pytest.MonkeyPatch
) -> None:
    there, asked = [True], []

    def is_there() -> bool:
        asked.append(there[0])
        return there[0]

    monkeypatch.setattr("backbeat.client.engine.PROVEN_S", 1000.0)
    with _Relay(engine.grpc_port) as relay:
        address = f"127.0.0.1:{relay.port}"
        with EngineClient(address, engine.token, is_there) as client:
            client.list()
            assert asked == []
            relay.close()
            with pytest.raises(EngineUnavailableError):
                client.list()
            there[0] = False
            for call in (client.list, lambda: list(client.watch("jobs/x"))):
                with pytest.raises(EngineUnavailableError, match="No engine answers"):
                    call()
            assert set(asked) == {False}
        # Where a call is long ago, the connection may have broken and be restored without a word.
        monkeypatch.setattr("backbeat.client.engine.PROVEN_S", -1.0)
        address = f"127.0.0.1:{engine.grpc_port}"
        with EngineClient(address, engine.token, is_there) as client:
            with pytest.raises(EngineUnavailableError, match="No engine answers"):
                client.list()
            there[0] = True
            client.list()


class _Relay:
    """A line to an engine that can be cut."""

    def __init__(self, port: int) -> None:
        self._far = port
        self._lines: list[socket.socket] = []
        self._server = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._server.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def __enter__(self) -> _Relay:
        return self

    def __exit__(self, *reason: object) -> None:
        self.close()

    def close(self) -> None:
        # A thread that waits for a connection keeps the port open.
        with contextlib.suppress(OSError):
            self._server.shutdown(socket.SHUT_RDWR)
        self._server.close()
        self.cut()

    def cut(self) -> None:
        lines, self._lines = self._lines, []
        for line in lines:
            try:
                line.shutdown(socket.SHUT_RDWR)
            except OSError:
                continue

    def _accept(self) -> None:
        while True:
            try:
                near, _ = self._server.accept()
            except OSError:
                return
            far = socket.create_connection(("127.0.0.1", self._far))
            self._lines += [near, far]
            for one, other in ((near, far), (far, near)):
                threading.Thread(target=self._copy, args=(one, other), daemon=True).start()

    def _copy(self, one: socket.socket, other: socket.socket) -> None:
        try:
            while block := one.recv(65536):
                other.sendall(block)
            other.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass
        finally:
            one.close()


def test_tokens(
    engine: Discovery, home: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    address = f"localhost:{engine.grpc_port}"
    with backbeat.client.connect(address, home=home) as client:
        assert client.info().server_id == engine.server_id
    with (
        backbeat.client.connect(address, "wrong", home) as client,
        pytest.raises(UnauthenticatedError),
    ):
        client.info()
    with (
        backbeat.client.connect(address, home=tmp_path) as client,
        pytest.raises(UnauthenticatedError),
    ):
        client.info()
    monkeypatch.setenv("BACKBEAT_TOKEN", engine.token)
    with backbeat.client.connect(address, home=tmp_path) as client:
        assert client.info().server_id == engine.server_id


def test_the_token_is_told_to_no_other_machine(engine: Discovery, home: Path) -> None:
    with backbeat.client.connect(f"example.invalid:{engine.grpc_port}", home=home) as client:
        assert client._metadata == (("authorization", "Bearer "),)
    with backbeat.client.connect("127.0.0.1:1", home=home) as client:
        assert client._metadata == (("authorization", "Bearer "),)


def test_nobody_there(tmp_path: Path) -> None:
    with pytest.raises(EngineUnavailableError) as caught:
        backbeat.client.connect(home=tmp_path)
    assert "`backbeat serve`" in caught.value.hint
    with socket.create_server(("127.0.0.1", 0)) as server:
        closed = server.getsockname()[1]
    with backbeat.client.connect(f"127.0.0.1:{closed}", home=tmp_path) as client:
        for call in (client.info, lambda: client.run(engines.beats(tmp_path)), client.list):
            with pytest.raises(EngineUnavailableError, match=f":{closed}") as caught:
                call()
            assert "`backbeat serve`" in caught.value.hint


@pytest.mark.parametrize("address", ["", "host", "host:", ":1", "host:0", "host:65536", "host:x"])
def test_addresses_that_are_none(address: str, tmp_path: Path) -> None:
    with pytest.raises(RequestError, match="HOST:PORT"):
        backbeat.client.connect(address, home=tmp_path)


def test_a_closed_client_says_so(engine: Discovery, home: Path, clicks: Path) -> None:
    client = backbeat.client.connect(home=home)
    client.close()
    with pytest.raises(EngineUnavailableError, match="closed"):
        client.submit(engines.beats(clicks))
    with pytest.raises(EngineUnavailableError, match="closed"):
        list(client.watch("jobs/x"))


def test_importing_the_client_costs_no_grpc() -> None:
    code = "import sys, backbeat.client; sys.exit('grpc' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
