from __future__ import annotations

import json
import socket
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backbeat.client.discovery import Discovery
from backbeat.errors import EngineUnavailableError
from backbeat.jobs.info import EngineFacts
from backbeat.jobs.service_limits import ServiceLimits
from backbeat.server import http_request
from backbeat.server.engine import Engine, ServeOptions
from backbeat.server.methods import Services, unary_methods
from backbeat.v1 import engine_pb2, jobs_pb2, pairing_pb2, panel_pb2

if TYPE_CHECKING:
    from tests.server.conftest import Http

ORIGIN = "http://localhost:3000"
INFO = "/backbeat.v1.Engine/GetInfo"
SUBMIT = "/backbeat.v1.Jobs/SubmitJob"
_MESSAGE_BYTES = ServiceLimits().message_bytes


def _code(body: bytes) -> str:
    answer = json.loads(body)
    assert set(answer) == {"code", "message"}
    assert answer["message"]
    return str(answer["code"])


def test_every_unary_method_of_the_contract_is_there() -> None:
    none: Any = _NoService()
    methods = unary_methods(Services(none, none, none, none))
    services = [
        service
        for module in (jobs_pb2, engine_pb2, pairing_pb2, panel_pb2)
        for service in module.DESCRIPTOR.services_by_name.values()
    ]
    expected = {
        service.full_name: {
            method.name: method.input_type.full_name
            for method in service.methods
            if not method.server_streaming
        }
        for service in services
    }
    assert expected == {
        service: {name: unary.request.DESCRIPTOR.full_name for name, unary in by_name.items()}
        for service, by_name in methods.items()
    }


class _NoService:
    def __getattr__(self, name: str) -> object:
        return name


def test_an_answer_prints_every_field_in_camel_case(http_server: Http) -> None:
    status, info = http_server.call("Engine/GetInfo", {})
    assert status == 200
    assert info["serverId"] == http_server.found.server_id
    assert info["models"] == []
    assert info["executionProviders"][-1] == "CPUExecutionProvider"


def test_an_error_has_a_code_and_a_message_with_its_hint(http_server: Http) -> None:
    status, answer = http_server.call("Jobs/GetJob", {"name": "jobs/none"})
    assert status == 404
    assert answer["code"] == "not_found"
    assert "jobs/none" in answer["message"]
    assert "backbeat jobs list" in answer["message"]
    status, answer = http_server.call("Jobs/ListJobs", {"pageToken": "x"})
    assert (status, answer["code"]) == (400, "invalid_argument")


@pytest.mark.parametrize("token", [None, "", "Bearer", "Bearer x", "Basic abc", "Bearer ü"])
def test_without_the_token_there_is_nothing(http_server: Http, token: str | None) -> None:
    status, _, body = http_server.send("POST", INFO, b"{}", authorization=token)
    assert (status, _code(body)) == (401, "unauthenticated")
    status, _, body = http_server.send("POST", "/no/method", b"{}", authorization=token)
    assert status == 401, "what exists is nobody's business without a token"


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1", "127.0.0.1:1", "", "10.0.0.1:{}"])
def test_a_host_that_is_not_ours_comes_before_everything(http_server: Http, host: str) -> None:
    named = host.format(http_server.found.http_port)
    for verb, path in (("POST", INFO), ("GET", "/healthz"), ("OPTIONS", INFO), ("PUT", "/")):
        status, headers, body = http_server.send(verb, path, b"{}", host=named, authorization=None)
        assert (status, _code(body)) == (403, "permission_denied")
        assert "access-control-allow-origin" not in headers


@pytest.mark.parametrize("name", ["127.0.0.1", "localhost", "[::1]", "LOCALHOST"])
def test_our_own_names(http_server: Http, name: str) -> None:
    host = f"{name}:{http_server.found.http_port}"
    assert http_server.send("POST", INFO, b"{}", host=host)[0] == 200


@pytest.mark.parametrize("origin", ["http://evil.example", "null", "http://localhost:3001", ""])
def test_a_page_that_is_not_listed_is_refused(http_server: Http, origin: str) -> None:
    for verb, path in (("POST", INFO), ("OPTIONS", INFO), ("GET", "/healthz")):
        status, headers, body = http_server.send(verb, path, b"{}", origin=origin)
        assert (status, _code(body)) == (403, "permission_denied")
        assert "access-control-allow-origin" not in headers


def test_a_listed_page_may_ask_first_and_then_call(http_server: Http) -> None:
    status, headers, body = http_server.send(
        "OPTIONS",
        SUBMIT,
        origin=ORIGIN,
        authorization=None,
        access_control_request_method="POST",
        access_control_request_headers="authorization,content-type",
    )
    assert (status, body) == (204, b"")
    assert headers["access-control-allow-origin"] == ORIGIN
    assert "authorization" in headers["access-control-allow-headers"]
    status, headers, _ = http_server.send("POST", INFO, b"{}", origin=ORIGIN)
    assert (status, headers["access-control-allow-origin"]) == (200, ORIGIN)
    assert http_server.send("POST", INFO, b"{}", origin=ORIGIN, authorization=None)[0] == 401


def test_a_preflight_of_nobody_is_no_preflight(http_server: Http) -> None:
    assert http_server.send("OPTIONS", INFO)[0] == 405


@pytest.mark.parametrize("kind", [None, "text/plain", "application/x-www-form-urlencoded", "json"])
def test_forms_that_a_page_may_send_unasked_are_refused(
    http_server: Http, kind: str | None
) -> None:
    status, _, _ = http_server.send("POST", INFO, b"{}", content_type=kind)
    assert status == 415


def test_a_charset_is_no_other_type(http_server: Http) -> None:
    kind = "Application/JSON; charset=utf-8"
    assert http_server.send("POST", INFO, b"{}", content_type=kind)[0] == 200


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b'"x"',
        b"\xff\xfe",
        b'{"nothing": 1}',
        b'{"request": {"beats": {"path": 7}}}',
        b'{"request": {"beats": {}, "snap": {}}}',
        b'{"requestId": "\\ud800"}',
        b'{"request": {"beats": {"options": {"beatsPerBar": 1e99}}}}',
        b"[" * 100_000,
        b'{"request":' * 100_000,
    ],
)
def test_bad_json_is_said_to_be_bad(http_server: Http, body: bytes) -> None:
    status, _, answer = http_server.send("POST", SUBMIT, body)
    assert (status, _code(answer)) == (400, "invalid_argument")


@settings(max_examples=60)
@given(
    st.binary(max_size=60)
    | st.recursive(
        st.none() | st.booleans() | st.floats() | st.text(),
        lambda inner: (
            st.lists(inner)
            | st.dictionaries(
                st.sampled_from(["request", "requestId", "beats", "path", "x"]), inner
            )
        ),
    ).map(lambda value: json.dumps(value).encode())
)
def test_no_body_breaks_the_face(http_server: Http, body: bytes) -> None:
    status, _, answer = http_server.send("POST", SUBMIT, body)
    assert (status, _code(answer)) == (400, "invalid_argument")


@pytest.mark.parametrize("size", [_MESSAGE_BYTES + 1, 3 * _MESSAGE_BYTES])
def test_a_body_over_the_cap_is_refused_readably(http_server: Http, size: int) -> None:
    status, headers, body = http_server.send("POST", SUBMIT, b"x" * size)
    assert (status, _code(body)) == (413, "resource_exhausted")
    assert headers["connection"] == "close"


def test_a_body_at_the_cap_is_read(http_server: Http) -> None:
    frame = b'{"name":""}'
    body = b'{"name":"' + b"x" * (_MESSAGE_BYTES - len(frame)) + b'"}'
    status, _, answer = http_server.send("POST", "/backbeat.v1.Jobs/GetJob", body)
    assert (status, _code(answer)) == (404, "not_found")


@pytest.mark.parametrize("length", ["-1", "+2", "two", "9" * 30, "٢"])
def test_lengths_that_are_none(http_server: Http, length: str) -> None:
    answer = _raw(
        http_server.found,
        f"POST {INFO} HTTP/1.1\r\nHost: 127.0.0.1:{http_server.found.http_port}\r\n"
        f"Authorization: Bearer {http_server.found.token}\r\n"
        f"Content-Type: application/json\r\nContent-Length: {length}\r\n\r\n{{}}".encode(),
    )
    assert answer.split(b" ")[1] in (b"411", b"413")


def test_chunks_are_refused(http_server: Http) -> None:
    status, _, _ = http_server.send("POST", INFO, b"{}", transfer_encoding="chunked")
    assert status == 411


def test_unknown_methods_and_verbs(http_server: Http) -> None:
    for path in ("/", "/backbeat.v1.Jobs/DropJobs", "/backbeat.v1.Jobs/", "/../etc/passwd"):
        status, _, body = http_server.send("POST", path, b"{}")
        assert (status, _code(body)) == (404, "unimplemented")
    assert http_server.send("GET", INFO)[0] == 405
    assert http_server.send("HEAD", INFO)[0] == 405


def test_a_watch_says_to_poll(http_server: Http) -> None:
    status, answer = http_server.call("Jobs/WatchJob", {"name": "jobs/x"})
    assert (status, answer["code"]) == (501, "unimplemented")
    assert "GetJob" in answer["message"]


def test_health_needs_no_token(http_server: Http) -> None:
    status, headers, body = http_server.send(
        "GET", "/healthz", authorization=None, content_type=None
    )
    assert (status, body) == (200, b"ok\n")
    assert headers["content-type"].startswith("text/plain")


def test_one_connection_serves_many_calls(http_server: Http) -> None:
    request = (
        f"POST {INFO} HTTP/1.1\r\nHost: localhost:{http_server.found.http_port}\r\n"
        f"Authorization: Bearer {http_server.found.token}\r\n"
        "Content-Type: application/json\r\nContent-Length: 2\r\n\r\n{}"
    ).encode()
    last = request.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n")
    assert _raw(http_server.found, request * 2 + last).count(b"HTTP/1.1 200 OK") == 3


@pytest.mark.parametrize("line", [b"\x16\x03\x01\x02", b"GET\r\n", b"GET / HTTP/9.9\r\n\r\n"])
def test_what_is_not_http_is_answered_and_closed(http_server: Http, line: bytes) -> None:
    assert len(_raw(http_server.found, line + b"\r\n\r\n")) < 1000


def test_a_client_that_dawdles_is_dropped(
    http_server: Http, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(http_request, "STRANGER_LIMIT_S", 0.5)
    began_s = time.monotonic()
    with socket.create_connection(("127.0.0.1", http_server.found.http_port), 10) as line:
        # A byte now and then restarts a timeout of a single read, but moves no deadline.
        line.settimeout(0.1)
        received = None
        while received is None and time.monotonic() - began_s < 100:
            try:
                line.sendall(b"G")
                received = line.recv(100)
            except TimeoutError:
                continue
            except OSError:
                received = b""
    assert received == b""
    assert time.monotonic() - began_s > 0.3


def test_a_taken_port_is_said_by_name(http_server: Http, tmp_path: Path) -> None:
    engine = Engine(ServeOptions(home=tmp_path, http_port=http_server.found.http_port))
    with pytest.raises(EngineUnavailableError, match="is taken"):
        engine.start()


def test_a_fault_of_ours_is_internal_and_tells_nothing(
    http_server: Http, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(facts: EngineFacts) -> None:
        raise ZeroDivisionError("a secret")

    monkeypatch.setattr(EngineFacts, "info", fail)
    status, answer = http_server.call("Engine/GetInfo", {})
    assert (status, answer["code"]) == (500, "internal")
    assert "a secret" not in answer["message"]
    assert "a secret" in caplog.text


def _raw(found: Discovery, sent: bytes) -> bytes:
    """What comes back for bytes of our own, up to the end of the connection."""
    with socket.create_connection(("127.0.0.1", found.http_port), 20) as line:
        line.sendall(sent)
        line.shutdown(socket.SHUT_WR)
        received = b""
        while chunk := line.recv(65536):
            received += chunk
        return received
