from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from backbeat import music
from backbeat.errors import NotFoundError, RequestError
from backbeat.models import registry
from backbeat.models.sessions import open_session
from backbeat.music.beat_this_tracker import BeatThisTracker, logits, peaks, spectrogram
from backbeat.progress import SILENT
from tests.models.tiny import beat_this
from tests.music import synth


def test_the_spectrogram_has_the_published_scale() -> None:
    # A sine of amplitude 1 in the middle of a bin: magnitude 256 of the window's sum of 512, over
    # the root of 1024, in triangles of height one.
    hz = 40 * synth.RATE / 1024
    tone = np.sin(2 * np.pi * hz * np.arange(synth.RATE) / synth.RATE).astype(np.float32)
    mel = spectrogram(tone)
    assert mel.shape == (51, 128)
    assert np.expm1(mel[25]).max() / 1000 == pytest.approx(8, rel=0.25)


@pytest.mark.parametrize("count", [3, 1400, 1488, 1489, 1500, 3100, 6000])
def test_chunks_leave_no_seam(count: int) -> None:
    mel = np.random.default_rng(count).random((count, 128), np.float32)
    beat, downbeat = logits(mel, open_session(beat_this(0.4, 0.5)), SILENT)
    assert beat == pytest.approx(mel.mean(axis=1) - 0.4, abs=1e-5)
    assert downbeat == pytest.approx(beat - 0.1, abs=1e-5)


def test_peaks_are_the_highest_around() -> None:
    values = np.full(40, -5.0)
    values[[3, 6, 20, 21, 30]] = [1, 2, 3, 3, -1]
    assert peaks(values).tolist() == [6, 20.5]
    values[[31, 32, 33]] = 1
    assert peaks(values).tolist() == [6, 20.5, 31.5, 33]


def test_clicks_are_found_by_an_added_model(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BACKBEAT_HOME", str(tmp_path))
    beats = synth.grid(120, 20)
    mono = synth.place([synth.click()], beats, 20)
    with pytest.raises(NotFoundError, match="backbeat models add beat_this FILE"):
        BeatThisTracker().track(mono, synth.RATE, music.ANY, SILENT)
    model = tmp_path / "tiny.onnx"
    model.write_bytes(beat_this(0.3, 9))
    registry.add("beat_this", model)
    track = BeatThisTracker().track(mono, synth.RATE, music.ANY, SILENT)
    assert track.times == pytest.approx(beats, abs=0.02)
    assert track.model_sha256
    with pytest.raises(RequestError, match="support tempo constraints"):
        BeatThisTracker().track(mono, synth.RATE, music.Constraints(100, 110), SILENT)
