"""Finding an engine, and the token it wants."""

from __future__ import annotations

import os
from pathlib import Path

from backbeat.client import discovery
from backbeat.client.engine import EngineClient
from backbeat.errors import EngineUnavailableError, RequestError
from backbeat.files import StrPath

_LOOPBACK_NAMES = frozenset({"127.0.0.1", "localhost", "[::1]"})


def connect(
    address: str | None = None, token: str | None = None, home: StrPath | None = None
) -> EngineClient:
    """A client of a running engine.

    Nothing is sent yet: an engine that does not answer is found out by the first call.

    Args:
        address: "HOST:PORT" of its gRPC face; None for the engine that runs here.
        token: the engine's token; None for `$BACKBEAT_TOKEN`, else that of the engine here when
            the address is its own.
        home: the folder of the engine here; None for `$BACKBEAT_HOME` or the user's data folder.

    Raises:
        EngineUnavailableError: no address was given, and no engine runs here.
        RequestError: the address is not HOST:PORT.
    """
    found = discovery.read(None if home is None else Path(home))
    if address is None:
        if found is None:
            raise EngineUnavailableError(
                "No engine runs here.", "Start it with `backbeat serve`, or name one: HOST:PORT."
            )
        address = f"{discovery.LOOPBACK}:{found.grpc_port}"
    host, port = _split(address)
    if token is None:
        token = os.environ.get("BACKBEAT_TOKEN")
    # A token is told to the engine it belongs to, and to no other machine that has the same port.
    if not token and found is not None and host in _LOOPBACK_NAMES and port == found.grpc_port:
        token = found.token
    return EngineClient(address, token or "")


def _split(address: str) -> tuple[str, int]:
    host, _, port = address.rpartition(":")
    if not host or not port.isascii() or not port.isdecimal() or not 0 < int(port) < 65536:
        raise RequestError(
            f"{address!r} is not the address of an engine.", "Write HOST:PORT: 127.0.0.1:50051."
        )
    return host, int(port)
