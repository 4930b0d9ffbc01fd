from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from backbeat import music
from backbeat.progress import SILENT
from tests.music import synth

TEMPI = [60, 75, 90, 107.3, 120, 133.7, 150, 180]
SECONDS = 20

SOUNDS: dict[str, Callable[[float], synth.Mono]] = {
    "song": lambda bpm: synth.song(bpm, SECONDS)[0],
    "waltz": lambda bpm: synth.song(bpm, SECONDS, metre=3)[0],
}


def errors(beats: synth.Times, found: synth.Times) -> synth.Times:
    """From each beat to the nearest found, in seconds."""
    return np.asarray(found[np.abs(beats[:, np.newaxis] - found).argmin(axis=1)] - beats)


@pytest.mark.parametrize("bpm", TEMPI)
@pytest.mark.parametrize("sound", SOUNDS)
def test_the_network_finds_every_beat_of_an_exact_grid(sound: str, bpm: float) -> None:
    beats = synth.grid(bpm, SECONDS)
    track = music.tracker("network").track(SOUNDS[sound](bpm), synth.RATE, music.ANY, SILENT)
    wrong = errors(beats, track.times)
    assert abs(np.median(wrong)) <= 0.005
    assert np.abs(wrong[2:]).max() <= 0.020
    # Whether a slow beat is divided is a matter of taste, and what rings on may hold one more.
    levels = (1, 2) if bpm <= 75 else (1,)
    assert min(abs(len(track.times) - len(beats) * level) for level in levels) <= 3
    assert np.all(np.diff(track.times) > 0)


@pytest.mark.parametrize(("first", "last"), [(100, 130), (140, 105)])
def test_the_network_follows_a_tempo_that_drifts(first: float, last: float) -> None:
    bpm = np.linspace(first, last, 60)
    beats = 0.5 + np.cumsum(60 / bpm)
    seconds = float(beats[-1]) + 1
    mono = synth.place([synth.kick(), synth.snare()], beats, seconds)
    mono += synth.place([synth.hat()], beats[:-1] + np.diff(beats) / 2, seconds)
    track = music.tracker("network").track(mono, synth.RATE, music.ANY, SILENT)
    assert np.abs(errors(beats, track.times)[2:]).max() <= 0.025
    assert abs(len(track.times) - len(beats)) <= 3


def test_a_missing_drum_leaves_its_beat_in_place_and_in_doubt() -> None:
    mono, beats = synth.song(120, SECONDS)
    gap = slice(round((beats[20] - 0.1) * synth.RATE), round((beats[20] + 0.2) * synth.RATE))
    mono[gap] = 0
    track = music.tracker("network").track(mono, synth.RATE, music.ANY, SILENT)
    place = np.abs(track.times - beats[20]).argmin()
    assert track.times[place] == pytest.approx(beats[20], abs=0.06)
    assert track.confidence[place] < np.median(track.confidence)


@pytest.mark.parametrize("bpm", [60, 119])
def test_a_tempo_range_is_kept(bpm: float) -> None:
    mono, _ = synth.song(120, SECONDS)
    wanted = music.Constraints(bpm / 1.03, bpm * 1.03)
    track = music.tracker("network").track(mono, synth.RATE, wanted, SILENT)
    periods = np.diff(track.times)
    assert 60 / np.median(periods) == pytest.approx(bpm, rel=0.05)


@pytest.mark.timeout(120)
@pytest.mark.parametrize("bpm", [75, 107.3, 120])
def test_librosa_is_not_late(bpm: float) -> None:
    mono, beats = synth.song(bpm, SECONDS)
    track = music.tracker("librosa").track(mono, synth.RATE, music.ANY, SILENT)
    wrong = errors(beats, track.times)
    assert abs(np.median(wrong)) <= 0.005
    assert np.abs(wrong[2:]).max() <= 0.035


def test_the_default_comes_first() -> None:
    assert music.trackers() == ("network", "beat_this", "librosa")
    assert music.tracker().name == "network"
    assert [music.tracker(name).name for name in music.trackers()] == list(music.trackers())
