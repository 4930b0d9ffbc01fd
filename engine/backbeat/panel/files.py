"""Which files a panel may open, and what they are by their endings."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

from backbeat import roots
from backbeat.errors import InputError, NotFoundError, RequestError
from backbeat.jobs.paths import check_paths
from backbeat.v1.panel_pb2 import (
    FILE_KIND_EDIT,
    FILE_KIND_RESULT,
    FILE_KIND_SOUND,
    FILE_KIND_UNSPECIFIED,
    FILE_KIND_VIDEO,
    FileKind,
    OpenFileRequest,
)

EDITS = frozenset({".otio", ".otioz", ".otiod", ".xml", ".fcpxml", ".fcpxmld", ".edl", ".aaf"})
RESULTS = frozenset({".json", ".html"})
SOUNDS = frozenset(
    {
        ".wav", ".flac", ".mp3", ".m4a", ".aac", ".aif", ".aiff", ".ogg", ".opus", ".wma", ".ac3",
        ".caf", ".w64", ".bwf", ".mka",
    }
)  # fmt: skip
VIDEOS = frozenset(
    {
        ".mp4", ".mov", ".m4v", ".mkv", ".webm", ".avi", ".mxf", ".mts", ".m2ts", ".ts", ".mpg",
        ".mpeg", ".wmv", ".3gp",
    }
)  # fmt: skip
_KINDS: tuple[tuple[Iterable[str], FileKind], ...] = (
    (EDITS, FILE_KIND_EDIT),
    (SOUNDS, FILE_KIND_SOUND),
    (VIDEOS, FILE_KIND_VIDEO),
    (RESULTS, FILE_KIND_RESULT),
)


def kind_of(path: Path) -> FileKind:
    """What a file is by its ending."""
    ending = path.suffix.lower()
    return next((kind for endings, kind in _KINDS if ending in endings), FILE_KIND_UNSPECIFIED)


def readable(path: str) -> Path:
    """The file, absolute and with links resolved.

    Raises:
        RequestError: it is no absolute path of a local file.
        NotFoundError: it is not there.
        InputError: it cannot be looked at.
        OutsideRootsError: it lies outside the folders that the engine may open.
    """
    if not path:
        raise RequestError("No file was named.", "Name one.")
    check_paths(OpenFileRequest(path=path))
    try:
        found = Path(path).resolve(strict=True)
        found.stat()
    except (FileNotFoundError, NotADirectoryError) as error:
        raise NotFoundError(f"{path} is not there.", "Check the path.") from error
    except (OSError, RuntimeError) as error:
        why = getattr(error, "strerror", None) or "its links go in a circle"
        raise InputError(f"{path} cannot be opened: {why}.", "Check its permissions.") from error
    roots.check_read(found)
    if not os.access(found, os.R_OK):
        raise InputError(f"{path} may not be read.", "Check its permissions.")
    return found
