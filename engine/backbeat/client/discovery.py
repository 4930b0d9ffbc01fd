"""Where a running engine says how to reach it, and how to find that."""

from __future__ import annotations

import dataclasses
import json
import os
import socket
import sys
from dataclasses import dataclass
from pathlib import Path

from backbeat.home import home

FILE = "engine.json"
"""Name of the discovery file in the engine's folder."""
LOOPBACK = "127.0.0.1"
"""The only address an engine listens on."""
_CONNECT_LIMIT_S = 5.0


@dataclass(frozen=True)
class Discovery:
    """What a running engine says about itself."""

    pid: int
    """Its process."""
    grpc_port: int
    """Port of the gRPC face on 127.0.0.1."""
    http_port: int
    """Port of the JSON face on 127.0.0.1."""
    token: str
    """What both faces ask for as `Authorization: Bearer`."""
    server_id: str
    """Changes at every start."""
    version: str
    """Version of the engine."""
    proto: str
    """The contract it speaks: "backbeat.v1"."""
    started: str
    """When it started: ISO 8601, UTC."""


def read(folder: Path | None = None) -> Discovery | None:
    """The engine that runs on a folder; None when there is none.

    A file whose process is gone, or whose port does not answer, was left by an engine that died
    and counts as none.
    """
    found = parse(folder or home())
    if found is None or not _is_alive(found.pid) or not _answers(found.grpc_port):
        return None
    return found


def parse(folder: Path) -> Discovery | None:
    """The discovery file as it stands; None when it is missing or makes no sense."""
    try:
        content = json.loads((folder / FILE).read_text(encoding="utf-8"))
        values = {field.name: content[field.name] for field in dataclasses.fields(Discovery)}
    except (OSError, ValueError, TypeError, KeyError):
        return None
    found = Discovery(**values)
    numbers = (found.pid, found.grpc_port, found.http_port)
    return found if all(isinstance(number, int) and number > 0 for number in numbers) else None


def _is_alive(pid: int) -> bool:
    if sys.platform == "win32":
        # `os.kill(pid, 0)` would send Ctrl-C there; the port tells as much.
        return True
    try:
        os.kill(pid, 0)
    except PermissionError:
        return True
    except (OSError, OverflowError):
        return False
    return True


def _answers(port: int) -> bool:
    try:
        with socket.create_connection((LOOPBACK, port), _CONNECT_LIMIT_S):
            return True
    except (OSError, OverflowError):
        return False
