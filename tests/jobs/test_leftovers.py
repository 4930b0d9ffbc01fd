from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from backbeat.files.transaction import Transaction
from backbeat.jobs import paths
from backbeat.jobs.leftovers import remove_leftovers
from backbeat.v1.assembly_pb2 import CutRequest
from backbeat.v1.cutting_pb2 import SnapRequest
from backbeat.v1.foley_pb2 import FoleyConformRequest, FoleyRequest
from backbeat.v1.jobs_pb2 import JobRequest
from backbeat.v1.lipsync_pb2 import LipSyncRequest
from backbeat.v1.mastering_pb2 import Delivery, MasterRequest
from backbeat.v1.rendering_pb2 import RenderRequest
from tests import engines
from tests.contract import fields

_KILLED = """
import os, signal, sys
from pathlib import Path
from backbeat.files.transaction import Transaction
from backbeat.jobs import leftovers
targets = [Path(name) for name in sys.argv[1:]]
with Transaction(targets) as written:
    for target in targets:
        written.at(target).write_text("half")
    os.kill(os.getpid(), signal.SIGKILL)
"""

pytestmark = pytest.mark.skipif(os.name == "nt", reason="there is no such signal there")


def _left_behind(*outputs: Path) -> list[Path]:
    """What a process leaves that is killed while it writes; the stages."""
    before = {stage for output in outputs for stage in output.parent.glob(".backbeat-*")}
    subprocess.run([sys.executable, "-c", _KILLED, *map(str, outputs)], check=False)
    folders = dict.fromkeys(output.parent for output in outputs)
    left = [stage for folder in folders for stage in sorted(folder.glob(".backbeat-*"))]
    return [stage for stage in left if stage not in before]


def _snap(output: Path) -> JobRequest:
    return JobRequest(snap=SnapRequest(edit_path="/edit.otio", output_path=str(output)))


def test_what_a_killed_job_left_goes_and_its_outputs_stay(tmp_path: Path) -> None:
    output = tmp_path / "cut.otio"
    left = _left_behind(output, tmp_path / "cut.syncmap.json", tmp_path / "cut.report.html")
    assert len(left) == 1
    output.write_text("of an earlier run")
    assert remove_leftovers(_snap(output)) == left
    assert [path.name for path in tmp_path.iterdir()] == ["cut.otio"]
    assert output.read_text() == "of an earlier run"


def test_the_unfinished_files_of_a_living_job_of_the_same_name_stay(tmp_path: Path) -> None:
    output = tmp_path / "cut.otio"
    with Transaction([output]) as written:
        written.at(output).write_text("nearly done")
        left = _left_behind(tmp_path / "cut.syncmap.json")
        assert remove_leftovers(_snap(output)) == left
        assert written.at(output).read_text() == "nearly done"
    assert output.read_text() == "nearly done"
    assert [path.name for path in tmp_path.iterdir()] == ["cut.otio"]


def test_nothing_of_others_is_touched(tmp_path: Path) -> None:
    others = [".cut.otio.part", ".backbeat-0123.part", ".backbeat-0123456789ab", "x.part"]
    for name in others:
        (tmp_path / name).write_text("mine")
    (tmp_path / ".backbeat-0123456789ab.part").symlink_to(tmp_path)
    assert remove_leftovers(_snap(tmp_path / "cut.otio")) == []
    assert len(list(tmp_path.iterdir())) == len(others) + 1


def test_a_job_without_output_leaves_nothing(tmp_path: Path) -> None:
    left = _left_behind(tmp_path / "song.json")
    assert remove_leftovers(engines.beats(tmp_path / "song.wav")) == []
    assert remove_leftovers(engines.beats(Path("/a.wav"), tmp_path / "gone" / "b.json")) == []
    assert all(path.exists() for path in left)


def test_every_folder_of_a_master_is_looked_after(tmp_path: Path) -> None:
    folders = [tmp_path / name for name in "abcd"]
    for folder in folders:
        folder.mkdir()
    delivery, second, log, timeline = (
        folder / name
        for folder, name in zip(folders, ("a.m4a", "b.wav", "c.html", "d.otio"), strict=True)
    )
    request = JobRequest(
        master=MasterRequest(
            path="/mix.otio",
            deliveries=[
                Delivery(output_path=str(delivery), log_path=str(log)),
                Delivery(output_path=str(second)),
            ],
            timeline_path=str(timeline),
        )
    )
    left = _left_behind(delivery, second, log, timeline)
    assert len(left) == 4
    assert set(remove_leftovers(request)) == set(left)
    assert not [path for folder in folders for path in folder.iterdir()]


def test_stems_are_looked_after_in_their_folder(tmp_path: Path) -> None:
    stems = tmp_path / "stems"
    stems.mkdir()
    (stems / "music.wav").touch()
    left = _left_behind(stems / "dialogue.wav")
    request = JobRequest(render=RenderRequest(edit_path="/e.otio", stems_path=str(stems)))
    assert remove_leftovers(request) == left
    assert [path.name for path in stems.iterdir()] == ["music.wav"]


def test_a_proof_is_looked_after_in_its_folder(tmp_path: Path) -> None:
    edit, proof = tmp_path / "edits" / "cut.otio", tmp_path / "proofs" / "cut.mp4"
    for folder in (edit.parent, proof.parent):
        folder.mkdir()
    left = _left_behind(edit, proof)
    assert len(left) == 2
    request = JobRequest(cut=CutRequest(output_path=str(edit), preview_path=str(proof)))
    assert set(remove_leftovers(request)) == set(left)


def test_what_lies_beside_a_timeline_of_a_lip_sync_is_looked_after(tmp_path: Path) -> None:
    timeline, video = tmp_path / "said.otio", tmp_path / "said lipsync" / "take 1.mp4"
    video.parent.mkdir()
    left = _left_behind(timeline, video)
    assert len(left) == 2
    request = JobRequest(lipsync=LipSyncRequest(path="/e.otio", output_path=str(timeline)))
    assert set(remove_leftovers(request)) == set(left)


def test_what_lies_beside_a_timeline_of_foley_is_looked_after(tmp_path: Path) -> None:
    timeline, sound = tmp_path / "cut.otio", tmp_path / "cut foley" / "1 door.wav"
    sound.parent.mkdir()
    for request in (
        JobRequest(foley=FoleyRequest(path="/e.otio", output_path=str(timeline))),
        JobRequest(foley_conform=FoleyConformRequest(output_path=str(timeline))),
    ):
        left = _left_behind(timeline, sound)
        assert len(left) == 2
        assert set(remove_leftovers(request)) == set(left)


def test_every_path_of_a_request_is_an_input_or_looked_after() -> None:
    """A new output needs its name in `leftovers`."""
    inputs = {
        "path", "paths", "edit_path", "music_path", "pattern_path", "plan_path", "search_paths",
        "sync_map_path", "template_path", "to_path", "reference_path", "other_paths", "voice_path",
        "speech_path", "bank_paths", "visemes_path", "dub_path", "script_path", "effects_path",
        "cue_paths", "library_paths", "recogniser_path", "mapping_path", "old_path", "new_path",
        "foley_path", "like_path", "index_path",
    }  # fmt: skip
    for kind in JobRequest.DESCRIPTOR.oneofs_by_name["kind"].fields:
        for path in fields.paths(kind.message_type):
            name = path[-1].name
            if name.removesuffix("s").endswith("path") and name not in inputs:
                assert name in (*paths.OUTPUT_FIELDS, *paths.OUTPUT_FOLDERS), name
