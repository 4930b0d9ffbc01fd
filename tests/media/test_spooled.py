"""A track that is read in any order, in memory or from a temporary file."""

from __future__ import annotations

import tempfile
from pathlib import Path

import numpy as np
import pytest

from backbeat.errors import MediaError
from backbeat.media import spool
from backbeat.media.decode import read_audio
from backbeat.media.encode import write_audio
from backbeat.media.spooled import spooled_audio


@pytest.fixture
def recording(tmp_path: Path) -> Path:
    path = tmp_path / "song.wav"
    noise = np.random.default_rng(3).normal(0, 0.2, (3 * 44100 + 77, 2)).astype(np.float32)
    write_audio(path, [noise], 44100, "pcm_f32le", "stereo")
    return path


@pytest.mark.parametrize("room", [1 << 30, 0])
@pytest.mark.parametrize(("rate", "channels"), [(22050, 1), (48000, None)])
def test_it_is_what_is_decoded_into_memory(
    recording: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    room: int,
    rate: int,
    channels: int | None,
) -> None:
    monkeypatch.setattr(spool, "_IN_MEMORY", room)
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    whole = read_audio(recording, rate, channels)
    with spooled_audio(recording, rate, channels) as audio:
        assert audio.rate == rate
        assert audio.samples.shape == whole.samples.shape
        assert np.array_equal(audio.samples[:], whole.samples)
        assert np.array_equal(audio.samples[7:-7], whole.samples[7:-7])
    assert list(folder.iterdir()) == []


def test_a_file_without_sound_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "song.wav"
    path.write_bytes(b"no sound")
    with pytest.raises(MediaError, match=r"song\.wav"), spooled_audio(path, 22050):
        pass
