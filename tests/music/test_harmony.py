from __future__ import annotations

import numpy as np
import pytest

from backbeat.music import harmony
from backbeat.progress import SILENT

RATE = 22050


def chords(seconds: float) -> np.ndarray:
    """Two chords in turn, each two beats of half a second."""
    time = np.arange(int(seconds * RATE)) / RATE
    first = sum(np.sin(2 * np.pi * hz * time) for hz in (130.8, 261.6, 329.6, 392.0))
    second = sum(np.sin(2 * np.pi * hz * time) for hz in (87.3, 174.6, 349.2, 440.0))
    return np.where(time % 2 < 1, first, second).astype(np.float32) * 0.1


def changes(seconds: float, times: np.ndarray) -> list[np.ndarray]:
    return harmony.harmonic_change(harmony.pitch_strengths(chords(seconds), RATE, SILENT), times)


def test_a_change_of_chord_is_where_it_is() -> None:
    times = np.arange(0, 20, 0.5)
    change = changes(20, times)[0]
    inside = np.arange(2, len(times) - 2)
    assert change[inside[inside % 2 == 0]].min() > 3 * change[inside[inside % 2 == 1]].max()


def test_it_does_not_matter_where_a_long_recording_is_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    times = np.arange(0, 30, 0.5)
    whole = changes(30, times)
    monkeypatch.setattr(harmony, "_BATCH_FRAMES", 97)
    for one, other in zip(whole, changes(30, times), strict=True):
        assert other == pytest.approx(one, abs=1e-3, nan_ok=True)
