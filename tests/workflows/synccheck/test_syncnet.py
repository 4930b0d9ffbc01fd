"""SyncNet's scores of a video, by a twin whose points are the brightness and loudness of a stretch.

The twin stands in for weights of others: what is around it, from pictures and sound to the report,
is measured with an offset that is known.
"""

from __future__ import annotations

import csv
import json
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from backbeat.errors import NotFoundError
from backbeat.files import sha256_of
from backbeat.footage.faces import Faces, FaceTrack
from backbeat.footage.footage import Span
from backbeat.media.encode import write_video
from backbeat.models import registry
from backbeat.progress import SILENT
from backbeat.sync.lips.expected import Expected
from backbeat.sync.lips.judging import Judgement, Verdict
from backbeat.sync.lips.matching import Match
from backbeat.sync.lips.page import page
from backbeat.sync.lips.reporting import JudgedShot, report_of
from backbeat.sync.lips.table import csv_of
from backbeat.v1.sync_pb2 import SyncCheckRequest
from backbeat.workflows.synccheck.job import run
from backbeat.workflows.synccheck.measuring import Measured
from backbeat.workflows.synccheck.syncnet import add_scores
from backbeat.workflows.synccheck.voice import Voice
from tests import material, pulled
from tests.commands import Cli
from tests.models.tiny import syncnet

CLIP = "data/lips/video/vrt_face2.mp4"
SOUND_RATE = 16000
SECONDS, FROM_S = 11.0, 1.2
WIDTH, HEIGHT = 128, 96


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("BACKBEAT_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


def _add_twin(folder: Path) -> str:
    """Registers the twin: both points are twice a level that pictures and sound share, and 16."""
    lips, voice = np.zeros((15, 2), np.float32), np.zeros((260, 2), np.float32)
    lips[:, 0] = 1 / 15 / 8
    voice[:20, 0] = 1 / 20
    file = folder / "twin.onnx"
    file.write_bytes(syncnet(lips, voice))
    return registry.add("syncnet", file).sha256


def _level(times_s: np.ndarray) -> np.ndarray:
    """Something that changes at the speed of speech, and is defined at every moment."""
    points = np.random.default_rng(5).uniform(-1.5, 1.5, 100)
    return np.interp(times_s, np.arange(100) * 0.25 - 5, points)


def _sound(late_s: float) -> np.ndarray:
    """Noise as loud as the level, so that twice the level and 16 is its log energy."""
    times_s = np.arange(round(SECONDS * SOUND_RATE)) / SOUND_RATE
    noise = np.random.default_rng(6).standard_normal(len(times_s))
    # Power of 400 samples of white noise after pre-emphasis, halved by its one-sided spectrum.
    unit = np.sqrt(np.exp(16) / (200 * (1 + 0.97**2))) / 32768
    return (unit * np.exp(_level(times_s - late_s)) * noise).astype(np.float32)


def _film(path: Path, rate: int) -> Path:
    """A picture that is as bright as the level is high."""
    times_s = np.arange(round(SECONDS * rate)) / rate
    # In the middle of the time for which it is shown.
    bright = np.clip(np.rint(128 + 16 * _level(times_s + 0.5 / rate)), 0, 255).astype(np.uint8)
    write_video(path, (np.full((HEIGHT, WIDTH, 3), one) for one in bright), Fraction(rate))
    return path


def _measured(path: Path, rate: int, late_s: float) -> Measured:
    """A video with one face in its second shot; in its first nobody could be compared."""
    times_s = np.arange(round(SECONDS * rate)) / rate
    shown = times_s[times_s >= FROM_S]
    count = len(shown)
    track = FaceTrack(
        1, 1, shown, np.tile(np.array([40, 20, 72, 60], np.float32), (count, 1)),
        np.zeros((count, 468, 3), np.int16), np.zeros((count, 3), np.float32),
        np.zeros((count, 8), np.float32), np.ones(count, np.bool_), np.zeros(count, np.bool_),
        np.ones(count, np.float32),
    )  # fmt: skip
    match = Match(late_s, 0.5, 0.3, 9.0)
    shots = [
        JudgedShot(0, FROM_S, 0, Judgement(Verdict.CANNOT_TELL, "No face is seen.")),
        JudgedShot(FROM_S, SECONDS, 1, Judgement(Verdict.OUT_OF_SYNC, "", match, 0.9, 0.9)),
    ]
    spans = tuple(Span(shot.start_s, shot.end_s) for shot in shots)
    faces = Faces(path, "", Fraction(rate), WIDTH, HEIGHT, times_s, spans, (track,))
    nothing = Expected(np.zeros((0, 8)), np.zeros(0), "spectrum")
    voice = Voice(_sound(late_s), nothing, np.ones(1100, np.bool_))
    return Measured(report_of(shots, Fraction(rate), "spectrum"), faces, voice, shots, {})


@pytest.mark.parametrize(("rate", "late_s"), [(25, 0.2), (30, -0.12), (24, 0.0)])
def test_a_known_offset_is_found_in_pictures_and_sound(
    tmp_path: Path, rate: int, late_s: float
) -> None:
    digest = _add_twin(tmp_path)
    measured = _measured(_film(tmp_path / "film.mov", rate), rate, late_s)
    add_scores(measured, SILENT)
    report = measured.report
    first, second = report.shots
    assert second.lse_offset_ms == pytest.approx(late_s * 1000)
    # Points at the ends have nothing to compare with, which counts; all others fit.
    points = round((SECONDS - FROM_S) * 25) - 5
    assert second.lse_distance < 0.2 + 20 * abs(late_s) * 25 / points
    assert second.lse_confidence > 1
    assert not first.HasField("lse_distance")
    assert report.lse_model_sha256 == digest
    assert (report.lse_distance, report.lse_confidence, report.lse_offset_ms) == (
        second.lse_distance,
        second.lse_confidence,
        second.lse_offset_ms,
    )
    rows = list(csv.DictReader(csv_of([report]).splitlines()))
    assert [row["lse_distance"] for row in rows] == ["", str(second.lse_distance)]
    shown = page(report, [])
    assert f"LSE-D {report.lse_distance:.3f}" in shown
    assert digest[:12] in shown
    assert f'<td class="n">{second.lse_confidence:.3f}</td>' in shown


def test_a_face_that_is_seen_for_too_short_is_not_scored(tmp_path: Path) -> None:
    _add_twin(tmp_path)
    measured = _measured(_film(tmp_path / "film.mov", 25), 25, 0.0)
    assert measured.voice is not None
    short = Voice(
        measured.voice.samples[: round((FROM_S + 1.9) * SOUND_RATE)],
        measured.voice.expected,
        measured.voice.spoken,
    )
    measured = Measured(measured.report, measured.faces, short, measured.shots, {})
    add_scores(measured, SILENT)
    assert not measured.report.HasField("lse_distance")
    assert any("two seconds" in warning for warning in measured.report.warnings)
    assert "LSE" not in page(measured.report, []).split("<h2>Shots</h2>")[1]


def test_without_the_model_it_says_so_before_it_looks_at_faces(tmp_path: Path) -> None:
    clip = material.write_clip(tmp_path / "clip.mov", 2, sound=True)
    with pytest.raises(NotFoundError, match="backbeat models add syncnet FILE"):
        run(SyncCheckRequest(path=str(clip), lse=True))


def test_the_command_adds_a_model_and_prints_its_scores(
    shared: Path, tmp_path: Path, home: Path, cli: Cli
) -> None:
    pulled.put("face-mesh", home)
    rng = np.random.default_rng(4)
    file = tmp_path / "random.onnx"
    weights = (rng.normal(0, 1, (n, 16)).astype(np.float32) for n in (15, 260))
    file.write_bytes(syncnet(*weights))
    added = cli("models", "add", "syncnet", file, "--licence", "MIT")
    assert added.out.startswith("syncnet ")
    done = cli("synccheck", shared / CLIP, "--lse", "-o", "r.json")
    report = json.loads((tmp_path / "r.json").read_text())
    assert report["lseModelSha256"] == sha256_of(file)
    assert f"LSE-D {report['lseDistance']:.3f}, LSE-C {report['lseConfidence']:.3f}" in done.out
    assert report["shots"][0]["lseDistance"] == report["lseDistance"] > 0
    twice = cli("synccheck", shared / CLIP, shared / CLIP, "--lse")
    assert twice.out.count(f"  LSE-D {report['lseDistance']:.3f}, LSE-C") == 2
    plain = cli("synccheck", shared / CLIP, "--json")
    assert "lseDistance" not in plain.out
    refused = cli("models", "add", "syncnet", shared / CLIP)
    assert refused.status == 3
    assert "vrt_face2.mp4 is no ONNX model" in refused.err
