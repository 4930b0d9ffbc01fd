"""Music and talking heads as they are found, and an hour of sound."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest

from backbeat.media.decode import read_audio, stream_audio
from backbeat.media.probe import probe


@pytest.mark.shared
@pytest.mark.parametrize(
    "name",
    ["osu_triangles.mp3", "gtzan_rock_00000.flac", "loop_break01.flac", "tut_easy.flac"],
)
def test_music_is_as_long_as_it_says(shared, name):
    path = shared / "data" / "beats" / name
    info = probe(path)
    assert info.audio is not None and info.audio.duration is not None
    samples = read_audio(path, info.audio.rate).samples
    assert len(samples) == info.audio.duration * info.audio.rate
    assert samples.shape[1] == info.audio.channels
    assert 0.01 < np.abs(samples).max() < 2


@pytest.mark.shared
@pytest.mark.parametrize(
    "name",
    ["WDA_KatieHill_000.mp4", "latentsync_demo1.mp4", "vrt_face1_vfr.mp4", "vrt_face2.mp4"],
)
def test_speech_beside_video_is_as_long_as_it_says(shared, name):
    path = shared / "data" / "lips" / "video" / name
    info = probe(path)
    assert info.audio is not None and info.video is not None
    end = info.audio.start + info.audio.duration - info.video.start
    length = sum(len(block) for block in stream_audio(path, 16000, channels=1))
    # A file may promise up to a packet more than is in it.
    assert -400 <= length - end * 16000 <= 1


def test_an_hour_is_streamed_in_bounded_memory(tmp_path):
    from backbeat.media.encode import write_audio

    path = tmp_path / "hour.flac"
    second = np.zeros((8000, 1), np.float32)
    write_audio(path, (second for _ in range(3600)), 8000, "flac")
    script = """
import resource, sys
from pathlib import Path
from backbeat.media.decode import stream_audio
blocks = stream_audio(Path(sys.argv[1]), 48000)
total = len(next(blocks))
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
total += sum(map(len, blocks))
print(total, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)
"""
    pytest.importorskip("resource", reason="this system does not tell a process's memory so")
    done = subprocess.run(
        [sys.executable, "-c", script, str(path)], capture_output=True, text=True, check=True
    )
    total, grown = map(int, done.stdout.split())
    assert total == 3600 * 48000
    unit = 1 if sys.platform == "darwin" else 1024
    assert grown * unit < 60e6
