"""The discovery file, which holds the ports and the token of a running engine."""

from __future__ import annotations

import dataclasses
import json
import os
import sys
from dataclasses import dataclass
from pathlib import Path

from backbeat.client.proof import is_proven
from backbeat.home import home

FILE = "engine.json"
"""Name of the discovery file in the engine's folder."""
LOOPBACK = "127.0.0.1"
"""The only address that an engine binds."""
_PROOF_LIMIT_S = 15.0


@dataclass(frozen=True)
class Discovery:
    """The content of the discovery file."""

    pid: int
    """Process id of the engine."""
    grpc_port: int
    """gRPC port on 127.0.0.1."""
    http_port: int
    """HTTP port on 127.0.0.1."""
    token: str
    """Token that both servers require as `Authorization: Bearer`."""
    server_id: str
    """Id of this run of the engine; a new one at every start."""
    version: str
    """Version of the engine."""
    proto: str
    """Version of the contract: "backbeat.v1"."""
    started: str
    """When it started: ISO 8601, UTC."""
    socket: str = ""
    """Path of its Unix socket; empty when it has none."""
    tls_port: int = 0
    """gRPC port for other machines; 0 when it has none."""
    tls_http_port: int = 0
    """HTTPS port for other machines; 0 when it has none."""


def read(folder: Path | None = None) -> Discovery | None:
    """The discovery file of the engine that runs on a folder; None when none runs.

    A file whose process is gone, or whose port does not prove to have its token, was left by an
    engine that died, and is ignored.
    """
    discovery = parse(folder or home())
    return discovery if discovery is not None and is_running(discovery) else None


def is_running(discovery: Discovery) -> bool:
    """Whether the engine that wrote a discovery file still is who answers at its ports."""
    return _is_alive(discovery.pid) and is_proven(
        LOOPBACK, discovery.http_port, discovery.token, _PROOF_LIMIT_S
    )


def is_still_there(discovery: Discovery, folder: Path | None = None) -> bool:
    """`is_running`, also where the engine got a new token since its file was read.

    The old one is worth nothing any more, but who has it may be told so by the engine.
    """
    if is_running(discovery):
        return True
    now = parse(folder or home())
    if now is None or dataclasses.replace(now, token=discovery.token) != discovery:
        return False
    return is_running(now)


def parse(folder: Path) -> Discovery | None:
    """The discovery file, whether or not its engine runs; None when it is missing or invalid."""
    try:
        content = json.loads((folder / FILE).read_text(encoding="utf-8"))
        # Files of engines without a socket do not have the field.
        values = {
            field.name: content[field.name]
            for field in dataclasses.fields(Discovery)
            if field.default is dataclasses.MISSING or field.name in content
        }
    except (OSError, ValueError, TypeError, KeyError):
        return None
    discovery = Discovery(**values)
    numbers = (discovery.pid, discovery.grpc_port, discovery.http_port)
    texts = (discovery.token, discovery.server_id, discovery.version, discovery.socket)
    is_sound = all(isinstance(number, int) and number > 0 for number in numbers)
    return discovery if is_sound and all(isinstance(text, str) for text in texts) else None


def _is_alive(pid: int) -> bool:
    if sys.platform == "win32":
        # `os.kill(pid, 0)` would send Ctrl-C there; the port is checked instead.
        return True
    try:
        os.kill(pid, 0)
    except PermissionError:
        return True
    except (OSError, OverflowError):
        return False
    return True
