"""`backbeat plugins` from the outside, in a home of its own."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.commands import Cli, Ran
from tests.plugins.plugin import snapshot, write_plugin

Plugins = Callable[..., Ran]

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the paths are those of Linux")


@pytest.fixture
def fusion(tmp_path: Path) -> Path:
    return tmp_path / "Zoë's disk/.local/share/DaVinciResolve/Fusion"


@pytest.fixture
def plugins(cli: Cli, tmp_path: Path) -> Plugins:
    (tmp_path / "Zoë's disk").mkdir()

    def run(*arguments: object) -> Ran:
        return cli("plugins", *arguments, HOME=str(tmp_path / "Zoë's disk"))

    return run


@pytest.fixture
def source(tmp_path: Path) -> Path:
    return write_plugin(tmp_path / "plugin", "beats")


def test_install_list_and_uninstall(
    plugins: Plugins, source: Path, fusion: Path, tmp_path: Path
) -> None:
    listed = plugins("list", "--source", source)
    assert listed.status == 0 and "resolve   user                 not installed" in listed.out
    assert "premiere                       not known" in listed.out
    assert "Adobe's installer is not on this machine" in listed.out
    ran = plugins("install", "resolve", "--source", source)
    assert (ran.status, ran.err) == (0, "")
    assert "is installed for you" in ran.out
    assert "Workspace > Scripts > Backbeat > Snap to Beats" in ran.out
    assert "Reported, not tested by us" in ran.out and "From 21.1 the free edition" in ran.out
    found = json.loads((fusion / "Backbeat" / "install.json").read_text())
    assert found["engine"] == [sys.executable, "-m", "backbeat.cli.main"]
    assert found["home"] == str(tmp_path / "home") and found["scope"] == "user"
    listed = plugins("list", "--source", source)
    assert "up to date" in listed.out and str(fusion / "Backbeat") in listed.out
    (fusion / "Scripts/Utility/Backbeat/Snap to Beats.py").write_text("mine")
    entries = json.loads(plugins("list", "--json", "--source", source).out)
    assert entries[0]["condition"] == "damaged"
    ran = plugins("uninstall", "resolve")
    assert ran.status == 0 and "is removed for you" in ran.out
    assert "kept      Scripts/Utility/Backbeat/Snap to Beats.py.bak" in ran.out
    assert f"left      {fusion / 'Scripts/Utility/Backbeat'}" in ran.out
    files = [name for name, content in snapshot(fusion).items() if content is not None]
    assert files == ["Scripts/Utility/Backbeat/Snap to Beats.py.bak"]


def test_a_dry_run_says_everything_and_does_nothing(
    plugins: Plugins, source: Path, fusion: Path, tmp_path: Path
) -> None:
    ran = plugins("install", "resolve", "--dry-run", "--source", source)
    assert ran.status == 0 and "would be installed" in ran.out
    assert "write     Backbeat/backbeat_resolve/beats.py" in ran.out
    assert snapshot(tmp_path / "Zoë's disk") == {}
    plugins("install", "resolve", "--source", source)
    before = snapshot(fusion)
    ran = plugins("uninstall", "resolve", "--dry-run", "--json")
    plan = json.loads(ran.out)
    assert plan["dryRun"] and plan["folder"] == str(fusion)
    assert {file["action"] for file in plan["files"]} == {"remove"}
    assert snapshot(fusion) == before


def test_json_is_all_that_is_printed(plugins: Plugins, source: Path) -> None:
    done = json.loads(plugins("install", "resolve", "--json", "--source", source).out)
    assert (done["command"], done["scope"], done["dryRun"]) == ("install", "user", False)
    assert {file["action"] for file in done["files"]} == {"write"}
    again = json.loads(plugins("install", "resolve", "--json", "--source", source).out)
    assert {file["action"] for file in again["files"]} == {"leave"}


def test_what_is_not_there_is_one_sentence(plugins: Plugins, tmp_path: Path) -> None:
    ran = plugins("uninstall", "resolve")
    assert ran.status == 3 and "not installed for you" in ran.err
    assert "Traceback" not in ran.err and ran.err.count("\n") == 1
    ran = plugins("install", "resolve", "--source", tmp_path / "none")
    assert ran.status == 3 and "is no plugin for Resolve" in ran.err
    assert plugins("install", "avid").status == 2
    assert plugins("install", "resolve", "--user", "--all-users").status == 2


@pytest.mark.skipif(os.name != "posix" or os.geteuid() != 0, reason="as root only")
def test_sudo_is_for_all_users(cli: Cli, source: Path, tmp_path: Path) -> None:
    ran = cli(
        "plugins",
        "install",
        "resolve",
        "--source",
        source,
        HOME=str(tmp_path / "me"),
        SUDO_USER="me",
    )
    assert ran.status == 2 and "--all-users" in ran.err
    assert not (tmp_path / "me").exists()
