"""Media URLs: the path on this machine that a URL or path in a timeline means."""

from __future__ import annotations

import os
import re
from pathlib import Path
from urllib.parse import unquote

_DRIVE = re.compile(r"^/?[A-Za-z]:[\\/]")
_SCHEME = re.compile(r"^[A-Za-z][A-Za-z0-9+.-]+:")


_ESCAPE = re.compile(r"%(?!\d+d)[0-9A-Fa-f]{2}")
"""A percent sign and two hex digits, except a frame number of an image sequence (%07d)."""


def is_escaped(url: str) -> bool:
    """Whether it contains percent-encoding."""
    return _ESCAPE.search(url) is not None


def is_file_url(url: str) -> bool:
    """Whether it starts with `file:`."""
    return url.lower().startswith("file:")


def has_scheme(url: str) -> bool:
    """Whether it is a URL; a Windows drive letter is no scheme."""
    return bool(_SCHEME.match(url))


def is_absolute(url: str) -> bool:
    """Whether it is a URL, or an absolute path of any operating system."""
    return url.startswith(("/", "\\\\")) or bool(_DRIVE.match(url) or _SCHEME.match(url))


def bare_path(url: str) -> str:
    """The plain path of a file URL, in the form of the operating system that it comes from."""
    # Not by urlsplit: an unescaped "#" or "?" belongs to the name.
    rest = url.partition(":")[2]
    host = ""
    if rest.startswith("//"):
        host, slash, rest = rest[2:].partition("/")
        host, rest = unquote(host), slash + rest
    path = unquote(rest)
    if _DRIVE.match(f"{host}/"):
        path = host + path
    if _DRIVE.match(path):
        return path.removeprefix("/").replace("/", "\\")
    if host and host.lower() != "localhost":
        return f"//{host}{path}".replace("/", "\\")
    return path


def file_names(url: str) -> set[str]:
    """The file names that the last part of a URL or path can mean.

    Several if a percent sign, or a backslash, can be read two ways.
    """
    path = bare_path(url) if is_file_url(url) else url
    ends = {path.rpartition("/")[2], re.split(r"[\\/]", path)[-1]}
    return {name for end in ends for name in (end, unquote(end)) if name}


def readable(url: str) -> str:
    """A URL or path for display, without scheme and percent-encoding."""
    if is_file_url(url):
        return bare_path(url)
    return unquote(url) if is_escaped(url) and not _SCHEME.match(url) else url


def local_path(url: str, folder: Path) -> Path | None:
    """The local path of a media URL; None if it is not a local file.

    Editors write bare paths of either system, file:// URLs with and without percent signs, and
    paths relative to the timeline's folder. The file system is consulted only for percent signs
    in relative paths, which have two readings.
    """
    if is_file_url(url):
        return _native(bare_path(url))
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
