"""Why a file is no timeline that can be read, and what to do about it."""

from __future__ import annotations

import json
import struct
import zipfile
import zlib
from pathlib import Path

from backbeat.timeline.bundle import CONTENT
from backbeat.timeline.reader_hazards import FatalShapeError

EXPORT_AGAIN = "Export it again from the editor."
_ENDINGS = (".otio", ".otioz", ".otiod", ".json")
_AS_OTIO = "Export the timeline as .otio, .xml (Final Cut Pro 7), .fcpxml, .edl or .aaf."


def why_unreadable(path: Path, error: Exception) -> tuple[str, str]:
    """Why the file of a timeline cannot be read, and what to do about it."""
    if isinstance(error, KeyError):
        return f"{path} has no {CONTENT} inside.", EXPORT_AGAIN
    if isinstance(error, zlib.error | struct.error | UnicodeDecodeError):
        return f"{path} is damaged: {error}.", "Copy it again, or export it again from the editor."
    if isinstance(error, RuntimeError | EOFError):
        return f"{path} cannot be unpacked: {str(error) or 'it ends too soon'}.", EXPORT_AGAIN
    if isinstance(error, zipfile.BadZipFile):
        return f"{path} is not a zip archive, as an .otioz must be.", EXPORT_AGAIN
    if isinstance(error, FileNotFoundError):
        return f"{path} does not exist.", "Check the path."
    if isinstance(error, IsADirectoryError):
        return f"{path} is a folder, not a timeline.", "Name an .otio file."
    reason = getattr(error, "strerror", None) or str(error)
    return f"{path} cannot be read: {reason}.", "Check its permissions."


def exported(path: Path) -> str:
    """What to do about a file that is no timeline: those of other formats are exported anew."""
    return EXPORT_AGAIN if path.suffix.lower() in _ENDINGS else _AS_OTIO


def why_not_read(text: str, error: Exception) -> str:
    """Why the text of a file is no timeline, as the end of a sentence."""
    if isinstance(error, FatalShapeError):
        return str(error)
    if text.lstrip().startswith("<"):
        return "it is XML, not OpenTimelineIO"
    try:
        json.loads(text)
    except json.JSONDecodeError as fault:
        return f"{fault.msg} in line {fault.lineno}, column {fault.colno}"
    except (ValueError, RecursionError) as fault:
        return str(fault)
    return " ".join(str(error).split()).rstrip(".")
