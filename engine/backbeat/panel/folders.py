"""What lies in a folder, for choosing a file."""

from __future__ import annotations

import itertools
import os
import string
import sys
import unicodedata
from collections.abc import Iterable
from pathlib import Path

from backbeat import roots
from backbeat.errors import InputError
from backbeat.panel.files import kind_of, readable
from backbeat.v1.panel_pb2 import FILE_KIND_UNSPECIFIED, Folder, FolderEntry

_MOST = 2000
_SCANNED = 50_000
"""Entries looked at, of folders with very many."""
_BUNDLES = frozenset({".otiod", ".fcpxmld"})
"""Folders that are files to their users."""
DRIVES = "\\"
"""Stands for the list of drives on Windows, or of the folders that the engine may open."""


def folder_of(path: str) -> Folder:
    """Lists a folder; that of a file, or the user's home where no path is given.

    Where the engine may open some folders only, the list of these stands above them.

    Raises:
        RequestError, NotFoundError: as `readable`.
        InputError: it may not be read.
    """
    allowed = roots.current()
    if allowed.restrict and path in ("", DRIVES):
        return _top(str(root) for root in (*allowed.write, *allowed.read))
    if sys.platform == "win32" and path == DRIVES:
        return _drives()
    here = readable(path) if path else Path.home()
    if not here.is_dir():
        here = here.parent
    try:
        with os.scandir(here) as scan:
            entries = [_entry(entry) for entry in itertools.islice(scan, _SCANNED) if _shown(entry)]
            more = next(scan, None) is not None
    except OSError as error:
        raise InputError(
            f"{here} cannot be listed: {error.strerror or error}.", "Check its permissions."
        ) from error
    entries = [entry for entry in entries if roots.may_read(entry.path)]
    entries.sort(key=lambda entry: (not entry.is_folder, _sorted_by(entry.name)))
    parent = str(here.parent) if here.parent != here else ""
    if allowed.restrict and not roots.may_read(parent):
        parent = DRIVES
    if sys.platform == "win32" and not parent:
        parent = DRIVES
    return Folder(
        path=str(here),
        parent=parent,
        entries=entries[:_MOST],
        truncated=more or len(entries) > _MOST,
    )


def _shown(entry: os.DirEntry[str]) -> bool:
    if entry.name.startswith(".") or not _is_text(entry.name):
        return False
    return _is_folder(entry) or kind_of(Path(entry.name)) != FILE_KIND_UNSPECIFIED


def _entry(entry: os.DirEntry[str]) -> FolderEntry:
    is_folder = _is_folder(entry)
    kind = FILE_KIND_UNSPECIFIED if is_folder else kind_of(Path(entry.name))
    return FolderEntry(name=entry.name, path=entry.path, is_folder=is_folder, kind=kind)


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir() and Path(entry.name).suffix.lower() not in _BUNDLES
    except OSError:
        return False


def _is_text(name: str) -> bool:
    """Whether a name can be sent; one with bytes that are no text cannot."""
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return True


def _sorted_by(name: str) -> str:
    return unicodedata.normalize("NFKD", name).casefold()


def _drives() -> Folder:
    letters = (f"{letter}:\\" for letter in string.ascii_uppercase)
    return _top(letter for letter in letters if Path(letter).exists())


def _top(folders: Iterable[str]) -> Folder:
    return Folder(
        path=DRIVES,
        entries=[FolderEntry(name=folder, path=folder, is_folder=True) for folder in folders],
    )
