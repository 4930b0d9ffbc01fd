"""An engine killed in the middle of a snap: the job is known, its files are all there or none."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from pathlib import Path

import pytest

from backbeat.client import EngineClient
from backbeat.v1 import jobs_pb2 as pb
from backbeat.v1.cutting_pb2 import SnapRequest
from backbeat.v1.mastering_pb2 import Delivery, MasterRequest
from tests.commands import HEARING_CTRL_C
from tests.engines import engine_process, wait_for, write_long

pytestmark = pytest.mark.skipif(os.name == "nt", reason="there is no such signal there")

OUTPUTS = ("out.otio", "out.syncmap.json", "out.report.html")


def ended(client: EngineClient, name: str) -> None:
    """Waits until a job runs again after its engine died, and stops it: all of it takes long."""
    over = (pb.JOB_STATE_SUCCEEDED, pb.JOB_STATE_CANCELLED)
    wait_for(lambda: client.get(name).state in (pb.JOB_STATE_RUNNING, *over))
    assert client.get(name).attempt in (1, 2)
    client.cancel(name)
    wait_for(lambda: client.get(name).state in over)


@pytest.mark.parametrize("after_s", [0.0, 0.4, 1.2])
def test_killed_while_it_snaps(edit: Path, tmp_path: Path, after_s: float) -> None:
    song = write_long(tmp_path / "long.wav", 1200)
    request = pb.JobRequest(
        snap=SnapRequest(
            edit_path=str(edit), music_path=str(song), output_path=str(tmp_path / "out.otio")
        )
    )
    before = edit.read_bytes()
    home = tmp_path / "home"
    with engine_process(home, "--workers", "1") as engine:
        with engine.client() as client:
            name = client.submit(request, "once").name
            if after_s:
                wait_for(lambda: client.get(name).state == pb.JOB_STATE_RUNNING)
        time.sleep(after_s)
        engine.signal(signal.SIGKILL)
        engine.wait()
    with engine_process(home, "--workers", "1") as engine, engine.client() as client:
        assert client.submit(request, "once").name == name
        ended(client, name)
        there = [output for output in OUTPUTS if (tmp_path / output).exists()]
        done = client.get(name).state == pb.JOB_STATE_SUCCEEDED
        assert len(there) == (len(OUTPUTS) if done else 0)
    assert not list(tmp_path.glob(".*.part"))
    assert edit.read_bytes() == before


@pytest.mark.parametrize("after_s", [0.5, 1.5])
def test_killed_while_it_masters(tmp_path: Path, after_s: float) -> None:
    song, target = write_long(tmp_path / "long.wav", 600), tmp_path / "out.m4a"
    wanted = Delivery(output_path=str(target))
    request = pb.JobRequest(master=MasterRequest(path=str(song), deliveries=[wanted]))
    home = tmp_path / "home"
    with engine_process(home, "--workers", "1") as engine:
        with engine.client() as client:
            name = client.submit(request).name
            wait_for(lambda: client.get(name).state == pb.JOB_STATE_RUNNING)
        time.sleep(after_s)
        engine.signal(signal.SIGKILL)
        engine.wait()
    with engine_process(home, "--workers", "1") as engine, engine.client() as client:
        ended(client, name)
        assert target.exists() == (client.get(name).state == pb.JOB_STATE_SUCCEEDED)
    kept = {"long.wav", "home", "out.m4a"}
    assert {path.name for path in tmp_path.iterdir()} <= kept


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_master_that_is_told_to_end_leaves_nothing(
    tmp_path: Path, number: signal.Signals
) -> None:
    song = write_long(tmp_path / "long.wav", 1200)
    command = [*HEARING_CTRL_C, "master", str(song), "-o", str(tmp_path / "out.m4a")]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    wait_for(lambda: any(tmp_path.glob(".*.part")) or process.poll() is not None)
    process.send_signal(number)
    _, said = process.communicate(timeout=100)
    assert process.returncode == 130
    assert len(said.strip().splitlines()) == 1 and "cancelled" in said
    assert [path.name for path in tmp_path.iterdir()] == ["long.wav"]
