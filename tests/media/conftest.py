"""Click files in every format, and ways to spoil them."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest

RATE = 48000
CLICKS = (4801, 60007, 120011)
LENGTH = 3 * RATE + 123


def _clicks() -> np.ndarray:
    samples = np.zeros((LENGTH, 2), np.float32)
    samples[list(CLICKS)] = 0.9
    return samples


def _picture(index: int) -> av.VideoFrame:
    frame = av.VideoFrame.from_ndarray(np.full((48, 64, 3), index, np.uint8), format="rgb24")
    frame.pts, frame.time_base = index, Fraction(1, 25)
    return frame


def _encode(
    path: Path,
    form: str,
    codec: str,
    *,
    samples: np.ndarray | None = None,
    rate: int = RATE,
    late_s: Fraction | None = None,
    options: dict[str, str] | None = None,
    sample_format: str | None = None,
) -> Path:
    """Writes `samples`, by default the clicks; with `late_s`, beside video that starts earlier."""
    samples = _clicks() if samples is None else samples
    layout = {1: "mono", 2: "stereo", 6: "5.1"}[samples.shape[1]]
    with av.open(str(path), "w", format=form, options=options or {}) as container:
        video = None
        if late_s is not None:
            video = container.add_stream("libx264", rate=25)
            video.width, video.height, video.pix_fmt = 64, 48, "yuv420p"
        sound = container.add_stream(codec, rate=rate)
        sound.layout = layout
        if sample_format:
            sound.format = sample_format
        offset = round((late_s or Fraction(0)) * rate)
        # A picture may have to start late instead, as no sound starts before 0.
        first_picture = max(0, -offset) * 25 // rate
        if video:
            for index in range(75):
                frame = _picture(index)
                frame.pts += first_picture
                container.mux(video.encode(frame))
            container.mux(video.encode(None))
        for start in range(0, len(samples), 1024):
            block = np.ascontiguousarray(samples[start : start + 1024].T)
            frame = av.AudioFrame.from_ndarray(block, format="fltp", layout=layout)
            frame.sample_rate, frame.time_base = rate, Fraction(1, rate)
            frame.pts = start + max(0, offset)
            container.mux(sound.encode(frame))
        container.mux(sound.encode(None))
    return path


def _remux(
    source: Path,
    target: Path,
    form: str,
    *,
    earlier_s: Fraction = Fraction(0),
    keep: Callable[[str, float], bool] = lambda kind, time: True,
    options: dict[str, str] | None = None,
) -> Path:
    """Copies packets, moved `earlier_s`, of those that `keep` (kind of track, seconds) wants."""
    with (
        av.open(str(source)) as old,
        av.open(str(target), "w", format=form, options=options or {}) as new,
    ):
        tracks = {
            track.index: new.add_stream_from_template(track)
            for track in (*old.streams.video, *old.streams.audio)
        }
        for packet in old.demux(*old.streams.video, *old.streams.audio):
            if packet.dts is None:
                continue
            if not keep(packet.stream.type, float(packet.pts * packet.time_base)):
                continue
            shift = round(earlier_s / packet.time_base)
            packet.pts -= shift
            packet.dts -= shift
            packet.stream = tracks[packet.stream.index]
            new.mux(packet)
    return target


def _positions(samples: np.ndarray) -> list[int]:
    """Where the clicks are: the highest sample of each group of high ones."""
    level = np.abs(samples[:, 0])
    high = np.flatnonzero(level > 0.3 * level.max())
    groups = np.split(high, np.flatnonzero(np.diff(high) > 1000) + 1)
    return [int(group[np.argmax(level[group])]) for group in groups]


@pytest.fixture(scope="session")
def encode() -> Callable[..., Path]:
    return _encode


@pytest.fixture(scope="session")
def remux() -> Callable[..., Path]:
    return _remux


@pytest.fixture(scope="session")
def positions() -> Callable[[np.ndarray], list[int]]:
    return _positions


@pytest.fixture(scope="session")
def clicks() -> tuple[int, ...]:
    """Where the clicks of `encode` are, in samples at 48 kHz."""
    return CLICKS


@pytest.fixture
def click_samples() -> np.ndarray:
    """What `encode` writes, shape (n, 2)."""
    return _clicks()
