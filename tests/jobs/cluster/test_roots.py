"""Jobs held to roots on the machines of a real cluster."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import psutil
import pytest

import backbeat.client
from backbeat import roots
from backbeat.client import EngineClient
from backbeat.client.tls import ClientTls
from backbeat.errors import CancelledError, OutsideRootsError, PermissionDeniedError
from backbeat.jobs.cluster.executor import ClusterOptions, RayExecutor
from backbeat.roots import Roots
from backbeat.roots.own import own_added
from backbeat.server.certificate import make_certificate
from backbeat.v1.jobs_pb2 import JobRequest, JobResult
from tests import commands, engines
from tests.clusters import Notes
from tests.engines import EngineProcess, beats

pytestmark = [
    pytest.mark.cluster,
    pytest.mark.filterwarnings("ignore"),
    pytest.mark.xdist_group("cluster"),
    pytest.mark.skipif(sys.platform != "linux", reason="nodes of one machine"),
]
_LONG_S = 900
"""Sound that is decoded and analysed for some seconds."""


@dataclass(frozen=True)
class Show:
    """A folder to work in, and what lies beside it."""

    top: Path
    root: Path
    outside: Path


@pytest.fixture
def show(tmp_path: Path) -> Show:
    made = Show(tmp_path, tmp_path / "show", tmp_path / "outside")
    for folder in (made.root, made.outside):
        folder.mkdir()
        commands.write_clicks(folder / "song.wav")
    return made


@contextlib.contextmanager
def _engine(cluster: Any, show: Show, *options: str) -> Iterator[EngineProcess]:
    """An engine on the cluster, for a job at once."""
    on_cluster = ("--executor", "ray", "--ray-address", cluster.address, "--workers", "1")
    with engines.engine_process(
        show.top / "home", *on_cluster, "--root", str(show.root), *options
    ) as engine:
        yield engine
        engine.process.terminate()
        engine.wait()


@pytest.fixture
def client(cluster: Any, show: Show) -> Iterator[EngineClient]:
    with _engine(cluster, show) as engine, engine.client() as connected:
        yield connected


@pytest.fixture
def executor(cluster: Any, notes: Notes, show: Show) -> Iterator[RayExecutor]:
    with roots.held(own_added(Roots.of([show.root]), show.top / "home")):
        made = RayExecutor(notes, ClusterOptions(cluster.address, cancel_grace_s=3.0))
        yield made
        made.shutdown(0.0)


def test_work_in_the_root_is_done_and_what_lies_outside_is_refused(
    client: EngineClient, show: Show
) -> None:
    made = show.root / "beats.json"
    assert client.run(beats(show.root / "song.wav", made)).beats.beats
    assert json.loads(made.read_text())["beats"]
    for request in (
        beats(show.outside / "song.wav"),
        beats(show.root / "song.wav", show.outside / "beats.json"),
    ):
        with pytest.raises(PermissionDeniedError, match="lies outside the folders"):
            client.submit(request)


def test_such_an_engine_serves_other_machines(cluster: Any, show: Show) -> None:
    certificate, key = make_certificate(show.top / "pair", ["127.0.0.1"])
    doors = ("--host", "127.0.0.1", "--tls-cert", str(certificate), "--tls-key", str(key))
    with _engine(cluster, show, *doors) as engine:
        found = engine.discovery()
        address = f"tls:127.0.0.1:{found.tls_port}"
        with backbeat.client.connect(
            address, found.token, show.top / "none", ClientTls(certificate)
        ) as outer:
            assert outer.run(beats(show.root / "song.wav")).beats.beats
            with pytest.raises(PermissionDeniedError, match="lies outside the folders"):
                outer.submit(beats(show.outside / "song.wav"))


def test_what_is_exchanged_for_a_link_while_it_waits_is_refused_on_the_node(
    client: EngineClient, show: Show
) -> None:
    long = client.submit(beats(engines.write_long(show.root / "long.wav")))
    song, folder = show.root / "soon.wav", show.root / "later"
    commands.write_clicks(song)
    folder.mkdir()
    reading = client.submit(beats(song))
    writing = client.submit(beats(show.root / "song.wav", folder / "beats.json"))
    song.unlink()
    song.symlink_to(show.outside / "song.wav")
    folder.rmdir()
    folder.symlink_to(show.outside)
    client.cancel(long.name)
    for job in (reading, writing):
        list(client.watch(job.name))
        ended = client.get(job.name)
        assert ended.error.code == "permission_denied", ended
        assert "lies outside the folders" in ended.error.message
    assert [path.name for path in show.outside.iterdir()] == ["song.wav"]


def test_a_file_that_no_request_named_is_held_to_the_roots(
    executor: RayExecutor, notes: Notes, show: Show
) -> None:
    """The timeline in a bundle of Final Cut Pro is a link."""
    bundle = show.root / "edit.fcpxmld"
    bundle.mkdir()
    (bundle / "Info.fcpxml").symlink_to(show.outside / "song.wav")
    request = JobRequest()
    request.snap.edit_path = str(bundle)
    request.snap.music_path = str(show.root / "song.wav")
    request.snap.output_path = str(show.root / "cut.otio")
    executor.submit("jobs/linked", request)
    outcome = notes.wait_for("jobs/linked")
    assert isinstance(outcome, OutsideRootsError)
    assert "outside/song.wav" in outcome.message


def test_a_job_reads_files_of_its_own_client_only(cluster: Any, notes: Notes, show: Show) -> None:
    transfers = show.top / "home" / "transfers"
    for guest in ("anna", "bert"):
        (transfers / guest / "artifacts").mkdir(parents=True)
        commands.write_clicks(transfers / guest / "song.wav")
    bundle = transfers / "anna" / "edit.fcpxmld"
    bundle.mkdir()
    (bundle / "Info.fcpxml").symlink_to(transfers / "bert" / "song.wav")
    snap = JobRequest()
    snap.snap.edit_path = str(bundle)
    snap.snap.music_path = str(transfers / "anna" / "song.wav")
    snap.snap.output_path = str(transfers / "anna" / "artifacts" / "cut.otio")
    made = transfers / "anna" / "artifacts" / "beats.json"
    held = own_added(Roots.of([show.root]), show.top / "home")
    with roots.held(replace(held, transfers=transfers)):
        executor = RayExecutor(notes, ClusterOptions(cluster.address))
        executor.submit("jobs/own", beats(transfers / "anna" / "song.wav", made))
        executor.submit("jobs/others", snap)
        assert isinstance(notes.wait_for("jobs/own"), JobResult)
        assert isinstance(notes.wait_for("jobs/others"), OutsideRootsError)
        executor.shutdown(0.0)
    assert made.is_file()


def test_a_second_attempt_is_held_too(executor: RayExecutor, notes: Notes, show: Show) -> None:
    long = engines.write_long(show.root / "long.wav", _LONG_S)
    outside = show.outside / "long.wav"
    executor.submit("jobs/killed", beats(long, show.root / "beats.json"))
    notes.wait_for_step("jobs/killed", "Decoding")
    long.rename(outside)
    long.symlink_to(outside)
    child = _child_of(notes.pids["jobs/killed"])
    os.kill(notes.pids["jobs/killed"], signal.SIGKILL)
    notes.wait_for_step("jobs/killed", "Attempt 2")
    outcome = notes.wait_for("jobs/killed")
    assert isinstance(outcome, OutsideRootsError)
    assert "outside/long.wav" in outcome.message
    assert not (show.root / "beats.json").exists()
    engines.wait_for(lambda: not engines.is_alive(child))


def test_leftovers_behind_a_link_stay(executor: RayExecutor, notes: Notes, show: Show) -> None:
    long = engines.write_long(show.root / "long.wav", _LONG_S)
    folder = show.root / "made"
    folder.mkdir()
    foreign = engines.left_behind(show.outside)
    executor.submit("jobs/led_out", beats(long, folder / "beats.json"))
    notes.wait_for_step("jobs/led_out", "Decoding")
    folder.rename(show.root / "before")
    folder.symlink_to(show.outside)
    os.kill(notes.pids["jobs/led_out"], signal.SIGKILL)
    assert isinstance(notes.wait_for("jobs/led_out"), OutsideRootsError)
    assert foreign.is_dir()


def test_a_killed_job_is_tried_again(executor: RayExecutor, notes: Notes, show: Show) -> None:
    """Its process alone: that of Ray, which waits for it, is well."""
    long = engines.write_long(show.root / "long.wav", _LONG_S)
    executor.submit("jobs/child", beats(long, show.root / "beats.json"))
    notes.wait_for_step("jobs/child", "Decoding")
    os.kill(_child_of(notes.pids["jobs/child"]), signal.SIGKILL)
    notes.wait_for_step("jobs/child", "Attempt 2")
    assert isinstance(notes.wait_for("jobs/child"), JobResult)
    assert (show.root / "beats.json").is_file()


def test_it_is_cancelled(executor: RayExecutor, notes: Notes, show: Show) -> None:
    long = engines.write_long(show.root / "long.wav", _LONG_S)
    executor.submit("jobs/cancelled", beats(long, show.root / "beats.json"))
    notes.wait_for_step("jobs/cancelled", "Decoding")
    child = _child_of(notes.pids["jobs/cancelled"])
    executor.cancel("jobs/cancelled")
    assert isinstance(notes.wait_for("jobs/cancelled"), CancelledError)
    assert sorted(path.name for path in show.root.iterdir()) == ["long.wav", "song.wav"]
    engines.wait_for(lambda: not engines.is_alive(child))


def _child_of(pid: int) -> int:
    """Process id of the job that a worker of the cluster runs."""
    for child in psutil.Process(pid).children():
        with contextlib.suppress(psutil.Error):
            if "spawn_main" in " ".join(child.cmdline()):
                return child.pid
    pytest.fail("it runs no job in a process of its own")
