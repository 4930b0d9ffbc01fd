from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backbeat import music
from backbeat.errors import CancelledError, InputError, RequestError
from backbeat.progress import Progress
from backbeat.v1.music_pb2 import ORIGIN_DETECTED, BeatOptions, MusicAnalysis
from tests.music import synth


def times(analysis: MusicAnalysis) -> np.ndarray:
    return np.array([beat.time_s for beat in analysis.beats])


def hear(mono: np.ndarray, options: BeatOptions | None = None) -> MusicAnalysis:
    return music.analyze(mono[:, np.newaxis], synth.RATE, options)


def test_a_song_is_described_whole() -> None:
    mono, beats = synth.song(118, 20)
    analysis = hear(mono)
    assert analysis.duration_s == 20
    assert analysis.tempo_bpm == pytest.approx(118, rel=0.005)
    assert analysis.beats_per_bar == 4
    assert analysis.tracker == music.trackers()[0] == "network"
    assert len(analysis.model_sha256) == 64
    assert abs(len(analysis.beats) - len(beats)) <= 1
    assert {beat.origin for beat in analysis.beats} == {ORIGIN_DETECTED}
    assert all(0.5 < beat.confidence <= 1 for beat in analysis.beats[:-1])
    assert analysis.energy.rate_hz == 10
    assert len(analysis.energy.lufs) == 200


@pytest.mark.parametrize("rate", [8000, 44100, 48000, 96000])
def test_another_rate_is_the_same_music(rate: int) -> None:
    beats = synth.grid(110, 12)
    mono = synth.place([synth.kick(rate), synth.snare(rate)], beats, 12, rate)
    mono += synth.place([synth.hat(rate)], synth.grid(220, 12), 12, rate)
    stereo = np.stack([mono, 0.5 * mono], axis=1)
    found = times(music.analyze(stereo, rate))
    assert abs(len(found) - len(beats)) <= 1
    assert np.abs(found[: len(beats)] - beats).max() < 0.012


@settings(max_examples=10)
@given(shift=st.integers(0, synth.RATE))
def test_music_that_starts_later_has_its_beats_later(shift: int) -> None:
    mono, _ = synth.song(124, 10)
    later = hear(np.concatenate([np.zeros(shift, np.float32), mono]))
    expected = times(hear(mono)) + shift / synth.RATE
    found = times(later)
    # What is at the very end may or may not be a beat.
    assert abs(len(found) - len(expected)) <= 1
    count = min(len(found), len(expected))
    assert found[:count] == pytest.approx(expected[:count], abs=0.012)


@settings(max_examples=10)
@given(level=st.floats(1e-4, 4.0))
def test_level_makes_no_difference_to_the_beats(level: float) -> None:
    mono, _ = synth.song(97, 10)
    quieter = hear((mono * level).astype(np.float32))
    assert times(quieter) == pytest.approx(times(hear(mono)), abs=1e-3)


def test_the_same_input_gives_the_same_bytes() -> None:
    mono, _ = synth.song(101, 10)
    first, second = (hear(mono).SerializeToString(deterministic=True) for _ in range(2))
    assert first == second


@pytest.mark.parametrize("tracker", ["network", "librosa"])
@pytest.mark.parametrize("seconds", [0, 0.001, 1, 5])
def test_silence_has_no_beats(tracker: str, seconds: float) -> None:
    silence = np.zeros((round(seconds * 44100), 2), np.float32)
    analysis = music.analyze(silence, 44100, BeatOptions(tracker=tracker))
    assert analysis.duration_s == pytest.approx(seconds, abs=1e-4)
    assert not analysis.beats
    assert not analysis.onsets
    assert analysis.tempo_bpm == 0
    assert all(value == -120 for value in analysis.energy.lufs)


def test_a_steady_tone_has_no_beats() -> None:
    t = np.arange(10 * synth.RATE) / synth.RATE
    assert not hear((0.3 * np.sin(2 * np.pi * 440 * t)).astype(np.float32)).beats


def test_silence_around_the_music_has_no_beats() -> None:
    mono, beats = synth.song(120, 12)
    quiet = np.zeros(8 * synth.RATE, np.float32)
    found = times(hear(np.concatenate([quiet, mono, quiet])))
    assert found[0] == pytest.approx(8 + beats[0], abs=0.01)
    assert 8 + beats[-1] - 0.01 <= found[-1] <= 8 + 12


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf, 1e30])
def test_samples_that_are_no_sound_are_named(bad: float) -> None:
    mono, _ = synth.song(120, 4)
    mono[synth.RATE * 3] = bad
    with pytest.raises(InputError, match=r"1 samples .* first at 3\.000 s"):
        hear(mono)


@pytest.mark.parametrize("shape", [(100,), (100, 0), (10, 1, 1)])
def test_samples_of_another_shape_are_refused(shape: tuple[int, ...]) -> None:
    with pytest.raises(RequestError, match="not \\(n, channels\\)"):
        music.analyze(np.zeros(shape, np.float32), synth.RATE)


def test_integer_samples_are_refused() -> None:
    with pytest.raises(RequestError, match="int16"):
        music.analyze(np.zeros((100, 1), np.int16), synth.RATE)  # type: ignore[arg-type]


@pytest.mark.parametrize("rate", [0, -44100])
def test_a_rate_below_one_is_refused(rate: int) -> None:
    with pytest.raises(RequestError, match="sample rate"):
        music.analyze(np.zeros((100, 1), np.float32), rate)


@pytest.mark.parametrize("metre", [-1, 1, 8])
def test_an_impossible_metre_is_refused(metre: int) -> None:
    with pytest.raises(RequestError, match="2 to 7"):
        hear(np.zeros(100, np.float32), BeatOptions(beats_per_bar=metre))


def test_an_unknown_tracker_is_refused_with_the_known_ones() -> None:
    with pytest.raises(RequestError, match=r"'madmom'.*network, beat_this, librosa"):
        hear(np.zeros(100, np.float32), BeatOptions(tracker="madmom"))


def test_progress_rises_to_one() -> None:
    told: list[float] = []
    mono, _ = synth.song(120, 10)
    watch = Progress(lambda fraction, step: told.append(fraction))
    music.analyze(mono[:, np.newaxis], synth.RATE, None, watch)
    assert told == sorted(told)
    assert told[-1] == 1
    assert len(told) > 10


@pytest.mark.parametrize("after", [1, 8, 16])
def test_a_cancel_stops_the_analysis(after: int) -> None:
    steps: list[str] = []
    mono, _ = synth.song(120, 20)
    stop = Progress(lambda fraction, step: steps.append(step), lambda: len(steps) >= after)
    with pytest.raises(CancelledError):
        music.analyze(mono[:, np.newaxis], synth.RATE, None, stop)
    assert len(steps) == after


def test_neither_the_import_nor_the_default_tracker_loads_heavy_libraries() -> None:
    code = """
import sys
from backbeat import music
heavy = {"librosa", "numba", "scipy", "torch", "av"}
assert not heavy & set(sys.modules), heavy & set(sys.modules)
import numpy as np
noise = np.random.default_rng(0).standard_normal((5 * music.RATE, 1)).astype(np.float32)
assert music.analyze(noise, music.RATE).tracker == "network"
assert not heavy & set(sys.modules), heavy & set(sys.modules)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_music_that_begins_with_the_first_sample_has_its_first_beat_there() -> None:
    mono = synth.place([synth.click(), 0.5 * synth.click()], synth.grid(120, 12, start=0), 12)
    analysis = music.analyze(mono[:, np.newaxis], synth.RATE)
    assert abs(analysis.beats[0].time_s) < 0.02
    assert analysis.tempo_bpm == pytest.approx(120, abs=0.05)


def test_less_than_two_seconds_have_no_beats() -> None:
    mono = synth.place([synth.click()], synth.grid(120, 1.9, start=0), 0.9)[: int(1.9 * synth.RATE)]
    assert not music.analyze(mono[:, np.newaxis], synth.RATE).beats
