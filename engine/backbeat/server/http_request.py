"""One connection of the JSON face."""

from __future__ import annotations

import contextlib
import io
import logging
import socket
from collections.abc import Mapping
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler
from typing import Protocol

from google.protobuf import json_format
from google.protobuf.message import Message

from backbeat.errors import BackbeatError
from backbeat.server.faults import as_backbeat_error
from backbeat.server.http_answers import (
    Answer,
    Refusal,
    error_answer,
    fault,
    message_answer,
    unread,
)
from backbeat.server.http_guard import PREFLIGHT, Guard, cors_headers
from backbeat.server.http_reading import DeadlineReader
from backbeat.server.methods import JOBS, MAX_MESSAGE_BYTES, WATCH, Unary
from backbeat.server.token import check_bearer

REQUEST_LIMIT_S = 15.0
"""Seconds from a connection's last answer to the end of its next request."""
_ANSWER_LIMIT_S = 15.0
_LINGER_S = 1.0
_LINGER_BYTES = 4 * MAX_MESSAGE_BYTES
_WATCH_PATH = f"/{JOBS}/{WATCH}"
_LOG = logging.getLogger(__name__)


class Face(Protocol):
    """What a connection asks its server for."""

    token: str
    guard: Guard
    methods: Mapping[str, Unary]
    """By path."""


class RequestHandler(BaseHTTPRequestHandler):
    """Answers the requests of one connection, one after the other."""

    server: Face  # type: ignore[assignment] # the server that is one
    protocol_version = "HTTP/1.1"
    server_version = "backbeat"
    sys_version = ""
    # Headers and body leave together: apart, the second waits 40 ms for the first to be confirmed.
    wbufsize = -1
    disable_nagle_algorithm = True

    def setup(self) -> None:
        """Puts a deadline on everything that is read."""
        super().setup()
        self._reader = DeadlineReader(self.connection)
        self.rfile = io.BufferedReader(self._reader)

    def handle_one_request(self) -> None:
        """Gives each request its own deadline."""
        self._reader.allow(REQUEST_LIMIT_S)
        super().handle_one_request()

    def do_GET(self) -> None:
        """Only /healthz."""
        self._respond()

    do_POST = do_OPTIONS = do_HEAD = do_PUT = do_DELETE = do_PATCH = do_GET  # noqa: N815

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """A request that could not even be parsed, answered in the same shape."""
        del explain
        self.close_connection = True
        said = message or HTTPStatus(code).phrase
        self._send(fault(code, "invalid_argument", said, closes=True), None)

    def log_message(self, format: str, *args: object) -> None:
        """Requests are worth a line only to somebody who is looking for a fault."""
        _LOG.debug(format, *args)

    def _respond(self) -> None:
        origin: str | None = None
        try:
            self.server.guard.check_host(self.headers.get_all("host", []))
            origin = self.server.guard.check_origin(self.headers.get_all("origin", []))
            answer = self._answer(origin)
        except Refusal as refusal:
            answer = refusal.answer
        except BackbeatError as error:
            answer = unread(error_answer(error))
        self._send(answer, origin)

    def _answer(self, origin: str | None) -> Answer:
        if self.command == "OPTIONS" and origin is not None:
            return Answer(HTTPStatus.NO_CONTENT, headers=PREFLIGHT, closes=self._has_body())
        if self.command == "GET" and self.path == "/healthz":
            return Answer(HTTPStatus.OK, b"ok\n", "text/plain; charset=utf-8")
        check_bearer(self.headers.get("authorization"), self.server.token)
        unary = self._method()
        message = self._message(unary)
        try:
            return message_answer(unary.answer(message))
        except Exception as error:
            return error_answer(as_backbeat_error(error, self.path))

    def _method(self) -> Unary:
        if self.path == _WATCH_PATH:
            said = "WatchJob streams, and this face does not: poll GetJob instead."
            raise Refusal(fault(HTTPStatus.NOT_IMPLEMENTED, "unimplemented", said, closes=True))
        unary = self.server.methods.get(self.path)
        if unary is None:
            said = f"There is no method {self.path[:80]!r}."
            raise Refusal(fault(HTTPStatus.NOT_FOUND, "unimplemented", said, closes=True))
        if self.command != "POST":
            said = f"Methods are called with POST, not {self.command[:20]}."
            raise Refusal(
                fault(HTTPStatus.METHOD_NOT_ALLOWED, "invalid_argument", said, closes=True)
            )
        return unary

    def _message(self, unary: Unary) -> Message:
        body = self._body()
        try:
            return json_format.Parse(body.decode("utf-8"), unary.request())
        except (ValueError, TypeError, RecursionError, json_format.Error) as error:
            first_line = (str(error).splitlines() or ["it is nested too deeply"])[0][:300]
            said = f"The body is no JSON of {unary.request.DESCRIPTOR.name}: {first_line}"
            raise Refusal(fault(HTTPStatus.BAD_REQUEST, "invalid_argument", said)) from error

    def _body(self) -> bytes:
        kind = self.headers.get("content-type", "").partition(";")[0].strip().lower()
        if kind != "application/json":
            said = "The Content-Type must be application/json."
            raise Refusal(
                fault(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "invalid_argument", said, closes=True)
            )
        lengths = self.headers.get_all("content-length", [])
        length = lengths[0] if len(lengths) == 1 else ""
        if not (length.isascii() and length.isdecimal()) or "transfer-encoding" in self.headers:
            said = "The request must have one Content-Length."
            raise Refusal(fault(HTTPStatus.LENGTH_REQUIRED, "invalid_argument", said, closes=True))
        if len(length) > 12 or int(length) > MAX_MESSAGE_BYTES:
            said = f"A request has {MAX_MESSAGE_BYTES} bytes at most: send paths, not media."
            raise Refusal(
                fault(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "resource_exhausted", said, closes=True)
            )
        body = self.rfile.read(int(length))
        if len(body) < int(length):
            raise ConnectionError("the client left in the middle of its request")
        return body

    def _has_body(self) -> bool:
        return self.headers.get("content-length", "0") != "0"

    def _send(self, answer: Answer, origin: str | None) -> None:
        self.connection.settimeout(_ANSWER_LIMIT_S)
        self.send_response(answer.status)
        if answer.status != HTTPStatus.NO_CONTENT:
            self.send_header("Content-Type", answer.content_type)
            self.send_header("Content-Length", str(len(answer.body)))
        headers = {
            "Cache-Control": "no-store",
            "X-Content-Type-Options": "nosniff",
            **answer.headers,
            **cors_headers(origin),
        }
        if answer.closes:
            # `send_header` notes this one, and ends the connection after the answer.
            headers["Connection"] = "close"
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(answer.body)
        self.wfile.flush()
        if answer.closes:
            self._linger()

    def _linger(self) -> None:
        """Reads what is still coming: a socket closed on unread bytes takes the answer back."""
        left = _LINGER_BYTES
        self._reader.allow(_LINGER_S)
        with contextlib.suppress(OSError):
            self.connection.shutdown(socket.SHUT_WR)
            while left > 0 and (chunk := self.rfile.read1(1 << 16)):
                left -= len(chunk)
