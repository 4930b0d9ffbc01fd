"""A conversation of two, dubbed into languages of other lengths: every line is found and placed."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
import soxr
from numpy.typing import NDArray

from backbeat.media.decode import AudioBuffer
from backbeat.media.encode import write_audio, write_video
from backbeat.v1.dubbing_pb2 import DubRequest, DubTrack
from backbeat.workflows.dub.job import run
from tests import espeak, material

RATE = 48_000
LINES = {
    "en": (
        "I was looking for you everywhere this morning.",
        "I have been at the market, buying bread.",
        "Did you remember the butter?",
        "No, I forgot it. We can go there together after lunch.",
        "That would be very nice, my friend.",
        "Then let us eat something first.",
    ),
    "de": (
        "Ich habe dich heute Morgen überall gesucht.",
        "Ich war auf dem Markt und habe Brot gekauft.",
        "Hast du an die Butter gedacht?",
        "Nein, das habe ich vergessen. Wir können nach dem Essen zusammen hingehen.",
        "Das wäre sehr schön, mein Freund.",
        "Dann lass uns zuerst etwas essen.",
    ),
}
PAUSES_S = (0.9, 0.7, 1.2, 0.8, 1.0, 1.5)


def _said(language: str, pauses: tuple[float, ...]) -> tuple[NDArray[np.float32], list[float]]:
    """The conversation at 48 kHz, and where its lines begin."""
    parts, starts, at = [np.zeros(RATE, np.float32)], [], 1.0
    for number, (text, pause) in enumerate(zip(LINES[language], pauses, strict=True)):
        voice = f"{language}+{'f3' if number % 2 else 'm3'}"
        sound = soxr.resample(espeak.say(text, voice, 150, 0)[0], espeak.RATE, RATE)
        loud = np.flatnonzero(np.abs(sound) > 0.01)
        sound = sound[loud[0] : loud[-1]].astype(np.float32)
        starts.append(at)
        parts += [sound, np.zeros(round(pause * RATE), np.float32)]
        at += len(sound) / RATE + pause
    return np.concatenate(parts), starts


@pytest.mark.whole
def test_lines_of_a_conversation_are_found_and_placed(speech_model: None, tmp_path: Path) -> None:
    voice, starts = _said("en", PAUSES_S)
    noise = 0.003 * np.random.default_rng(1).standard_normal((len(voice), 2))
    sound = (voice[:, np.newaxis] + noise).astype(np.float32)
    pictures = [material.texture(1, 96, 96)] * round(len(sound) / RATE * 25)
    write_video(tmp_path / "en.mov", pictures, Fraction(25), audio=AudioBuffer(sound, RATE))
    dub, _ = _said("de", (0.6,) * 6)
    write_audio(tmp_path / "de.wav", dub[:, np.newaxis], RATE)

    result = run(
        DubRequest(
            path=str(tmp_path / "en.mov"),
            dub_path=str(tmp_path / "de.wav"),
            output_path=str(tmp_path / "out.mov"),
            no_lips=True,
            # The same once more, so that words count.
            tracks=[DubTrack(language="en", dub_path=str(tmp_path / "en.mov"))],
            language="de",
        )
    )
    german, english = result.languages
    assert result.original_language == "en"
    # Each line of the script begins a line of the result, at its place.
    placed = [line.placed_s for line in german.lines]
    for start in starts:
        assert min(abs(one - start) for one in placed) < 0.15
    assert [line.speaker for line in german.lines if line.stretch].count(2) >= 2
    assert all(abs(line.offset_ms) < 150 for line in german.lines)
    assert [line.text for line in english.lines] == [line.original_text for line in english.lines]
    assert all(abs(line.stretch - 1) < 0.005 for line in english.lines)
