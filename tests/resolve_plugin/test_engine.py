"""The plugin's way to the engine: found, started, left, lost."""

from __future__ import annotations

import itertools
import json
import os
import runpy
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from backbeat.client import discovery
from backbeat_resolve import engine as engines_of_plugin
from backbeat_resolve.places import Installation
from backbeat_resolve.problems import Cancelled, Problem
from tests import commands, engines
from tests.old_pythons import old_pythons
from tests.resolve_plugin.flows import cut_world, write_song

pytestmark = [
    # The engine that the plugin starts is meant to outlive it.
    pytest.mark.filterwarnings("ignore:subprocess .* is still running:ResourceWarning"),
    pytest.mark.filterwarnings("ignore:.*Popen.__del__:pytest.PytestUnraisableExceptionWarning"),
]
COMMAND = [sys.executable, "-m", "backbeat.cli.main"]


def silent(fraction: float, step: str) -> None:
    del fraction, step


def never() -> bool:
    return False


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Path]:
    """A folder whose engine, if one was started there, is gone afterwards."""
    folder = tmp_path / "home é"
    folder.mkdir(mode=0o700)
    yield folder
    found = discovery.parse(folder)
    if found is not None and engines.is_alive(found.pid):
        os.kill(found.pid, signal.SIGTERM)
        engines.wait_for(lambda: not engines.is_alive(found.pid))


def test_an_engine_is_started_once_and_outlives_the_script(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # What Resolve sets for its own Python must not reach the engine's.
    monkeypatch.setenv("PYTHONHOME", "/nowhere")
    monkeypatch.setenv("LD_LIBRARY_PATH", "/nowhere")
    monkeypatch.setenv("PYTHONPATH", "")
    installed = Installation(COMMAND, home, "")
    assert engines_of_plugin.find(home) is None
    first = engines_of_plugin.reach(installed, silent, never)
    assert "snap" in first.capabilities()
    pid = discovery.parse(home)
    assert pid is not None
    engines_of_plugin.reach(installed, silent, never)
    again = discovery.parse(home)
    assert again is not None
    assert again.pid == pid.pid
    assert os.getsid(pid.pid) == pid.pid


def test_what_an_engine_that_died_left_behind_counts_as_none(home: Path) -> None:
    with engines.engine_process(home) as running:
        assert engines_of_plugin.find(home) is not None
        running.process.kill()
        running.process.wait()
        assert (home / "engine.json").exists()
        assert engines_of_plugin.find(home) is None


def test_an_engine_that_is_gone_is_said_whatever_it_is_asked(home: Path) -> None:
    with engines.engine_process(home) as running:
        found = engines_of_plugin.find(home)
        running.process.kill()
        running.process.wait()
    assert found is not None
    for ask in (
        found.capabilities,
        found.cancel_own,
        lambda: found.run({"beats": {"path": "/x"}}, silent, never),
    ):
        with pytest.raises(Problem, match="The engine does not answer"):
            ask()


def test_a_foreign_port_or_token_counts_as_none(home: Path) -> None:
    with engines.engine_process(home) as running:
        path = home / "engine.json"
        said = json.loads(path.read_text())
        path.write_text(json.dumps({**said, "token": "wrong"}))
        assert engines_of_plugin.find(home) is None
        path.write_text(json.dumps({**said, "http_port": said["grpc_port"]}))
        assert engines_of_plugin.find(home) is None
        path.write_text(json.dumps({**said, "proto": "backbeat.v9"}))
        assert engines_of_plugin.find(home) is None
        path.write_text(json.dumps(said))
        assert running.process.poll() is None


def test_who_took_the_port_of_a_dead_engine_gets_no_token(home: Path) -> None:
    with engines.engine_process(home) as running:
        token = running.discovery().token
        running.process.kill()
        running.process.wait()
    said = json.loads((home / "engine.json").read_text())
    heard = bytearray()
    # A port of ours: the engine's own is another program's by now, perhaps.
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(20)
        port = server.getsockname()[1]
        (home / "engine.json").write_text(json.dumps({**said, "http_port": port}))

        def listen() -> None:
            line, _ = server.accept()
            with line:
                while not heard.endswith(b"\r\n\r\n"):
                    heard.extend(line.recv(65536))
                line.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 64\r\n\r\n" + b"0" * 64)

        thread = threading.Thread(target=listen)
        thread.start()
        assert engines_of_plugin.find(home) is None
        thread.join()
    assert heard.startswith(b"GET /proof/")
    assert token.encode() not in heard


@pytest.mark.parametrize(
    ("command", "words"),
    [
        (["/no such/python"], "cannot be started"),
        ([sys.executable, "-c", "raise SystemExit('no such thing')"], "no such thing"),
    ],
)
def test_an_engine_that_does_not_start_says_why(home: Path, command: list[str], words: str) -> None:
    with pytest.raises(Problem, match=words):
        engines_of_plugin.reach(Installation(command, home, ""), silent, never)


def test_waiting_for_an_engine_can_be_left(home: Path) -> None:
    sleeping = [sys.executable, "-c", "import time; time.sleep(60)"]
    with pytest.raises(Cancelled):
        engines_of_plugin.reach(Installation(sleeping, home, ""), silent, lambda: True)


def test_a_job_that_fails_says_so_in_the_engines_words(home: Path, tmp_path: Path) -> None:
    with engines.engine_process(home):
        found = engines_of_plugin.find(home)
        assert found is not None
        gone = {"beats": {"path": str(tmp_path / "gone.wav")}}
        with pytest.raises(Problem, match=r"gone\.wav does not exist") as caught:
            found.run(gone, silent, never)
        assert caught.value.hint
        with pytest.raises(Problem, match="no field"):
            found.run({"beats": {"nonsense": 1}}, silent, never)


def test_progress_is_told_at_least_twice_a_second(home: Path, tmp_path: Path) -> None:
    long = engines.write_long(tmp_path / "long.wav", 4 * engines.HOUR_S)
    told: list[float] = []
    with engines.engine_process(home):
        found = engines_of_plugin.find(home)
        assert found is not None
        asked = [time.monotonic()]

        def cancelled() -> bool:
            asked.append(time.monotonic())
            return len(told) > 1 and len(asked) > 3

        def report(fraction: float, step: str) -> None:
            del step
            told.append(fraction)

        with pytest.raises(Cancelled):
            found.run({"beats": {"path": str(long)}}, report, cancelled)
    assert told == sorted(told)
    # Loosely: how far apart the looks are meant to be is a quarter of a second.
    gaps = sorted(after - before for before, after in itertools.pairwise(asked))
    assert gaps[len(gaps) // 2] < 3.0


@pytest.mark.skipif(not old_pythons(), reason="no Python 3.6 to 3.8 on this machine")
def test_a_job_runs_from_the_oldest_python(home: Path, tmp_path: Path) -> None:
    song = commands.write_clicks(tmp_path / "click.wav")
    script = (
        "import sys; sys.path.insert(0, 'plugins/resolve')\n"
        "from pathlib import Path\n"
        "import backbeat_resolve.entry\n"
        "from backbeat_resolve.engine import reach\n"
        "from backbeat_resolve.places import Installation\n"
        "engine = reach(Installation([], Path(sys.argv[1]), ''), print, lambda: False)\n"
        "print(len(engine.run({'beats': {'path': sys.argv[2]}}, print, lambda: False)['beats']))\n"
    )
    with engines.engine_process(home):
        for python in old_pythons():
            done = subprocess.run(
                [python, "-B", "-c", script, str(home), str(song)],
                capture_output=True,
                text=True,
                timeout=60,
                cwd=Path(__file__).parents[2],
                env={"PYTHONIOENCODING": "utf-8", "LANG": "C"},
            )
            assert done.returncode == 0, done.stderr
            assert int(done.stdout.split()[-1]) > 5


def test_an_installed_menu_script_starts_the_engine_and_snaps(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake = tmp_path / "user ñ"
    monkeypatch.setenv("HOME", str(fake))
    monkeypatch.setenv("BACKBEAT_HOME", str(home))
    fake.mkdir()
    done = subprocess.run(
        [*COMMAND, "plugins", "install", "resolve", "--user"],
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    (script,) = fake.rglob("Snap to Beats.py")
    held = cut_world(tmp_path, write_song(tmp_path / "song.wav"), "20.3", "free")
    scope = {"resolve": held.resolve, "fusion": held.fusion, "bmd": held.bmd}
    kept = {name: sys.modules.pop(name) for name in list(sys.modules) if "backbeat_resolve" in name}
    path = list(sys.path)
    try:
        runpy.run_path(str(script), scope)
        installed = sys.modules["backbeat_resolve"].__file__
    finally:
        sys.path[:] = path
        for name in [name for name in sys.modules if "backbeat_resolve" in name]:
            del sys.modules[name]
        sys.modules.update(kept)
    assert installed is not None
    assert Path(installed).is_relative_to(fake)
    assert [timeline.name for timeline in held.project.timelines] == ["edit ü", "edit ü on beat"]
    assert discovery.read(home) is not None
