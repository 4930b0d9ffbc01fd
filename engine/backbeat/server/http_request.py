"""The handling of one HTTP connection."""

from __future__ import annotations

import contextlib
import io
import logging
import re
import socket
import ssl
from collections.abc import Mapping
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler
from typing import Protocol

from google.protobuf import json_format
from google.protobuf.message import Message

from backbeat.errors import BackbeatError
from backbeat.jobs.callers import called_by
from backbeat.jobs.service_limits import ServiceLimits
from backbeat.server.access.proofs import proof_at
from backbeat.server.access.scopes import needed
from backbeat.server.clients import client_of
from backbeat.server.connections import Connections, Standing
from backbeat.server.doors import names_asked_for
from backbeat.server.faults import as_backbeat_error
from backbeat.server.http_answers import (
    Answer,
    Refusal,
    error_answer,
    fault,
    message_answer,
    unread,
)
from backbeat.server.http_guard import PREFLIGHT, Guard, check_reader, cors_headers
from backbeat.server.http_reading import DeadlineReader, shake_hands
from backbeat.server.media.answers import MediaAnswers
from backbeat.server.media.tickets import PREFIX
from backbeat.server.methods import JOBS, WATCH, Unary
from backbeat.server.operations import PATHS, Operations
from backbeat.server.pace import Pace
from backbeat.server.panel_pages import PAGE_HEADERS, Page
from backbeat.server.token import Callers

REQUEST_LIMIT_S = 15.0
"""Maximum seconds from a connection's last answer to the end of its next request."""
STRANGER_LIMIT_S = 5.0
"""The same, for who has sent no good token over the connection."""
_ANSWER_LIMIT_S = 15.0
_SECRET_PARTS = re.compile(f"({re.escape(PREFIX)}|[?#&]code=)[^/?&# ]+")
_LINGER_S = 1.0
_LINGER_BYTES = 16 << 20
_WATCH_PATH = f"/{JOBS}/{WATCH}"
_LOG = logging.getLogger(__name__)


class Server(Protocol):
    """What a connection needs of its server."""

    callers: Callers
    connections: Connections
    limits: ServiceLimits
    pace: Pace
    guard: Guard
    port: int
    media: MediaAnswers
    operations: Operations
    pages: Mapping[str, Page]
    """Files of the panel by their path."""
    methods: Mapping[str, Unary]
    """Methods by their path."""


class RequestHandler(BaseHTTPRequestHandler):
    """Answers the requests of one connection, one after the other."""

    server: Server  # type: ignore[assignment] # `HttpServer` satisfies it
    protocol_version = "HTTP/1.1"
    server_version = "backbeat"
    sys_version = ""
    # Headers and body are sent together: apart, the body waits 40 ms for the headers' ACK.
    wbufsize = -1
    disable_nagle_algorithm = True

    def setup(self) -> None:
        """Wraps the connection so that reading it has a deadline."""
        super().setup()
        if isinstance(self.connection, ssl.SSLSocket):
            shake_hands(self.connection, STRANGER_LIMIT_S)
        self._reader = DeadlineReader(self.connection)
        self.rfile = io.BufferedReader(self._reader)
        self._is_known = False

    def handle_one_request(self) -> None:
        """Handles a request, with a deadline of its own."""
        self._reader.allow(REQUEST_LIMIT_S if self._is_known else STRANGER_LIMIT_S)
        super().handle_one_request()
        if self._is_known:
            self.server.connections.set(self.connection, Standing.IDLE)

    def do_GET(self) -> None:
        """Answers a request of any HTTP method; files allow GET, methods allow POST."""
        self._respond()

    do_POST = do_OPTIONS = do_HEAD = do_PUT = do_DELETE = do_PATCH = do_GET  # noqa: N815

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """Answers a request that cannot be parsed, in the form of all other errors."""
        del explain
        self.close_connection = True
        message = message or HTTPStatus(code).phrase
        self._send(fault(code, "invalid_argument", message, closes=True), None)

    def log_message(self, format: str, *args: object) -> None:
        """Logs a request at debug level, without the secrets that a path may have."""
        _LOG.debug("%s", _SECRET_PARTS.sub(r"\1...", format % args))

    def _respond(self) -> None:
        origin: str | None = None
        try:
            origin = self._check_page()
            answer = self._answer(origin)
        except Refusal as refusal:
            answer = refusal.answer
        except BackbeatError as error:
            answer = unread(error_answer(error))
        self._send(answer, origin)

    def _check_page(self) -> str | None:
        """The origin of the allowed web page that asks, if one does."""
        guard = self.server.guard
        hosts, origins = (self.headers.get_all(name, []) for name in ("host", "origin"))
        if not isinstance(self.connection, ssl.SSLSocket):
            guard.check_host(hosts)
            return guard.check_origin(origins)
        names = names_asked_for(self.connection)
        guard.check_host(hosts, names)
        return guard.check_origin(origins, names, "https")

    def _answer(self, origin: str | None) -> Answer:
        if self.command == "OPTIONS" and origin is not None:
            return Answer(HTTPStatus.NO_CONTENT, headers=PREFLIGHT, closes=self._has_body())
        callers, header = self.server.callers, self.headers.get("authorization")
        if self.command in ("GET", "HEAD") and self.path in PATHS:
            check_reader(self.headers)
            return self.server.operations.answer(
                self.path, lambda: callers.knows(header), lambda: callers.check(header)
            )
        if self.command in ("GET", "HEAD") and (page := self._page()) is not None:
            check_reader(self.headers)
            return Answer(HTTPStatus.OK, page.body, page.content_type, PAGE_HEADERS)
        if self.command in ("GET", "HEAD") and self.path.startswith(PREFIX):
            return self._media()
        if self.command == "GET" and (proof := proof_at(self.path, callers, self.server.port)):
            return Answer(HTTPStatus.OK, proof.encode(), "text/plain; charset=utf-8")
        needs = needed(self.path)
        if needs is not None:
            callers.check(header, needs)
            self._trust()
        known = needs is not None or callers.knows(header)
        client = client_of(header) if known else ""
        self.server.pace.take(client)
        unary = self._method()
        message = self._message(unary)
        try:
            with called_by(client):
                return message_answer(unary.answer(message, known))
        except Exception as error:
            return error_answer(as_backbeat_error(error, self.path))

    def _media(self) -> Answer:
        check_reader(self.headers)
        try:
            answer = self.server.media.answer(self.path, self.headers.get("range", ""))
            self._trust()
            return answer
        except Exception as error:
            return error_answer(as_backbeat_error(error, PREFIX))

    def _trust(self) -> None:
        """Gives the connection the time and the standing of one whose token, or ticket, is good."""
        self._is_known = True
        self._reader.allow(REQUEST_LIMIT_S)
        self.server.connections.set(self.connection, Standing.BUSY)

    def _page(self) -> Page | None:
        return self.server.pages.get(self.path.partition("?")[0])

    def _method(self) -> Unary:
        if self.path == _WATCH_PATH:
            message = "WatchJob streams, which HTTP does not support here: poll GetJob instead."
            raise Refusal(fault(HTTPStatus.NOT_IMPLEMENTED, "unimplemented", message, closes=True))
        unary = self.server.methods.get(self.path)
        if unary is None:
            message = f"There is no method {self.path[:80]!r}."
            raise Refusal(fault(HTTPStatus.NOT_FOUND, "unimplemented", message, closes=True))
        if self.command != "POST":
            message = f"Methods are called with POST, not {self.command[:20]}."
            raise Refusal(
                fault(HTTPStatus.METHOD_NOT_ALLOWED, "invalid_argument", message, closes=True)
            )
        return unary

    def _message(self, unary: Unary) -> Message:
        body = self._body()
        try:
            return json_format.Parse(body.decode("utf-8"), unary.request())
        except (ValueError, TypeError, RecursionError, json_format.Error) as error:
            first_line = (str(error).splitlines() or ["it is nested too deeply"])[0][:300]
            message = f"The body is not the JSON of a {unary.request.DESCRIPTOR.name}: {first_line}"
            raise Refusal(fault(HTTPStatus.BAD_REQUEST, "invalid_argument", message)) from error

    def _body(self) -> bytes:
        kind = self.headers.get("content-type", "").partition(";")[0].strip().lower()
        if kind != "application/json":
            message = "The Content-Type must be application/json."
            raise Refusal(
                fault(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "invalid_argument", message, closes=True)
            )
        lengths = self.headers.get_all("content-length", [])
        length = lengths[0] if len(lengths) == 1 else ""
        if not (length.isascii() and length.isdecimal()) or "transfer-encoding" in self.headers:
            message = "The request must have one Content-Length."
            raise Refusal(
                fault(HTTPStatus.LENGTH_REQUIRED, "invalid_argument", message, closes=True)
            )
        most = self.server.limits.message_bytes
        if len(length) > 12 or int(length) > most:
            message = f"A request has {most} bytes at most: send paths, not media."
            raise Refusal(
                fault(
                    HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "resource_exhausted", message, closes=True
                )
            )
        body = self.rfile.read(int(length))
        if len(body) < int(length):
            raise ConnectionError("the client disconnected in the middle of its request")
        return body

    def _count(self, answer: Answer) -> None:
        path, method = getattr(self, "path", ""), None
        if path in self.server.methods or path == _WATCH_PATH:
            method = path.removeprefix("/backbeat.v1.")
        elif path in PATHS or path in self.server.pages:
            method = path
        elif path.startswith(PREFIX):
            method = PREFIX
        self.server.operations.metrics.count_request("http", method, str(int(answer.status)))

    def _has_body(self) -> bool:
        return self.headers.get("content-length", "0") != "0"

    def _send(self, answer: Answer, origin: str | None) -> None:
        self._count(answer)
        self.connection.settimeout(_ANSWER_LIMIT_S if self._is_known else STRANGER_LIMIT_S)
        self.send_response(answer.status)
        if answer.status != HTTPStatus.NO_CONTENT:
            self.send_header("Content-Type", answer.content_type)
            length = len(answer.body) if answer.parts is None else answer.length
            self.send_header("Content-Length", str(length))
        headers = {
            "Cache-Control": "no-store",
            "X-Content-Type-Options": "nosniff",
            **answer.headers,
            **cors_headers(origin),
        }
        if answer.closes:
            # `send_header` recognizes this one, and the connection is closed after the answer.
            headers["Connection"] = "close"
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(answer.body)
            for part in answer.parts or ():
                self.wfile.write(part)
        self.wfile.flush()
        if answer.closes:
            self._linger()

    def _linger(self) -> None:
        """Reads what still arrives: closing a socket with unread bytes loses the answer."""
        remaining = _LINGER_BYTES
        self._reader.allow(_LINGER_S)
        with contextlib.suppress(OSError):
            self.connection.shutdown(socket.SHUT_WR)
            while remaining > 0 and (chunk := self.rfile.read1(1 << 16)):
                remaining -= len(chunk)
