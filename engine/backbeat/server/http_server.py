"""The HTTP server: the unary calls of the Connect protocol in JSON, over HTTP/1.1."""

from __future__ import annotations

import errno
import logging
import os
import socket
import socketserver
import ssl
import threading
from collections.abc import Iterable
from http.server import HTTPServer
from typing import Any

from backbeat.client.discovery import LOOPBACK
from backbeat.errors import EngineUnavailableError
from backbeat.jobs.service_limits import ServiceLimits
from backbeat.server.connections import Connections
from backbeat.server.http_guard import Guard
from backbeat.server.http_request import RequestHandler
from backbeat.server.media.answers import MediaAnswers
from backbeat.server.methods import Services, Unary, unary_methods
from backbeat.server.pace import Pace
from backbeat.server.panel_pages import panel_pages
from backbeat.server.token import Callers

_LOG = logging.getLogger(__name__)


class HttpServer(socketserver.ThreadingMixIn, HTTPServer):
    """The HTTP server of an engine."""

    daemon_threads = True
    # On Windows this option would let another process take the port.
    allow_reuse_address = os.name != "nt"
    request_queue_size = 64

    def __init__(
        self,
        services: Services,
        callers: Callers,
        port: int,
        origins: Iterable[str],
        limits: ServiceLimits,
        pace: Pace,
        host: str = LOOPBACK,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        """Binds the port, 0 for a free one, without answering calls yet.

        Args:
            services: what answers the methods.
            callers: who may call.
            port: of this machine.
            origins: web pages that may call.
            limits: how much is taken on.
            pace: how fast each client may call.
            host: address to listen at.
            tls: encrypts; None only for loopback.

        Raises:
            EngineUnavailableError: the port is taken, or the address is not of this machine.
        """
        self._host = host
        self._tls = tls
        if ":" in host:
            self.address_family = socket.AF_INET6
        self.callers = callers
        self.limits = limits
        self.pace = pace
        self.pages = panel_pages()
        self.media = MediaAnswers(services.tickets)
        self.operations = services.operations
        self.methods: dict[str, Unary] = {
            f"/{name}/{method}": unary
            for name, methods in unary_methods(services).items()
            for method, unary in methods.items()
        }
        self.connections = Connections(limits.connections)
        try:
            super().__init__((host, port), RequestHandler)
        except OSError as error:
            if error.errno not in (errno.EADDRINUSE, errno.EACCES):
                raise EngineUnavailableError(
                    f"The engine cannot listen at {host}: {error.strerror or error}.",
                    "Give an address of this machine.",
                ) from error
            raise EngineUnavailableError(
                f"Port {port} of {host} is taken.", "Choose another, or 0 for a free one."
            ) from error
        self.port: int = self.server_address[1]
        self.guard = Guard(self.port, frozenset(origins))
        self._thread = threading.Thread(target=self.serve_forever, name="http", daemon=True)

    def start(self) -> None:
        """Starts to answer calls."""
        self._thread.start()

    def stop(self) -> None:
        """Stops accepting connections and closes the port."""
        if self._thread.is_alive():
            self.shutdown()
            self._thread.join()
        self.server_close()
        self.media.close()

    def server_bind(self) -> None:
        """Binds without the DNS lookup of this machine's name that `HTTPServer` makes."""
        socketserver.TCPServer.server_bind(self)
        self.server_name, self.server_port = self._host, self.server_address[1]

    def get_request(self) -> tuple[Any, Any]:
        """The next connection; its greeting is its thread's affair."""
        line, peer = super().get_request()
        if self._tls is None:
            return line, peer
        return self._tls.wrap_socket(line, server_side=True, do_handshake_on_connect=False), peer

    def process_request(self, request: Any, client_address: Any) -> None:
        """Starts a thread for the connection; closes a stranger's when too many are open."""
        if self.connections.admit(request, client_address[0]):
            super().process_request(request, client_address)
        else:
            self.shutdown_request(request)

    def process_request_thread(self, request: Any, client_address: Any) -> None:
        """Serves one connection to its end."""
        try:
            super().process_request_thread(request, client_address)
        finally:
            self.connections.remove(request)

    def handle_error(self, request: object, client_address: object) -> None:
        """Logs a broken connection, which is no fault of the engine, at debug level."""
        del request, client_address
        _LOG.debug("a connection broke", exc_info=True)
