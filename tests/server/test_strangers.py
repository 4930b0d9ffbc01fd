"""Who has no token, over real sockets: refused, and in nobody's way."""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from collections.abc import Iterator

import grpc
import pytest
from grpc_health.v1 import health_pb2, health_pb2_grpc

from backbeat.client.discovery import Discovery
from backbeat.jobs.service_limits import ServiceLimits
from backbeat.server import bearer
from backbeat.server.panel_pages import panel_pages
from backbeat.v1.engine_pb2 import GetInfoRequest
from backbeat.v1.engine_pb2_grpc import EngineStub
from backbeat.v1.jobs_pb2 import ListJobsRequest
from backbeat.v1.jobs_pb2_grpc import JobsStub
from tests.server.conftest import Http

CONNECTIONS = ServiceLimits().connections
AT_ONCE_S = 4.0
"""More than an answer takes on a busy machine, and less than a stranger may take to ask."""


def _silent(engine: Discovery, count: int, said: bytes = b"") -> Iterator[socket.socket]:
    for _ in range(count):
        line = socket.create_connection(("127.0.0.1", engine.http_port), 20)
        line.sendall(said)
        yield line


def _is_closed(line: socket.socket) -> bool:
    line.settimeout(20)
    with contextlib.suppress(ConnectionError):
        return line.recv(1) == b""
    return True


@pytest.mark.parametrize("said", [b"", b"POST /x HTTP/1.1\r\nHost: 127"])
def test_connections_that_say_nothing_are_in_nobodys_way(http_server: Http, said: bytes) -> None:
    with contextlib.ExitStack() as stack:
        lines = [
            stack.enter_context(line) for line in _silent(http_server.found, CONNECTIONS + 10, said)
        ]
        began_s = time.monotonic()
        for _ in range(5):
            assert http_server.call("Jobs/ListJobs", {})[0] == 200
        assert time.monotonic() - began_s < AT_ONCE_S
        # The oldest went for the newest, and the others when their time was up.
        assert all(_is_closed(line) for line in lines[:11])


def test_strangers_that_do_not_read_are_in_nobodys_way(http_server: Http) -> None:
    # Answers that do not fit into what the system keeps for a reader who is slow.
    pages = panel_pages()
    page = max(pages, key=lambda path: len(pages[path].body))
    host = f"127.0.0.1:{http_server.found.http_port}"
    ask = f"GET {page} HTTP/1.1\r\nHost: {host}\r\n\r\n".encode() * 50
    with contextlib.ExitStack() as stack:
        for line in _silent(http_server.found, CONNECTIONS, ask):
            stack.enter_context(line)
        began_s = time.monotonic()
        assert http_server.call("Jobs/ListJobs", {})[0] == 200
        assert time.monotonic() - began_s < AT_ONCE_S


def test_who_has_a_token_is_not_closed_for_strangers(http_server: Http) -> None:
    host = f"127.0.0.1:{http_server.found.http_port}"
    ask = (
        f"POST /backbeat.v1.Jobs/ListJobs HTTP/1.1\r\nHost: {host}\r\n"
        f"Authorization: Bearer {http_server.found.token}\r\n"
        "Content-Type: application/json\r\nContent-Length: 2\r\n\r\n"
    ).encode()
    with contextlib.ExitStack() as stack:
        (mine,) = _silent(http_server.found, 1, ask + b"{}" + ask)
        stack.enter_context(mine)
        assert mine.recv(65536).startswith(b"HTTP/1.1 200")
        for line in _silent(http_server.found, 2 * CONNECTIONS):
            stack.enter_context(line)
        mine.sendall(b"{}")
        assert mine.recv(65536).startswith(b"HTTP/1.1 200")


@pytest.mark.parametrize(
    "method",
    [
        "/grpc.health.v1.Health/Check",
        "/backbeat.v1.Pairing/Hello",
        "/grpc.health.v1.Health/Watch",
        "/backbeat.v1.Jobs/ListJobs",
        "/no.Such/Method",
    ],
)
def test_calls_that_never_say_what_they_ask_are_in_nobodys_way(
    engine: Discovery, method: str
) -> None:
    never = threading.Event()

    def nothing() -> Iterator[bytes]:
        never.wait()
        yield b""

    with (
        grpc.insecure_channel(f"127.0.0.1:{engine.grpc_port}") as stranger,
        grpc.insecure_channel(
            f"127.0.0.1:{engine.grpc_port}", (("grpc.use_local_subchannel_pool", 1),)
        ) as channel,
    ):
        # More than the server has threads.
        waiting = [stranger.stream_unary(method).future(nothing()) for _ in range(80)]
        token = (("authorization", f"Bearer {engine.token}"),)
        for _ in range(5):
            JobsStub(channel).ListJobs(ListJobsRequest(), metadata=token, timeout=AT_ONCE_S)
        never.set()
        for call in waiting:
            call.cancel()


def test_connections_that_never_speak_grpc_are_in_nobodys_way(engine: Discovery) -> None:
    with contextlib.ExitStack() as stack:
        for _ in range(300):
            stack.enter_context(socket.create_connection(("127.0.0.1", engine.grpc_port), 20))
        channel = stack.enter_context(grpc.insecure_channel(f"127.0.0.1:{engine.grpc_port}"))
        token = (("authorization", f"Bearer {engine.token}"),)
        JobsStub(channel).ListJobs(ListJobsRequest(), metadata=token, timeout=AT_ONCE_S)


def test_a_call_without_a_message_is_ended(
    engine: Discovery, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bearer, "OPEN_LIMIT_S", 0.1)
    never = threading.Event()

    def nothing() -> Iterator[bytes]:
        never.wait()
        yield b""

    with grpc.insecure_channel(f"127.0.0.1:{engine.grpc_port}") as channel:
        call = channel.stream_unary("/grpc.health.v1.Health/Check").future(nothing())
        with pytest.raises(grpc.RpcError) as caught:
            call.result(timeout=20)
        assert caught.value.code() == grpc.StatusCode.CANCELLED
        never.set()
        with pytest.raises(grpc.RpcError) as caught:
            channel.stream_unary("/grpc.health.v1.Health/Check")(iter(()), timeout=20)
        assert caught.value.code() == grpc.StatusCode.INVALID_ARGUMENT


def test_health_lists_every_service_and_logs_nothing(
    engine: Discovery, caplog: pytest.LogCaptureFixture
) -> None:
    with grpc.insecure_channel(f"127.0.0.1:{engine.grpc_port}") as channel:
        answer = health_pb2_grpc.HealthStub(channel).List(health_pb2.HealthListRequest())
        assert {"", "backbeat.v1.Jobs", "backbeat.v1.Panel"} <= set(answer.statuses)
        serving = health_pb2.HealthCheckResponse.SERVING
        assert {one.status for one in answer.statuses.values()} == {serving}
        with pytest.raises(grpc.RpcError) as caught:
            next(health_pb2_grpc.HealthStub(channel).Watch(health_pb2.HealthCheckRequest()))
        assert caught.value.code() == grpc.StatusCode.UNAUTHENTICATED
        token = (("authorization", f"Bearer {engine.token}"),)
        assert EngineStub(channel).GetInfo(GetInfoRequest(), metadata=token, timeout=100).version
    assert not caplog.records


def test_the_log_has_no_ticket_and_no_code(
    http_server: Http, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG", "backbeat")
    for path in ("/media/aTicket/sound?from=0", "/?x=1&code=aCode", "/?code=aCode"):
        http_server.send("GET", path)
    assert "/media/.../sound" in caplog.text
    assert "aTicket" not in caplog.text
    assert "aCode" not in caplog.text
