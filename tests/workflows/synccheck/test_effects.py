"""Effects against what is seen to hit, from files."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from backbeat.errors import RequestError
from backbeat.media.encode import write_audio
from backbeat.media.probe import probe
from backbeat.progress import SILENT
from backbeat.sync.effects.judging import judged
from backbeat.sync.effects.matching import Moments
from backbeat.sync.lips.judging import STATED
from backbeat.v1.sync_pb2 import (
    SYNC_VERDICT_CANNOT_TELL,
    SYNC_VERDICT_IN_SYNC,
    SYNC_VERDICT_OUT_OF_SYNC,
    SyncCheckRequest,
)
from backbeat.workflows.synccheck import job
from backbeat.workflows.synccheck.effects import measured_effects
from tests.drawn_hits import RATE as DRAWN_VIDEO_RATE
from tests.drawn_hits import drawn_video

RATE = 48_000
LATE_S = 0.2


def knocks(path: Path, times_s: list[float], seconds: float) -> Path:
    """Knocks at moments, as a sound of its own."""
    samples = np.zeros((round(seconds * RATE), 1), np.float32)
    random = np.random.default_rng(5)
    for time in times_s:
        at, count = round(time * RATE), RATE // 5
        burst = random.standard_normal(count) * np.exp(-np.arange(count) / (0.02 * RATE))
        room = samples[at : at + count, 0]
        room += (0.3 * burst[: len(room)]).astype(np.float32)
    write_audio(path, iter([samples]), RATE, "pcm_s24le", "mono")
    return path


def test_faces_and_scores_are_of_speech(tmp_path: Path) -> None:
    for more in ({"face": 1}, {"lse": True}):
        with pytest.raises(RequestError, match="--sfx is of effects"):
            job.run(SyncCheckRequest(path=str(tmp_path / "a.mp4"), sfx=True, **more))  # type: ignore[arg-type]


@pytest.mark.parametrize("pictures", [-10, -3, 0, 6, 12])
def test_what_is_off_by_known_pictures_is_said_and_mended(tmp_path: Path, pictures: int) -> None:
    video = drawn_video(tmp_path / "off.mov", "stick", 777_010, pictures)
    fixed = tmp_path / "fixed.mov"
    report = job.run(SyncCheckRequest(path=str(video), sfx=True, fixed_path=str(fixed)))
    frame_ms = 1000 / DRAWN_VIDEO_RATE
    is_off = abs(pictures) > 2
    assert report.verdict == (SYNC_VERDICT_OUT_OF_SYNC if is_off else SYNC_VERDICT_IN_SYNC)
    assert report.offset_low_ms <= pictures * frame_ms <= report.offset_high_ms
    assert abs(report.fixed_offset_ms) < 5
    assert not report.warnings
    again = job.run(SyncCheckRequest(path=str(fixed), sfx=True))
    assert again.verdict == SYNC_VERDICT_IN_SYNC
    assert again.offset_low_ms <= 0 <= again.offset_high_ms


@pytest.mark.shared
@pytest.mark.parametrize("name", ["tt_rally_lab.mov", "drop_test.mp4", "gh_b.mp4"])
def test_real_sound_that_was_moved_is_never_in_sync(shared: Path, name: str) -> None:
    """The rally fits at two pictures early nearly as well as at others, and was said to be so."""
    video = shared / "data/foley_real" / name
    found = measured_effects(video, video, probe(video), 0.5, SILENT)
    rate = float(found.rate)
    for pictures in (-10, -3, 0, 2, 6, 12):
        times = found.heard.times_s + pictures / rate
        heard = Moments(times[times >= 0], found.heard.confidence[times >= 0])
        said = judged(found.seen, heard, rate, (0.0, found.report.duration_s), 0.5)
        if said.verdict in STATED:
            assert said.offset is not None
            assert abs(said.offset.offset_s * rate - pictures) < 1, (pictures, said.reason)


@pytest.mark.shared
def test_late_knocks_are_late_or_not_judged(tmp_path: Path, shared: Path) -> None:
    clips = json.loads((shared / "data/sfx/impacts/truth.json").read_text())["clips"]
    times = [time + LATE_S for time, _ in clips["hammer_1_hand"]["impacts"]]
    sound = knocks(tmp_path / "knocks.wav", times, 10)
    page = tmp_path / "report.html"
    report = job.run(
        SyncCheckRequest(
            path=str(shared / "data/sfx/impacts/hammer_1_hand.mp4"),
            voice_path=str(sound),
            sfx=True,
            output_paths=[str(page)],
        )
    )
    assert report.method == "impacts"
    assert abs(report.hits_heard - len(times)) <= 2
    assert report.verdict in (SYNC_VERDICT_OUT_OF_SYNC, SYNC_VERDICT_CANNOT_TELL)
    if report.verdict == SYNC_VERDICT_OUT_OF_SYNC:
        assert abs(report.offset_ms - LATE_S * 1000) < 50
        assert not getattr(report.grades[0], "pass")
    assert "Seen and heard" in page.read_text()
