"""The files of service managers, as their own parsers read them."""

from __future__ import annotations

import os
import plistlib
import re
import socket
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterator
from pathlib import Path
from shutil import which

import pytest

from backbeat.server import systemd
from backbeat.server.managers.service import MARK, Service
from backbeat.server.managers.systems import System, manager_of
from tests.commands import Cli
from tests.engines import SERVE, wait_for

HOME = Path('/Users/é b/100%/back"beat')
SERVICE = Service(
    ("/opt/a b/$python", "-m", "backbeat.cli.main", "serve", "--grace", "90"),
    {"BACKBEAT_HOME": str(HOME)},
    90.0,
    HOME,
)


@pytest.mark.parametrize("system", System)
def test_every_file_says_whose_it_is_and_lies_in_the_users_own_folders(system: System) -> None:
    manager = manager_of(system)
    assert MARK in manager.text(SERVICE)
    user = Path("/home/me")
    assert manager.file(user, {}).is_relative_to(user)


def test_an_agent_of_launchd_has_its_words_as_they_are() -> None:
    agent = plistlib.loads(manager_of(System.MACOS).text(SERVICE).encode())
    assert agent["ProgramArguments"] == [*SERVICE.command, "--log-file", str(HOME / "engine.log")]
    assert agent["EnvironmentVariables"] == {"BACKBEAT_HOME": str(HOME)}
    # One that ended well was asked to; one that died is started again.
    assert agent["KeepAlive"] == {"SuccessfulExit": False}
    assert agent["ExitTimeOut"] == 120


def test_a_log_file_that_was_chosen_stays() -> None:
    chosen = Service(("backbeat", "serve", "--log-file=/var/log/b"), {}, 10.0, HOME)
    agent = plistlib.loads(manager_of(System.MACOS).text(chosen).encode())
    assert agent["ProgramArguments"] == list(chosen.command)


def test_a_task_of_windows_is_xml_with_its_words_quoted() -> None:
    task = ElementTree.fromstring(manager_of(System.WINDOWS).text(SERVICE).encode())
    space = {"t": "http://schemas.microsoft.com/windows/2004/02/mit/task"}
    assert task.findtext(".//t:Command", namespaces=space) == "/opt/a b/$python"
    words = task.findtext(".//t:Arguments", namespaces=space) or ""
    assert words.startswith("-m backbeat.cli.main serve --grace 90 --log-file ")
    assert words.endswith(subprocess.list2cmdline(["--home", str(HOME)]))


def test_a_unit_escapes_what_systemd_would_expand() -> None:
    text = manager_of(System.LINUX).text(SERVICE)
    assert '"/opt/a b/$$python" "-m"' in text
    assert r'"BACKBEAT_HOME=/Users/é b/100%%/back\"beat"' in text
    assert "TimeoutStopSec=120\n" in text


def test_systemd_accepts_the_unit(tmp_path: Path) -> None:
    analyze = which("systemd-analyze")
    if analyze is None:
        pytest.skip("there is no systemd here")
    service = Service((sys.executable, "-m", "a % b $c"), {"BACKBEAT_HOME": "/h %"}, 10.0, HOME)
    unit = tmp_path / "backbeat.service"
    unit.write_text(manager_of(System.LINUX).text(service))
    environment = {**os.environ, "XDG_RUNTIME_DIR": str(tmp_path)}
    # It looks at the user's other units too, which are not ours to judge.
    ours = "backbeat.service"

    def verified() -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [analyze, "verify", "--user", "--man=no", str(unit)],
            capture_output=True, text=True, env=environment, timeout=60, check=False,
        )  # fmt: skip

    good = verified()
    assert good.returncode == 0
    assert not [line for line in good.stderr.splitlines() if ours in line]
    unit.write_text(unit.read_text().replace("KillMode=mixed", "KillMode=gently"))
    assert "gently" in verified().stderr


@pytest.fixture
def listening() -> Iterator[tuple[str, socket.socket]]:
    """The address at which a service manager listens."""
    if not hasattr(socket, "AF_UNIX") or sys.platform == "win32":
        pytest.skip("there are no such sockets here")
    # Short, since the address of a socket is.
    with (
        tempfile.TemporaryDirectory() as folder,
        socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as line,
    ):
        address = str(Path(folder) / "notify")
        line.bind(address)
        line.settimeout(60)
        yield address, line


def test_an_engine_tells_systemd_when_it_is_ready_that_it_lives_and_that_it_stops(
    listening: tuple[str, socket.socket], tmp_path: Path
) -> None:
    address, line = listening
    environment = {**os.environ, "NOTIFY_SOCKET": address, "WATCHDOG_USEC": "400000"}
    engine = subprocess.Popen(
        [*SERVE, "--home", str(tmp_path / "home")],
        env=environment, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        heard = [line.recv(100)]
        while heard[-1] != b"READY=1":
            heard.append(line.recv(100))
        assert (tmp_path / "home" / "engine.json").exists()
        wait_for(lambda: line.recv(100) == b"WATCHDOG=1")
        engine.terminate()
        wait_for(lambda: line.recv(100) == b"STOPPING=1")
        assert engine.wait(60) == 0
    finally:
        engine.kill()
        engine.wait()


def test_no_manager_is_no_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    for variables, wanted in (
        ({}, None),
        ({"WATCHDOG_USEC": "30000000"}, 30.0),
        ({"WATCHDOG_USEC": "30000000", "WATCHDOG_PID": str(os.getpid())}, 30.0),
        ({"WATCHDOG_USEC": "30000000", "WATCHDOG_PID": "1"}, None),
        ({"WATCHDOG_USEC": "soon"}, None),
        ({"WATCHDOG_USEC": "0"}, None),
    ):
        for name in ("WATCHDOG_USEC", "WATCHDOG_PID", "NOTIFY_SOCKET"):
            monkeypatch.delenv(name, raising=False)
        for name, value in variables.items():
            monkeypatch.setenv(name, value)
        assert systemd.watchdog_s() == wanted
        systemd.notify("READY=1")
    monkeypatch.setenv("NOTIFY_SOCKET", "/nobody/listens")
    systemd.notify("READY=1")


@pytest.mark.skipif(sys.platform != "linux", reason="the unit is of Linux")
def test_install_print_and_uninstall(cli: Cli, tmp_path: Path) -> None:
    here = {"HOME": str(tmp_path), "XDG_CONFIG_HOME": ""}
    unit = tmp_path / ".config" / "systemd" / "user" / "backbeat.service"
    printed = cli("service", "print", "--", "--workers", "2", "--grace", "7", **here)
    assert printed.status == 0
    assert '"serve" "--workers" "2" "--grace" "7"\n' in printed.out
    assert "TimeoutStopSec=37\n" in printed.out
    ran = cli("service", "install", "--no-start", "--", "--workers", "2", "--grace", "7", **here)
    assert ran.status == 0
    assert f"wrote     {unit}\n" in ran.out
    assert "next      systemctl --user enable --now backbeat.service\n" in ran.out
    assert unit.read_text() == printed.out
    # There is no systemctl on this PATH.
    started = cli("service", "install", **here)
    assert started.status == 4
    assert re.search(
        r"is written, but the engine was not started: there is no systemctl", started.err
    )
    assert cli("service", "uninstall", **here).status == 4
    assert unit.exists()
    unit.write_text("[Service]\n")
    mine = cli("service", "install", **here)
    assert mine.status == 2 and "Backbeat did not write it" in mine.err
    unit.unlink()
    gone = cli("service", "uninstall", **here)
    assert gone.status == 3 and "is no service here" in gone.err
    wrong = cli("service", "print", "--", "--worker", "x", **here)
    assert wrong.status == 2 and "--worker" in wrong.err
