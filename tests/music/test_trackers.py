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
    "click": lambda bpm: synth.place([synth.click()], synth.grid(bpm, SECONDS), SECONDS),
    "kick": lambda bpm: synth.place([synth.kick()], synth.grid(bpm, SECONDS), SECONDS),
    "song": lambda bpm: synth.song(bpm, SECONDS)[0],
    "waltz": lambda bpm: synth.song(bpm, SECONDS, metre=3)[0],
}


def errors(beats: synth.Times, found: synth.Times) -> synth.Times:
    """From each beat to the nearest found, in seconds."""
    return np.asarray(found[np.abs(beats[:, np.newaxis] - found).argmin(axis=1)] - beats)


@pytest.mark.parametrize("bpm", TEMPI)
@pytest.mark.parametrize("sound", SOUNDS)
def test_flux_finds_every_beat_of_an_exact_grid(sound: str, bpm: float) -> None:
    beats = synth.grid(bpm, SECONDS)
    track = music.tracker("flux").track(SOUNDS[sound](bpm), synth.RATE, SILENT)
    wrong = errors(beats, track.times)
    assert abs(np.median(wrong)) <= 0.005
    assert np.abs(wrong[2:]).max() <= 0.020
    # Eighths at 60 make a grid of 120 as good a hearing; nowhere else is the level in doubt.
    levels = (1, 2) if bpm == 60 and sound in ("song", "waltz") else (1,)
    assert len(track.times) in [len(beats) * level for level in levels]
    assert np.all(np.diff(track.times) > 0)
    assert np.all((track.confidence > 0.5) & (track.confidence <= 1))


@pytest.mark.parametrize(("first", "last"), [(100, 130), (140, 105)])
def test_flux_follows_a_tempo_that_drifts(first: float, last: float) -> None:
    bpm = np.linspace(first, last, 60)
    beats = 0.5 + np.cumsum(60 / bpm)
    seconds = float(beats[-1]) + 1
    mono = synth.place([synth.kick(), synth.snare()], beats, seconds)
    mono += synth.place([synth.hat()], beats[:-1] + np.diff(beats) / 2, seconds)
    track = music.tracker("flux").track(mono, synth.RATE, SILENT)
    assert np.abs(errors(beats, track.times)[2:]).max() <= 0.020
    assert abs(len(track.times) - len(beats)) <= 2


def test_a_missing_drum_leaves_its_beat_in_place_and_in_doubt() -> None:
    beats = synth.grid(120, SECONDS)
    mono = synth.place([synth.kick()], np.delete(beats, 20), SECONDS)
    track = music.tracker("flux").track(mono, synth.RATE, SILENT)
    place = np.abs(track.times - beats[20]).argmin()
    assert track.times[place] == pytest.approx(beats[20], abs=0.03)
    assert track.confidence[place] < 0.1 < 0.5 < np.delete(track.confidence, place).min()


@pytest.mark.timeout(120)
@pytest.mark.parametrize("bpm", [75, 107.3, 120])
def test_librosa_is_not_late(bpm: float) -> None:
    mono, beats = synth.song(bpm, SECONDS)
    track = music.tracker("librosa").track(mono, synth.RATE, SILENT)
    wrong = errors(beats, track.times)
    assert abs(np.median(wrong)) <= 0.005
    assert np.abs(wrong[2:]).max() <= 0.035


def test_the_default_comes_first() -> None:
    assert music.trackers() == ("flux", "librosa")
    assert music.tracker().name == "flux"
    assert [music.tracker(name).name for name in music.trackers()] == list(music.trackers())
