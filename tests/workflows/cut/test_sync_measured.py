"""Clips whose sound and picture are off by a known time, measured as they come back to a plan."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from backbeat.media.decode import AudioBuffer
from backbeat.media.encode import write_video
from backbeat.progress import SILENT
from backbeat.v1 import cutting_pb2 as pb
from backbeat.workflows.cut.sync_measured import measure_sync

RATE = 48000
FPS = Fraction(25)


def leaps(count: int, at: int) -> list[np.ndarray]:
    """Pictures of a square that creeps, and leaps at one of them."""
    made = []
    for number in range(count):
        picture = np.full((90, 160, 3), 60, np.uint8)
        left = number // 8 + (60 if number >= at else 0)
        picture[30:60, left : left + 30] = 220
        made.append(picture)
    return made


def sync_map_of(clip: Path, start_frame: int, frames: int) -> pb.SyncMap:
    """One shot, asked for, over a song that is heard whole; a beat each half second."""
    shot = pb.Shot(path=str(clip), name=clip.name, given=True)
    return pb.SyncMap(
        rate=pb.FrameRate(numerator=25, denominator=1),
        spine=pb.Spine(placements=[pb.Placement(path="song.wav", duration_s=20)]),
        grid=[pb.GridBeat(time_s=at / 2) for at in range(40)],
        media=[pb.Medium(path=str(clip), sound_channels=1)],
        slots=[
            pb.Slot(
                number=1,
                name="shot_001",
                start_frame=start_frame,
                end_frame=start_frame + frames,
                shot=shot,
            )
        ],
    )


@pytest.mark.parametrize("late_ms", [0, 120, -300])
def test_a_clip_is_measured_against_the_song_that_it_holds(tmp_path: Path, late_ms: int) -> None:
    song = np.random.default_rng(3).normal(0, 0.1, (20 * RATE, 1)).astype(np.float32)
    first = 4 * RATE - late_ms * RATE // 1000
    clip = tmp_path / "shot_001.mov"
    # It leaps in its 30th picture, 5.2 s into the edit, 200 ms after a beat.
    write_video(clip, leaps(75, 30), FPS, audio=AudioBuffer(song[first : first + 3 * RATE], RATE))
    sync_map = sync_map_of(clip, 100, 60)
    said = measure_sync(sync_map, AudioBuffer(song, RATE), SILENT)
    shot = sync_map.slots[0].shot
    assert shot.sound_reference == pb.SOUND_REFERENCE_SONG
    assert shot.sound_late_ms == pytest.approx(late_ms, abs=1)
    assert shot.picture_late_ms == pytest.approx(200, abs=1)
    assert "the strongest motion of shot_001.mov is 200 ms after the nearest beat" in said[0]
    # Two frames are 80 ms.
    assert (len(said) == 2) == (abs(late_ms) > 80)


def test_a_silent_clip_at_rest_says_nothing(tmp_path: Path) -> None:
    clip = tmp_path / "shot_001.mov"
    silence = AudioBuffer(np.zeros((3 * RATE, 1), np.float32), RATE)
    write_video(clip, leaps(75, 90), FPS, audio=silence)
    sync_map = sync_map_of(clip, 100, 60)
    song = np.random.default_rng(3).normal(0, 0.1, (20 * RATE, 1)).astype(np.float32)
    assert measure_sync(sync_map, AudioBuffer(song, RATE), SILENT) == []
    shot = sync_map.slots[0].shot
    assert not shot.HasField("sound_late_ms")
    assert not shot.HasField("picture_late_ms")
