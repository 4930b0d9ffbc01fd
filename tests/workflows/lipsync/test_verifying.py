"""The instruments that judge a finished video, on people who really speak."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from backbeat.footage.faces import faces_of
from backbeat.lipsync.lines import Line, Speech
from backbeat.media.decode import read_audio
from backbeat.models.visemes import STEP_S
from backbeat.models.whisper import Whisper
from backbeat.progress import SILENT
from backbeat.speech.features import speech_features
from backbeat.speech.spectrum import RATE
from backbeat.workflows.lipsync.verifying import verified
from backbeat.workflows.visemes.hearing import by_speech_model

pytestmark = [pytest.mark.shared, pytest.mark.usefixtures("face_mesh", "speech_model")]

_VIDEOS = "data/lips/video"


def _line(video: Path, voice: Path) -> Line:
    """Everything a face says, as if all of it had been made anew."""
    track = max(faces_of(video).tracks, key=lambda track: len(track.times_s))
    count = len(track.seen)
    samples = read_audio(voice, RATE, channels=1).samples[:, 0]
    speech = Speech(
        samples,
        speech_features(samples, Whisper()),
        by_speech_model(samples, SILENT),
        STEP_S,
    )
    return Line(
        track=track,
        shown=np.arange(track.first, track.first + count),
        times_s=track.times_s,
        first=track.first,
        strength=np.ones(count, np.float32),
        resting=np.zeros(count, np.bool_),
        speech=speech,
    )


def _later(line: Line, seconds: float) -> Line:
    silence = np.zeros(round(seconds * RATE), np.float32)
    steps = round(seconds / STEP_S)
    likely = np.concatenate([np.repeat(line.speech.likely[:1], steps, axis=0), line.speech.likely])
    speech = replace(
        line.speech, samples=np.concatenate([silence, line.speech.samples]), likely=likely
    )
    return replace(line, speech=speech)


@pytest.mark.parametrize("name", ["vrt_face2", "latentsync_demo1"])
def test_people_close_their_lips_when_they_are_heard_to(shared: Path, name: str) -> None:
    video = shared / _VIDEOS / f"{name}.mp4"
    line = _line(video, video)
    plain = verified(video, [line], SILENT)
    assert plain.independent
    assert plain.closures.count >= 3
    assert plain.closures.rate == 1
    assert plain.offset_ms == pytest.approx(0, abs=60)
    late = verified(video, [_later(line, 0.2)], SILENT)
    assert late.offset_ms is not None
    assert late.offset_ms - plain.offset_ms == pytest.approx(200, abs=40)


def test_words_of_somebody_else_do_not_fit(shared: Path) -> None:
    video = shared / _VIDEOS / "latentsync_demo1.mp4"
    found = verified(video, [_line(video, shared / "data/lips/speech/librivox_0870.wav")], SILENT)
    assert found.closures.count >= 4
    assert found.closures.rate is not None
    assert found.closures.rate < 0.6
    assert found.offset_ms is None or found.confidence < 0.9


def test_what_was_not_changed_is_not_judged(shared: Path) -> None:
    video = shared / _VIDEOS / "vrt_face2.mp4"
    line = _line(video, video)
    kept = replace(line, strength=np.zeros_like(line.strength))
    assert verified(video, [kept], SILENT).closures.count == 0
