"""The panel for Premiere: packed the same each time, checked, and handed to Adobe's installer."""

from __future__ import annotations

import io
import json
import shutil
import sys
import tomllib
import zipfile
from pathlib import Path
from typing import Any

import pytest

from backbeat.cli.main import main
from backbeat.errors import InputError, NotFoundError, OutputError
from backbeat.plugins.places import System
from backbeat.plugins.premiere_agent import agent
from backbeat.plugins.premiere_install import Outcome, install, uninstall
from backbeat.plugins.premiere_package import package, shipped, version_of
from backbeat.version import __version__
from tests import commands


@pytest.fixture
def source(tmp_path: Path) -> Path:
    return Path(shutil.copytree(shipped(), tmp_path / "panel"))


def test_the_same_files_give_the_same_bytes(source: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    for path in sorted(source.rglob("*"), reverse=True):
        target = other / path.relative_to(source)
        if path.is_file():
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(path.read_bytes())
    assert package(source) == package(other) == package(shipped())


def test_the_package_is_a_zip_of_the_built_files(source: Path) -> None:
    with zipfile.ZipFile(io.BytesIO(package(source))) as archive:
        assert archive.testzip() is None
        names = archive.namelist()
        assert names == sorted(names)
        assert {"manifest.json", "index.html", "main.js", "panel.css"} <= set(names)
        assert json.loads(archive.read("manifest.json"))["host"]["app"] == "premierepro"
        assert b"premierepro" in archive.read("main.js")


def test_the_panel_has_the_version_of_backbeat(source: Path) -> None:
    assert version_of(source) == __version__


def test_the_bytes_depend_on_no_compressor(source: Path) -> None:
    data = package(source)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert {entry.compress_type for entry in archive.infolist()} == {zipfile.ZIP_STORED}
    assert (source / "main.js").read_bytes() in data


PANEL = {"type": "panel", "id": "backbeat", "icons": [{"path": "icons/dark.png"}]}


@pytest.mark.parametrize(
    ("where", "value", "said"),
    [
        ("manifestVersion", 4, "manifestVersion is not 5"),
        ("id", "x", "id is not com.backbeat.panel"),
        ("version", "0.0.9", f"version is not {__version__}, that of this Backbeat"),
        ("host", [{"app": "premierepro", "minVersion": "25.6.0"}], "host is not one object"),
        ("host.app", "PPRO", "host.app is not premierepro"),
        ("host.minVersion", None, "host.minVersion is not a version from 25.6.0"),
        ("host.minVersion", "25.5.9", "host.minVersion is not a version from 25.6.0"),
        ("host.minVersion", "25.6", "host.minVersion is not a version from 25.6.0"),
        ("host.minVersion", "25.6.0-beta", "host.minVersion is not a version from 25.6.0"),
        ("host.minVersion", 26, "host.minVersion is not a version from 25.6.0"),
        ("requiredPermissions", None, "localFileSystem is not “request”"),
        ("requiredPermissions.localFileSystem", "fullAccess", "localFileSystem is not “request”"),
        ("requiredPermissions.network.domains", "all", "network.domains"),
        ("requiredPermissions.network.domains", ["http://127.0.0.1:47613"], "network.domains"),
        ("requiredPermissions.network.domain", "all", "network.domains"),
        (
            "requiredPermissions.launchProcess",
            {"schemes": ["https"], "extensions": []},
            "does not need the permission launchProcess",
        ),
        ("requiredPermissions.webview", {"allow": "yes"}, "does not need the permission webview"),
        ("requiredPermissions.enableAddon", True, "does not need the permission enableAddon"),
        ("main", "gone.html", "main is not in the package"),
        ("main", ["index.html"], "main is not in the package"),
        ("entrypoints", [], "there is no panel"),
        ("entrypoints", "backbeat", "there is no panel"),
        ("entrypoints", [PANEL, "x"], "an entrypoint is no panel"),
        ("entrypoints", [{**PANEL, "type": "command"}], "an entrypoint is no panel"),
        ("entrypoints", [{**PANEL, "id": ""}], "an entrypoint has no id"),
        ("entrypoints", [PANEL, PANEL], "two entrypoints have one id"),
        ("entrypoints", [{**PANEL, "icons": []}], "a panel has no icon"),
        ("entrypoints", [{**PANEL, "icons": ["x"]}], "an icon without a path"),
        ("entrypoints", [{**PANEL, "icons": [{"path": "/"}]}], "/ is not in the package"),
        (
            "entrypoints",
            [{**PANEL, "icons": [{"path": "icons/gone.png"}]}],
            "icons/gone.png is not in the package",
        ),
        (
            "entrypoints",
            [{**PANEL, "icons": [{"path": "icons/dark.png", "scale": [1, 3]}]}],
            "icons/dark@3x.png is not in the package",
        ),
    ],
)
def test_a_manifest_with_one_fault_is_refused_by_its_name(
    where: str, value: Any, said: str, source: Path
) -> None:
    path = source / "manifest.json"
    manifest = json.loads(path.read_text())
    place = manifest
    *above, name = where.split(".")
    for each in above:
        place = place[each]
    place[name] = value
    path.write_text(json.dumps(manifest))
    with pytest.raises(InputError) as refused:
        package(source)
    assert said in refused.value.message and str(path) in refused.value.message


def test_later_premieres_may_be_asked_for(source: Path) -> None:
    path = source / "manifest.json"
    path.write_text(path.read_text().replace('"25.6.0"', '"26.10.2"'))
    assert package(source)


def test_adobes_installer_is_called_as_each_system_wants(source: Path, tmp_path: Path) -> None:
    for name, verb in (("Agent", "--install"), ("Agent.exe", "/install")):
        calls: list[list[str]] = []

        def run(command: list[str], calls: list[list[str]] = calls) -> tuple[int, str]:
            calls.append(command)
            return 0, "Installation Successful"

        done = install(source, tmp_path / "out", tmp_path / name, run)
        assert done.outcome is Outcome.INSTALLED
        assert calls == [[str(tmp_path / name), verb, str(done.package)]]
        assert done.package.read_bytes() == package(source)


def test_without_it_the_package_is_left_to_be_installed_by_hand(
    source: Path, tmp_path: Path
) -> None:
    done = install(source, tmp_path / "out", None)
    assert done.outcome is Outcome.PACKED
    assert done.package.name == f"Backbeat-{__version__}.ccx"
    with pytest.raises(NotFoundError, match="Adobe's installer"):
        uninstall(None)


def test_a_refusal_is_said_in_the_installers_words(source: Path, tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="Error -267"):
        install(source, tmp_path, tmp_path / "Agent", lambda _: (251, "Error -267"))
    with pytest.raises(OutputError, match="did not remove Backbeat"):
        uninstall(tmp_path / "Agent", lambda _: (1, ""))
    # Its exit status alone is not what others' scripts go by.
    with pytest.raises(OutputError, match="Failed to install, status = -501"):
        install(
            source, tmp_path, tmp_path / "Agent", lambda _: (0, "Failed to install, status = -501!")
        )


@pytest.mark.skipif(sys.platform == "win32", reason="the double of the installer is a shell script")
def test_the_installer_is_run_as_a_program(source: Path, tmp_path: Path) -> None:
    program = tmp_path / "Agent"
    program.write_text(
        '#!/bin/sh\n[ "$1" = --install ] && [ -f "$2" ] && echo Installation Successful\n'
    )
    program.chmod(0o755)
    done = install(source, tmp_path / "a folder", program)
    assert done.outcome is Outcome.INSTALLED and done.said == "Installation Successful"
    program.write_text("#!/bin/sh\necho Removal failed >&2\nexit 3\n")
    with pytest.raises(OutputError, match="Removal failed"):
        uninstall(program)


def test_where_the_installer_lies(tmp_path: Path) -> None:
    below = "Adobe/Adobe Desktop Common/RemoteComponents/UPI/UnifiedPluginInstallerAgent"
    name = "UnifiedPluginInstallerAgent"
    windows = tmp_path / below / f"{name}.exe"
    macos = tmp_path / f"Library/Application Support/{below}/{name}.app/Contents/MacOS/{name}"
    for path in (windows, macos):
        path.parent.mkdir(parents=True)
        path.touch()
    assert agent(System.WINDOWS, {"CommonProgramFiles": str(tmp_path)}) == windows
    assert agent(System.MACOS, {}, tmp_path) == macos
    assert agent(System.MACOS, {}, tmp_path / "x") is None
    assert agent(System.LINUX, {}) is None


def test_the_command_says_what_to_do_next(tmp_path: Path) -> None:
    backbeat = commands.in_folder(tmp_path)
    done = backbeat("plugins", "install", "premiere", "--to", tmp_path / "out")
    assert done.status == 0, done.err
    assert (tmp_path / "out" / f"Backbeat-{__version__}.ccx").is_file()
    for words in ("by hand", "backbeat serve", "backbeat pair", "not been run inside Premiere"):
        assert words in done.out
    dry = backbeat("plugins", "install", "premiere", "--dry-run", "--to", tmp_path / "dry")
    assert dry.status == 0 and not (tmp_path / "dry").exists()


@pytest.fixture
def adobe(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A double of Adobe's installer: writes down what it is asked, and says what is in `says`."""
    program, says = tmp_path / "Agent", tmp_path / "says"
    says.write_text("Installation Successful\n")
    program.write_text(f'#!/bin/sh\necho "$@" >>"{tmp_path / "asked"}"\ncat "{says}"\n')
    program.chmod(0o755)
    monkeypatch.setattr("backbeat.plugins.premiere_agent.agent", lambda *_: program)
    monkeypatch.setenv("BACKBEAT_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    return tmp_path


@pytest.mark.skipif(sys.platform == "win32", reason="the double of the installer is a shell script")
def test_a_folder_for_the_package_means_that_nothing_is_installed(
    adobe: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["plugins", "install", "premiere", "--to", str(adobe / "out")]) == 0
    assert "by hand" in capsys.readouterr().out and not (adobe / "asked").exists()
    assert main(["plugins", "install", "premiere"]) == 0
    assert "The panel for Premiere is installed." in capsys.readouterr().out
    path = adobe / "home" / "premiere" / f"Backbeat-{__version__}.ccx"
    assert (adobe / "asked").read_text() == f"--install {path}\n"
    assert path.read_bytes() == (adobe / "out" / path.name).read_bytes()


@pytest.mark.skipif(sys.platform == "win32", reason="the double of the installer is a shell script")
def test_the_list_says_what_adobes_installer_knows(
    adobe: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (adobe / "says").write_text(
        "1 extension installed for Premiere Pro 2026 (ver 26.3)\n"
        " Status      Extension Name       Version\n"
        "=========    ================     =========\n"
        f" Enabled     Backbeat             {__version__}\n"
    )
    assert main(["plugins", "list"]) == 0
    *_, row = capsys.readouterr().out.splitlines()
    assert row == f"premiere             {__version__}     up to date"
    (adobe / "says").write_text("No extension installed for Premiere Pro 2026 (ver 26.3)\n")
    assert main(["plugins", "list", "--json"]) == 0
    entry = json.loads(capsys.readouterr().out)[-1]
    assert entry == {"plugin": "premiere", "version": "", "condition": "absent", "faults": []}
    assert (adobe / "asked").read_text() == "--list all\n--list all\n"


def test_a_wheel_holds_the_panel_where_it_is_looked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = tomllib.loads((Path(__file__).parents[2] / "pyproject.toml").read_text("utf-8"))
    forced = project["tool"]["hatch"]["build"]["targets"]["wheel"]["force-include"]
    checkout = "plugins/premiere_bridge/built"
    for code, folder in (
        ("site/backbeat", f"site/{forced[checkout]}"),
        ("repo/engine/backbeat", f"repo/{checkout}"),
    ):
        monkeypatch.setattr(
            "backbeat.plugins.premiere_package.__file__", str(tmp_path / code / "plugins" / "x.py")
        )
        with pytest.raises(NotFoundError, match="does not include the panel"):
            shipped()
        (tmp_path / folder).mkdir(parents=True)
        (tmp_path / folder / "manifest.json").touch()
        assert shipped() == tmp_path / folder
