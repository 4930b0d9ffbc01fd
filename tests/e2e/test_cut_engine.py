"""Cuts and shot plans by a real engine: followed, cancelled, killed, two at once, asked twice."""

from __future__ import annotations

import json
import os
import shutil
import signal
import struct
from collections.abc import Iterator
from pathlib import Path

import pytest

from backbeat.errors import AlreadyExistsError, CancelledError, RequestError
from backbeat.v1 import jobs_pb2 as pb
from backbeat.v1.assembly_pb2 import CutRequest, MaterialOptions, Replacement
from backbeat.v1.planning_pb2 import PlanRequest
from tests import commands
from tests.commands import Ran
from tests.contract import http
from tests.engines import EngineProcess, engine_process, wait_for
from tests.material import write_clip, write_clips, write_still

CLIPS, STILLS = 24, 176
LOOKING = "Looking at "
ENDED = (pb.JOB_STATE_SUCCEEDED, pb.JOB_STATE_INTERRUPTED)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A song, a few clips, and so many that looking at them can be interrupted."""
    folder = tmp_path_factory.mktemp("material")
    commands.write_clicks(folder / "song.wav", 12)
    write_clips(folder / "bin", 3, 5)
    one = write_clip(folder / "one.mov", 3)
    (folder / "many").mkdir()
    for number in range(CLIPS):
        copy(one, folder / "many" / f"take_{number}.mov", number)
    still = write_still(folder / "still.png")
    for number in range(STILLS):
        copy(still, folder / "many" / f"view_{number}.png", number)
    return folder


def copy(file: Path, target: Path, number: int) -> None:
    """The same pictures in a file of other bytes, since one of the same is looked at once."""
    target.write_bytes(file.read_bytes() + struct.pack(">I4sI", 12, b"free", number))


@pytest.fixture
def home(made: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """What was seen in the clips is kept apart for each test."""
    monkeypatch.setenv("BACKBEAT_HOME", str(made / "home"))
    shutil.rmtree(made / "home", ignore_errors=True)
    return made / "home"


@pytest.fixture
def engine(home: Path) -> Iterator[EngineProcess]:
    with engine_process(home, "--workers", "2") as running:
        yield running


def cut_of(made: Path, folder: str, output: Path) -> pb.JobRequest:
    return pb.JobRequest(
        cut=CutRequest(
            paths=[str(made / folder)],
            music_path=str(made / "song.wav"),
            output_path=str(output),
        )
    )


def outputs(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def files_of(stem: str) -> set[str]:
    return {f"{stem}.otio", f"{stem}.syncmap.json", f"{stem}.report.html"}


def kept(home: Path) -> list[Path]:
    """What is kept of the clips that were looked at."""
    return list((home / "footage").glob("*.npz"))


def command(made: Path, *arguments: object) -> Ran:
    """The command line in the folder of the material, with the engine's home."""
    return commands.in_folder(made)(*arguments)


def test_a_cut_is_followed_to_its_end_on_both_faces(
    engine: EngineProcess, made: Path, tmp_path: Path
) -> None:
    request = cut_of(made, "bin", tmp_path / "out.otio")
    with engine.client() as client:
        name = client.submit(request).name
        events = list(client.watch(name))
        fractions = [event.fraction for event in events]
        assert fractions == sorted(fractions)
        assert events[-1].state == pb.JOB_STATE_SUCCEEDED
        assert any(event.step.startswith(LOOKING) for event in events)
        result = client.get(name).result.cut
    assert len(result.clips) == 3
    assert outputs(tmp_path) == files_of("out")
    first = (tmp_path / "out.otio").read_bytes()
    over_http = http.ended(engine, request)
    assert over_http["state"] == "JOB_STATE_SUCCEEDED"
    assert (tmp_path / "out.otio").read_bytes() == first


def test_a_plan_on_both_faces(engine: EngineProcess, made: Path, tmp_path: Path) -> None:
    target = tmp_path / "plan.json"
    request = pb.JobRequest(
        plan=PlanRequest(music_path=str(made / "song.wav"), output_path=str(target))
    )
    with engine.client() as client:
        slots = client.run(request).plan.slots
    first = target.read_bytes()
    assert len(json.loads(first)["slots"]) == len(slots) > 0
    assert http.ended(engine, request)["state"] == "JOB_STATE_SUCCEEDED"
    assert target.read_bytes() == first


def test_cancelled_while_it_looks_at_clips(
    engine: EngineProcess, home: Path, made: Path, tmp_path: Path
) -> None:
    request = cut_of(made, "many", tmp_path / "out.otio")
    with engine.client() as client:
        name = client.submit(request).name
        wait_for(lambda: client.get(name).step.startswith(LOOKING) and len(kept(home)) > 2, 60)
        client.cancel(name)
        *_, last = client.watch(name)
        assert last.state == pb.JOB_STATE_CANCELLED
        assert client.get(name).error.code == CancelledError.code.value
        assert outputs(tmp_path) == set()
        assert 2 < len(kept(home)) < CLIPS + STILLS
        # What had been looked at is not looked at again.
        assert len(client.run(request).cut.clips) == CLIPS + STILLS
    assert outputs(tmp_path) == files_of("out")
    shots = json.loads((tmp_path / "out.syncmap.json").read_text())["slots"]
    assert len({shot["shot"]["path"] for shot in shots}) == len(shots)


@pytest.mark.skipif(os.name == "nt", reason="there is no such signal there")
def test_an_engine_killed_while_it_looks_at_clips(home: Path, made: Path, tmp_path: Path) -> None:
    request = cut_of(made, "many", tmp_path / "out.otio")
    with engine_process(home, "--workers", "1") as engine:
        with engine.client() as client:
            name = client.submit(request, "once").name
            wait_for(lambda: client.get(name).step.startswith(LOOKING), 60)
        engine.signal(signal.SIGKILL)
        engine.wait()
    with engine_process(home, "--workers", "1") as engine, engine.client() as client:
        assert client.submit(request, "once").name == name
        wait_for(lambda: client.get(name).state in ENDED, 90)
        job = client.get(name)
        assert (job.state, job.attempt) == (pb.JOB_STATE_SUCCEEDED, 2)
    assert outputs(tmp_path) == files_of("out")
    assert not list((home / "footage").glob("*.part"))


def test_two_cuts_at_once_come_out_as_one_after_the_other(
    engine: EngineProcess, made: Path, tmp_path: Path
) -> None:
    with engine.client() as client:
        names = [
            client.submit(cut_of(made, "bin", tmp_path / f"{stem}.otio")).name for stem in "ab"
        ]
        for name in names:
            *_, last = client.watch(name)
            assert last.state == pb.JOB_STATE_SUCCEEDED, client.get(name).error
        client.run(cut_of(made, "bin", tmp_path / "c.otio"))
    assert outputs(tmp_path) == files_of("a") | files_of("b") | files_of("c")
    shown = {
        json.dumps(json.loads((tmp_path / f"{stem}.syncmap.json").read_text())["slots"])
        for stem in "abc"
    }
    assert len(shown) == 1


def test_the_same_request_id_cuts_once(engine: EngineProcess, made: Path, tmp_path: Path) -> None:
    request = cut_of(made, "bin", tmp_path / "out.otio")
    with engine.client() as client:
        name = client.submit(request, "mine").name
        assert client.submit(request, "mine").name == name
        with pytest.raises(AlreadyExistsError):
            client.submit(cut_of(made, "bin", tmp_path / "other.otio"), "mine")
        *_, last = client.watch(name)
        assert last.state == pb.JOB_STATE_SUCCEEDED
    assert outputs(tmp_path) == files_of("out")


def test_relative_paths_are_for_the_command_line(
    engine: EngineProcess, made: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out.otio"
    arguments = ("cut", "bin", "--music", "song.wav", "-o", out, "--pin", "2=bin/clip_3.mov")
    here = command(made, *arguments, "--json")
    there = command(made, *arguments, "--json", "--engine", "auto")
    assert (here.status, there.status) == (0, 0), here.err + there.err
    assert json.loads(here.out) == json.loads(there.out)
    slots = json.loads((tmp_path / "out.syncmap.json").read_text())["slots"]
    assert slots[1]["shot"]["name"] == "clip_3.mov"
    replace = ("cut", "--replace", "1=one.mov", out, "-o", tmp_path / "new.otio")
    ran = command(made, *replace, "--engine", "auto")
    assert ran.status == 0, ran.err
    request = cut_of(made, "bin", out)
    relative = [
        CutRequest(paths=["bin"]),
        CutRequest(edit_path=str(out), replacements=[Replacement(slot=1, clip="one.mov")]),
    ]
    with engine.client() as client:
        for change in relative:
            changed = pb.JobRequest()
            changed.CopyFrom(request)
            changed.cut.MergeFrom(change)
            with pytest.raises(RequestError, match="must be absolute"):
                client.submit(changed)


def test_jobs_are_listed_and_shown_with_their_kind(
    engine: EngineProcess, made: Path, tmp_path: Path
) -> None:
    with engine.client() as client:
        good = cut_of(made, "bin", tmp_path / "out.otio")
        client.run(good)
        bad = pb.JobRequest()
        bad.CopyFrom(good)
        bad.cut.material.CopyFrom(MaterialOptions(must_use=["nothing"]))
        with pytest.raises(RequestError, match="nothing is none of the clips"):
            client.run(bad)
        bad_job, good_job = client.list().jobs
    listed = command(made, "jobs", "list")
    assert listed.status == 0, listed.err
    lines = listed.out.splitlines()
    for job, state in ((good_job, "succeeded"), (bad_job, "failed")):
        (line,) = (line for line in lines if job.name in line)
        assert line.split()[3:5] == ["cut", state]
        shown = command(made, "jobs", "show", job.name.removeprefix("jobs/"), "--json")
        request = json.loads(shown.out)["request"]["cut"]
        assert request["outputPath"] == str(tmp_path / "out.otio")
    shown = command(made, "jobs", "show", bad_job.name)
    assert "nothing is none of the clips" in shown.out
