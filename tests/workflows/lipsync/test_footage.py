"""Footage that is not a talking head alone: three faces, a hand before a mouth, few pictures."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest
from numpy.typing import NDArray

from backbeat.footage.faces import faces_of
from backbeat.media.decode import read_audio
from backbeat.media.encode import write_audio
from backbeat.v1.lipsync_pb2 import LipSyncRequest, LipSyncResult
from backbeat.workflows.lipsync.job import run
from tests.footage.clips import encode
from tests.footage.faces.heads import Moving, film, hand, head

pytestmark = [
    pytest.mark.shared,
    pytest.mark.whole,
    pytest.mark.usefixtures("face_mesh", "speech_model"),
]

RATE = 48000
_FINE = {"crf": "6", "preset": "ultrafast"}


@pytest.fixture
def words(shared: Path, tmp_path: Path) -> Path:
    """Two seconds of speech."""
    sound = read_audio(shared / "data/lips/speech/librivox_0870.wav", RATE, channels=1).samples
    write_audio(tmp_path / "words.wav", [sound[: 2 * RATE]], RATE)
    return tmp_path / "words.wav"


def _said(clip: Path, words: Path, face: int = 0) -> LipSyncResult:
    return run(
        LipSyncRequest(
            path=str(clip),
            speech_path=str(words),
            output_path=str(clip.with_name("said.mp4")),
            backend="warp",
            face=face,
        )
    )


def _pictures(path: Path) -> NDArray[np.int16]:
    with av.open(str(path)) as file:
        return np.stack([f.to_ndarray(format="gray") for f in file.decode(video=0)]).astype(
            np.int16
        )


def test_of_three_faces_only_the_named_one_changes(
    shared: Path, tmp_path: Path, words: Path
) -> None:
    names = ("vrt_face2", "latentsync_demo1", "vrt_face5")
    moving = [
        Moving(head(shared, name), lambda _, x=x: (x, 180.0), 1.5)
        for name, x in zip(names, (160.0, 480.0, 800.0), strict=True)
    ]
    clip = encode(tmp_path / "three.mp4", film(moving, 2.4, (960, 360)), options=_FINE)
    assert len(faces_of(clip).tracks) == 3
    result = _said(clip, words, 2)
    assert {shot.face for shot in result.shots} == {2}
    assert result.frames_changed > 30
    apart = np.abs(_pictures(Path(result.path)) - _pictures(clip)).mean(axis=0)
    mouths = [float(apart[180:300, x - 50 : x + 50].mean()) for x in (160, 480, 800)]
    assert mouths[1] > 3 * max(mouths[0], mouths[2])
    assert max(mouths[0], mouths[2]) < 1.5


def test_behind_a_hand_the_own_mouth_stays(shared: Path, tmp_path: Path, words: Path) -> None:
    def before(seconds: float) -> tuple[float, float] | None:
        return (320.0, 260.0) if 0.8 < seconds < 1.6 else None

    moving = [
        Moving(head(shared, "vrt_face2"), lambda _: (320.0, 180.0), 1.8),
        Moving(hand(shared), before, 1.4),
    ]
    clip = encode(tmp_path / "hand.mp4", film(moving, 2.4), options=_FINE)
    (track,) = faces_of(clip).tracks
    assert track.covered.sum() > 10
    result = _said(clip, words)
    assert any("hand" in shot.reason for shot in result.shots)
    assert 10 < result.frames_changed < 60 - 10


def test_twelve_pictures_a_second_stay_twelve(shared: Path, tmp_path: Path, words: Path) -> None:
    moving = [Moving(head(shared, "vrt_face2"), lambda _: (320.0, 180.0), 1.8)]
    pictures = film(moving, 3.0, rate=Fraction(12))
    clip = encode(tmp_path / "slow.mp4", pictures, Fraction(12), options=_FINE)
    result = _said(clip, words)
    assert result.frames == 36
    assert result.frames_changed >= 20
    with av.open(result.path) as file:
        assert file.streams.video[0].average_rate == 12
        times = [frame.time for frame in file.decode(video=0)]
    assert np.allclose(np.diff(times), 1 / 12, atol=1e-3)
