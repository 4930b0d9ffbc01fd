"""Native threads of real processes at work, as Linux counts them."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from backbeat.v1.jobs_pb2 import JobRequest, JobState
from backbeat.v1.loudness_pb2 import LoudnessRequest
from backbeat.v1.music_pb2 import BeatsRequest
from tests import commands, engines

pytestmark = pytest.mark.skipif(
    sys.platform != "linux" or (os.cpu_count() or 1) < 2, reason="needs /proc and two cores"
)

BUSY_S = 120
UNFINISHED = (JobState.JOB_STATE_QUEUED, JobState.JOB_STATE_RUNNING)
PYTHONS_OWN = 2
"""Threads of ours in a worker."""
COMMANDS_OWN = 3
"""In a command: the one that works, the one that watches it, the one that looks at its limits."""


@pytest.fixture
def greedy(monkeypatch: pytest.MonkeyPatch) -> None:
    """An environment that asks for more threads than we want."""
    for name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
        monkeypatch.setenv(name, "8")


@pytest.fixture(scope="module")
def music(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return commands.write_clicks(tmp_path_factory.mktemp("music") / "music.wav", BUSY_S, rate=44100)


def threads_of(pid: int) -> int:
    """How many a process has; 0 when it is gone."""
    try:
        return len(list(Path(f"/proc/{pid}/task").iterdir()))
    except OSError:
        return 0


def children_of(pid: int) -> set[int]:
    """Child processes that any of its threads started."""
    found = set[int]()
    for task in Path(f"/proc/{pid}/task").iterdir():
        # A thread may end while its siblings are read.
        with contextlib.suppress(OSError):
            found |= set(map(int, (task / "children").read_text().split()))
    return found


def loads_numpy(pid: int) -> bool:
    """Whether a process has NumPy's linear algebra in memory."""
    try:
        return "openblas" in Path(f"/proc/{pid}/maps").read_text()
    except OSError:
        return False


class Watch:
    """Counts the threads of an engine's workers, however short one works."""

    def __init__(self, pid: int) -> None:
        self.most: dict[int, int] = {}
        self._pid = pid
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._look)

    def _look(self) -> None:
        while not self._over.wait(0.002):
            for pid in filter(loads_numpy, children_of(self._pid)):
                self.most[pid] = max(self.most.get(pid, 0), threads_of(pid))

    def __enter__(self) -> None:
        self._thread.start()

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()


@pytest.mark.usefixtures("greedy")
@pytest.mark.parametrize(
    "arguments",
    # What encodes is left out: FFmpeg's graphs keep threads that never work.
    [("loudness",), ("beats", "-o", "b.json")],
    ids=lambda arguments: arguments[0],
)
def test_a_command_computes_on_one_thread(
    arguments: tuple[str, ...], music: Path, tmp_path: Path
) -> None:
    name, *rest = arguments
    command = [sys.executable, "-m", "backbeat.cli.main", name, str(music), *rest]
    process = subprocess.Popen(command, cwd=tmp_path, stdout=subprocess.DEVNULL)
    most, computes = 0, False
    while process.poll() is None:
        most = max(most, threads_of(process.pid))
        computes = computes or loads_numpy(process.pid)
        time.sleep(0.002)
    assert process.returncode == 0
    assert computes
    assert 1 <= most <= COMMANDS_OWN


@pytest.mark.usefixtures("greedy")
@pytest.mark.parametrize("jobs", [1, 2])
def test_the_threads_of_an_engine_follow_its_jobs(jobs: int, music: Path, tmp_path: Path) -> None:
    requests = [
        JobRequest(loudness=LoudnessRequest(path=str(music))),
        JobRequest(beats=BeatsRequest(path=str(music))),
    ]
    with (
        engines.engine_process(tmp_path / "home", "--workers", str(jobs)) as engine,
        engine.client() as client,
    ):
        seen = Watch(engine.process.pid)
        with seen:
            names = [client.submit(request).name for request in requests * 2]
            while any(client.get(name).state in UNFINISHED for name in names):
                time.sleep(0.05)
        assert {client.get(name).state for name in names} == {JobState.JOB_STATE_SUCCEEDED}
    assert seen.most
    assert max(seen.most.values()) <= PYTHONS_OWN
