"""Finds DaVinci Resolve, and reads its version, without running it."""

from __future__ import annotations

import plistlib
import re
from dataclasses import dataclass
from pathlib import Path, PurePosixPath, PureWindowsPath

from backbeat.plugins.places import LINUX_PRODUCTS, System, on_disk

_MAC_APPS = (
    "/Applications/DaVinci Resolve/DaVinci Resolve.app",
    "/Applications/DaVinci Resolve.app",
)
_STORE_ID = "com.blackmagic-design.DaVinciResolveLite"
_README = re.compile(r"DaVinci Resolve(?: Studio)? (\d+(?:\.\d+)+)")
_BUNDLED_SINCE = (21, 1)


@dataclass(frozen=True)
class ResolveApp:
    """An installed Resolve."""

    path: Path
    version: str
    """Such as "21.1"; empty where it cannot be read from disk."""
    from_app_store: bool
    """The free edition in Apple's sandbox: it does not see this plugin."""

    @property
    def brings_python(self) -> bool:
        """Whether its Studio edition is reported to come with its own Python."""
        numbers = tuple(int(number) for number in re.findall(r"\d+", self.version)[:2])
        return numbers >= _BUNDLED_SINCE


def find_app(system: System, root: Path | None = None) -> ResolveApp | None:
    """The Resolve that is installed where its installer puts it; None when it is not there.

    Which edition it is, no file is known to say, except for the App Store's. The version is that of
    Info.plist on macOS, and on Linux the first that docs/ReadMe.html names; Windows keeps it inside
    the program.
    """
    if system is System.MACOS:
        return next(filter(None, (_mac(path, root) for path in _MAC_APPS)), None)
    if system is System.WINDOWS:
        path = PureWindowsPath(r"C:\Program Files\Blackmagic Design\DaVinci Resolve\Resolve.exe")
        program = on_disk(path, root)
        return ResolveApp(program, "", False) if program.is_file() else None
    for folder in LINUX_PRODUCTS:
        program = on_disk(PurePosixPath(folder, "bin/resolve"), root)
        if program.is_file():
            return ResolveApp(program, _readme_version(program.parents[1]), False)
    return None


def bundled_python(system: System, root: Path | None = None) -> Path | None:
    """The Python that Resolve 21.1 is reported to bring on Linux; None when it is not there."""
    if system is not System.LINUX:
        return None
    folder = on_disk(PurePosixPath("/opt/resolve/ResolvePython"), root)
    return folder if folder.is_dir() else None


def _mac(path: str, root: Path | None) -> ResolveApp | None:
    app = on_disk(PurePosixPath(path), root)
    if not app.is_dir():
        return None
    try:
        info = plistlib.loads((app / "Contents" / "Info.plist").read_bytes())
    except (OSError, ValueError, plistlib.InvalidFileException):
        info = {}
    version = str(info.get("CFBundleShortVersionString", ""))
    store = info.get("CFBundleIdentifier") == _STORE_ID
    return ResolveApp(app, version, store or (app / "Contents" / "_MASReceipt").is_dir())


def _readme_version(folder: Path) -> str:
    try:
        text = (folder / "docs" / "ReadMe.html").read_text("utf-8", errors="replace")
    except OSError:
        return ""
    found = _README.search(text)
    return found[1] if found else ""
