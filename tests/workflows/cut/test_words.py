"""No word of a clip whose sound is kept is cut in two, where the speech model is here."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from backbeat.footage.footage import Span
from backbeat.home import home
from backbeat.media.encode import write_audio
from backbeat.progress import SILENT
from backbeat.workflows.cut.material import Material, look_at
from backbeat.workflows.cut.words import with_words
from tests import espeak, pulled
from tests import material as clips


@pytest.fixture
def talk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> tuple[Material, list[espeak.TimedWord]]:
    """A clip in which somebody speaks, of which voice activity has found the first 0.3 s only."""
    monkeypatch.setenv("BACKBEAT_HOME", str(tmp_path / "home"))
    samples, words = espeak.say("Please call Stella. Ask her to bring these things from the store.")
    write_audio(tmp_path / "talk.wav", [samples[:, np.newaxis]], 16000)
    picture = clips.write_clip(tmp_path / "talk.mov", 2, seed=1)
    material = look_at([picture], SILENT)
    (footage,) = material.footage
    footage = replace(footage, path=tmp_path / "talk.wav", speech=(Span(0.5, 0.8),))
    return replace(material, footage=(footage,)), words


def test_speech_covers_every_word(talk: tuple[Material, list[espeak.TimedWord]]) -> None:
    material, words = talk
    pulled.put("speech", home())
    (footage,) = with_words(material, SILENT).footage
    covered = [
        any(span.start_s < (word.start_s + word.end_s) / 2 < span.end_s for span in footage.speech)
        for word in words
    ]
    assert np.mean(covered) > 0.9
    assert all(
        a.end_s < b.start_s for a, b in zip(footage.speech, footage.speech[1:], strict=False)
    )
    (kept,) = (home() / "footage").glob("*-words1.json")
    os.utime(kept, (1, 1))
    assert with_words(material, SILENT).footage == (footage,)


def test_without_the_model_nothing_changes(
    talk: tuple[Material, list[espeak.TimedWord]],
) -> None:
    assert with_words(talk[0], SILENT) is talk[0]
