"""The level of the clips' own sound under the music, measured by pyloudnorm."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyloudnorm
import pytest

from backbeat.media.decode import AudioBuffer
from backbeat.media.encode import write_audio
from backbeat.progress import SILENT
from backbeat.v1 import cutting_pb2 as pb
from backbeat.workflows.cut.ducked import BELOW_LU, duck

RATE, SLOT_S = 48000, 4
LEVELS = (0.2, 0.05, 0.0)
"""Amplitudes of the music in its slots."""

Sound = npt.NDArray[np.float32]


def noise(seconds: float, amplitude: float, channels: int = 1) -> Sound:
    made = np.random.default_rng(5).normal(0, amplitude, (round(seconds * RATE), channels))
    return made.astype(np.float32)


@pytest.fixture(scope="module")
def song() -> AudioBuffer:
    return AudioBuffer(np.concatenate([noise(SLOT_S, level) for level in LEVELS]), RATE)


def edit_of(clips: list[Path], source_start_s: float = 1.0) -> pb.SyncMap:
    """Each clip in a slot of its own; the song is heard from its start."""
    slots = [
        pb.Slot(
            number=index + 1,
            start_frame=index * SLOT_S * 25,
            end_frame=(index + 1) * SLOT_S * 25,
            music_start_s=index * SLOT_S,
            shot=pb.Shot(path=str(clip), source_start_s=source_start_s),
        )
        for index, clip in enumerate(clips)
    ]
    media = [pb.Medium(path=str(clip), sound_channels=2) for clip in clips]
    rate = pb.FrameRate(numerator=25, denominator=1)
    return pb.SyncMap(
        rate=rate, slots=slots, media=media, format=pb.AssembledFormat(clip_sound=True)
    )


def loudness(sound: Sound) -> float:
    return float(pyloudnorm.Meter(RATE).integrated_loudness(sound.astype(np.float64)))


def test_a_loud_clip_lies_under_the_music_of_its_slot(tmp_path: Path, song: AudioBuffer) -> None:
    clips = [tmp_path / f"{name}.wav" for name in ("a", "b")]
    sound = np.concatenate([noise(1, 0.5, 2), noise(SLOT_S, 0.1, 2), noise(1, 0.5, 2)])
    for clip in clips:
        write_audio(clip, sound, RATE)
    sync_map = edit_of(clips)
    duck(sync_map, song, SILENT)
    own = loudness(sound[RATE : RATE * (1 + SLOT_S)].mean(axis=1))
    for index, slot in enumerate(sync_map.slots):
        heard = song.samples[index * SLOT_S * RATE : (index + 1) * SLOT_S * RATE, 0]
        assert loudness(heard) - (own + slot.shot.sound_db) == pytest.approx(BELOW_LU, abs=0.3)


def test_a_soft_clip_is_not_raised_and_a_rest_of_the_music_leaves_clips_heard(
    tmp_path: Path, song: AudioBuffer
) -> None:
    soft, loud, silent = (tmp_path / f"{name}.wav" for name in ("soft", "loud", "silent"))
    write_audio(soft, noise(6, 0.001, 2), RATE)
    write_audio(loud, noise(6, 0.1, 2), RATE)
    write_audio(silent, np.zeros((6 * RATE, 2), np.float32), RATE)
    sync_map = edit_of([soft, silent, loud])
    duck(sync_map, song, SILENT)
    soft_shot, silent_shot, loud_shot = (slot.shot for slot in sync_map.slots)
    assert soft_shot.sound_db == 0
    assert not silent_shot.HasField("sound_db")
    # The music rests there: 15 LU under the whole song counts, 12 LU under that is the clip.
    whole = 20 * np.log10(np.sqrt(np.mean(song.samples.astype(np.float64) ** 2)) / 0.1)
    assert loud_shot.sound_db == pytest.approx(whole - 15 - BELOW_LU + 3, abs=3.5)


def test_only_slots_that_are_named_are_levelled(tmp_path: Path, song: AudioBuffer) -> None:
    clip = tmp_path / "a.wav"
    write_audio(clip, noise(6, 0.1, 2), RATE)
    sync_map = edit_of([clip, clip])
    duck(sync_map, song, SILENT, {2})
    first, second = sync_map.slots
    assert not first.shot.HasField("sound_db") and second.shot.HasField("sound_db")


def test_a_clip_that_cannot_be_read_any_more_keeps_the_usual_level(
    tmp_path: Path, song: AudioBuffer
) -> None:
    clip = tmp_path / "gone.wav"
    sync_map = edit_of([clip])
    duck(sync_map, song, SILENT)
    assert not sync_map.slots[0].shot.HasField("sound_db")
