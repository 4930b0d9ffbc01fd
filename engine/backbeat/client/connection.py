"""Finding the address and the token of an engine."""

from __future__ import annotations

import os
from pathlib import Path

from backbeat.client import discovery
from backbeat.client.engine import EngineClient
from backbeat.errors import EngineUnavailableError, RequestError
from backbeat.files import StrPath

CONTRACT = "backbeat.v1"
"""The contract that this client speaks."""
_LOOPBACK_NAMES = frozenset({"127.0.0.1", "localhost", "[::1]"})


def connect(
    address: str | None = None, token: str | None = None, home: StrPath | None = None
) -> EngineClient:
    """A client of a running engine.

    No call is made yet: an engine that does not answer fails the first call.

    Args:
        address: "HOST:PORT" of its gRPC server; None for the engine on this machine.
        token: the engine's token; None for `$BACKBEAT_TOKEN`, else that in the discovery file when
            the address is that engine's.
        home: the folder of the engine on this machine; None for `$BACKBEAT_HOME` or the user's data
            folder.

    Raises:
        EngineUnavailableError: no address was given, and no engine runs on this machine, or one of
            another contract.
        RequestError: the address is not HOST:PORT.
    """
    discovered = discovery.read(None if home is None else Path(home))
    if address is None:
        if discovered is None:
            raise EngineUnavailableError(
                "No engine is running on this machine.",
                "Start it with `backbeat serve`, or name one: HOST:PORT.",
            )
        if discovered.proto != CONTRACT:
            raise EngineUnavailableError(
                f"The engine on this machine is Backbeat {discovered.version}, which speaks "
                f"{discovered.proto}, not {CONTRACT}.",
                "Stop it, and start `backbeat serve` of this version.",
            )
        address = f"{discovery.LOOPBACK}:{discovered.grpc_port}"
    host, port = _split(address)
    if token is None:
        token = os.environ.get("BACKBEAT_TOKEN")
    # The token is sent to the engine it belongs to, not to another machine with the same port.
    if (
        not token
        and discovered is not None
        and host in _LOOPBACK_NAMES
        and port == discovered.grpc_port
    ):
        token = discovered.token
    return EngineClient(address, token or "")


def _split(address: str) -> tuple[str, int]:
    host, _, port = address.rpartition(":")
    if not host or not port.isascii() or not port.isdecimal() or not 0 < int(port) < 65536:
        raise RequestError(
            f"{address!r} is not the address of an engine.", "Write HOST:PORT: 127.0.0.1:50051."
        )
    return host, int(port)
