"""Where DaVinci Resolve looks for scripts, on each system, for one user and for all.

The folders are those of Resolve's own scripting README, with one exception. For a user of Windows
it prints an extra `Roaming` after `%APPDATA%`, a variable that already ends in it: followed to the
letter it names a folder that can be made and that Resolve is reported never to read. The extra one
is left out.
"""

from __future__ import annotations

import enum
import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePath, PurePosixPath, PureWindowsPath

from backbeat.errors import RequestError

OURS = "Backbeat"
"""The name of our folders."""
PACKAGE_FOLDER = OURS
"""Folder of our package and install.json, relative to Resolve's `Fusion` folder."""
MENU_FOLDER = f"Scripts/Utility/{OURS}"
"""Folder of our menu scripts, relative likewise. `Utility` shows on every page of Resolve."""


LINUX_PRODUCTS = ("/opt/resolve", "/home/resolve")
"""Folders in which Resolve is installed on Linux: the usual one first."""


class System(enum.Enum):
    """Systems that Resolve runs on."""

    MACOS = "darwin"
    WINDOWS = "win32"
    LINUX = "linux"


class Scope(enum.Enum):
    """The users a plugin is installed for."""

    USER = "user"
    ALL_USERS = "all-users"

    @property
    def words(self) -> str:
        """As in "installed for you"."""
        return "you" if self is Scope.USER else "all users"


@dataclass(frozen=True)
class Places:
    """The folders of one scope.

    The package cannot lie beside the menu scripts: Resolve makes a menu entry of every .py file
    under `Scripts`. It lies in a folder of ours next to `Scripts`, as other tools do there, and not
    in Backbeat's data folder: so both halves have the same owner and the same readers, and neither
    outlives the other when somebody clears Resolve's folders.
    """

    system: System
    scope: Scope
    product: Path
    """Resolve's own folder of this scope; it need not exist."""

    @property
    def fusion(self) -> Path:
        """The folder that names in a plan and in install.json are relative to."""
        return self.product / "Fusion"

    @property
    def package(self) -> Path:
        """The folder that holds our Python package, and install.json."""
        return self.fusion / PACKAGE_FOLDER

    @property
    def menu(self) -> Path:
        """The folder that holds the menu scripts, and nothing else of ours."""
        return self.fusion / MENU_FOLDER


def places(
    system: System, environment: Mapping[str, str], scope: Scope, root: Path | None = None
) -> Places:
    """The folders of one scope on one system.

    Args:
        system: the system.
        environment: its variables.
        scope: the users it is installed for.
        root: folder used as the root of the disk; None: the real root.

    Raises:
        RequestError: the environment does not say where the user's folder is.
    """
    if system is System.LINUX and scope is Scope.ALL_USERS:
        return Places(system, scope, _linux_product(root))
    return Places(system, scope, on_disk(_product(system, environment, scope), root))


def places_here(scope: Scope) -> Places:
    """The folders of one scope on this machine. Raises: RequestError."""
    return places(system_here(), environment_here(), scope)


def system_here() -> System:
    """The system of this machine.

    Raises:
        RequestError: Resolve does not run on this system.
    """
    try:
        return System(sys.platform)
    except ValueError as error:
        raise RequestError(
            f"DaVinci Resolve does not run on {sys.platform}.", "Use macOS, Windows or Linux."
        ) from error


def environment_here() -> dict[str, str]:
    """This process's variables, with a home where the system knows one."""
    environment = dict(os.environ)
    if not environment.get("HOME"):
        environment["HOME"] = str(Path("~").expanduser())
    return environment


def on_disk(path: PurePath, root: Path | None) -> Path:
    """An absolute path of some system, seen from `root`."""
    return Path(path) if root is None else root.joinpath(*path.parts[1:])


_MAC = "Library/Application Support/Blackmagic Design/DaVinci Resolve"
_WINDOWS = PureWindowsPath("Blackmagic Design", "DaVinci Resolve")


def _product(system: System, environment: Mapping[str, str], scope: Scope) -> PurePath:
    user = scope is Scope.USER
    if system is System.MACOS:
        return (_home(environment) if user else PurePosixPath("/")) / _MAC
    if system is System.WINDOWS:
        # `Support` for one user only: so the README has it, and so it is reported to work.
        return _roaming(environment) / _WINDOWS / "Support" if user else _shared(environment)
    return _home(environment) / ".local/share/DaVinciResolve"


def _linux_product(root: Path | None) -> Path:
    """Resolve is installed in one of two folders there; the usual one when in neither."""
    choices = [on_disk(PurePosixPath(path), root) for path in LINUX_PRODUCTS]
    return next((choice for choice in choices if choice.is_dir()), choices[0])


def _home(environment: Mapping[str, str]) -> PurePosixPath:
    home = PurePosixPath(environment.get("HOME", ""))
    if not home.is_absolute():
        raise RequestError("HOME does not name a folder.", "Set it to your home folder.")
    return home


def _roaming(environment: Mapping[str, str]) -> PureWindowsPath:
    roaming = environment.get("APPDATA")
    if not roaming and environment.get("USERPROFILE"):
        roaming = environment["USERPROFILE"] + r"\AppData\Roaming"
    if not roaming:
        raise RequestError("APPDATA is not set.", "Set it, or run this as a user who is signed in.")
    return PureWindowsPath(roaming)


def _shared(environment: Mapping[str, str]) -> PureWindowsPath:
    return PureWindowsPath(environment.get("PROGRAMDATA") or r"C:\ProgramData") / _WINDOWS
