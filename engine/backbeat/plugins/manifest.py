"""install.json: the manifest of an installed plugin, read by the plugin and by later installs."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from pathlib import Path, PurePosixPath

from backbeat.errors import InputError
from backbeat.frozen import own_command
from backbeat.home import home
from backbeat.plugins.places import MENU_FOLDER, PACKAGE_FOLDER, Places, Scope, System
from backbeat.version import __version__

FILE = "install.json"
"""Name of the manifest, which lies beside the package."""


@dataclass(frozen=True)
class Manifest:
    """The files of an installation, and how its plugin starts and finds the engine."""

    version: str
    """Version of the Backbeat that installed it."""
    scope: str
    """ "user" or "all-users"."""
    engine: list[str]
    """The command that starts Backbeat; the plugin adds `serve`."""
    home: str
    """The engine's data folder. For all users it starts with "~", the folder of whoever runs it."""
    files: dict[str, str]
    """SHA-256 by name; names are relative to Resolve's `Fusion` folder, with "/"."""
    folders: list[str]
    """Absolute paths of folders outside ours that were made for it."""


def digest_of(content: bytes) -> str:
    """The digest of a file's content in a manifest: SHA-256 as hexadecimal text."""
    return hashlib.sha256(content).hexdigest()


def engine_command() -> list[str]:
    """The command that starts this Backbeat, whatever is on the PATH."""
    return own_command()


def fresh(places: Places, files: dict[str, str], folders: list[str]) -> Manifest:
    """The manifest of an installation made by this Backbeat."""
    return Manifest(
        __version__, places.scope.value, engine_command(), _home_for(places), files, folders
    )


def path_of(places: Places) -> Path:
    """The path of the manifest."""
    return places.package / FILE


def text_of(manifest: Manifest) -> str:
    """The manifest as JSON text, ASCII only, so that every Python reads it in every locale."""
    return json.dumps(asdict(manifest), indent=2) + "\n"


def read(places: Places) -> Manifest | None:
    """The manifest of what is installed; None when there is none.

    Raises:
        InputError: it cannot be read, or names a file that is not in our folders.
    """
    path = path_of(places)
    try:
        manifest = _parsed(path.read_bytes())
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        raise InputError(
            f"{path} cannot be read: {error.strerror or error}.", "Check the folder's permissions."
        ) from error
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise InputError(
            f"{path} is no list of installed files.",
            "Install again: backbeat plugins install resolve.",
        ) from error
    return manifest


def _parsed(content: bytes) -> Manifest:
    values = json.loads(content)
    manifest = Manifest(**{name: values[name] for name in Manifest.__dataclass_fields__})
    kinds = (
        (str, [manifest.version, manifest.scope, manifest.home]),
        (str, [*manifest.engine, *manifest.folders, *manifest.files, *manifest.files.values()]),
        (list, [manifest.engine, manifest.folders]),
        (dict, [manifest.files]),
    )
    if not all(isinstance(value, kind) for kind, values in kinds for value in values):
        raise TypeError("a field is of another kind")
    if not all(map(is_ours, manifest.files)):
        raise ValueError("a file is not in our folders")
    return manifest


def is_ours(name: str) -> bool:
    """Whether a name, relative to `Fusion`, stays inside our two folders on every system."""
    path = PurePosixPath(name)
    inside = any(PurePosixPath(folder) in path.parents for folder in (PACKAGE_FOLDER, MENU_FOLDER))
    return inside and ".." not in path.parts and not set("\\:\0") & set(name)


def _home_for(places: Places) -> str:
    """The engine's data folder; for all users relative to "~", since root often installs it."""
    if places.scope is Scope.USER:
        return str(home())
    return {
        System.MACOS: "~/Library/Application Support/backbeat",
        System.WINDOWS: r"~\AppData\Local\backbeat",
        System.LINUX: "~/.local/share/backbeat",
    }[places.system]
