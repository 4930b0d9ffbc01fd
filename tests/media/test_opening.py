"""Opening a file: quickly, and as what it is."""

from __future__ import annotations

import subprocess
import time
import wave
from pathlib import Path

import av
import numpy as np
import pytest

from backbeat.media.limits import OPEN_OPTIONS
from backbeat.media.opening import opened
from backbeat.media.tracks import codec_name


def _wav(path: Path, samples: bytes, rate: int = 48_000) -> Path:
    with wave.open(str(path), "wb") as file:
        file.setnchannels(2)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(samples)
    return path


def test_a_wav_of_16_bits_is_not_searched_for_seconds(tmp_path: Path) -> None:
    noise = np.random.default_rng(1).integers(-3000, 3000, 6_000_000, np.int16)
    path = _wav(tmp_path / "song.wav", noise.tobytes(), 44_100)

    def ours() -> None:
        with opened(path) as container:
            assert codec_name(container.streams[0]) == "pcm_s16le"

    def searching() -> None:
        av.open(str(path), options=OPEN_OPTIONS).close()

    def seconds(look: object) -> float:
        begun = time.process_time()
        look()  # type: ignore[operator]
        return time.process_time() - begun

    assert min(seconds(ours) for _ in range(3)) < min(seconds(searching) for _ in range(3)) / 3


@pytest.mark.parametrize("silence", [0, 300_000])
def test_dts_that_says_it_is_pcm_is_still_found(silence: int, tmp_path: Path) -> None:
    raw = tmp_path / "sound.dts"
    subprocess.run(
        ["ffmpeg", "-v", "error", "-f", "lavfi", "-i", "sine=r=48000:d=4", "-ac", "2",
         "-c:a", "dca", "-strict", "-2", str(raw)],
        check=True,
    )  # fmt: skip
    content = raw.read_bytes()
    path = _wav(tmp_path / "disc.wav", bytes(silence) + content + bytes(-len(content) % 4))
    with opened(path) as container:
        assert codec_name(container.streams.audio[0]) == "dts"
