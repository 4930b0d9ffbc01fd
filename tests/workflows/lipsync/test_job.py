"""The whole job on real faces: a video, a clip of a timeline, a cancel, a kill in the middle.

The clips show people who gave no leave to be passed on, so that they only measure here.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import opentimelineio as otio
import pytest

from backbeat.errors import CancelledError, RequestError
from backbeat.files import sha256_of
from backbeat.media.decode import read_audio
from backbeat.media.encode import write_audio
from backbeat.media.probe import probe
from backbeat.progress import Progress
from backbeat.v1.lipsync_pb2 import WHEN_LONGER_BOUNCE, FaceVoice, LipSyncRequest, TimeSpan
from backbeat.workflows.lipsync.job import run
from tests import edits, pulled
from tests.commands import Cli
from tests.edits import Piece

pytestmark = [pytest.mark.shared, pytest.mark.usefixtures("face_mesh", "speech_model")]

CLIP = "data/lips/video/vrt_face2.mp4"
KATIE = "data/lips/video/WDA_KatieHill_000.mp4"
WORDS = "data/lips/speech/librivox_0870.wav"
RATE = 48000


@pytest.fixture
def words(shared: Path, tmp_path: Path) -> Path:
    """Two seconds of somebody else's speech."""
    sound = read_audio(shared / WORDS, RATE, channels=1).samples
    write_audio(tmp_path / "words.wav", [sound[: 2 * RATE]], RATE)
    return tmp_path / "words.wav"


def _left_in(home: Path) -> list[Path]:
    return list((home / "lipsync").iterdir()) if (home / "lipsync").is_dir() else []


def test_a_face_says_new_words_and_the_rest_stays(
    shared: Path, tmp_path: Path, words: Path
) -> None:
    clip, out = shared / CLIP, tmp_path / "out" / "said.mov"
    out.parent.mkdir()
    before = sha256_of(clip)
    page, data = out.with_suffix(".html"), out.with_suffix(".json")
    result = run(
        LipSyncRequest(
            path=str(clip),
            speech_path=str(words),
            speech_start_s=1.0,
            output_path=str(out),
            backend="warp",
            consent="herself, by letter",
            report_paths=[str(page), str(data)],
        )
    )
    assert sha256_of(clip) == before
    assert (result.backend, result.preview, result.faces_tracked) == ("warp", True, 1)
    assert result.frames == 125 and 45 <= result.frames_changed <= 65
    (span,) = result.changed
    assert (span.start_s, span.end_s) == pytest.approx((1.0, 3.0), abs=0.1)
    info = probe(out)
    assert info.video is not None and info.video.duration == pytest.approx(5.0, abs=0.05)
    assert result.mark == "metadata" and "herself, by letter" in info.metadata["comment"]
    heard = read_audio(out, RATE, channels=1).samples[:, 0]
    said = read_audio(words, RATE, channels=1).samples[:, 0]
    assert np.abs(heard[RATE : RATE + len(said)] - said).max() < 1e-4
    assert json.loads(data.read_text())["framesChanged"] == result.frames_changed
    assert "Mouths, as they were and as they are" in page.read_text()
    assert sorted(one.name for one in out.parent.iterdir()) == [
        "said.html",
        "said.json",
        "said.mov",
    ]


@pytest.mark.whole
def test_a_clip_of_a_timeline_is_made_with_its_handles(
    shared: Path, tmp_path: Path, words: Path
) -> None:
    piece = Piece(50, head=30, tail=45, name="Face", url=str(shared / CLIP), media_start=0.0)
    edit = edits.written(edits.timeline([[Piece(20, kind="gap"), piece]]), tmp_path)
    request = LipSyncRequest(
        path=str(edit),
        clip="Face",
        speech_path=str(words),
        output_path=str(tmp_path / "said.otio"),
        backend="warp",
        keep_takes=True,
        handles=10,
    )
    result = run(request)
    assert result.timeline_path == request.output_path
    assert (result.clip, result.track) == ("Face lip-sync 1 (preview)", "V2 (Lip-sync)")
    assert result.path == str(tmp_path / "said lipsync" / "Face take 1.mp4")
    assert result.frames == 70
    made = otio.adapters.read_from_file(request.output_path)
    clip = made.tracks[1][1]
    assert clip.metadata["backbeat"]["generated"] and clip.metadata["backbeat"]["preview"]
    assert clip.source_range.start_time.value == 10
    assert clip.media_reference.available_range.duration.value == 70
    assert [track.name for track in made.tracks] == ["Video 1", "Lip-sync", "Lip-sync speech"]


def test_a_cancel_leaves_nothing(
    shared: Path, tmp_path: Path, words: Path, face_mesh: Path
) -> None:
    out = tmp_path / "out"
    out.mkdir()
    steps: list[str] = []
    request = LipSyncRequest(
        path=str(shared / CLIP),
        speech_path=str(words),
        output_path=str(out / "said.mp4"),
        backend="warp",
    )
    progress = Progress(
        lambda _, step: steps.append(step), lambda: bool(steps) and steps[-1] == "Drawing"
    )
    with pytest.raises(CancelledError):
        run(request, progress)
    assert steps[-1] == "Drawing"
    assert list(out.iterdir()) == []
    assert _left_in(Path(os.environ["BACKBEAT_HOME"])) == []


@pytest.mark.whole
@pytest.mark.timeout(900)
def test_a_run_that_was_killed_goes_on_where_it_was(
    shared: Path, tmp_path: Path, words: Path
) -> None:
    home = Path(os.environ["BACKBEAT_HOME"])
    long = tmp_path / "long.mp4"
    listed = tmp_path / "list.txt"
    listed.write_text(f"file '{shared / CLIP}'\n" * 3)
    subprocess.run(
        ["ffmpeg", "-v", "error", "-f", "concat", "-safe", "0", "-i", listed, "-c", "copy", long],
        check=True,
    )
    write_audio(words, [np.tile(read_audio(words, RATE).samples, (7, 1))], RATE)
    command = [
        sys.executable, "-m", "backbeat.cli.main", "lipsync", long, words,
        "--backend", "warp", "-o",
    ]  # fmt: skip
    process = subprocess.Popen([*map(str, command), str(tmp_path / "killed.mp4")])
    while not list(home.glob("lipsync/*/parts/*.part")):
        assert process.poll() is None, "it ended before it could be killed"
        time.sleep(0.05)
    process.send_signal(signal.SIGKILL)
    process.wait()
    kept = list(home.glob("lipsync/*/parts/*.part"))
    assert kept and not (tmp_path / "killed.mp4").exists()
    stamps = {path.name: path.stat().st_mtime_ns for path in kept}
    process = subprocess.Popen([*map(str, command), str(tmp_path / "killed.mp4")])
    seen: dict[str, int] = {}
    while process.poll() is None:
        for path in home.glob("lipsync/*/parts/*.part"):
            if path.name in stamps:
                seen[path.name] = path.stat().st_mtime_ns
        time.sleep(0.05)
    assert process.returncode == 0
    assert seen == stamps, "a finished part was made again"
    subprocess.run([*map(str, command), str(tmp_path / "whole.mp4")], check=True)
    assert sha256_of(tmp_path / "killed.mp4") == sha256_of(tmp_path / "whole.mp4")
    assert _left_in(home) == []


@pytest.mark.whole
def test_ten_seconds_of_silence_move_no_mouth(shared: Path, tmp_path: Path) -> None:
    silence = tmp_path / "silence.wav"
    write_audio(silence, [np.zeros((RATE * 10, 1), np.float32)], RATE)
    out = tmp_path / "quiet.mp4"
    result = run(
        LipSyncRequest(path=str(shared / KATIE), speech_path=str(silence), output_path=str(out))
    )
    assert any("Nobody speaks in silence.wav" in warning for warning in result.warnings)
    assert result.closures == 0 and not result.HasField("closure_rate")


@pytest.mark.whole
def test_speech_that_is_longer_makes_the_picture_go_on(shared: Path, tmp_path: Path) -> None:
    out = tmp_path / "longer.mp4"
    result = run(
        LipSyncRequest(
            path=str(shared / CLIP),
            speech_path=str(shared / WORDS),
            output_path=str(out),
            when_longer=WHEN_LONGER_BOUNCE,
        )
    )
    info = probe(out)
    assert info.video is not None and info.audio is not None
    assert float(info.video.duration or 0) >= 7.1
    assert any("runs backwards" in warning for warning in result.warnings)


@pytest.mark.whole
def test_a_mute_closes_a_mouth_and_keeps_the_sound(shared: Path, tmp_path: Path) -> None:
    out = tmp_path / "muted.mp4"
    result = run(
        LipSyncRequest(
            path=str(shared / CLIP),
            mute=[TimeSpan(start_s=1.0, end_s=2.0)],
            output_path=str(out),
            backend="warp",
        )
    )
    assert 20 <= result.frames_changed <= 40
    own = read_audio(shared / CLIP, RATE).samples
    kept = read_audio(out, RATE).samples
    # A packet of AAC more or less is heard at the end, by how a container states where sound ends.
    assert abs(len(kept) - len(own)) < 1024
    assert np.array_equal(kept[: len(own) - 2048], own[: len(own) - 2048])


@pytest.mark.whole
def test_a_face_that_is_not_there_is_said(shared: Path, tmp_path: Path, words: Path) -> None:
    result = run(
        LipSyncRequest(
            path=str(shared / CLIP),
            voices=[FaceVoice(face=7, speech_path=str(words))],
            output_path=str(tmp_path / "out.mp4"),
        )
    )
    assert result.frames_changed == 0
    assert [shot.reason for shot in result.shots] == ["Face 7 is not in this shot."]


def test_a_video_without_a_face_is_refused(tmp_path: Path, words: Path) -> None:
    from tests import material

    clip = material.write_clip(tmp_path / "no face.mov", 2)
    with pytest.raises(RequestError, match="No face is seen in"):
        run(
            LipSyncRequest(
                path=str(clip), speech_path=str(words), output_path=str(tmp_path / "out.mp4")
            )
        )
    assert not (tmp_path / "out.mp4").exists()


@pytest.mark.whole
def test_the_command_says_what_it_did(cli: Cli, shared: Path, tmp_path: Path, words: Path) -> None:
    for model in ("face-mesh", "speech"):
        pulled.put(model, tmp_path / "home")
    out = tmp_path / "said.mp4"
    done = cli("lipsync", shared / CLIP, words, "--at", "1", "--backend", "warp", "-o", out)
    assert done.status == 0, done.err
    assert "frames have a new mouth (warp, a preview)" in done.out
    assert "changed    1.00–3.00 s" in done.out
    assert "Where no new speech is heard, before 1.00 s and after 3.00 s" in done.out
    assert f"written   {out}" in done.out
