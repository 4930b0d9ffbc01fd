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

PLUGIN_ID = "com.backbeat.panel"
PORTS = (47613, 47614, 47615)
"""At which the panel looks for the engine."""
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
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            entry.create_system = 3
            archive.writestr(entry, files[name], compresslevel=9)
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
    permissions = said.get("requiredPermissions", {})
    panels = [one for one in said.get("entrypoints", ()) if isinstance(one, dict)]
    icons = [icon.get("path") for panel in panels for icon in panel.get("icons", ())]
    faults = {
        "manifestVersion is not 5": said.get("manifestVersion") != 5,
        f"id is not {PLUGIN_ID}": said.get("id") != PLUGIN_ID,
        # A list is for development only.
        "host is not one object": not isinstance(said.get("host"), dict),
        "host.app is not premierepro": _of(said, "host").get("app") != "premierepro",
        "host.minVersion is missing": not _of(said, "host").get("minVersion"),
        "network.domains is not the engine's ports": _of(permissions, "network").get("domains")
        != [f"http://127.0.0.1:{port}" for port in PORTS],
        "localFileSystem is not “request”": permissions.get("localFileSystem") != "request",
        "there is no panel": not panels,
        "main is not in the package": said.get("main") not in files,
        "an icon is not in the package": any(icon not in files for icon in icons),
    }
    wrong = [fault for fault, is_so in faults.items() if is_so]
    if wrong:
        raise InputError(f"{path} is not a manifest for Premiere: {'; '.join(wrong)}.")


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
