from __future__ import annotations

from pathlib import Path

import pytest

from backbeat.cli import lipsync_values as values
from backbeat.errors import RequestError


@pytest.mark.parametrize(
    ("files", "timeline", "speech", "found"),
    [
        (["a.mp4", "b.wav"], "", "", ("a.mp4", "b.wav")),
        (["a.mp4"], "", "b.wav", ("a.mp4", "b.wav")),
        (["a.otio"], "", "", ("a.otio", "")),
        ([], "a.otio", "b.wav", ("a.otio", "b.wav")),
        (["b.wav"], "a.otio", "", ("a.otio", "b.wav")),
    ],
)
def test_the_video_and_the_speech_are_told_apart(
    files: list[str], timeline: str, speech: str, found: tuple[str, str]
) -> None:
    assert values.inputs(files, timeline, speech) == found


def test_too_few_and_too_many_files_are_refused() -> None:
    with pytest.raises(RequestError, match="No video"):
        values.inputs([], "", "")
    with pytest.raises(RequestError, match="3 files"):
        values.inputs(["a.mp4", "b.wav"], "", "c.wav")


def test_faces_are_numbers_or_numbers_with_speech(tmp_path: Path) -> None:
    assert values.faces(["2"], "b.wav", 0.0) == (2, [])
    face, voices = values.faces(["1=/a.wav", "2=/b.wav"], "", 1.5)
    assert face == 0
    assert [(v.face, v.speech_path, v.speech_start_s) for v in voices] == [
        (1, "/a.wav", 1.5),
        (2, "/b.wav", 1.5),
    ]
    face, voices = values.faces(["1", "3"], "/a.wav", 0.0)
    assert [(v.face, v.speech_path) for v in voices] == [(1, "/a.wav"), (3, "/a.wav")]


@pytest.mark.parametrize("wrong", ["x", "1=", "=a.wav", "-1", ""])
def test_what_is_no_face_is_refused(wrong: str) -> None:
    with pytest.raises(RequestError, match="names no face"):
        values.faces([wrong], "", 0.0)


def test_faces_with_speech_and_speech_besides_are_refused() -> None:
    with pytest.raises(RequestError, match="speech besides"):
        values.faces(["1=/a.wav"], "/b.wav", 0.0)


def test_stretches_and_strengths_are_read() -> None:
    span = values.span("3.2-4.5")
    assert (span.start_s, span.end_s) == (3.2, 4.5)
    assert [(p.time_s, p.strength) for p in values.strength("0:1, 4:0.5")] == [(0, 1), (4, 0.5)]
    assert values.strength("") == []


@pytest.mark.parametrize("wrong", ["3.2", "a-b", "-1-2", "1-2-3"])
def test_what_is_no_stretch_is_refused(wrong: str) -> None:
    with pytest.raises(RequestError, match="no stretch"):
        values.span(wrong)


@pytest.mark.parametrize("wrong", ["0", "0:1,", "a:1", "0:1;2:1"])
def test_what_is_no_strength_is_refused(wrong: str) -> None:
    with pytest.raises(RequestError, match="cannot be read at"):
        values.strength(wrong)


def test_no_handles_are_not_the_usual_ones() -> None:
    assert (values.handles(None), values.handles(0), values.handles(24)) == (0, -1, 24)
