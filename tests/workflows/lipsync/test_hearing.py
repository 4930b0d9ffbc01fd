"""What is heard for a lip-sync."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from backbeat.footage.footage import Span
from backbeat.lipsync.visemes.sounds import REST
from backbeat.progress import SILENT
from backbeat.workflows.lipsync.hearing import speech_of
from backbeat.workflows.lipsync.recordings import Recording, heard_with
from backbeat.workflows.lipsync.voices import expected_of
from tests import espeak
from tests.espeak import MONOLOGUE

RATE = 16_000


@pytest.fixture(scope="module")
def monologue() -> np.ndarray:
    samples, _ = espeak.say(" ".join(MONOLOGUE.split(".")[1:4]), speed=150)
    return samples


@pytest.mark.usefixtures("speech_model")
def test_the_speech_model_listens_only_where_it_matters(monologue: np.ndarray) -> None:
    length_s = len(monologue) / RATE
    assert length_s > 12
    found = speech_of(monologue, None, "", SILENT, [Span(1.0, 2.0)]).speech
    assert found.features is not None
    assert len(found.features) == int(np.ceil(len(monologue) / 320))
    assert np.abs(found.features[50:100]).min(axis=1).max() > 0
    assert not found.features[round(6.1 * 50) :].any()
    # What was left out changes nothing of what is expected where it was heard.
    expected = expected_of(found)
    alone = expected_of(speech_of(monologue[: 6 * RATE], None, "", SILENT).speech)
    assert len(expected.lips) == 2 * len(found.features)
    assert not expected.lips[620:].any()
    assert np.corrcoef(expected.lips[100:200, 0], alone.lips[100:200, 0])[0, 1] > 0.95
    assert expected.lips[100:200, 0].std() / alone.lips[100:200, 0].std() == pytest.approx(1, 0.1)


def test_a_text_says_what_is_heard_where_its_recording_is() -> None:
    text = "Pay more for the beautiful map."
    spoken, _ = espeak.say(text, silence_s=0.2)
    recording = Recording(Path("line.wav"), spoken, 1.0, (0,))
    samples = heard_with(None, recording, 5 * RATE)
    found = speech_of(samples, recording, text, SILENT, []).speech
    inside = slice(round(1.3 / found.step_s), round(1.8 / found.step_s))
    assert set(np.unique(found.likely[inside])) == {0.0, 1.0}
    assert (found.likely[: round(0.8 / found.step_s)].argmax(axis=1) == REST).all()
