"""What is heard: new speech to the sample, and the video's own sound around it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from backbeat.media.decode import AudioBuffer, read_audio
from backbeat.media.encode import write_audio, write_video
from backbeat.progress import SILENT
from backbeat.speech.spectrum import RATE as SPEECH_RATE
from backbeat.workflows.lipsync.recordings import Recording
from backbeat.workflows.lipsync.sound import RATE, Heard, new_sound

FADE = 480


@pytest.fixture(scope="module")
def noise() -> np.ndarray:
    return np.random.default_rng(1).uniform(-0.3, 0.3, (RATE * 3, 2)).astype(np.float32)


@pytest.fixture(scope="module")
def video(tmp_path_factory: pytest.TempPathFactory, noise: np.ndarray) -> Path:
    path = tmp_path_factory.mktemp("media") / "own.mov"
    pictures = (np.full((48, 64, 3), n, np.uint8) for n in range(75))
    from fractions import Fraction

    write_video(path, pictures, Fraction(25), audio=AudioBuffer(noise, RATE))
    return path


def _recording(folder: Path, samples: np.ndarray, start_s: float, name: str) -> Recording:
    path = folder / name
    write_audio(path, [samples], RATE, "pcm_f32le")
    mono = np.zeros(len(samples) * SPEECH_RATE // RATE, np.float32)
    return Recording(path, mono, start_s, (0,))


def _heard(
    folder: Path,
    video: Path,
    recordings: Sequence[Recording],
    start_s: float = 0,
    whole: bool = True,
) -> np.ndarray | None:
    what = Heard(video, recordings, start_s, 3.0 - start_s, whole)
    with new_sound(what, folder / "out.mov", folder, SILENT) as sounds:
        if not sounds:
            return None
        (sound,) = sounds
        assert sound.replaced == (0 if whole else None)
        return np.concatenate(list(sound.blocks))


def test_speech_replaces_the_own_sound_to_the_sample(
    tmp_path: Path, video: Path, noise: np.ndarray
) -> None:
    words = np.random.default_rng(2).uniform(-0.5, 0.5, (RATE, 1)).astype(np.float32)
    made = _heard(tmp_path, video, [_recording(tmp_path, words, 1.0, "words.wav")])
    assert made is not None and made.shape == (RATE * 3, 2)
    assert np.array_equal(made[RATE : 2 * RATE], np.repeat(words, 2, axis=1))
    own = read_audio(video, RATE).samples
    assert np.array_equal(made[: RATE - FADE], own[: RATE - FADE])
    assert np.array_equal(made[2 * RATE + FADE :], own[2 * RATE + FADE :])


def test_several_voices_are_heard_together(tmp_path: Path, video: Path) -> None:
    one = np.full((RATE, 1), 0.25, np.float32)
    made = _heard(
        tmp_path,
        video,
        [_recording(tmp_path, one, 0.5, "a.wav"), _recording(tmp_path, one, 1.0, "b.wav")],
    )
    assert made is not None
    assert made[RATE + 100, 0] == pytest.approx(0.5)
    assert made[RATE * 7 // 10, 0] == pytest.approx(0.25)


def test_a_part_of_the_video_has_its_own_part_of_the_sound(tmp_path: Path, video: Path) -> None:
    made = _heard(tmp_path, video, [], 1.0, whole=False)
    own = read_audio(video, RATE).samples
    assert made is not None and np.array_equal(made, own[RATE:])


def test_without_new_speech_nothing_is_encoded(tmp_path: Path, video: Path) -> None:
    assert _heard(tmp_path, video, []) is None


def test_speech_before_the_first_picture_is_cut(tmp_path: Path, video: Path) -> None:
    words = np.linspace(-0.5, 0.5, RATE, dtype=np.float32)[:, None]
    made = _heard(tmp_path, video, [_recording(tmp_path, words, -0.5, "words.wav")])
    assert made is not None
    assert np.array_equal(made[: RATE // 2, 0], words[RATE // 2 :, 0])
