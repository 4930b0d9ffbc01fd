"""Music and speech, told from effects on sounds that nothing was set on."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from backbeat.foley.contents import MUSIC_RATE, has_drums, is_music, is_speech, notes_in
from backbeat.media.decode import read_audio
from backbeat.models.speech import RATE as SPEECH_RATE
from tests.foley.sounds import drums, thud, tune, wind


def test_a_tune_has_notes_and_noise_has_none() -> None:
    assert is_music(tune(4, MUSIC_RATE)[:, 0])
    assert notes_in(wind(4, MUSIC_RATE)[:, 0]) == 0
    assert notes_in(thud(MUSIC_RATE)[:, 0]) == 0
    assert notes_in(np.zeros(MUSIC_RATE * 3, np.float32)) == 0
    assert notes_in(np.zeros(0, np.float32)) == 0


def test_a_tone_that_stays_and_one_that_glides_are_no_music() -> None:
    time = np.arange(4 * MUSIC_RATE) / MUSIC_RATE
    hum = sum(np.sin(2 * np.pi * 50 * k * time) / k for k in range(2, 20))
    siren = np.sin(2 * np.pi * 700 * time + 120 * np.sin(2 * np.pi * 0.5 * time))
    bell = sum(np.sin(2 * np.pi * f * time) * np.exp(-time * f / 900) for f in (523, 1249, 2093))
    for sound in (hum, siren, bell):
        assert not is_music(np.asarray(sound, np.float32))


def test_drums_are_music_and_steps_are_none() -> None:
    assert has_drums(drums(4, MUSIC_RATE)[:, 0])
    assert not has_drums(drums(1, MUSIC_RATE)[:, 0])
    walk = np.zeros(5 * MUSIC_RATE, np.float32)
    for number in range(9):
        step, start = thud(MUSIC_RATE, number)[:, 0], round(number * 0.52 * MUSIC_RATE)
        walk[start : start + len(step)] += step
    for sound in (walk, wind(4, MUSIC_RATE)[:, 0], np.zeros(4 * MUSIC_RATE, np.float32)):
        assert not has_drums(sound)


@pytest.mark.shared
@pytest.mark.whole
def test_music_is_told_from_effects(shared: Path) -> None:
    effects = [_read(path, MUSIC_RATE) for path in _sounds(shared / "data/sfx/library")]
    wrong = sum(is_music(sound[: 10 * MUSIC_RATE]) for sound in effects) / len(effects)
    assert wrong <= 0.05
    songs = list(_excerpts(shared / "data/beats", MUSIC_RATE, 6.0))
    right = sum(map(is_music, songs)) / len(songs)
    assert right >= 0.88


@pytest.mark.shared
@pytest.mark.whole
def test_speech_is_told_from_effects(shared: Path) -> None:
    effects = [_read(path, SPEECH_RATE) for path in _sounds(shared / "data/sfx/library")]
    wrong = sum(is_speech(sound[: 10 * SPEECH_RATE]) for sound in effects) / len(effects)
    assert wrong <= 0.05
    spoken = list(_excerpts(shared / "data/lips/speech", SPEECH_RATE, 2.0))
    assert sum(map(is_speech, spoken)) / len(spoken) >= 0.95


def _sounds(folder: Path) -> list[Path]:
    endings = (".flac", ".ogg", ".wav")
    return sorted(path for path in folder.iterdir() if path.suffix in endings)


def _excerpts(folder: Path, rate: int, seconds: float) -> Iterator[NDArray[np.float32]]:
    chance = random.Random(11)
    for path in _sounds(folder):
        sound = _read(path, rate)
        count = round(seconds * rate)
        if len(sound) > count:
            start = chance.randrange(len(sound) - count)
            yield sound[start : start + count]


def _read(path: Path, rate: int) -> NDArray[np.float32]:
    return read_audio(path, rate, 1).samples[:, 0]
