"""The backends by name, each prepared for what one face says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from backbeat.errors import RequestError
from backbeat.progress import Progress
from backbeat.v1.lipsync_pb2 import LipSyncRequest

if TYPE_CHECKING:
    from backbeat.footage.faces import Faces
    from backbeat.lipsync.lines import Line
    from backbeat.lipsync.moments import Backend

REWRITE, WARP = "rewrite", "warp"
GENERATORS = ("onnx:wav2lip", "onnx:musetalk")
_SERVICE = "service:"


@dataclass(frozen=True, eq=False)
class Prepared:
    """A backend that is ready, and what is said about it."""

    backend: Backend
    name: str
    preview: bool = False
    licence: str = ""
    """Of the model that makes the mouths; empty: Backbeat's own does."""
    model_sha256: tuple[str, ...] = ()
    device: str = ""
    device_reason: str = ""
    warnings: tuple[str, ...] = field(default=())


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


def check_backend(name: str) -> None:
    """Raises: RequestError: there is no backend called `name`."""
    if name and name not in (REWRITE, WARP, *GENERATORS) and not name.startswith(_SERVICE):
        names = ", ".join((REWRITE, WARP, *GENERATORS))
        raise RequestError(
            f"There is no backend called {name}.",
            f"Choose {names}, or {_SERVICE}NAME: backbeat services list names them.",
        )


def prepared(wanted: Wanted, progress: Progress) -> Prepared:
    """Prepares the backend that a request names, else the best that there is material for.

    Raises:
        RequestError: there is no such backend, or a commercial project may not use its model.
        InputError: what it takes is missing.
        NotFoundError: its model was not added.
        MediaError: a video cannot be read.
        OutputError: the disk is full.
        CancelledError: the job was cancelled.
    """
    name = wanted.request.backend
    check_backend(name)
    if name.startswith(_SERVICE):
        from backbeat.workflows.lipsync.service import prepare_service

        return prepare_service(wanted, progress)
    if name in GENERATORS:
        from backbeat.workflows.lipsync.generating import prepare_generator

        return prepare_generator(wanted, progress)
    if name == WARP:
        return _warp(wanted, (), progress)
    from backbeat.workflows.lipsync.rewrite import NotEnoughSpeech, prepare_rewrite

    try:
        return prepare_rewrite(wanted, progress)
    except NotEnoughSpeech as error:
        if name == REWRITE:
            raise
        return _warp(wanted, (f"{error} The preview backend, warp, made the mouths.",), progress)


def _warp(wanted: Wanted, warnings: Sequence[str], progress: Progress) -> Prepared:
    from dataclasses import replace

    from backbeat.workflows.lipsync.warping import prepare_warp

    made = prepare_warp(wanted, progress)
    return replace(made, warnings=(*warnings, *made.warnings))
