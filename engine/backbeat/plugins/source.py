"""The plugin's files: their source, and their content once installed."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

from backbeat.errors import InputError, NotFoundError
from backbeat.plugins.places import MENU_FOLDER, PACKAGE_FOLDER, Places, System

PACKAGE = "backbeat_resolve"
"""The Python package that runs inside Resolve."""
_MENU = "menu"
_BLANK = re.compile(rb'^PLUGIN_FOLDER = ""(?=\r?$)', re.MULTILINE)


def shipped() -> Path:
    """The folder of the plugin that came with this Backbeat: in its wheel, or beside `engine/`.

    Raises:
        NotFoundError: this Backbeat has no plugin.
    """
    here = Path(__file__).parent
    for folder in (here / "shipped" / "resolve", here.parents[2] / "plugins" / "resolve"):
        if (folder / _MENU).is_dir():
            return folder
    raise NotFoundError(
        "This copy of Backbeat does not include the plugin for Resolve.",
        "Install it again: pip install --force-reinstall backbeat.",
    )


def wanted(source: Path, places: Places) -> dict[str, bytes]:
    """The files of an installation, without install.json.

    Args:
        source: a folder with the package and the menu scripts.
        places: folders to install to.

    Returns:
        Contents by name, relative to `Fusion`: the package first, so that no menu entry ever leads
        to a package that is not there yet.

    Raises:
        InputError: the folder is no plugin, or cannot be read.
    """
    try:
        package = {
            f"{PACKAGE_FOLDER}/{PACKAGE}/{name}": content
            for name, content in _files(source / PACKAGE)
        }
        menu = {
            f"{MENU_FOLDER}/{name}": _filled(source / _MENU / name, content, places)
            for name, content in _files(source / _MENU)
            if name.endswith(".py")
        }
    except OSError as error:
        raise InputError(
            f"{error.filename or source} cannot be read: {error.strerror or error}.",
            "Check the folder, or install Backbeat again.",
        ) from error
    if f"{PACKAGE_FOLDER}/{PACKAGE}/__init__.py" not in package or not menu:
        raise InputError(
            f"{source} is no plugin for Resolve: it lacks {PACKAGE}/ or {_MENU}/.",
            "Name the folder that holds both.",
        )
    return {**package, **menu}


def _files(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Relative name and content of every file below a folder, without hidden files and bytecode."""
    for path in sorted(folder.rglob("*")):
        parts = path.relative_to(folder).parts
        hidden = any(part.startswith(".") or part == "__pycache__" for part in parts)
        if path.is_file() and not hidden and path.suffix != ".pyc":
            yield "/".join(parts), path.read_bytes()


def _filled(path: Path, script: bytes, where: Places) -> bytes:
    """A menu script with the path of the package filled in."""
    literal = folder_literal(str(where.package), where.system).encode("ascii")
    filled, count = _BLANK.subn(lambda blank: b"PLUGIN_FOLDER = " + literal, script)
    if count != 1:
        raise InputError(
            f'{path} has {count} lines `PLUGIN_FOLDER = ""` where one is expected.',
            "Install Backbeat again.",
        )
    return filled


def folder_literal(folder: str, system: System) -> str:
    """A Python expression, ASCII only, for the path of a folder.

    Quotes, backslashes and letters of any script are escaped, so that it does not matter what
    encoding Resolve's Python takes the file for. Off Windows a path is bytes; where it has other
    than ASCII letters it is written as such, since a Python that was started in the C locale could
    not turn the letters back into them.
    """
    if folder.isascii() or system is System.WINDOWS:
        return ascii(folder)
    return f'__import__("os").fsdecode({os.fsencode(folder)!a})'
