"""The panel's files, which the engine serves to a browser on this machine."""

from __future__ import annotations

import mimetypes
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

PAGE_HEADERS: Mapping[str, str] = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; "
        "media-src 'self' blob:; connect-src 'self'; base-uri 'none'; form-action 'none'; "
        "frame-ancestors 'none'"
    ),
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
"""Nothing but the engine's own files is loaded, run or called, and no other page may frame them."""
_FOLDER = Path(__file__).parent / "panel_files"
_INDEX = "index.html"
_TYPES = {".js": "text/javascript; charset=utf-8", ".css": "text/css; charset=utf-8"}
_MISSING = (
    b"<!doctype html><meta charset=utf-8><title>Backbeat</title>"
    b"<p>This copy of Backbeat does not include the panel. Install Backbeat again."
)


@dataclass(frozen=True)
class Page:
    """One file."""

    body: bytes
    content_type: str


def panel_pages(folder: Path = _FOLDER) -> dict[str, Page]:
    """Every file of the panel by its path; no other file can be asked for."""
    pages = {
        f"/{path.relative_to(folder).as_posix()}": Page(path.read_bytes(), _type(path))
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.name.startswith(".")
    }
    index = pages.get(f"/{_INDEX}", Page(_MISSING, "text/html; charset=utf-8"))
    return {**pages, "/": index}


def _type(path: Path) -> str:
    if path.suffix == ".html":
        return "text/html; charset=utf-8"
    return _TYPES.get(path.suffix) or mimetypes.guess_type(path.name)[0] or "image/png"
