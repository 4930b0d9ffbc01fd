"""The detector fitted to videos with sound: squares that come down, and a click when they land."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest

from backbeat.errors import MediaError, RequestError
from backbeat.v1.foley_pb2 import FoleyAdaptRequest
from backbeat.workflows.foley.adapted import place
from backbeat.workflows.foley_adapt.job import run
from tests.footage.clips import encode

_RATE, _SOUND = 25, 48_000


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BACKBEAT_HOME", str(tmp_path / "home"))


def _hits(seconds: int) -> np.ndarray:
    steps = np.random.default_rng(3).uniform(0.5, 1.3, 2 * seconds)
    hits = np.cumsum(steps)
    return hits[hits < seconds - 0.5]


def _pictures(seconds: int) -> list[np.ndarray]:
    """A square that falls from where it waits, and is back at once when it has hit."""
    hits = _hits(seconds)
    pictures = []
    for number in range(seconds * _RATE):
        time = number / _RATE
        left = hits[np.searchsorted(hits, time)] - time if time < hits[-1] else 9.0
        fall = max(0.0, 1 - left / 0.3)
        picture = np.full((90, 160, 3), 70, np.uint8)
        top = int(10 + 50 * fall**2)
        picture[80:] = 120
        picture[top : top + 20, 70:95] = 210
        pictures.append(picture)
    return pictures


def _video(folder: Path, seconds: int) -> Path:
    """The pictures, with a click at each hit."""
    silent = encode(folder / "silent.mp4", _pictures(seconds), Fraction(_RATE))
    sound = np.random.default_rng(4).normal(0, 2e-4, seconds * _SOUND)
    for hit in _hits(seconds):
        at = int(hit * _SOUND)
        ring = np.arange(4000)
        sound[at : at + 4000] += 0.5 * np.exp(-ring / 500) * np.sin(ring * 0.21)
    path = folder / "video.mkv"
    with av.open(silent) as source, av.open(path, "w") as target:
        video = target.add_stream_from_template(source.streams.video[0])
        audio = target.add_stream("pcm_s16le", rate=_SOUND, layout="mono")
        frame = av.AudioFrame.from_ndarray(
            (sound * 32767).astype(np.int16)[np.newaxis], "s16", "mono"
        )
        frame.rate, frame.pts = _SOUND, 0
        target.mux(audio.encode(frame))
        target.mux(audio.encode(None))
        for packet in source.demux(video=0):
            if packet.dts is not None:
                packet.stream = video
                target.mux(packet)
    return path


def test_what_is_heard_teaches_what_is_seen(tmp_path: Path) -> None:
    path = _video(tmp_path, 36)
    result = run(FoleyAdaptRequest(paths=[str(path)]))
    assert result.impacts > 24
    assert result.f_after > 0.6
    assert result.reason
    assert result.kept == place().is_file()
    if result.kept:
        assert result.f_after > result.f_before
        assert result.detector_sha256 != run(FoleyAdaptRequest(reset=True)).detector_sha256
    assert not place().is_file()


def test_what_cannot_teach_is_said(tmp_path: Path) -> None:
    silent = encode(tmp_path / "silent.mp4", _pictures(3), Fraction(_RATE))
    with pytest.raises(MediaError, match="no sound"):
        run(FoleyAdaptRequest(paths=[str(silent)]))
    short = _video(tmp_path, 6)
    with pytest.raises(RequestError, match="Too little"):
        run(FoleyAdaptRequest(paths=[str(short)]))
    with pytest.raises(RequestError, match="no footage"):
        run(FoleyAdaptRequest())
    with pytest.raises(RequestError, match="timeline"):
        run(FoleyAdaptRequest(paths=[str(tmp_path / "edit.otio")]))


def test_forgetting_what_is_not_there_does_no_harm() -> None:
    result = run(FoleyAdaptRequest(reset=True))
    assert result.reason == "Nothing was adapted before."
    assert not result.kept
