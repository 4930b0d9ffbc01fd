from __future__ import annotations

import platform
import sys
from pathlib import Path

import pytest

from backbeat.plugins.places import System
from backbeat.plugins.resolve_python import Choice, choose, is_standalone, judge


def _program(path: Path, script: str = "") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)
    return path


def test_a_mac_takes_its_variable_then_the_usual_place(tmp_path: Path) -> None:
    assert choose(System.MACOS, {}, root=tmp_path) is None
    usual = _program(tmp_path / "usr/local/bin/python3")
    found = choose(System.MACOS, {"PYTHON3HOME": ""}, root=tmp_path)
    assert found == Choice(usual, "the usual place")
    found = choose(System.MACOS, {"PYTHON3HOME": "/opt/py"}, root=tmp_path)
    assert found == Choice(tmp_path / "opt/py/bin/python3", "PYTHON3HOME")


def test_windows_takes_its_variable_then_the_highest_registered() -> None:
    assert choose(System.WINDOWS, {}) is None
    registered = [("3.9", "/c/39"), ("3.12-32", "/c/312"), ("3.10", "/c/310"), ("2.7", "/c/27")]
    found = choose(System.WINDOWS, {}, registered)
    assert found and found.program == Path("/c/312/python.exe") and "3.12-32" in found.because
    found = choose(System.WINDOWS, {"FUSION_PYTHON3_HOME": "/c/mine"}, registered)
    assert found and found.program == Path("/c/mine/python.exe")


def test_linux_takes_the_first_on_the_path(tmp_path: Path) -> None:
    assert choose(System.LINUX, {}, root=tmp_path) is None
    second = _program(tmp_path / "usr/bin/python3")
    environment = {"PATH": "/usr/local/bin::/usr/bin"}
    found = choose(System.LINUX, environment, root=tmp_path)
    assert found and found.program == second
    first = _program(tmp_path / "usr/local/bin/python3")
    found = choose(System.LINUX, environment, root=tmp_path)
    assert found and found.program == first


def test_this_python_would_do() -> None:
    verdict = judge(System.LINUX, Choice(Path(sys.executable), "it runs"))
    assert verdict.ok and verdict.says.startswith(f"{platform.python_version()}, 64 bit")


@pytest.mark.skipif(sys.platform == "win32", reason="the stand-ins are shell scripts")
@pytest.mark.parametrize(
    ("script", "ok", "says"),
    [
        ("echo 3 6 0 64", True, "3.6.0, 64 bit"),
        ("echo 3 5 9 64", False, "3.5.9, 64 bit"),
        ("echo 3 12 0 32", False, "3.12.0, 32 bit"),
        ("echo 2 7 18 64", False, "2.7.18"),
        ("exit 3", False, "does not run"),
        ("echo hello", False, "does not run"),
    ],
)
def test_a_python_is_judged_by_what_it_says(
    tmp_path: Path, script: str, ok: bool, says: str
) -> None:
    program = _program(tmp_path / "python3", script)
    for system in System:
        verdict = judge(system, Choice(program, "here"))
        assert verdict.ok == ok and says in verdict.says
        assert bool(verdict.fix) != ok


@pytest.mark.parametrize("system", list(System))
def test_no_python_comes_with_a_way_out(tmp_path: Path, system: System) -> None:
    for choice in (None, Choice(tmp_path / "gone", "FUSION_PYTHON3_HOME")):
        verdict = judge(system, choice)
        assert not verdict.ok and verdict.fix


def test_a_python_of_uv_is_refused_on_windows_and_not_run(tmp_path: Path) -> None:
    folder = tmp_path / "uv" / "python" / "cpython-3.12.13-windows-x86_64-none"
    program = _program(folder / "python.exe", "echo 3 12 13 64")
    verdict = judge(System.WINDOWS, Choice(program, "FUSION_PYTHON3_HOME"))
    assert not verdict.ok and "crash" in verdict.says and "python.org" in verdict.fix
    assert not is_standalone(Path("/c/Users/me/Programs/Python/Python312/python.exe"))


@pytest.mark.skipif(sys.platform == "win32", reason="the stand-in is a shell script")
def test_the_same_python_may_do_on_a_mac(tmp_path: Path) -> None:
    program = _program(tmp_path / "uv" / "python" / "bin" / "python3", "echo 3 12 13 64")
    assert judge(System.MACOS, Choice(program, "PYTHON3HOME")).ok
