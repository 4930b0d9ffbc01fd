"""Where a clip's media is on this machine, from the URL or path its file gives."""

from __future__ import annotations

import os
import re
from pathlib import Path
from urllib.parse import unquote, urlsplit

_DRIVE = re.compile(r"^/?[A-Za-z]:[\\/]")
_SCHEME = re.compile(r"^[A-Za-z][A-Za-z0-9+.-]+:")


def local_path(url: str, folder: Path) -> Path | None:
    """The file a media URL leads to; None where it is no local file.

    Editors write bare paths of either system, file:// URLs with and without percent signs, and
    paths relative to the timeline's folder. Whether the file exists is not looked at, but for a
    percent sign that can be read two ways.
    """
    if url.lower().startswith("file:"):
        parts = urlsplit(url)
        path = unquote(parts.path)
        if parts.netloc and parts.netloc.lower() != "localhost":
            return Path(f"//{parts.netloc}{path}") if os.name == "nt" else None
        # A "#" or "?" in a file URL that was never escaped belongs to the name.
        path += f"?{parts.query}" if parts.query else ""
        path += f"#{parts.fragment}" if parts.fragment else ""
        return _native(path)
    if _DRIVE.match(url) or url.startswith("\\\\"):
        return _native(url)
    if _SCHEME.match(url):
        return None
    path_here = folder / url
    if "%" in url and not path_here.exists():
        decoded = folder / unquote(url)
        return decoded if decoded.exists() else path_here
    return path_here


def _native(path: str) -> Path | None:
    if _DRIVE.match(path) or path.startswith("\\\\"):
        return Path(path.lstrip("/")) if os.name == "nt" else None
    return Path(path)
