"""Speech is told from silence, noise and music, and its stretches keep their rules."""

from __future__ import annotations

import itertools
import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from backbeat.footage.speech import spans_of, speech_in
from backbeat.media.decode import read_audio
from backbeat.models.speech import RATE

FRAME_S = 0.032


def speech_of(samples: np.ndarray) -> float:
    """Seconds of speech that are found."""
    blocks = (samples[start : start + RATE] for start in range(0, len(samples), RATE))
    return sum(span.end_s - span.start_s for span in speech_in(blocks))


@pytest.mark.parametrize("name", ["librivox_0870", "librivox_0890", "librivox_0920"])
def test_words_are_inside_speech(shared: Path, name: str) -> None:
    """Against alignments of another recogniser, of words read aloud."""
    folder = shared / "data" / "lips" / "speech"
    samples = read_audio(folder / f"{name}.wav", RATE, channels=1).samples[:, 0]
    spans = speech_in(iter([samples]))
    words = _words(json.loads((folder / f"{name}.phone.json").read_text()))
    assert len(words) >= 3
    inside = [
        any(span.start_s - 0.05 <= start and end <= span.end_s + 0.05 for span in spans)
        for start, end in words
    ]
    assert sum(inside) >= 0.9 * len(words)


def _words(aligned: dict[str, object]) -> list[tuple[float, float]]:
    words = aligned["w"]
    assert isinstance(words, list)
    return [
        (word["b"], word["b"] + word["d"])
        for word in words
        if not word["t"].startswith(("<", "[")) and word["d"] >= 0.1
    ]


def test_speech_before_and_after_silence_is_where_it_is(shared: Path) -> None:
    path = shared / "data" / "lips" / "speech" / "librivox_0870.wav"
    speech = read_audio(path, RATE, channels=1).samples[: 3 * RATE, 0]
    silence = np.zeros(4 * RATE, np.float32)
    spans = speech_in(iter([silence, speech, silence]))
    alone = speech_in(iter([speech]))
    assert spans[0].start_s == pytest.approx(4 + alone[0].start_s, abs=0.2)
    assert spans[-1].end_s == pytest.approx(4 + alone[-1].end_s, abs=0.3)


def test_silence_noise_and_tones_are_no_speech() -> None:
    time = np.arange(6 * RATE) / RATE
    noise = np.random.default_rng(1).normal(0, 0.1, len(time))
    chord = sum(np.sin(2 * np.pi * pitch * time) for pitch in (220, 277, 330)) * 0.2
    for sound in (np.zeros(len(time)), noise, chord):
        assert speech_of(sound.astype(np.float32)) == 0


def test_no_sound_has_no_speech() -> None:
    assert speech_in(iter([])) == ()
    assert speech_in(iter([np.zeros(3, np.float32)])) == ()


@given(arrays.arrays(np.float32, st.integers(7, 200), elements=st.floats(0, 1, width=32)))
def test_spans_keep_their_rules(probability: np.ndarray) -> None:
    spans = spans_of(probability)
    assert all(0 <= span.start_s < span.end_s for span in spans)
    assert all(one.end_s < other.start_s for one, other in itertools.pairwise(spans))
    sure = np.convolve(probability >= 0.5, np.ones(7), "valid") == 7
    for at in np.flatnonzero(sure):
        moment = (at + 3.5) * FRAME_S
        assert any(span.start_s <= moment <= span.end_s for span in spans)
