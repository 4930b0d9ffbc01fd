"""Levels other than a loudness, and what is said where one is missed."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from backbeat.errors import RequestError
from backbeat.loudness.presets import chosen
from backbeat.media.decode import read_audio
from backbeat.media.encode import write_audio
from backbeat.v1.mastering_pb2 import Delivered, Delivery, MasterRequest
from backbeat.workflows.master import job as master
from backbeat.workflows.master.targets import loudness_target
from benchmarks.masters import outside

RATE = 44100


def speech_like(path: Path, noise_dbfs: float, seconds: int = 6) -> Path:
    """A second of a voice's level, a second of room tone, and so on."""
    rng = np.random.default_rng(0)
    # Nothing near half the rate, where meters differ.
    colour = np.hanning(16) / np.sqrt(np.square(np.hanning(16)).sum())
    line = np.convolve(rng.normal(0, 1, seconds * RATE), colour, "same")
    levels = [0.05 if second % 2 == 0 else 10 ** (noise_dbfs / 20) for second in range(seconds)]
    samples = (line * np.repeat(levels, RATE))[:, np.newaxis]
    write_audio(path, samples.astype(np.float32), RATE, "pcm_f32le")
    return path


def delivered(source: Path, target: Path, **wanted: object) -> Delivered:
    delivery = Delivery(output_path=str(target), **wanted)
    (made,) = master.run(MasterRequest(path=str(source), deliveries=[delivery])).delivered
    return made


@pytest.mark.parametrize("preset", ["", "web", "podcast"])
def test_there_is_a_ceiling_unless_somebody_says_that_there_is_none(preset: str) -> None:
    known = chosen([preset])[0] if preset else None
    wanted = Delivery(integrated_lufs=-9.0)
    assert loudness_target(wanted, known).true_peak_dbtp == -1
    wanted.no_ceiling = True
    assert loudness_target(wanted, known).true_peak_dbtp is None
    # What is kept for later is kept as it is.
    assert loudness_target(Delivery(), chosen(["archive"])[0]).true_peak_dbtp is None


@pytest.mark.parametrize("ending", [".wav", ".mp3", ".m4a"])
def test_clipping_is_counted_and_never_compliant(tmp_path: Path, ending: str) -> None:
    source = speech_like(tmp_path / "in.wav", -70)
    made = delivered(source, tmp_path / f"out{ending}", integrated_lufs=-8.0, no_ceiling=True)
    assert not made.met and made.clipped_samples > 100
    assert "above full scale" in made.missed
    if ending == ".wav":
        sound = read_audio(tmp_path / "out.wav", RATE).samples
        assert np.count_nonzero(np.abs(sound) >= 1 - 2**-22) == made.clipped_samples
    kept = delivered(source, tmp_path / f"kept{ending}", integrated_lufs=-14.0)
    assert kept.clipped_samples == 0 and outside(tmp_path / f"kept{ending}")[1] <= -1.0


def test_an_audiobook_is_brought_to_its_rms(tmp_path: Path) -> None:
    made = delivered(speech_like(tmp_path / "in.wav", -80), tmp_path / "out.mp3", preset="acx")
    assert made.met, made.missed
    sound = read_audio(tmp_path / "out.mp3", RATE).samples.astype(np.float64)
    rms = 10 * np.log10(np.square(sound).mean())
    assert rms == pytest.approx(-20.5, abs=0.1)
    assert made.after.rms_dbfs == pytest.approx(rms, abs=0.02)
    assert 20 * np.log10(np.abs(sound).max()) <= -3
    windows = np.lib.stride_tricks.sliding_window_view(sound[:, 0] ** 2, RATE // 2)[::441]
    floor = 10 * np.log10(windows.mean(axis=1).min())
    assert made.after.noise_floor_dbfs == pytest.approx(floor, abs=0.1)
    assert floor < -60


def test_a_noise_floor_is_not_mended_by_gain_and_said(tmp_path: Path) -> None:
    made = delivered(speech_like(tmp_path / "in.wav", -50), tmp_path / "out.mp3", preset="acx")
    assert not made.met
    assert "noise floor is -" in made.missed and "acx requires at most -60 dBFS RMS" in made.missed


@pytest.mark.parametrize("ending", [".wav", ".mp3", ".m4a"])
@pytest.mark.parametrize("level", [-1.0, -6.0])
def test_the_highest_peak_goes_where_it_is_asked_for_by_one_gain(
    tmp_path: Path, ending: str, level: float
) -> None:
    source = speech_like(tmp_path / "in.wav", -70)
    made = delivered(source, tmp_path / f"out{ending}", peak_dbtp=level)
    assert made.met and made.max_reduction_db == 0
    assert outside(tmp_path / f"out{ending}")[1] == pytest.approx(level, abs=0.3)
    with pytest.raises(RequestError, match="one gain"):
        delivered(source, tmp_path / "x.wav", peak_dbtp=level, integrated_lufs=-20.0)


def test_a_momentary_maximum_is_kept_to(tmp_path: Path) -> None:
    source = speech_like(tmp_path / "in.wav", -70)
    free = delivered(source, tmp_path / "free.wav", integrated_lufs=-20.0)
    limit = free.after.momentary_max_lufs - 2
    made = delivered(source, tmp_path / "held.wav", integrated_lufs=-20.0, momentary_max_lufs=limit)
    assert made.after.momentary_max_lufs <= limit + 0.05
    assert not made.met and f"momentary loudness would exceed {limit:g}" in made.missed


def test_a_loudness_range_outside_the_preset_is_not_compliant(tmp_path: Path) -> None:
    source = speech_like(tmp_path / "in.wav", -70)
    samples = np.repeat(read_audio(source, RATE).samples, 2, axis=1)
    write_audio(tmp_path / "stereo.wav", samples, RATE, "pcm_f32le")
    made = delivered(tmp_path / "stereo.wav", tmp_path / "out.wav", preset="netflix")
    (check,) = made.after.presets
    assert made.met == check.met
    assert made.met or "loudness range" in made.missed
