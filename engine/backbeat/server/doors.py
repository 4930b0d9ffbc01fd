"""The doors of an engine beside its loopback ports: a Unix socket, and TLS for other machines."""

from __future__ import annotations

import contextlib
import ipaddress
import os
import socket
import ssl
import stat
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import grpc

from backbeat.client.tls import read_pem
from backbeat.errors import EngineUnavailableError, OutputError, RequestError
from backbeat.files.private import private_folder

_LONGEST_SOCKET = 103 if sys.platform == "darwin" else 107
"""Bytes of the longest path that the system takes for a socket."""
_CONNECT_LIMIT_S = 2.0


@dataclass(frozen=True)
class ServerTls:
    """The certificate of an engine, in PEM, and whose clients it believes."""

    certificate: Path
    key: Path
    client_ca: Path | None = None
    """Authority of the certificates that clients must show; None where they need none."""

    def check(self) -> None:
        """Checks that the files can be used.

        Raises:
            RequestError: one cannot be read, the key is not the certificate's, or others can read
                the key.
        """
        for file in (self.certificate, self.key, self.client_ca):
            read_pem(file)
        if os.name == "posix" and self.key.stat().st_mode & stat.S_IROTH:
            raise RequestError(
                f"Every user of this machine can read the key {self.key}.",
                f"Close it: chmod 600 '{self.key}'.",
            )
        self.context()

    def context(self) -> ssl.SSLContext:
        """For the HTTP server. Raises: RequestError."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        try:
            # Without a password, an encrypted key is an error and no question on the terminal.
            context.load_cert_chain(self.certificate, self.key, lambda: "")
            if self.client_ca is not None:
                context.load_verify_locations(self.client_ca)
                context.verify_mode = ssl.CERT_REQUIRED
        except (OSError, ValueError) as error:
            reason = getattr(error, "reason", None) or error
            raise RequestError(
                f"{self.certificate} and {self.key} cannot be used for TLS: {reason}.",
                "Give a certificate and its own key, unencrypted, in PEM.",
            ) from error
        context.sni_callback = _remember_name
        return context

    def credentials(self) -> grpc.ServerCredentials:
        """For the gRPC server. Raises: RequestError."""
        pair = (read_pem(self.key), read_pem(self.certificate))
        return grpc.ssl_server_credentials(
            [pair], read_pem(self.client_ca), require_client_auth=self.client_ca is not None
        )


@dataclass(frozen=True)
class Remote:
    """The door for other machines."""

    host: str
    """Address to listen at: of this machine, or 0.0.0.0 for all of them."""
    tls: ServerTls
    port: int = 0
    """gRPC port; 0 for a free one."""
    http_port: int = 0
    """HTTPS port; 0 for a free one."""


def names_asked_for(connection: Any) -> frozenset[str]:
    """What the other end of a TLS connection called this machine: by its name, or its address.

    A client that checked the certificate checked it for this name.
    """
    address = ipaddress.ip_address(connection.getsockname()[0].partition("%")[0])
    # A door for both kinds of addresses sees the older kind inside the newer.
    address = getattr(address, "ipv4_mapped", None) or address
    plain = f"[{address}]" if address.version == 6 else str(address)
    asked = getattr(connection, "asked_name", None)
    return frozenset({plain, asked.lower()} if asked else {plain})


def _remember_name(connection: Any, name: str | None, context: ssl.SSLContext) -> None:
    del context
    connection.asked_name = name


def free_socket(path: Path) -> None:
    """Makes way for a socket: its folder, and one that an engine left that is gone.

    Raises:
        EngineUnavailableError: there are no such sockets, somebody listens there, another file is
            in the way, or others can open the folder.
    """
    if os.name != "posix":
        raise EngineUnavailableError(
            "Sockets with a path are not supported on this system.", "Leave --socket out."
        )
    if len(os.fsencode(path)) > _LONGEST_SOCKET:
        raise EngineUnavailableError(
            f"{path} is too long for a socket.", f"Choose one of up to {_LONGEST_SOCKET} bytes."
        )
    try:
        private_folder(path.parent)
        if not path.is_symlink() and not path.exists():
            return
        if not stat.S_ISSOCK(path.lstat().st_mode):
            raise EngineUnavailableError(
                f"{path} is a file of another kind.", "Choose another path for the socket."
            )
        if _is_answered(path):
            raise EngineUnavailableError(
                f"Another engine listens at {path}.", "Stop it, or choose another path."
            )
        path.unlink()
    except OutputError as error:
        raise EngineUnavailableError(error.message, error.hint) from error
    except OSError as error:
        raise EngineUnavailableError(
            f"{path} cannot be used as a socket: {error.strerror or error}.", "Choose another path."
        ) from error


def _is_answered(path: Path) -> bool:
    with socket.socket(socket.AF_UNIX) as line, contextlib.suppress(OSError):
        line.settimeout(_CONNECT_LIMIT_S)
        line.connect(str(path))
        return True
    return False
