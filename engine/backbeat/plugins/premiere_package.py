"""The panel for Premiere as a package: a .ccx, which is a zip file of its built files.

The same files give the same bytes: names in order, one time for all, no attributes of this machine.
"""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path
from typing import Any

from backbeat.errors import InputError, NotFoundError
from backbeat.version import __version__

PLUGIN_ID = "com.backbeat.panel"
PORTS = (47613, 47614, 47615)
"""At which the panel looks for the engine."""
OLDEST_HOST = (25, 6, 0)
"""The first Premiere that has panels of this kind."""
_PERMISSIONS = {"localFileSystem", "network"}
"""What the panel asks for: files that the user picks, and the engine."""
_MANIFEST = "manifest.json"
_TIME = (1980, 1, 1, 0, 0, 0)
"""The earliest that a zip file knows."""


def shipped() -> Path:
    """The built panel that came with this Backbeat: in its wheel, or beside `engine/`.

    Raises:
        NotFoundError: this Backbeat has no panel.
    """
    here = Path(__file__).parent
    beside = here.parents[2] / "plugins" / "premiere_bridge" / "built"
    for folder in (here / "shipped" / "premiere", beside):
        if (folder / _MANIFEST).is_file():
            return folder
    raise NotFoundError(
        "This copy of Backbeat does not include the panel for Premiere.",
        "Install it again: pip install --force-reinstall backbeat.",
    )


def package(source: Path) -> bytes:
    """The .ccx of a built panel.

    Raises:
        InputError: the folder is no panel that Premiere would take, or cannot be read.
    """
    try:
        files = {
            path.relative_to(source).as_posix(): path.read_bytes()
            for path in sorted(source.rglob("*"))
            if path.is_file() and not path.name.startswith(".")
        }
    except OSError as error:
        raise InputError(
            f"{error.filename or source} cannot be read: {error.strerror or error}.",
            "Check the folder, or install Backbeat again.",
        ) from error
    check_manifest(source / _MANIFEST, files)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name in sorted(files):
            entry = zipfile.ZipInfo(name, _TIME)
            # Stored: what a compressor writes depends on the zlib of the machine.
            entry.compress_type = zipfile.ZIP_STORED
            entry.external_attr = 0o644 << 16
            entry.create_system = 3
            archive.writestr(entry, files[name])
    return packed.getvalue()


def version_of(source: Path) -> str:
    """The version in a panel's manifest. Raises: InputError."""
    return str(_manifest(source / _MANIFEST, (source / _MANIFEST).read_bytes())["version"])


def check_manifest(path: Path, files: dict[str, bytes]) -> None:
    """Checks what Adobe refuses, or what would ask for more than the panel needs.

    Raises:
        InputError: the manifest is not as it has to be, or names a file that is not there.
    """
    said = _manifest(path, files.get(_MANIFEST, b""))
    permissions = _of(said, "requiredPermissions")
    panels = said.get("entrypoints")
    panels = panels if isinstance(panels, list) else []
    names = [_text(panel, "id") for panel in panels]
    icons = [name for panel in panels for name in _icons(panel)]
    faults = {
        "manifestVersion is not 5": said.get("manifestVersion") != 5,
        f"id is not {PLUGIN_ID}": said.get("id") != PLUGIN_ID,
        f"version is not {__version__}, that of this Backbeat": said.get("version") != __version__,
        # A list is for development only.
        "host is not one object": not isinstance(said.get("host"), dict),
        "host.app is not premierepro": _of(said, "host").get("app") != "premierepro",
        f"host.minVersion is not a version from {_dotted(OLDEST_HOST)}": (
            _version(_text(said.get("host"), "minVersion")) < OLDEST_HOST
        ),
        "network.domains is not the engine's ports": _of(permissions, "network")
        != {"domains": [f"http://127.0.0.1:{port}" for port in PORTS]},
        "localFileSystem is not “request”": permissions.get("localFileSystem") != "request",
        "there is no panel": not panels,
        "an entrypoint is no panel": any(_text(panel, "type") != "panel" for panel in panels),
        "an entrypoint has no id": not all(names),
        "two entrypoints have one id": len(set(names)) < len(names),
        "main is not in the package": _text(said, "main") not in files,
        "a panel has no icon": not all(_icons(panel) for panel in panels),
    }
    wrong = [fault for fault, is_so in faults.items() if is_so]
    beyond = sorted(set(permissions) - _PERMISSIONS)
    wrong += [f"the panel does not need the permission {name}" for name in beyond]
    wrong += [f"{icon} is not in the package" for icon in icons if icon not in files]
    if wrong:
        raise InputError(
            f"{path} is not a manifest for Premiere: {'; '.join(wrong)}.", "Build the panel again."
        )


def _icons(panel: Any) -> list[str]:
    """The files of a panel's icons: one a scale, the larger with its scale in the name."""
    named = panel.get("icons") if isinstance(panel, dict) else None
    found = []
    for icon in named if isinstance(named, list) else []:
        stem, dot, ending = _text(icon, "path").rpartition(".")
        scales = icon.get("scale", [1]) if isinstance(icon, dict) else [1]
        for scale in scales if isinstance(scales, list) else [scales]:
            larger = "" if scale == 1 else f"@{scale}x"
            found.append(f"{stem}{larger}{dot}{ending}" or "an icon without a path")
    return found


def _version(text: str) -> tuple[int, ...]:
    """The numbers of a version such as 25.6.0; none if it is not three numbers."""
    parts = text.split(".")
    if len(parts) != 3 or not all(part.isascii() and part.isdecimal() for part in parts):
        return ()
    return tuple(int(part) for part in parts)


def _dotted(version: tuple[int, ...]) -> str:
    return ".".join(str(part) for part in version)


def _text(said: Any, key: str) -> str:
    found = said.get(key) if isinstance(said, dict) else None
    return found if isinstance(found, str) else ""


def _manifest(path: Path, data: bytes) -> dict[str, Any]:
    try:
        said = json.loads(data)
    except ValueError as error:
        raise InputError(f"{path} is no JSON.", "Build the panel again.") from error
    if not isinstance(said, dict):
        raise InputError(f"{path} is no manifest.", "Build the panel again.")
    return said


def _of(said: Any, key: str) -> dict[str, Any]:
    found = said.get(key) if isinstance(said, dict) else None
    return found if isinstance(found, dict) else {}
