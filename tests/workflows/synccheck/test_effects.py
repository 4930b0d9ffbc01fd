"""Effects against what is seen to hit, from files."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from backbeat.errors import RequestError
from backbeat.media.encode import write_audio
from backbeat.v1.sync_pb2 import (
    SYNC_VERDICT_CANNOT_TELL,
    SYNC_VERDICT_OUT_OF_SYNC,
    SyncCheckRequest,
)
from backbeat.workflows.synccheck import job

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
