from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from backbeat.loudness import measure
from backbeat.loudness.dialogue import Dialogue, speech_frames
from backbeat.loudness.gating import dialogue_loudness, dialogue_range
from backbeat.media.decode import read_audio
from backbeat.models.speech import SpeechProbability

RATE = 48000
SPEECH = Path(__file__).resolve().parents[3] / "shared/data/lips/speech/librivox_0870.wav"
needs_speech = pytest.mark.skipif(not SPEECH.is_file(), reason="shared data is not here")


def spoken_in(samples: np.ndarray, layout: str | None = None, block: int = RATE) -> np.ndarray:
    dialogue = Dialogue(RATE, samples.shape[1], layout)
    for first in range(0, len(samples), block):
        dialogue.feed(samples[first : first + block])
    return dialogue.finish(len(samples) * 100 // RATE)


def test_noise_tones_and_silence_are_no_speech() -> None:
    time_s = np.arange(4 * RATE) / RATE
    rng = np.random.default_rng(0)
    for line in (
        np.zeros(len(time_s)),
        rng.normal(0, 0.1, len(time_s)),
        0.3 * np.sin(2 * np.pi * 220 * time_s),
    ):
        assert not spoken_in(line[:, np.newaxis].astype(np.float32)).any()


@needs_speech
def test_speech_is_found_where_it_is_and_measured_alone() -> None:
    speech = read_audio(SPEECH, RATE, channels=1).samples
    noise = np.random.default_rng(1).normal(0, 0.2, (10 * RATE, 1)).astype(np.float32)
    whole = np.concatenate([noise, speech, noise])
    dialogue_mask = spoken_in(whole)
    start, end = 1000, 1000 + len(speech) * 100 // RATE
    assert dialogue_mask[start:end].mean() > 0.8
    assert not dialogue_mask[: start - 20].any() and not dialogue_mask[end + 20 :].any()
    power = measure(whole, RATE).power
    alone = measure(speech, RATE).power
    heard = dialogue_loudness(power, dialogue_mask)
    assert heard == pytest.approx(dialogue_loudness(alone, spoken_in(speech)), abs=0.3)
    assert dialogue_range(power, dialogue_mask) == pytest.approx(
        dialogue_range(alone, spoken_in(speech)), abs=1
    )


@needs_speech
def test_blocks_do_not_matter_and_surrounds_are_not_listened_to() -> None:
    speech = read_audio(SPEECH, RATE, channels=1).samples
    assert np.array_equal(spoken_in(speech), spoken_in(speech, block=1001))
    surround = np.zeros((len(speech), 6), np.float32)
    surround[:, 2] = speech[:, 0]
    assert spoken_in(surround, "5.1").mean() > 0.8
    surround[:, 2], surround[:, 4] = 0, speech[:, 0]
    assert not spoken_in(surround, "5.1").any()


def test_nothing_spoken_has_no_loudness() -> None:
    power = np.ones(500)
    assert dialogue_loudness(power, np.zeros(500, np.bool_)) is None
    assert dialogue_loudness(np.zeros(500), np.ones(500, np.bool_)) is None


@given(st.lists(st.floats(0, 1, width=32), max_size=200))
def test_speech_is_never_shorter_than_a_quarter_of_a_second(values: list[float]) -> None:
    dialogue_mask = speech_frames(np.array(values, np.float32))
    assert len(dialogue_mask) == len(values)
    edges = np.flatnonzero(np.diff(np.concatenate([[False], dialogue_mask, [False]]).astype(int)))
    for first, last in edges.reshape(-1, 2):
        assert (last - first) * 0.032 >= 0.25
        assert max(values[first:last]) >= 0.5


def test_probabilities_come_one_a_frame() -> None:
    detector = SpeechProbability()
    assert len(detector.feed(np.zeros(1000, np.float32))) == 1
    assert len(detector.feed(np.zeros(24, np.float32))) == 1
    assert len(detector.feed(np.zeros(10, np.float32))) == 0
    assert len(detector.finish()) == 1
    assert len(detector.finish()) == 0
