from __future__ import annotations

import plistlib
from pathlib import Path

import pytest

from backbeat.plugins.places import System
from backbeat.plugins.resolve_app import bundled_python, find_app


def _mac_app(root: Path, path: str, **info: str) -> Path:
    contents = root / path / "Contents"
    contents.mkdir(parents=True)
    (contents / "Info.plist").write_bytes(plistlib.dumps(info))
    return root / path


@pytest.mark.parametrize("system", list(System))
def test_nothing_is_found_on_an_empty_disk(tmp_path: Path, system: System) -> None:
    assert find_app(system, tmp_path) is None
    assert bundled_python(system, tmp_path) is None


def test_a_mac_says_its_version(tmp_path: Path) -> None:
    path = "Applications/DaVinci Resolve/DaVinci Resolve.app"
    identifier = "com.blackmagic-design.DaVinciResolve"
    app = _mac_app(
        tmp_path, path, CFBundleShortVersionString="21.1.0", CFBundleIdentifier=identifier
    )
    found = find_app(System.MACOS, tmp_path)
    assert found and (found.path, found.version, found.from_app_store) == (app, "21.1.0", False)
    assert found.brings_python


def test_the_app_store_is_told_by_its_identifier_or_its_receipt(tmp_path: Path) -> None:
    identifier = "com.blackmagic-design.DaVinciResolveLite"
    app = _mac_app(tmp_path, "Applications/DaVinci Resolve.app", CFBundleIdentifier=identifier)
    found = find_app(System.MACOS, tmp_path)
    assert found and found.from_app_store and found.version == ""
    (app / "Contents" / "Info.plist").write_bytes(b"no property list")
    found = find_app(System.MACOS, tmp_path)
    assert found and not found.from_app_store
    (app / "Contents" / "_MASReceipt").mkdir()
    found = find_app(System.MACOS, tmp_path)
    assert found and found.from_app_store


def test_windows_does_not_say_its_version(tmp_path: Path) -> None:
    program = tmp_path / "Program Files/Blackmagic Design/DaVinci Resolve/Resolve.exe"
    program.parent.mkdir(parents=True)
    program.touch()
    found = find_app(System.WINDOWS, tmp_path)
    assert found and (found.path, found.version) == (program, "")
    assert not found.brings_python


@pytest.mark.parametrize(
    ("readme", "version", "brings"),
    [
        ("<h1>About DaVinci Resolve 21.1</h1> as in DaVinci Resolve 20.3.2", "21.1", True),
        ("<p>DaVinci Resolve Studio 20.3.2</p>", "20.3.2", False),
        ("<p>nothing of the kind</p>", "", False),
        (None, "", False),
    ],
)
def test_linux_says_its_version_in_the_read_me(
    tmp_path: Path, readme: str | None, version: str, brings: bool
) -> None:
    program = tmp_path / "opt/resolve/bin/resolve"
    program.parent.mkdir(parents=True)
    program.touch()
    if readme is not None:
        (tmp_path / "opt/resolve/docs").mkdir()
        (tmp_path / "opt/resolve/docs/ReadMe.html").write_text(readme)
    found = find_app(System.LINUX, tmp_path)
    assert found and (found.path, found.version) == (program, version)
    assert found.brings_python == brings
