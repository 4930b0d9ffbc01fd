"""The whole job on real faces: known shifts, another voice, the fixed file, gates.

The clips show people who gave no leave to be passed on, so that they only measure here.
"""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import opentimelineio as otio
import pytest

from backbeat.errors import RequestError
from backbeat.media.decode import read_audio
from backbeat.media.encode import write_audio
from backbeat.media.picture_digest import picture_digest
from backbeat.v1.sync_pb2 import (
    SYNC_VERDICT_CANNOT_TELL,
    SYNC_VERDICT_IN_SYNC,
    SYNC_VERDICT_OUT_OF_SYNC,
    SyncCheckRequest,
)
from backbeat.workflows.synccheck.job import run
from tests import material, pulled
from tests.commands import Cli

CLIP = "data/lips/video/vrt_face2.mp4"
RATE = 48000


def _shifted(clip: Path, seconds: float, target: Path) -> Path:
    """The clip's sound, later by `seconds`."""
    sound = read_audio(clip, RATE).samples
    count = round(abs(seconds) * RATE)
    silence = np.zeros((count, sound.shape[1]), np.float32)
    kept = [silence, sound[: len(sound) - count]] if seconds > 0 else [sound[count:], silence]
    write_audio(target, [np.concatenate(kept)], RATE)
    return target


@pytest.fixture
def without_speech_model(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A home in which only the face model was pulled."""
    pulled.put("face-mesh", tmp_path / "home")
    monkeypatch.setenv("BACKBEAT_HOME", str(tmp_path / "home"))


@pytest.mark.usefixtures("without_speech_model")
@pytest.mark.parametrize("shift", [-0.25, 0.18])
def test_a_known_shift_is_recovered_from_the_spectrum_alone(
    shared: Path, tmp_path: Path, shift: float
) -> None:
    clip = shared / CLIP
    plain = run(SyncCheckRequest(path=str(clip)))
    voice = _shifted(clip, shift, tmp_path / "voice.wav")
    found = run(SyncCheckRequest(path=str(clip), voice_path=str(voice)))
    assert found.method == "spectrum"
    assert any("models pull speech" in warning for warning in found.warnings)
    assert found.offset_ms - plain.offset_ms == pytest.approx(shift * 1000, abs=40)
    assert found.verdict == SYNC_VERDICT_OUT_OF_SYNC


@pytest.mark.usefixtures("face_mesh", "speech_model")
def test_a_video_is_measured_fixed_and_measured_again(shared: Path, tmp_path: Path) -> None:
    clip = shared / CLIP
    voice = _shifted(clip, 0.3, tmp_path / "late.wav")
    fixed, page, data = (tmp_path / name for name in ("fixed.mp4", "report.html", "report.json"))
    report = run(
        SyncCheckRequest(
            path=str(clip),
            voice_path=str(voice),
            fixed_path=str(fixed),
            output_paths=[str(page), str(data)],
        )
    )
    assert report.method == "features"
    assert report.verdict == SYNC_VERDICT_OUT_OF_SYNC
    assert abs(report.fixed_offset_ms) <= 20
    assert picture_digest(fixed).sha256 == picture_digest(clip).sha256
    # What was measured is what an independent measurement of the sound says.
    moved = read_audio(fixed, 16000, channels=1).samples[:, 0]
    late = read_audio(voice, 16000, channels=1).samples[:, 0]
    count = 1 << 18
    product = np.fft.rfft(late, count) * np.conj(np.fft.rfft(moved, count))
    lag = int(np.fft.irfft(product, count).argmax())
    assert lag / 16 == pytest.approx(report.offset_ms, abs=1.0)
    assert run(SyncCheckRequest(path=str(fixed))).verdict == SYNC_VERDICT_IN_SYNC
    assert json.loads(data.read_text())["shots"][0]["face"] == 1
    assert "data:image/jpeg;base64" in page.read_text()


@pytest.mark.usefixtures("face_mesh", "speech_model")
def test_a_timeline_has_the_sound_moved_to_the_sample(shared: Path, tmp_path: Path) -> None:
    clip = shared / CLIP
    target = tmp_path / "fixed.otio"
    report = run(SyncCheckRequest(path=str(clip), fixed_path=str(target)))
    made = otio.adapters.read_from_file(str(target))
    picture, sound = made.tracks
    clips = [child for child in sound if isinstance(child, otio.schema.Clip)]
    gap_s = sum(g.duration().to_seconds() for g in sound if isinstance(g, otio.schema.Gap))
    into_s = clips[0].source_range.start_time.to_seconds()
    assert into_s - gap_s == pytest.approx(report.offset_ms / 1000, abs=1 / 40000)
    cut_s = max(0.0, report.offset_ms / 1000)
    assert sound.duration().to_seconds() == pytest.approx(
        picture.duration().to_seconds() - cut_s, abs=1e-4
    )


@pytest.mark.usefixtures("face_mesh", "speech_model")
def test_the_same_video_gives_the_same_bytes(shared: Path, tmp_path: Path) -> None:
    texts = []
    for name in ("a.html", "b.html"):
        run(SyncCheckRequest(path=str(shared / CLIP), output_paths=[str(tmp_path / name)]))
        texts.append((tmp_path / name).read_bytes())
    assert texts[0] == texts[1]


@pytest.mark.usefixtures("face_mesh")
def test_a_video_without_a_face_or_speech_cannot_be_told(tmp_path: Path) -> None:
    clip = material.write_clip(tmp_path / "clip.mov", 2, sound=True)
    report = run(SyncCheckRequest(path=str(clip)))
    assert report.verdict == SYNC_VERDICT_CANNOT_TELL
    assert not report.HasField("offset_ms")
    assert {shot.reason for shot in report.shots} == {"No face is seen."}
    with pytest.raises(RequestError, match="cannot be told"):
        run(SyncCheckRequest(path=str(clip), fixed_path=str(tmp_path / "fixed.mov")))
    assert not (tmp_path / "fixed.mov").exists()
    with pytest.raises(RequestError, match="no face 3"):
        run(SyncCheckRequest(path=str(clip), face=3))


def test_there_must_be_sound_to_move(tmp_path: Path) -> None:
    clip = material.write_clip(tmp_path / "clip.mov", 1)
    voice = tmp_path / "voice.wav"
    write_audio(voice, [np.zeros((RATE, 1), np.float32)], RATE)
    request = SyncCheckRequest(path=str(clip), voice_path=str(voice))
    request.fixed_path = str(tmp_path / "fixed.mov")
    with pytest.raises(RequestError, match="no sound that could be replaced"):
        run(request)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({}, "needs a path"),
        ({"path": "/a.mp4", "max_offset_ms": -1.0}, "cannot be looked for"),
        ({"path": "/a.mp4", "face": -2}, "no face -2"),
        ({"path": "/a.mp4", "output_paths": ["/r.pdf"]}, "no known kind"),
        ({"path": "/a.mp4", "output_paths": ["/r.json", "/s.json"]}, "Two outputs"),
        ({"path": "/a.mp4", "fixed_path": "/r.avi"}, "no known kind"),
    ],
)
def test_what_makes_no_sense_is_refused_in_a_sentence(wrong: dict, said: str) -> None:
    with pytest.raises(RequestError, match=said):
        run(SyncCheckRequest(**wrong))


def test_the_command_names_what_is_missing(cli: Cli, tmp_path: Path) -> None:
    material.write_clip(tmp_path / "clip.mov", 2, sound=True)
    done = cli("synccheck", "clip.mov", "--gate")
    assert done.status == 3
    assert "backbeat models pull face-mesh" in done.err
    assert "Traceback" not in done.err


@pytest.mark.usefixtures("without_speech_model")
def test_the_gate_closes_on_a_video_that_is_out_of_sync(
    shared: Path, tmp_path: Path, cli: Cli
) -> None:
    clip = shared / CLIP
    plain = cli("synccheck", clip, "--gate", "--json")
    is_in_sync = json.loads(plain.out)["verdict"] == "SYNC_VERDICT_IN_SYNC"
    assert plain.status == (0 if is_in_sync else 1)
    voice = _shifted(clip, 0.3, tmp_path / "voice.wav")
    late = cli("synccheck", clip, "--voice", voice, "--gate", "-o", "r.csv", "-o", "r.html")
    assert late.status == 1
    assert "out of sync" in late.out
    assert (tmp_path / "r.csv").read_text().count("\n") == 2
    assert cli("synccheck", clip, "--voice", voice).status == 0
    several = cli("synccheck", clip, tmp_path / "none.mp4", "-o", "all.csv")
    assert several.status == 3
    assert "none.mp4" in several.err
    assert (tmp_path / "all.csv").read_text().count("\n") == 2
    refused = cli("synccheck", clip, clip, "--fix", "f.mp4")
    assert refused.status == 2
    assert "one by one" in refused.err
