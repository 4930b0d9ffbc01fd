from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from backbeat.errors import CancelledError
from backbeat.music import pulse
from backbeat.progress import Progress


def heard(beats: list[float] | np.ndarray, seconds: float) -> np.ndarray:
    """Log-odds as a network gives them: 3 on a beat, -4 away from all."""
    steps = np.arange(round(seconds * pulse.RATE)) / pulse.RATE
    away = np.abs(steps[:, None] - np.asarray(beats)).min(axis=1)
    return np.maximum(3 - (away / 0.016) ** 2, -4)


@given(bpm=st.floats(50, 200), start=st.floats(0, 1))
def test_a_steady_beat_is_followed(bpm: float, start: float) -> None:
    beats = np.arange(start, 20, 60 / bpm)
    found = pulse.track_pulse(heard(beats, 20), pulse.PulseSettings()) / pulse.RATE
    assert np.abs(beats[:, None] - found).min(axis=1).max() <= 0.02
    assert abs(len(found) - len(beats)) <= 1


def test_a_break_is_bridged_in_time() -> None:
    beats = np.arange(0.5, 40, 0.5)
    kept = np.concatenate([beats[:30], beats[38:]])
    found = pulse.track_pulse(heard(kept, 40), pulse.PulseSettings()) / pulse.RATE
    assert np.abs(beats[:, None] - found).min(axis=1).max() <= 0.03


def test_after_a_pause_the_beat_is_found_again() -> None:
    beats = np.concatenate([np.arange(0.5, 20, 0.5), np.arange(27.3, 45, 0.4)])
    found = pulse.track_pulse(heard(beats, 46), pulse.PulseSettings()) / pulse.RATE
    late = beats[beats > 28]
    assert np.abs(late[:, None] - found).min(axis=1).max() <= 0.02


def test_windows_leave_no_seam(monkeypatch: pytest.MonkeyPatch) -> None:
    log_odds = heard(np.cumsum(np.full(400, 0.47)), 190)
    whole = pulse.track_pulse(log_odds, pulse.PulseSettings())
    monkeypatch.setattr(pulse, "_WINDOW", 40 * pulse.RATE)
    monkeypatch.setattr(pulse, "_SETTLED", 15 * pulse.RATE)
    assert pulse.track_pulse(log_odds, pulse.PulseSettings()).tolist() == whole.tolist()


@pytest.mark.timeout(20)
def test_a_silence_longer_than_a_window_comes_to_an_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pulse, "_WINDOW", 40 * pulse.RATE)
    monkeypatch.setattr(pulse, "_SETTLED", 15 * pulse.RATE)
    beats = np.concatenate([np.arange(0.5, 20, 0.5), np.arange(200.3, 230, 0.5)])
    found = pulse.track_pulse(heard(beats, 300), pulse.PulseSettings()) / pulse.RATE
    assert np.abs(beats[:, None] - found).min(axis=1).max() <= 0.02


@given(st.lists(st.floats(-20, 20), max_size=600))
def test_any_log_odds_give_rising_steps(values: list[float]) -> None:
    found = pulse.track_pulse(np.array(values), pulse.PulseSettings())
    assert np.all(np.diff(found) > 0)
    assert len(found) == 0 or 0 <= found[0] <= found[-1] < len(values)


def test_a_cancel_is_heeded() -> None:
    with pytest.raises(CancelledError):
        pulse.track_pulse(np.zeros(1000), pulse.PulseSettings(), Progress(cancelled=lambda: True))
