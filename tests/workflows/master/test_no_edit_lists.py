"""Presets that ask for no edit list: sound and picture agree for whatever plays the file."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import av
import numpy as np
import pytest

from backbeat.v1.loudness_pb2 import LoudnessRequest
from backbeat.v1.mastering_pb2 import Delivered, Delivery, MasterRequest
from backbeat.workflows.loudness import job as loudness
from backbeat.workflows.master import job as master
from tests.media.test_clock import apart_ms, flash_s, flashing, played_s, transcoded_s

RATE = 48000


def delivered(source: Path, target: Path, preset: str) -> Delivered:
    wanted = Delivery(output_path=str(target), preset=preset)
    (made,) = master.run(MasterRequest(path=str(source), deliveries=[wanted])).delivered
    return made


def bursts_s(path: Path) -> list[float]:
    """When each burst of sound begins in ffmpeg's transcode to PCM."""
    made = subprocess.run(
        ["ffmpeg", "-v", "error", "-i", path, "-map", "0:a:0", "-f", "f32le", "-ac", "1", "-"],
        capture_output=True,
        check=True,
    ).stdout
    level = np.abs(np.frombuffer(made, np.float32))
    high = np.flatnonzero(level > 0.4 * level.max())
    starts = np.flatnonzero(np.diff(high, prepend=-RATE) > RATE // 4)
    return [float(high[start]) / RATE for start in starts]


def ffmpeg_lufs(path: Path) -> float:
    """Integrated loudness of the sound by ffmpeg, to a tenth."""
    said = subprocess.run(
        [
            "ffmpeg",
            "-hide_banner",
            "-i",
            path,
            "-map",
            "0:a:0",
            "-af",
            "ebur128",
            "-f",
            "null",
            "-",
        ],
        capture_output=True,
        check=True,
        text=True,
    ).stderr
    return float(re.findall(r"I: +(-?[0-9.]+) LUFS", said)[-1])


def first_s(path: Path) -> float:
    """When the first picture is shown."""
    with av.open(str(path)) as container:
        frame = next(container.decode(container.streams.video[0]))
        return float(frame.pts * frame.time_base)


@pytest.mark.shared
@pytest.mark.skipif(not shutil.which("ffmpeg"), reason="ffmpeg is not on the PATH")
@pytest.mark.parametrize(
    "case",
    ["09_no_bframes_youtube_false_not_met/nobf.mp4", "10_youtube_no_editlist_sound_early/av.mp4"],
)
@pytest.mark.parametrize(
    ("preset", "ending"), [("youtube", ".mp4"), ("youtube", ".mov"), ("instagram", ".mp4")]
)
def test_delivered_cases_play_in_step(
    tmp_path: Path, shared: Path, case: str, preset: str, ending: str
) -> None:
    source, target = shared / "data/cases/delivery" / case, tmp_path / f"out{ending}"
    made = delivered(source, target, preset)
    assert made.met and not made.missed and abs(made.shift_ms) <= 1
    assert b"elst" not in target.read_bytes()
    # Each flash is two pictures long.
    first = flash_s(target)[::2]
    apart = [burst - flash for burst, flash in zip(bursts_s(target), first, strict=True)]
    assert apart == pytest.approx([0] * 5, abs=0.005)
    # The silence in front moves the gating blocks, which between sparse clicks changes their level.
    assert made.after.integrated_lufs == pytest.approx(ffmpeg_lufs(target), abs=0.11)
    report = loudness.run(LoudnessRequest(path=str(target)))
    assert report.integrated_lufs == pytest.approx(made.after.integrated_lufs, abs=0.01)


@pytest.mark.parametrize("b_frames", [0, 2])
@pytest.mark.parametrize("preset", ["youtube", "instagram"])
def test_click_and_flash_agree(tmp_path: Path, preset: str, b_frames: int) -> None:
    source, target = flashing(tmp_path / "a.mp4", b_frames=b_frames), tmp_path / "b.mp4"
    made = delivered(source, target, preset)
    assert made.shift_ms == pytest.approx(0, abs=0.1)
    assert made.lead_s == (0.08 if b_frames else 0.04) == pytest.approx(first_s(target))
    lasting = made.before.duration_s + made.lead_s
    assert made.after.duration_s == pytest.approx(lasting, abs=0.05)
    assert apart_ms(played_s(target), flash_s(target)) == pytest.approx([0] * 3, abs=0.1)
    if shutil.which("ffmpeg"):
        assert apart_ms(transcoded_s(target), flash_s(target)) == pytest.approx([0] * 3, abs=0.1)
