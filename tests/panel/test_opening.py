"""What a file is to a panel: a timeline, a song, a video, a result, or nothing it can show."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from backbeat.errors import BackbeatError, InputError, NotFoundError, RequestError
from backbeat.jobs.run import run
from backbeat.panel.folders import folder_of
from backbeat.panel.music_edits import edits_path, load_edits, save_edits
from backbeat.panel.service import opened_file
from backbeat.v1.cutting_pb2 import SnapRequest
from backbeat.v1.jobs_pb2 import JobRequest
from backbeat.v1.loudness_pb2 import LoudnessRequest
from backbeat.v1.music_pb2 import BeatsRequest, MusicEdits, UserBeat
from backbeat.v1.panel_pb2 import (
    FILE_KIND_EDIT,
    FILE_KIND_SOUND,
    ITEM_KIND_CLIP,
    LoadMusicEditsRequest,
    SaveMusicEditsRequest,
)
from tests import commands, edits
from tests.edits import Piece


@pytest.fixture
def song(tmp_path: Path) -> Path:
    return commands.write_clicks(tmp_path / "song.wav", 12)


def test_a_timeline_is_shown_with_its_clips_handles_and_markers(tmp_path: Path) -> None:
    made = edits.timeline([[Piece(27, 10, 12), Piece(10, kind="gap"), Piece(50, speed=2.0)]])
    document = edits.document(made, tmp_path)
    view = opened_file(str(document.path)).edit
    assert view.tracks[0].label == "V1"
    first, second = view.tracks[0].items
    assert (first.start_frame, first.end_frame, first.index) == (0, 27, 0)
    assert (first.head_frames, first.tail_frames, first.kind) == (10, 12, ITEM_KIND_CLIP)
    assert (second.start_frame, second.index, second.speed) == (37, 2, 2)
    assert not first.online and first.media_path.endswith(".mov")
    assert view.duration_frames == 87 and view.rate.numerator == 25


@pytest.mark.shared
def test_every_timeline_that_can_be_read_can_be_shown(shared: Path) -> None:
    shown = 0
    for path in sorted((shared / "data" / "otio").rglob("*")):
        if path.suffix.lower() not in (".otio", ".xml", ".aaf", ".edl", ".otioz"):
            continue
        try:
            view = opened_file(str(path)).edit
        except BackbeatError as error:
            assert path.name in str(error)
            continue
        shown += 1
        for track in view.tracks:
            ends = [item.end_frame for item in track.items if item.kind == ITEM_KIND_CLIP]
            assert ends == sorted(ends)
            assert max(ends, default=0) <= view.duration_frames + 1e-6
    assert shown > 20


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


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("x.json", "{}"),
        ("x.json", '{"a": 1}'),
        ("x.json", "no"),
        ("x.html", "<p>"),
        ("x.wav", "no"),
    ],
)
def test_what_is_nothing_is_said_by_name(name: str, content: str, tmp_path: Path) -> None:
    (tmp_path / name).write_text(content)
    with pytest.raises(InputError, match=name):
        opened_file(str(tmp_path / name))


def test_only_files_of_this_machine_are_opened(tmp_path: Path) -> None:
    for path, kind in (("song.wav", RequestError), ("https://x.example/a.wav", RequestError),
                       ("/dev/zero", RequestError), (str(tmp_path / "gone.otio"), NotFoundError),
                       ("", RequestError)):  # fmt: skip
        with pytest.raises(kind):
            opened_file(path)


def test_a_folder_lists_what_can_be_opened_folders_first(tmp_path: Path, song: Path) -> None:
    for name in ("b.otio", ".hidden.wav", "notes.txt", "Ärger.mp4"):
        (tmp_path / name).touch()
    (tmp_path / "zz").mkdir()
    (tmp_path / "loop").symlink_to(tmp_path)
    found = folder_of(str(song))
    names = [entry.name for entry in found.entries]
    assert names == ["loop", "zz", "Ärger.mp4", "b.otio", "song.wav"]
    kinds = {entry.name: entry.kind for entry in found.entries}
    assert (kinds["b.otio"], kinds["song.wav"]) == (FILE_KIND_EDIT, FILE_KIND_SOUND)
    assert found.parent == str(tmp_path.parent)


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
    # Ours is replaced; what somebody changed is not.
    save_edits(SaveMusicEditsRequest(path=str(song), edits=MusicEdits(removed_beats_s=[3.0])))
    edits_path(song).write_text('{"beats": []}')
    with pytest.raises(BackbeatError, match="exists"):
        save_edits(SaveMusicEditsRequest(path=str(song), edits=made))
    with pytest.raises(RequestError):
        bad = MusicEdits(removed_beats_s=[float("nan")])
        save_edits(SaveMusicEditsRequest(path=str(song), edits=bad))
