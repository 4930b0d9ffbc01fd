from __future__ import annotations

import numpy as np
import pytest

from backbeat.errors import RequestError
from backbeat.loudness import measure
from backbeat.loudness.presets import Preset, chosen, presets
from backbeat.loudness.report import report
from backbeat.v1.loudness_pb2 import LoudnessReport


def tone(level_db: float, seconds: float = 5, channels: int = 2) -> np.ndarray:
    """997 Hz: in two channels, its peak in dBFS is its loudness in LUFS."""
    line = 10 ** (level_db / 20) * np.sin(2 * np.pi * 997 * np.arange(int(seconds * 48000)) / 48000)
    return np.repeat(line[:, np.newaxis], channels, axis=1).astype(np.float32)


def reported(samples: np.ndarray, *names: str, dual_mono: bool = False) -> LoudnessReport:
    return report(measure(samples, 48000), None, chosen(list(names)), dual_mono)


def test_everything_is_there_for_an_ordinary_recording() -> None:
    made = reported(tone(-23))
    assert made.integrated_lufs == pytest.approx(-23, abs=0.02)
    assert made.momentary_max_lufs == pytest.approx(-23, abs=0.02)
    assert made.short_term_max_lufs == pytest.approx(-23, abs=0.02)
    assert made.true_peak_dbtp == pytest.approx(-23, abs=0.01)
    assert made.peak_to_loudness_lu == pytest.approx(0, abs=0.03)
    assert [level.place for level in made.channel_levels] == ["FL", "FR"]
    assert len(made.curve.momentary_lufs) == len(made.curve.short_term_lufs) == 50
    assert made.curve.momentary_lufs[2] == -120
    assert made.curve.momentary_lufs[3] == pytest.approx(-23, abs=0.1)
    assert made.curve.short_term_lufs[28] == -120
    assert made.curve.short_term_lufs[29] == pytest.approx(-23, abs=0.1)
    assert any("mono in more than one channel" in warning for warning in made.warnings)


def test_what_does_not_exist_is_absent() -> None:
    silent = reported(np.zeros((96000, 2), np.float32))
    assert not silent.HasField("integrated_lufs") and not silent.HasField("true_peak_dbtp")
    assert silent.warnings == ["The recording is digital silence."]
    assert not any(check.met for check in silent.presets if check.name == "ebu-r128")
    short = reported(tone(-10, 0.3))
    assert short.HasField("true_peak_dbtp") and not short.HasField("momentary_max_lufs")
    quiet = reported(tone(-75))
    assert any("below the gate" in warning for warning in quiet.warnings)


def test_mono_says_what_it_is_on_two_loudspeakers() -> None:
    once = reported(tone(-20, channels=1))
    assert once.integrated_lufs == pytest.approx(-23.01, abs=0.02)
    assert any("-20.0 LUFS" in warning for warning in once.warnings)
    twice = reported(tone(-20, channels=1), dual_mono=True)
    assert twice.integrated_lufs == pytest.approx(-20, abs=0.02)


def test_flaws_become_sentences() -> None:
    samples = tone(-20)
    samples[:, 1] = np.clip(samples[:, 1] * 30, -1, 1) + 0.0
    samples[:, 0] = samples[:, 0] * 0.5 + np.float32(0.02)
    said = " ".join(reported(samples).warnings)
    assert "FL stands +0.020 off zero" in said
    assert "FR stands still at full scale" in said


def test_margins_say_how_far() -> None:
    (check,) = reported(tone(-22.9), "ebu-r128").presets
    assert check.met
    margins = {margin.what: margin for margin in check.margins}
    assert margins["integrated"].margin == pytest.approx(0.1, abs=0.02)
    assert margins["true peak"].margin == pytest.approx(21.9, abs=0.02)
    (check,) = reported(tone(-20), "ebu-r128").presets
    assert not check.met
    assert {margin.what for margin in check.margins if not margin.met} == {"integrated"}
    (check,) = reported(tone(-20), "netflix").presets
    assert not check.met and "dialogue" in check.not_judged


def test_every_preset_is_whole() -> None:
    assert len(presets()) == 36
    for preset in presets().values():
        assert isinstance(preset, Preset)
        assert preset.grade and preset.source and preset.title
        assert preset.gating in ("programme", "dialogue", "anchor")
        assert set(preset.layouts) <= {"mono", "stereo", "5.1", "7.1", "stereo+5.1"}


def test_an_unknown_preset_is_refused_with_the_known_ones() -> None:
    with pytest.raises(RequestError, match="ebu-r128"):
        chosen(["nonesuch"])
