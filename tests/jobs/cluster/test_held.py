"""A job that a machine of a cluster runs held to roots, in a process of its own."""

from __future__ import annotations

import os
import threading
from dataclasses import dataclass, field
from pathlib import Path

import psutil
import pytest

from backbeat.errors import CancelledError, LimitExceededError, OutsideRootsError
from backbeat.jobs.cluster.held import run_held
from backbeat.jobs.worker import Ended
from backbeat.limits import JOB_MEMORY_MB
from backbeat.progress import SILENT, Progress
from backbeat.roots import Roots
from backbeat.roots.own import own_added
from backbeat.v1.jobs_pb2 import JobRequest, JobResult
from tests import commands, engines

pytestmark = pytest.mark.skipif(os.name == "nt", reason="links need rights there")


@dataclass
class Show:
    """A folder to work in, and what lies beside it."""

    root: Path
    outside: Path
    roots: Roots
    cancelled: threading.Event = field(default_factory=threading.Event)

    def run(self, request: JobRequest, progress: Progress = SILENT) -> Ended | None:
        return run_held(request, 1, self.roots, progress)

    def run_and(self, request: JobRequest, step: str, do: threading.Event) -> Ended | None:
        """Runs a job, and sets an event once it is at a step."""

        def report(fraction: float, text: str) -> None:
            del fraction
            if step in text:
                do.set()

        return self.run(request, Progress(report, self.cancelled.is_set))


@pytest.fixture
def show(tmp_path: Path) -> Show:
    root, outside = tmp_path / "show", tmp_path / "outside"
    for folder in (root, outside):
        folder.mkdir()
        commands.write_clicks(folder / "song.wav")
    return Show(root, outside, own_added(Roots.of([root]), tmp_path / "home"))


def _child() -> psutil.Process:
    """The process that runs the job: the only one that is given work by a pipe."""
    children = psutil.Process().children()
    return next(child for child in children if "spawn_main" in " ".join(child.cmdline()))


def test_a_job_in_the_roots_is_done(show: Show) -> None:
    ended = show.run(engines.beats(show.root / "song.wav", show.root / "beats.json"))
    assert ended is not None
    assert ended.result is not None
    assert JobResult.FromString(ended.result).beats.beats
    assert (show.root / "beats.json").is_file()


def test_a_file_that_no_request_named_is_held_to_the_roots(show: Show) -> None:
    """The timeline in a bundle of Final Cut Pro is a link."""
    bundle = show.root / "edit.fcpxmld"
    bundle.mkdir()
    (bundle / "Info.fcpxml").symlink_to(show.outside / "song.wav")
    request = JobRequest()
    request.snap.edit_path = str(bundle)
    request.snap.music_path = str(show.root / "song.wav")
    request.snap.output_path = str(show.root / "cut.otio")
    ended = show.run(request)
    assert ended is not None
    assert isinstance(ended.error, OutsideRootsError)
    assert "outside/song.wav" in ended.error.message


def test_a_cancel_reaches_it(show: Show) -> None:
    long = engines.write_long(show.root / "long.wav", 900)
    request = engines.beats(long, show.root / "beats.json")
    ended = show.run_and(request, "Decoding", show.cancelled)
    assert ended is not None
    assert isinstance(ended.error, CancelledError)
    assert not (show.root / "beats.json").exists()


def test_its_death_is_told_from_an_error(show: Show) -> None:
    long = engines.write_long(show.root / "long.wav", 900)
    decoding = threading.Event()

    def kill() -> None:
        decoding.wait()
        _child().kill()

    threading.Thread(target=kill, daemon=True).start()
    assert show.run_and(engines.beats(long), "Decoding", decoding) is None


def test_its_limits_hold(show: Show, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(JOB_MEMORY_MB.variable, "20")
    ended = show.run(engines.beats(engines.write_long(show.root / "long.wav", 900)))
    assert ended is not None
    assert isinstance(ended.error, LimitExceededError)
