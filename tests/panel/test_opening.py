"""What jobs wrote, opened again; and what a panel keeps, read by a job."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from backbeat.jobs.run import run
from backbeat.panel.music_edits import edits_path, load_edits, save_edits
from backbeat.panel.service import opened_file
from backbeat.v1.cutting_pb2 import SnapRequest
from backbeat.v1.jobs_pb2 import JobRequest
from backbeat.v1.loudness_pb2 import LoudnessRequest
from backbeat.v1.music_pb2 import BeatsRequest, MusicEdits, UserBeat
from backbeat.v1.panel_pb2 import (
    LoadMusicEditsRequest,
    SaveMusicEditsRequest,
)
from tests import commands, edits
from tests.edits import Piece


@pytest.fixture
def song(tmp_path: Path) -> Path:
    return commands.write_clicks(tmp_path / "song.wav", 12)


def test_results_are_known_by_what_is_in_them(tmp_path: Path, song: Path) -> None:
    timeline = edits.document(edits.timeline([[Piece(27), Piece(60)]]), tmp_path).path
    out = tmp_path / "out.otio"
    request = SnapRequest(edit_path=str(timeline), music_path=str(song), output_path=str(out))
    run(JobRequest(snap=request))
    sync_map = opened_file(str(tmp_path / "out.syncmap.json")).result
    assert sync_map.WhichOneof("kind") == "snap"
    assert len(sync_map.snap.sync_map.cuts) == 1
    assert opened_file(str(tmp_path / "out.report.html")).result == sync_map
    beats = tmp_path / "beats.json"
    run(JobRequest(beats=BeatsRequest(path=str(song), output_path=str(beats))))
    assert opened_file(str(beats)).result.WhichOneof("kind") == "beats"
    loud = tmp_path / "loud.json"
    run(JobRequest(loudness=LoudnessRequest(path=str(song), output_path=str(loud))))
    assert opened_file(str(loud)).result.WhichOneof("kind") == "loudness"


def test_corrections_are_kept_beside_the_song_and_read_by_the_command_line(song: Path) -> None:
    asked = LoadMusicEditsRequest(path=str(song))
    assert load_edits(asked).path == ""
    made = MusicEdits(beats=[UserBeat(time_s=1.23, downbeat=True)], removed_beats_s=[2.0])
    saved = save_edits(SaveMusicEditsRequest(path=str(song), edits=made))
    assert saved.path == str(edits_path(song)) == f"{song}.edits.json"
    assert load_edits(asked).edits == made
    ran = commands.in_folder(song.parent)("beats", song, "--edits", saved.path, "--json")
    times = [beat["timeS"] for beat in json.loads(ran.out)["beats"]]
    assert 1.23 in times and not any(abs(time - 2.0) < 0.05 for time in times)
