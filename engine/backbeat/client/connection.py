"""Finding the address and the token of an engine."""

from __future__ import annotations

import os
from pathlib import Path

from backbeat.client import discovery
from backbeat.client.address import Address, address_of, check_socket
from backbeat.client.discovery import Discovery
from backbeat.client.engine import EngineClient
from backbeat.client.patience import PATIENCE_S
from backbeat.client.tls import ClientTls, of_environment
from backbeat.errors import EngineUnavailableError
from backbeat.files import StrPath

TOKEN_VARIABLE = "BACKBEAT_TOKEN"  # noqa: S105 -- its name
"""Environment variable: the token for an engine that is named by its address."""
CONTRACT = "backbeat.v1"
"""The contract that this client speaks."""


def connect(
    address: str | None = None,
    token: str | None = None,
    home: StrPath | None = None,
    tls: ClientTls | None = None,
    patience_s: float = PATIENCE_S,
) -> EngineClient:
    """A client of a running engine.

    No call is made yet: an engine that does not answer fails the first call.

    Args:
        address: "HOST:PORT" of its gRPC server, "unix:PATH" of its socket; None for the engine on
            this machine. Other machines are called with TLS, this one's loopback only as
            "tls:HOST:PORT".
        token: the engine's token; None for `$BACKBEAT_TOKEN`, else that in the discovery file when
            the address is that engine's.
        home: the folder of the engine on this machine; None for `$BACKBEAT_HOME` or the user's data
            folder.
        tls: certificates for other machines; None for those of `$BACKBEAT_TLS_CA`,
            `$BACKBEAT_TLS_CERT` and `$BACKBEAT_TLS_KEY`.
        patience_s: seconds in which a call that a limit of the engine holds up is tried again when
            the engine says; 0 raises its `LimitError` at once.

    Raises:
        EngineUnavailableError: no address was given, and no engine runs on this machine, or one of
            another contract.
        RequestError: the address or a certificate cannot be used.
    """
    folder = None if home is None else Path(home)
    discovered = discovery.read(folder)
    if address is not None:
        found = address_of(address)
    elif discovered is None:
        raise EngineUnavailableError(
            "No engine is running on this machine.",
            "Start it with `backbeat serve`, or name one: HOST:PORT.",
        )
    elif discovered.proto != CONTRACT:
        raise EngineUnavailableError(
            f"The engine on this machine is Backbeat {discovered.version}, which speaks "
            f"{discovered.proto}, not {CONTRACT}.",
            "Stop it, and start `backbeat serve` of this version.",
        )
    else:
        found = address_of(f"{discovery.LOOPBACK}:{discovered.grpc_port}")
    if found.socket:
        check_socket(found.socket)
    credentials = (of_environment() if tls is None else tls).credentials() if found.is_tls else None
    token = os.environ.get(TOKEN_VARIABLE) if token is None else token
    # The token is sent to the engine it belongs to, not to another machine with the same port.
    if token or discovered is None or not _is_of(found, discovered):
        return EngineClient(found.target, token or "", lambda: True, credentials, patience_s)
    engine = discovered
    return EngineClient(
        found.target,
        engine.token,
        lambda: discovery.is_still_there(engine, folder),
        patience_s=patience_s,
    )


def _is_of(address: Address, engine: Discovery) -> bool:
    if address.socket:
        return address.socket == engine.socket
    return address.is_loopback and not address.is_tls and address.port == engine.grpc_port
