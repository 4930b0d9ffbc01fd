"""A recording that lies in a file is analysed as one that lies in memory."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from backbeat import music, sliced_sound
from backbeat.errors import InputError
from backbeat.media import spool
from backbeat.media.spool import Spool
from backbeat.music.drums import _WINDOW, _around, drums
from backbeat.music.mel import level_gain
from backbeat.music.network_tracker import _audible
from backbeat.music.novelty import novelty
from backbeat.progress import SILENT
from backbeat.v1.music_pb2 import MusicAnalysis
from tests.music import synth

SONG, BEATS = synth.song(122, 14)
SOUNDS = {
    "song": SONG,
    "an odd length": SONG[: 9 * synth.RATE + 1237],
    "silence": np.zeros(5 * synth.RATE, np.float32),
    "silence around": np.pad(SONG[: 6 * synth.RATE + 3], (2 * synth.RATE + 5, synth.RATE)),
    "noise": np.random.default_rng(0).normal(0, 0.1, 4 * synth.RATE).astype(np.float32),
    "shorter than a block": SONG[synth.RATE // 2 :][:700],
    "one sample": np.ones(1, np.float32),
    "nothing": np.zeros(0, np.float32),
}


def in_a_file(mono: np.ndarray, folder: Path) -> MusicAnalysis:
    with pytest.MonkeyPatch.context() as patch, Spool(synth.RATE, folder) as kept:
        patch.setattr(spool, "_IN_MEMORY", 0)
        kept.append([mono[:100, np.newaxis], mono[100:, np.newaxis]])
        return music.analyze(kept, synth.RATE)


@pytest.mark.parametrize("name", SOUNDS)
def test_a_file_gives_the_same_to_the_bit(name: str, tmp_path: Path) -> None:
    mono = SOUNDS[name]
    assert in_a_file(mono, tmp_path) == music.analyze(mono[:, np.newaxis], synth.RATE)


@pytest.mark.parametrize("stretch", [997, 40_001])
@pytest.mark.parametrize("name", SOUNDS)
def test_the_length_of_what_is_read_at_once_makes_no_difference(
    name: str, stretch: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mono = SOUNDS[name]
    whole = music.analyze(mono[:, np.newaxis], synth.RATE)
    monkeypatch.setattr(sliced_sound, "STRETCH", stretch)
    parts = in_a_file(mono, tmp_path)
    assert len(parts.beats) == len(whole.beats)
    for one, other in zip(parts.beats, whole.beats, strict=True):
        assert (one.bar, one.beat) == (other.bar, other.beat)
        # Sums of squares are rounded in another order.
        assert one.time_s == pytest.approx(other.time_s, abs=1e-6)
        assert (one.kick, one.snare) == pytest.approx((other.kick, other.snare), abs=1e-6)
    assert parts.onsets == whole.onsets
    assert list(parts.energy.lufs) == list(whole.energy.lufs)


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(length=st.integers(1, 30_000), stretch=st.integers(1, 9_000), seed=st.integers(0, 99))
def test_measures_of_any_length_in_any_parts(
    length: int, stretch: int, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    random = np.random.default_rng(seed)
    mono = random.normal(0, 0.2, length).astype(np.float32)
    mono[: random.integers(0, length + 1)] = 0
    times = np.sort(random.uniform(0, length / synth.RATE, 4))

    def measures() -> tuple[np.ndarray, ...]:
        flux = novelty(mono, synth.RATE, SILENT)
        kick, snare = drums(mono, synth.RATE, times, flux)
        gain, audible = level_gain(mono), _audible(mono, synth.RATE)
        return flux.full, flux.bass, kick, snare, np.array([gain, *audible])

    whole = measures()
    with monkeypatch.context() as patch:
        patch.setattr(sliced_sound, "STRETCH", stretch)
        parts = measures()
    for one, other in zip(parts, whole, strict=True):
        assert one == pytest.approx(other, rel=1e-5, abs=1e-9)


@given(length=st.integers(0, 6000), place=st.integers(-6000, 12_000))
def test_around_a_beat_near_an_end_there_is_silence(length: int, place: int) -> None:
    mono = SONG[synth.RATE :][:length]
    far = 20_000
    expected = np.pad(mono, far)[far + place - _WINDOW : far + place + _WINDOW]
    assert np.array_equal(_around(mono, place), expected)


def test_samples_that_are_no_numbers_are_counted_across_parts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sliced_sound, "STRETCH", 1000)
    mono = SONG.copy()
    mono[[synth.RATE, 2 * synth.RATE, 2 * synth.RATE + 1]] = [np.nan, np.inf, 1e9]
    with pytest.raises(InputError, match=r"3 samples.*first at 1\.000 s"):
        in_a_file(mono, tmp_path)
