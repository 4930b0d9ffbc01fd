from __future__ import annotations

import dataclasses
import json
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from backbeat.cli import doctor_resolve
from backbeat.cli.doctor import Finding
from backbeat.plugins import manifest
from backbeat.plugins.places import Places, Scope, places_here
from backbeat.server.announcement import announce
from backbeat.version import __version__
from tests.engines import engine_process
from tests.plugins.plugin import install, write_plugin

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the paths are those of Linux")

Look = Callable[[], dict[str, Finding]]


@pytest.fixture
def where(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Places:
    """A home without Resolve, and the places in it."""
    if Path("/opt/resolve").exists() or Path("/home/resolve").exists():
        pytest.skip("Resolve is installed here")
    monkeypatch.setenv("HOME", str(tmp_path / "me"))
    monkeypatch.setenv("BACKBEAT_HOME", str(tmp_path / "data"))
    (tmp_path / "data").mkdir(mode=0o700)
    return places_here(Scope.USER)


@pytest.fixture
def source(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A plugin that is taken for the one that came with Backbeat."""
    folder = write_plugin(tmp_path / "plugin", "one", "two", "three", "four", "five")
    monkeypatch.setattr(doctor_resolve, "shipped", lambda: folder)
    return folder


@pytest.fixture
def look(where: Places, source: Path) -> Look:
    return lambda: {finding.subject: finding for finding in doctor_resolve.check()}


def test_without_resolve_there_is_one_line(look: Look) -> None:
    assert [finding.says for finding in look().values()] == [
        "Resolve not found here; nothing to check"
    ]


def test_resolve_without_the_plugin_is_no_fault(look: Look, where: Places) -> None:
    where.product.mkdir(parents=True)
    findings = look()
    assert "plugins install resolve" in findings["resolve plugin"].says
    assert findings["resolve plugin"].ok and findings["resolve"].ok
    assert str(where.product) in findings["resolve"].says


def test_a_whole_plugin_is_said_to_be_so(look: Look, where: Places, source: Path) -> None:
    install(where, source)
    findings = look()
    assert findings["resolve plugin"].says == f"{__version__} for you: up to date"
    assert findings["resolve engine"].says.startswith("not running")
    assert sys.executable in findings["resolve command"].says
    assert all(finding.ok for name, finding in findings.items() if name != "resolve python")
    assert "resolve token" not in findings


def test_every_fault_of_a_plugin_comes_with_what_to_do(
    look: Look, where: Places, source: Path
) -> None:
    install(where, source)
    for module in ("one", "two", "three", "four", "five"):
        (where.package / "backbeat_resolve" / f"{module}.py").unlink()
    damaged = look()["resolve plugin"]
    assert not damaged.ok and "one.py is missing" not in damaged.says.split(";")[-1]
    assert "damaged" in damaged.says and damaged.says.endswith("and 2 more)")
    assert damaged.fix == "backbeat plugins install resolve --user"
    install(where, source)
    path = manifest.path_of(where)
    content = json.loads(path.read_text())
    path.write_text(json.dumps({**content, "version": "0.0.9", "engine": ["/gone/python"]}))
    findings = look()
    assert not findings["resolve plugin"].ok and "0.0.9" in findings["resolve plugin"].says
    assert not findings["resolve command"].ok and findings["resolve command"].fix
    path.write_text("{")
    assert not look()["resolve plugin"].ok


def test_a_running_engine_and_its_token_are_looked_at(
    look: Look, where: Places, source: Path, tmp_path: Path
) -> None:
    install(where, source)
    with engine_process(tmp_path / "data") as engine:
        found = engine.discovery()
        findings = look()
        assert findings["resolve engine"].says == f"{__version__} answers on port {found.http_port}"
        assert findings["resolve engine"].ok and findings["resolve token"].ok
        (tmp_path / "data" / "engine.json").chmod(0o644)
        assert not look()["resolve token"].ok and "chmod 600" in look()["resolve token"].fix
        path = manifest.path_of(where)
        content = json.loads(path.read_text())
        path.write_text(json.dumps({**content, "version": "9.9.9"}))
        running = look()["resolve engine"]
        assert not running.ok and "the plugin is 9.9.9" in running.says and running.fix
        path.write_text(json.dumps(content))
        announce(tmp_path / "data", dataclasses.replace(found, token="another"))
        # Who listens there does not prove to be the engine of that file.
        assert look()["resolve engine"].says.startswith("not running")


def test_the_python_that_resolve_will_take_is_named(
    look: Look, where: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    where.product.mkdir(parents=True)
    monkeypatch.setenv("PATH", "")
    assert not look()["resolve python"].ok and "3.6" in look()["resolve python"].fix
    (where.product / "python3").symlink_to(sys.executable)
    monkeypatch.setenv("PATH", str(where.product))
    assert look()["resolve python"].ok and str(where.product) in look()["resolve python"].says


def test_a_copy_without_the_plugin_is_a_fault(
    where: Places, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    where.product.mkdir(parents=True)
    monkeypatch.setattr("backbeat.plugins.source.__file__", str(tmp_path / "a/b/c/source.py"))
    faults = [finding for finding in doctor_resolve.check() if "does not include" in finding.says]
    assert len(faults) == 1 and not faults[0].ok and faults[0].fix
