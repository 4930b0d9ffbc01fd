"""What is said where, on real faces and real speech.

The clips show people who gave no leave to be passed on, so that they only measure here.
"""

from __future__ import annotations

import math
import subprocess
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from backbeat.errors import RequestError
from backbeat.footage.faces import Faces, FaceTrack, faces_of
from backbeat.footage.footage import Span
from backbeat.media.decode import read_audio
from backbeat.media.encode import write_audio
from backbeat.progress import SILENT
from backbeat.v1.lipsync_pb2 import (
    WHEN_LONGER_BOUNCE,
    WHEN_LONGER_STRETCH,
    FaceVoice,
    LipSyncRequest,
    StrengthPoint,
    TimeSpan,
)
from backbeat.v1.speech_pb2 import VisemesRequest
from backbeat.workflows.lipsync.lines import Pictures, Plan, lines_of, pictures_of
from backbeat.workflows.visemes.job import run as find_visemes
from tests import espeak, pulled

CLIP = "data/lips/video/vrt_face2.mp4"
UNEVEN = "data/lips/video/vrt_face1_vfr.mp4"
RATE = 16_000
OLD = "We hope to sail on monday morning if the weather holds."
NEW = OLD.replace("monday", "friday")


@pytest.fixture(scope="module")
def faces(shared: Path, face_mesh: None, tmp_path_factory: pytest.TempPathFactory) -> Faces:
    return faces_of(shared / CLIP, folder=tmp_path_factory.mktemp("faces"))


@pytest.fixture
def no_speech_model(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A home in which only the face model was pulled: nothing here needs features."""
    pulled.put("face-mesh", tmp_path / "home")
    monkeypatch.setenv("BACKBEAT_HOME", str(tmp_path / "home"))


def _wav(path: Path, samples: np.ndarray) -> Path:
    write_audio(path, [np.asarray(samples, np.float32).reshape(-1, 1)], RATE)
    return path


def _plan(pictures: Pictures, **asked: object) -> Plan:
    return lines_of(LipSyncRequest(path=str(pictures.path), **asked), pictures, SILENT)  # type: ignore[arg-type]


def _changed_pictures(plan: Plan) -> list[int]:
    """Pictures of the output that get another mouth."""
    return sorted(
        line.first + int(place) for line in plan.lines for place in np.flatnonzero(line.strength)
    )


def _said(voice: str, text: str) -> tuple[np.ndarray, list[espeak.TimedWord]]:
    return espeak.say(text, voice, 150)


@pytest.mark.shared
@pytest.mark.usefixtures("no_speech_model")
def test_around_new_speech_everything_stays(shared: Path, tmp_path: Path, face_mesh: None) -> None:
    """On a picture of uneven rate."""
    clip = shared / UNEVEN
    pictures = pictures_of(clip, faces_of(clip, folder=tmp_path))
    speech = shared / "data/lips/speech/mary.wav"
    plan = _plan(pictures, speech_path=str(speech), speech_start_s=2.0)
    (line,) = plan.lines
    assert [float(time) for time in plan.shown.showing.times] == pytest.approx(
        pictures.faces.times_s.tolist(), abs=1e-9
    )
    first, last = np.flatnonzero(line.strength)[[0, -1]]
    assert line.strength[first : first + 5] == pytest.approx([0.2, 0.4, 0.6, 0.8, 1])
    assert line.times_s[first + 4] <= 2.0 < line.times_s[first + 5]
    end_s = 2.0 + len(read_audio(speech, RATE).samples) / RATE
    assert line.times_s[last - 4] < end_s <= line.times_s[last - 3]
    assert line.speech.features is None
    assert "before 2.00 s and after 3.87 s, sound and mouth stay" in plan.warnings[-1]


@pytest.mark.shared
@pytest.mark.usefixtures("no_speech_model")
def test_words_in_common_keep_their_own_mouth(faces: Faces, tmp_path: Path) -> None:
    """Another person says one other word, all others at the same time as before."""
    own, words = _said("en", OLD)
    new, _ = _said("en+f3", OLD)
    spoken, times = _said("en+f3", NEW)
    (old_word,) = [word for word in words if word.text == "monday"]
    (new_word,) = [word for word in times if word.text == "friday"]
    at, end = round(old_word.start_s * RATE), round(old_word.end_s * RATE)
    piece = spoken[round(new_word.start_s * RATE) : round(new_word.end_s * RATE)]
    new[at:end] = 0
    length = min(len(piece), end - at)
    new[at : at + length] = piece[:length]
    pictures = replace(pictures_of(_wav(tmp_path / "own.wav", own), faces))
    plan = _plan(
        pictures,
        speech_path=str(_wav(tmp_path / "new.wav", new)),
        old_text=OLD,
        new_text=NEW,
    )
    assert any("10 of 11 words keep their own mouth" in warning for warning in plan.warnings)
    (span,) = plan.changed
    assert span.start_s == pytest.approx(old_word.start_s, abs=0.1)
    assert span.end_s == pytest.approx(old_word.end_s, abs=0.1)
    pictures_s = np.array(_changed_pictures(plan)) / 25
    # Four pictures of a ramp on each side, and nothing else.
    assert pictures_s.min() >= span.start_s - 5 / 25
    assert pictures_s.max() <= span.end_s + 4 / 25
    # What is heard is what the text says.
    likely = plan.lines[0].speech.likely
    assert set(np.unique(likely)) == {0.0, 1.0}


@pytest.mark.shared
@pytest.mark.usefixtures("no_speech_model")
def test_of_a_recording_with_another_line_only_that_is_changed(
    faces: Faces, tmp_path: Path, shared: Path
) -> None:
    own = read_audio(shared / CLIP, RATE, 1).samples[:, 0]
    other, _ = _said("en", NEW)
    new = 0.5 * own
    new[2 * RATE : 3 * RATE] = other[RATE : 2 * RATE]
    pictures = pictures_of(shared / CLIP, faces)
    plan = _plan(pictures, speech_path=str(_wav(tmp_path / "new.wav", new)), only_changes=True)
    (span,) = plan.changed
    assert (span.start_s, span.end_s) == (pytest.approx(2, abs=0.08), pytest.approx(3, abs=0.08))
    assert set(_changed_pictures(plan)) <= set(range(44, 82))
    same = _plan(
        pictures, speech_path=str(_wav(tmp_path / "same.wav", 0.5 * own)), only_changes=True
    )
    assert not same.changed
    assert not same.lines
    late = np.concatenate([np.zeros(round(0.2 * RATE), np.float32), own])
    moved = _plan(pictures, speech_path=str(_wav(tmp_path / "late.wav", late)), only_changes=True)
    assert any("--speech-start -0.200 puts it in its place" in one for one in moved.warnings)


@pytest.mark.shared
@pytest.mark.usefixtures("no_speech_model")
def test_silence_and_music_let_mouths_rest(
    faces: Faces, tmp_path: Path, shared: Path, song: Path
) -> None:
    pictures = pictures_of(shared / CLIP, faces)
    silence = _wav(tmp_path / "silence.wav", np.zeros(10 * RATE))
    for speech in (silence, song):
        plan = _plan(pictures, speech_path=str(speech), when_longer=WHEN_LONGER_BOUNCE)
        assert any(f"Nobody speaks in {speech.name}" in warning for warning in plan.warnings)
        for line in plan.lines:
            assert line.resting[line.strength > 0].all()
        length_s = len(read_audio(speech, RATE).samples) / RATE
        assert float(plan.shown.showing.end) == pytest.approx(length_s, abs=0.041)


@pytest.mark.shared
@pytest.mark.usefixtures("no_speech_model")
def test_a_mute_closes_the_mouth_and_a_curve_weakens_it(faces: Faces, shared: Path) -> None:
    pictures = pictures_of(shared / CLIP, faces)
    plan = _plan(
        pictures,
        mute=[TimeSpan(start_s=1.0, end_s=2.0)],
        strength=[StrengthPoint(time_s=0, strength=0.5)],
    )
    (line,) = plan.lines
    assert _changed_pictures(plan) == list(range(21, 54))
    assert line.strength[25:50] == pytest.approx(np.full(25, 0.5))
    assert line.resting[25:50].all()
    assert not plan.heard


@pytest.mark.shared
@pytest.mark.usefixtures("no_speech_model")
def test_only_edited_shapes_are_made_again(faces: Faces, tmp_path: Path, shared: Path) -> None:
    import opentimelineio as otio

    clip, shapes = shared / CLIP, tmp_path / "shapes.otio"
    find_visemes(VisemesRequest(path=str(clip), output_paths=[str(shapes)]))
    timeline = otio.adapters.read_from_file(str(shapes))
    markers = list(next(iter(timeline.find_clips())).markers)
    edited = next(marker for marker in markers[8:] if marker.name == "B")
    edited.name = "A"
    otio.adapters.write_to_file(timeline, str(shapes))
    place = edited.marked_range
    start, length = int(place.start_time.value), int(place.duration.value)
    plan = _plan(pictures_of(clip, faces), visemes_path=str(shapes))
    assert plan.changed == (Span(start / 25, (start + length) / 25),)
    (line,) = plan.lines
    assert _changed_pictures(plan) == list(range(start - 4, start + length + 4))
    assert not line.resting[start : start + length].any()
    given = line.speech.given
    assert given is not None
    closed = line.speech.likely[given]
    assert closed.argmax(axis=1).tolist() == [1] * len(closed)


@pytest.mark.shared
@pytest.mark.usefixtures("no_speech_model")
def test_the_face_whose_lips_fit_the_voice_speaks(faces: Faces, shared: Path) -> None:
    """Beside the face that speaks, one whose lips say it backwards."""
    (own,) = faces.tracks
    other = replace(own, number=2, lips=own.lips[::-1].copy(), steps=own.steps[::-1].copy())
    for order in ((own, other), (replace(other, number=1), replace(own, number=2))):
        both = replace(faces, tracks=order)
        pictures = pictures_of(shared / CLIP, both)
        plan = _plan(pictures, speech_path=str(shared / "data/lips/speech/mary.wav"))
        (line,) = plan.lines
        assert np.array_equal(line.track.lips, own.lips)


@pytest.mark.shared
@pytest.mark.usefixtures("no_speech_model")
def test_several_faces_say_what_each_is_given(faces: Faces, shared: Path) -> None:
    (own,) = faces.tracks
    both = replace(faces, tracks=(own, replace(own, number=2)))
    speech = shared / "data/lips/speech"
    plan = _plan(
        pictures_of(shared / CLIP, both),
        voices=[
            FaceVoice(face=1, speech_path=str(speech / "mary.wav")),
            FaceVoice(face=2, speech_path=str(speech / "bobby.wav"), speech_start_s=2.5),
        ],
    )
    one, two = plan.lines
    assert (one.track.number, two.track.number) == (1, 2)
    assert np.flatnonzero(one.strength)[0] == 0
    assert np.flatnonzero(two.strength)[0] == 58
    assert len(plan.heard) == 2


def _hidden(track: FaceTrack) -> FaceTrack:
    covered, pose = track.covered.copy(), track.pose.copy()
    covered[50:60] = True
    pose[100:, 0] = 80
    return replace(track, covered=covered, pose=pose)


@pytest.mark.shared
@pytest.mark.usefixtures("no_speech_model")
def test_a_mouth_that_cannot_be_drawn_stays_and_why_is_said(faces: Faces, shared: Path) -> None:
    hidden = replace(faces, tracks=(_hidden(faces.tracks[0]),))
    speech = str(shared / "data/lips/speech/librivox_0870.wav")
    plan = _plan(pictures_of(shared / CLIP, hidden), speech_path=speech)
    (line,), (shot,) = plan.lines, plan.shots
    assert not line.strength[50:60].any()
    assert not line.strength[100:].any()
    assert line.strength[46:50] == pytest.approx([0.8, 0.6, 0.4, 0.2])
    assert "In 10 of 125 frames a hand is before the mouth" in shot.reason
    assert "In 25 of 125 frames the head is turned too far" in shot.reason
    nobody = _plan(pictures_of(shared / CLIP, replace(faces, tracks=())), speech_path=speech)
    assert not nobody.lines
    assert nobody.shots[0].reason == "No face is seen."


@pytest.mark.shared
@pytest.mark.usefixtures("no_speech_model")
def test_a_range_of_a_clip_has_a_clock_of_its_own(faces: Faces, shared: Path) -> None:
    whole = pictures_of(shared / CLIP, faces)
    part = replace(whole, first=30, after=110, zero_s=10 / 25)
    plan = _plan(part, mute=[TimeSpan(start_s=1.0, end_s=1.4)])
    (line,) = plan.lines
    assert line.shown.tolist() == list(range(30, 110))
    assert float(plan.shown.showing.times[0]) == 0
    assert _changed_pictures(plan) == list(range(31, 49))


@pytest.mark.shared
@pytest.mark.usefixtures("no_speech_model")
def test_a_picture_is_stretched_to_the_speech(faces: Faces, shared: Path, tmp_path: Path) -> None:
    speech, _ = _said("en", f"{OLD} {NEW}")
    path = _wav(tmp_path / "long.wav", speech[: round(5.3 * RATE)])
    plan = _plan(
        pictures_of(shared / CLIP, faces), speech_path=str(path), when_longer=WHEN_LONGER_STRETCH
    )
    assert float(plan.shown.showing.end) == pytest.approx(5.3, abs=0.04)
    assert "the picture is 6 % slower" in plan.warnings[0]
    (line,) = plan.lines
    assert len(line.shown) == len(plan.shown.showing.shown)


@pytest.mark.shared
@pytest.mark.whole
@pytest.mark.usefixtures("no_speech_model")
@pytest.mark.parametrize("rate", ["12", "30000/1001", "60"])
def test_ramps_and_clocks_hold_at_every_rate(shared: Path, tmp_path: Path, rate: str) -> None:
    clip = tmp_path / "rate.mp4"
    subprocess.run(
        ["ffmpeg", "-v", "error", "-i", str(shared / CLIP), "-r", rate, "-threads", "1", str(clip)],
        check=True,
    )  # fmt: skip
    pictures = pictures_of(clip, faces_of(clip, folder=tmp_path))
    frames = Fraction(rate)
    assert pictures.times[:3] == (0, 1 / frames, 2 / frames)
    plan = _plan(pictures, mute=[TimeSpan(start_s=2.0, end_s=3.0)])
    (line,) = plan.lines
    changed = np.flatnonzero(line.strength)
    ramp = 7 if frames == 60 else 4
    assert changed[0] == int(2.0 * frames) - ramp
    assert changed[-1] == math.ceil(3.0 * frames) - 1 + ramp
    assert all(time * frames == number for number, time in enumerate(plan.shown.showing.times))


@pytest.mark.shared
@pytest.mark.whole
@pytest.mark.usefixtures("face_mesh", "speech_model")
def test_somebody_who_listens_keeps_the_own_mouth(shared: Path, tmp_path: Path) -> None:
    """The second shot shows somebody whose lips do not say what is heard."""
    clip = shared / "data/lips/video/latentsync_demo3.mp4"
    faces = faces_of(clip, folder=tmp_path)
    (track,) = faces.tracks
    half = len(track.seen) // 2
    split_s = float(faces.times_s[half])
    rows = {
        name: getattr(track, name)
        for name in ("times_s", "boxes", "steps", "pose", "lips", "seen", "covered", "confidence")
    }
    speaks = replace(track, **{name: values[:half] for name, values in rows.items()})
    rows["lips"] = rows["lips"][::-1]
    listens = replace(
        track, number=2, shot=1, first=half, **{name: rows[name][half:] for name in rows}
    )
    end_s = faces.shots[-1].end_s
    cut = replace(faces, shots=(Span(0, split_s), Span(split_s, end_s)), tracks=(speaks, listens))
    speech = str(shared / "data/lips/speech/librivox_0870.wav")
    plan = _plan(pictures_of(clip, cut), speech_path=speech, speech_start_s=split_s - 3)
    assert [line.track.number for line in plan.lines] == [1]
    assert [shot.face for shot in plan.shots] == [1, 0]
    assert "does not say what is heard" in plan.shots[1].reason
    named = _plan(pictures_of(clip, cut), speech_path=speech, speech_start_s=split_s - 3, face=2)
    assert [line.track.number for line in named.lines] == [2]


def test_what_makes_no_sense_is_refused(tmp_path: Path) -> None:
    times = np.arange(50) / 25
    faces = Faces(tmp_path / "a.mp4", "", 25, 100, 100, times, (Span(0, 2),), ())  # type: ignore[arg-type]
    pictures = pictures_of(tmp_path / "a.mp4", faces)
    for asked, words in (
        ({}, "needs something to say"),
        ({"speech_path": "a.wav", "old_text": "a"}, "one of both texts is missing"),
        ({"mute": [TimeSpan(start_s=2, end_s=1)]}, "A mute from 2 s to 1 s is none"),
        ({"mute": [TimeSpan(end_s=1)], "strength": [StrengthPoint(strength=2)]}, "strength of 2"),
        ({"speech_path": "a.wav", "voices": [FaceVoice(face=1)]}, "Give either the one"),
    ):
        with pytest.raises(RequestError) as caught:
            _plan(pictures, **asked)  # type: ignore[arg-type]
        assert words in f"{caught.value} {caught.value.hint}"
