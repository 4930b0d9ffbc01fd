"""What a backend is prepared for, and what is said about it when it is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from backbeat.footage.faces import Faces
    from backbeat.lipsync.lines import Line
    from backbeat.lipsync.moments import Backend
    from backbeat.v1.lipsync_pb2 import LipSyncRequest


@dataclass(frozen=True, eq=False)
class Wanted:
    """What a backend is prepared for."""

    lines: tuple[Line, ...]
    """Of one face, in all its shots."""
    faces: Faces
    """Of the video."""
    request: LipSyncRequest
    folder: Path
    """For temporary files."""


@dataclass(frozen=True, eq=False)
class Prepared:
    """A backend that is ready, and what is said about it."""

    backend: Backend
    name: str
    preview: bool = False
    """Whether it is good enough to judge timing by, not to deliver."""
    licence: str = ""
    """Of the model that makes the mouths; empty: Backbeat's own does."""
    model_sha256: tuple[str, ...] = ()
    device: str = ""
    device_reason: str = ""
    warnings: tuple[str, ...] = field(default=())
    afterwards: Callable[[], tuple[str, ...]] = tuple
    """What did not go as wanted while it drew, in sentences; asked for in the end."""
