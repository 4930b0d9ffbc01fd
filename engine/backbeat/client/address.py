"""The addresses of engines, as they are written."""

from __future__ import annotations

import ipaddress
import os
from dataclasses import dataclass
from pathlib import Path

from backbeat.errors import EngineUnavailableError, RequestError

_UNIX = "unix:"
_TLS = "tls:"
_FORMS = "Write HOST:PORT (127.0.0.1:50051), tls:HOST:PORT or unix:PATH."


@dataclass(frozen=True)
class Address:
    """Where an engine is."""

    target: str
    """As gRPC spells it: "HOST:PORT" or "unix:PATH"."""
    host: str = ""
    """Name or address of the machine; empty for a socket."""
    port: int = 0
    socket: str = ""
    """Path of the socket; empty for a port."""
    is_tls: bool = False
    """Whether the connection is encrypted, which it is to every other machine."""

    @property
    def is_loopback(self) -> bool:
        """Whether it is a port of this machine."""
        return bool(self.host) and is_loopback(self.host)


def address_of(text: str) -> Address:
    """The address that a user wrote. Raises: RequestError."""
    if text.startswith(_UNIX):
        path = text.removeprefix(_UNIX)
        if not path:
            raise RequestError(f"{text!r} names no socket.", _FORMS)
        full = str(Path(path).expanduser().absolute())
        return Address(f"{_UNIX}{full}", socket=full)
    plain = text.removeprefix(_TLS)
    host, _, port = plain.rpartition(":")
    if not host or not port.isascii() or not port.isdecimal() or not 0 < int(port) < 65536:
        raise RequestError(f"{text!r} is not the address of an engine.", _FORMS)
    is_tls = plain != text or not is_loopback(host)
    return Address(plain, host=host.strip("[]"), port=int(port), is_tls=is_tls)


def is_loopback(host: str) -> bool:
    """Whether a name or address can only be this machine's loopback."""
    if host.lower() == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def check_socket(path: str) -> None:
    """Checks that a socket is the user's own, before a token is sent through it.

    Raises:
        EngineUnavailableError: there is none, or it is another user's.
    """
    try:
        found = Path(path).stat()
    except OSError as error:
        raise EngineUnavailableError(
            f"No engine answers at {path}: {error.strerror or error}.",
            "Start it with `backbeat serve --socket PATH`.",
        ) from error
    if os.name == "posix" and found.st_uid not in (os.geteuid(), 0):
        raise EngineUnavailableError(
            f"{path} belongs to another user of this machine.", "Use an engine of your own."
        )
