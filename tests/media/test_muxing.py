"""A failed write blames what failed: the container and what goes into it, or the disk."""

from __future__ import annotations

import errno
from pathlib import Path

import av.error
import pytest

from backbeat.errors import OutputError
from backbeat.media.muxing import muxing


def test_a_container_that_refuses_its_stream(tmp_path: Path) -> None:
    with pytest.raises(OutputError) as refused, muxing(tmp_path / "out.wav", "wav", {}) as file:
        first = file.add_stream("pcm_s16le", rate=48000)
        file.add_stream_from_template(first)
        # A WAV holds one stream.
        file.start_encoding()
    assert "cannot be written as wav" in refused.value.message
    assert "codec" in refused.value.hint and "permissions" not in refused.value.hint
    assert list(tmp_path.iterdir()) == []


def test_a_disk_that_is_full(tmp_path: Path) -> None:
    with pytest.raises(OutputError) as refused, muxing(tmp_path / "out.wav", "wav", {}):
        raise av.error.FFmpegError(errno.ENOSPC, "No space left on device")
    assert "free space" in refused.value.hint and "codec" not in refused.value.hint
