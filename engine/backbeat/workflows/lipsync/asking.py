"""What a request asks for, before any work is done."""

from __future__ import annotations

from pathlib import Path

from backbeat.errors import RequestError
from backbeat.v1.lipsync_pb2 import LipSyncRequest
from backbeat.workflows.lipsync.backends import check_backend

VIDEOS = (".mp4", ".mov", ".mkv")
REPORTS = (".html", ".json")


def check(request: LipSyncRequest) -> None:
    """Raises: RequestError: the request asks for nothing, or for what makes no sense."""
    if not request.path:
        raise RequestError("A lipsync job needs a path.", "Name the video with the face.")
    if not request.output_path:
        raise RequestError("A lipsync job needs an output.", "Name the video to write.")
    if request.face < 0:
        raise RequestError(f"There is no face {request.face}.", "Faces are counted from 1.")
    if request.take < 0:
        raise RequestError(f"There is no take {request.take}.", "Takes are counted from 1.")
    check_backend(request.backend)


def read_by(request: LipSyncRequest) -> list[Path]:
    """The files that a request names as inputs."""
    names = [
        request.path,
        request.speech_path,
        request.visemes_path,
        *request.bank_paths,
        *(voice.speech_path for voice in request.voices),
    ]
    return [Path(name) for name in dict.fromkeys(names) if name]
