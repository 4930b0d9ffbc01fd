"""Mouths of a real speaker are found, chosen and drawn."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest

from backbeat.errors import InputError
from backbeat.footage.faces import Faces, faces_of
from backbeat.footage.pictures import pictures_of
from backbeat.lipsync.choosing.closures import closures_in
from backbeat.lipsync.lines import Line, Speech
from backbeat.lipsync.moments import Moment
from backbeat.media.decode import read_audio
from backbeat.media.opening import opened
from backbeat.media.retouching.crops import crop, stored
from backbeat.media.retouching.patches import Crop
from backbeat.progress import SILENT
from backbeat.workflows.lipsync import banking
from backbeat.workflows.lipsync.banking import Source, bank_from
from backbeat.workflows.lipsync.hearing import speech_of
from backbeat.workflows.lipsync.rewriting import (
    Rewritten,
    own_rows,
    prepare_rewrite,
    rewritten,
    too_little,
)

pytestmark = pytest.mark.shared

_RATE = 16_000


@pytest.fixture(scope="module")
def faces(shared: Path, only_faces: None) -> Faces:
    """Five seconds of a woman who speaks."""
    return faces_of(shared / "data/lips/video/vrt_face5.mp4")


@pytest.fixture(scope="module")
def speech(shared: Path, only_faces: None) -> Speech:
    """The first seconds of another voice, heard by the small networks."""
    path = shared / "data/lips/speech/librivox_0920.wav"
    samples = read_audio(path, _RATE, channels=1).samples[: 4 * _RATE, 0]
    return speech_of(samples, None, "", SILENT).speech


@pytest.fixture(scope="module")
def line(faces: Faces, speech: Speech) -> Line:
    """What she is to say."""
    count = 100
    return Line(
        track=faces.tracks[0],
        shown=np.arange(count),
        times_s=faces.times_s[:count],
        first=7,
        strength=np.ones(count, np.float32),
        resting=np.zeros(count, np.bool_),
        speech=speech,
    )


@pytest.fixture(scope="module")
def made(faces: Faces, line: Line) -> Rewritten:
    """What is chosen for it."""
    return rewritten([line], faces)


@pytest.fixture(scope="module")
def crops(faces: Faces, made: Rewritten, tmp_path_factory: pytest.TempPathFactory) -> list[Crop]:
    """The face in each picture of the clip."""
    backend = prepare_rewrite(made, tmp_path_factory.mktemp("crops"))
    mesh = faces.tracks[0].mesh
    with opened(faces.path) as container:
        frames = (frame for _, frame, _ in pictures_of(faces.path, container).decoded())
        found = [
            crop(frame, stored(frame), backend.box(mesh[index]))
            for index, frame in enumerate(frames)
        ]
    backend.close()
    return found


def _moment(faces: Faces, crops: list[Crop], at: int, **changes: float) -> Moment:
    mesh = faces.tracks[0].mesh[at]
    whole = Moment(7 + at, crops[at], mesh, strength=1.0, covered=False)
    return replace(whole, **changes)


@pytest.fixture
def drawn(made: Rewritten, tmp_path: Path) -> Iterator[object]:
    backend = prepare_rewrite(made, tmp_path)
    yield backend
    backend.close()
    assert not list(tmp_path.iterdir())


def test_every_picture_with_her_mouth_is_in_the_bank(made: Rewritten, faces: Faces) -> None:
    bank = made.bank
    assert len(bank) == int((faces.tracks[0].seen & ~faces.tracks[0].covered).sum())
    assert 3 < bank.speech_s < 5.5
    assert not bank.is_enough
    why = too_little(bank, faces.path)
    assert why is not None
    assert "vrt_face5.mp4" in why
    assert "--bank" in why
    # Her voice is at most some pictures away from her lips.
    assert np.all(np.abs(bank.mouths.heard_s - bank.mouths.times_s) < 0.15)


def test_it_is_said_that_the_speech_model_is_not_here(made: Rewritten) -> None:
    assert any("models pull speech" in warning for warning in made.warnings)


def test_openings_agree_with_what_is_dark_or_white_between_her_lips(
    made: Rewritten, faces: Faces, crops: list[Crop]
) -> None:
    mesh = faces.tracks[0].mesh
    seen = np.array([_red_missing(crops[at], mesh[at]) for at in range(len(crops))])
    opening = made.bank.mouths.opening
    assert np.corrcoef(opening, seen)[0, 1] > 0.75
    assert seen[np.argsort(opening)[:10]].max() < np.median(seen)


def _red_missing(face: Crop, mesh: np.ndarray) -> float:
    """Of the line from nose to chin through the middle of her red lips, how much between the
    outermost red is not red; by the picture alone, but for where the mouth is."""
    x, top, bottom = mesh[[0, 17], 0].mean(), mesh[0, 1] - 6, mesh[17, 1] + 6
    rows = np.linspace(top, bottom, 60, dtype=np.float32)[:, None] - face.box.top
    columns = np.full_like(rows, x - face.box.left) + np.linspace(-8, 8, 9, dtype=np.float32)
    lab = cv2.cvtColor((face.pixels / 255).astype(np.float32), cv2.COLOR_BGR2LAB)
    red = cv2.remap(lab, columns, np.repeat(rows, 9, 1), cv2.INTER_LINEAR)[..., 1]
    shares = []
    for line in red.T:
        is_red = line > (line.max() + np.median(line[:6])) / 2
        first, last = np.flatnonzero(is_red)[[0, -1]]
        shares.append(float((~is_red[first : last + 1]).mean()))
    return float(np.median(shares))


def test_lips_meet_where_they_are_heard_to(
    drawn: object, made: Rewritten, faces: Faces, crops: list[Crop], line: Line
) -> None:
    mesh = faces.tracks[0].mesh
    usual = np.median([_red_missing(one, mesh[at]) for at, one in enumerate(crops)])
    found = []
    for closure in closures_in(line.speech):
        middle_s = (closure.start_s + closure.end_s) / 2
        at = int(np.argmin(np.abs(line.times_s - middle_s)))
        if closure.sure < 1 or at >= len(line.shown) - 1:
            continue
        moment = _moment(faces, crops, at)
        patch = drawn.draw([moment])[0]  # type: ignore[attr-defined]
        pixels = moment.crop.pixels.copy()
        part = pixels[
            patch.box.top - moment.crop.box.top : patch.box.bottom - moment.crop.box.top,
            patch.box.left - moment.crop.box.left : patch.box.right - moment.crop.box.left,
        ]
        part[patch.mask] = patch.pixels[patch.mask]
        found.append(_red_missing(Crop(pixels, moment.crop.box), mesh[at]))
    assert len(found) >= 2
    assert max(found) < usual


def test_covered_and_unchanged_mouths_stay(drawn: object, faces: Faces, crops: list[Crop]) -> None:
    draw = drawn.draw  # type: ignore[attr-defined]
    assert draw([_moment(faces, crops, 5, covered=True)]) == [None]
    assert draw([_moment(faces, crops, 5, strength=0.0)]) == [None]
    assert draw([replace(_moment(faces, crops, 5), index=3)]) == [None]
    assert draw([_moment(faces, crops, 5)])[0] is not None


def test_less_strength_is_nearer_to_the_own_mouth(
    drawn: object, faces: Faces, crops: list[Crop]
) -> None:
    def change(strength: float) -> float:
        total = 0.0
        for at in range(10, 90, 8):
            patch = drawn.draw([_moment(faces, crops, at, strength=strength)])[0]  # type: ignore[attr-defined]
            box, own = patch.box, crops[at]
            before = own.pixels[
                box.top - own.box.top : box.bottom - own.box.top,
                box.left - own.box.left : box.right - own.box.left,
            ]
            apart = np.abs(patch.pixels.astype(int) - before.astype(int)) * patch.mask[..., None]
            total += float(apart.sum())
        return total

    assert change(0.25) < change(1.0)


def test_another_take_has_other_mouths(faces: Faces, line: Line, made: Rewritten) -> None:
    second = rewritten([line], faces, take=2)
    one, other = made.choices[0].rows, second.choices[0].rows
    assert np.mean(np.abs(one - other) <= 3) < 0.35
    again = rewritten([line], faces, take=2)
    assert np.array_equal(again.choices[0].rows, other)


def test_further_videos_of_the_speaker_are_in_the_bank_too(
    faces: Faces, line: Line, made: Rewritten, shared: Path
) -> None:
    other = shared / "data/lips/video/vrt_face1_vfr.mp4"
    found = rewritten([line], faces, [other])
    mouths = found.bank.mouths
    assert len(found.clips) == 2
    assert (mouths.clip == 0).sum() == len(made.bank)
    assert (mouths.clip == 1).sum() > 100
    assert found.bank.speech_s > made.bank.speech_s + 3
    assert np.array_equal(own_rows(found.bank, line), own_rows(made.bank, line))


def test_the_video_itself_as_a_bank_is_no_second_one(
    faces: Faces, line: Line, made: Rewritten
) -> None:
    found = rewritten([line], faces, [faces.path])
    assert len(found.clips) == 1
    assert np.array_equal(found.choices[0].rows, made.choices[0].rows)


def test_of_a_long_video_the_stretches_in_which_most_is_said_are_kept(
    faces: Faces, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(banking, "_MOST", 80)
    monkeypatch.setattr(banking, "_BLOCK_S", 1.0)
    bank = bank_from([Source(faces, (1,), other_shots=False)])
    assert 50 <= len(bank) <= 80
    assert bank.left_out == 122 - len(bank)
    assert bank.mouths.spoken.mean() > 0.8
    joins = np.diff(bank.mouths.picture) != 1
    assert joins.sum() <= 3


def test_without_a_mouth_it_says_what_would_help(faces: Faces, line: Line) -> None:
    track = faces.tracks[0]
    hidden = replace(track, covered=np.ones_like(track.covered))
    nothing = replace(faces, tracks=(hidden,))
    with pytest.raises(
        InputError, match="no picture in which the speaker's mouth is seen"
    ) as found:
        rewritten([replace(line, track=hidden)], nothing)
    assert "--bank" in str(found.value.hint)
