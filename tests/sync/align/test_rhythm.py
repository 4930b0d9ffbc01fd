"""The same scene by another voice, placed by when it speaks."""

from __future__ import annotations

import itertools
from pathlib import Path

import numpy as np
import pytest

from backbeat.media.decode import read_audio
from backbeat.sync.align import Method, by_rhythm, by_sound, heard, reference_of
from tests.scenes import RATE, Mono, scene


def phrases(seed: int, seconds: float = 60) -> list[tuple[float, float]]:
    """When phrases start and end, in seconds."""
    rng = np.random.default_rng(seed)
    found, at = [], 0.5
    while at < seconds - 6:
        length = float(rng.uniform(0.6, 4.5))
        found.append((at, at + length))
        at += length + float(rng.choice([0.35, 0.7, 1.4, 2.6]))
    return found


def spoken(when: list[tuple[float, float]], voice: int, loose_s: float = 0.0) -> Mono:
    """Syllables of one voice in those phrases, each as much early or late as an actor may be."""
    rng = np.random.default_rng(voice)
    made = 0.001 * rng.standard_normal(round((when[-1][1] + 1) * RATE)).astype("f4")
    for number, (start, end) in enumerate(when):
        start += float(rng.normal(0, loose_s)) if loose_s else 0.0
        words = scene(end - start, seed=1000 * voice + number)
        first = round(start * RATE)
        made[first : first + len(words)] += words[: len(made) - first]
    return made


@pytest.mark.parametrize("seed", range(3))
def test_a_dub_is_placed_to_a_tenth_of_a_second(seed: int) -> None:
    when = phrases(seed)
    original, dub = spoken(when, 1), spoken(when, 2, loose_s=0.08)[round(3.4 * RATE) :]
    assert not by_sound(reference_of(heard(original)), heard(dub)).placed
    found = by_rhythm(heard(original), heard(dub))
    assert found.method is Method.RHYTHM
    assert abs(found.pieces[0].offset_s - 3.4) < 0.15
    assert 0.5 <= found.confidence <= 0.9 and "rhythm" in found.reason


@pytest.mark.parametrize("seed", range(3))
def test_another_scene_is_not_placed(seed: int) -> None:
    original, other = spoken(phrases(seed), 1), spoken(phrases(seed + 50), 2)
    assert not by_rhythm(heard(original), heard(other)).placed


@pytest.mark.shared
def test_songs_have_no_common_rhythm_of_speech(shared: Path) -> None:
    songs = sorted((shared / "data/beats").glob("*.flac"))[::6]
    sounds = [heard(read_audio(path, RATE, channels=1).samples[:, 0]) for path in songs]
    for one, two in itertools.combinations(sounds, 2):
        assert not by_rhythm(one, two).placed


def test_what_goes_on_without_a_pause_cannot_be_told() -> None:
    found = by_rhythm(heard(scene(30, 1)), heard(scene(30, 2)))
    assert not found.placed and found.reason


def test_too_little_speech_cannot_be_told() -> None:
    found = by_rhythm(heard(scene(30, 1)), heard(scene(5, 2)))
    assert not found.placed and "8 s" in found.reason
