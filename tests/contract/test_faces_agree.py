"""The command line in process, gRPC and JSON over HTTP: one request, one result message."""

from __future__ import annotations

import json
from pathlib import Path

from google.protobuf import json_format

from backbeat.client import connect
from backbeat.jobs.run import run
from backbeat.v1.cutting_pb2 import EDITOR_RESOLVE, SnapRequest
from backbeat.v1.jobs_pb2 import JobRequest
from backbeat.v1.loudness_pb2 import LoudnessRequest
from backbeat.v1.mastering_pb2 import Delivery, MasterRequest
from backbeat.v1.music_pb2 import BeatsRequest
from backbeat.v1.rendering_pb2 import RenderOptions, RenderRequest
from tests.commands import Cli
from tests.contract.http import ended
from tests.edits import write_sound_edit
from tests.engines import engine_process


def test_one_request_gives_one_result_everywhere(
    cli: Cli, edit: Path, song: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out.otio"
    requests = [
        JobRequest(
            snap=SnapRequest(
                edit_path=str(edit),
                music_path=str(song),
                output_path=str(out),
                for_editor=EDITOR_RESOLVE,
            )
        ),
        JobRequest(beats=BeatsRequest(path=str(song))),
        JobRequest(loudness=LoudnessRequest(path=str(song))),
        JobRequest(
            master=MasterRequest(
                path=str(song),
                deliveries=[Delivery(output_path=str(tmp_path / "out.m4a"), preset="tiktok")],
                render=RenderOptions(),
            )
        ),
        JobRequest(
            render=RenderRequest(
                edit_path=str(write_sound_edit(tmp_path / "sound.otio", song)),
                output_path=str(tmp_path / "out.wav"),
                options=RenderOptions(roles={"A1": "dialogue"}),
            )
        ),
    ]
    render = ("render", tmp_path / "sound.otio", "-o", tmp_path / "out.wav")
    commands = [
        ("snap", edit, "--music", song, "-o", out, "--for", "resolve", "--json"),
        ("beats", song, "--json"),
        ("loudness", song, "--json"),
        ("master", song, "--preset", "tiktok", "-o", tmp_path / "out.m4a", "--json"),
        (*render, "--role", "A1=dialogue", "--json"),
    ]
    with engine_process(tmp_path / "home") as engine:
        for request, command in zip(requests, commands, strict=True):
            kind = request.WhichOneof("kind")
            here = json_format.MessageToDict(
                getattr(run(request), kind), always_print_fields_with_no_presence=True
            )
            files = {path.name: path.read_bytes() for path in tmp_path.glob("out.*")}
            with connect(home=tmp_path / "home") as client:
                over_grpc = getattr(client.run(request), kind)
            over_http = ended(engine, request)["result"][kind]

            assert json.loads(cli(*command).out) == here
            assert json.loads(cli(*command, "--engine", "auto").out) == here
            assert (
                json_format.MessageToDict(over_grpc, always_print_fields_with_no_presence=True)
                == here
            )
            assert over_http == here
            assert {path.name: path.read_bytes() for path in tmp_path.glob("out.*")} == files


def test_one_failure_is_one_sentence_everywhere(cli: Cli, edit: Path, tmp_path: Path) -> None:
    missing = tmp_path / "missing.wav"
    request = JobRequest(
        snap=SnapRequest(
            edit_path=str(edit), music_path=str(missing), output_path=str(tmp_path / "out.otio")
        )
    )
    command = ("snap", edit, "--music", missing, "-o", "out.otio")
    here = cli(*command)
    with engine_process(tmp_path / "home") as engine:
        there = cli(*command, "--engine", "auto")
        error = ended(engine, request)["error"]
    assert (there.status, there.err) == (here.status, here.err)
    assert here.err == f"backbeat: {error['message']} {error['hint']}\n"
    assert error["exitStatus"] == here.status == 3
