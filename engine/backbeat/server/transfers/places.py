"""Where the files of clients lie: `transfers/CLIENT/uploads/SHA256/NAME` and `.../artifacts/ID/`.

A client's folder has the name that stands for its token, so that no other token reaches it.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

from backbeat.errors import NotFoundError, RequestError
from backbeat.roots import ARTIFACTS
from backbeat.v1.media_pb2 import FindMediaRequest

FOLDER = "transfers"
"""Name of the folder in the engine's own."""
UPLOADS = "uploads"
PART = ".part"
"""Name of a file that has not arrived as a whole."""
_SHA256 = re.compile(r"[0-9a-f]{64}")
_FORBIDDEN = re.compile(r"[\x00-\x1f\x7f/\\:]")
_LONGEST_NAME = 240


def check_file(file: FindMediaRequest) -> None:
    """Refuses what cannot be a file's digest, size or name. Raises: RequestError."""
    if not _SHA256.fullmatch(file.sha256):
        raise RequestError(
            "sha256 is no SHA-256 of a file.", "Send 64 hexadecimal digits, in small letters."
        )
    if file.size < 0:
        raise RequestError(f"size is {file.size}, below 0.", "Send the file's size in bytes.")
    name = file.name
    if (
        not name
        or name.startswith(".")
        or _FORBIDDEN.search(name)
        or len(os.fsencode(name)) > _LONGEST_NAME
    ):
        raise RequestError(
            f"{name[:80]!r} cannot be the name of an uploaded file.",
            f"Send a name without folders and colons, that begins with no dot and has up to "
            f"{_LONGEST_NAME} bytes.",
        )


def digest_folder(transfers: Path, client: str, sha256: str) -> Path:
    """Where an uploaded file lies."""
    return transfers / client / UPLOADS / sha256


def artifact(transfers: Path, client: str, path: str) -> Path:
    """A client's own folder of outputs, or what lies in one, with links resolved.

    Raises:
        NotFoundError: it is not there, or lies anywhere else.
    """
    return _own(transfers / client / ARTIFACTS, path)


def upload(transfers: Path, client: str, path: str) -> Path:
    """The folder of a client's own uploaded file. Raises: as `artifact`."""
    folder = transfers / client / UPLOADS
    return folder / _own(folder, path).relative_to(folder).parts[0]


def _own(folder: Path, path: str) -> Path:
    real = Path(os.path.realpath(path)) if path and "\0" not in path else folder
    # One answer for what is not there and for what is somebody else's.
    if not Path(path).is_absolute() or folder not in real.parents or not real.exists():
        raise NotFoundError(
            f"{path[:300]!r} is none of your files on this engine.",
            "Name what the engine answered; files go some days after their last use.",
        )
    return real
