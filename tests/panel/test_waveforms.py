"""Waveforms: every column holds the peaks of its stretch, of files of any length."""

from __future__ import annotations

import time
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from backbeat.errors import MediaError, NotFoundError, RequestError
from backbeat.media.encode import write_audio
from backbeat.panel.waveforms import PER_SECOND, Waveforms, columns, peaks_of
from backbeat.v1.panel_pb2 import GetWaveformRequest, Waveform


@given(
    st.lists(st.tuples(st.integers(-127, 0), st.integers(0, 127)), min_size=1, max_size=200),
    st.floats(0, 200),
    st.floats(0.01, 300),
    st.integers(1, 400),
)
def test_each_column_bounds_what_lies_in_it(
    steps: list[tuple[int, int]], start: float, length: float, count: int
) -> None:
    peaks = np.array(steps, np.int8)
    low, high = columns(peaks, start, start + length, count)
    edges = start + length * np.arange(count + 1) / count
    for column in range(count):
        inside = peaks[int(np.ceil(edges[column])) : int(np.floor(edges[column + 1]))]
        if len(inside):
            assert low[column] <= inside[:, 0].min() and high[column] >= inside[:, 1].max()
        if edges[column] >= len(peaks):
            assert low[column] == high[column] == 0


def test_a_peak_of_one_sample_is_not_lost() -> None:
    samples = np.zeros((48_000, 2), np.float32)
    samples[12_345, 1] = 0.9
    peaks = peaks_of(samples)
    assert peaks[:, 1].max() == 115 and (peaks[:, 1] > 0).sum() == 1


def _asked(waveforms: Waveforms, path: Path, **more: float) -> Waveform:
    return waveforms.get(GetWaveformRequest(path=str(path), **{"columns": 100, **more}))


def test_a_file_is_read_once_and_kept(tmp_path: Path) -> None:
    song = tmp_path / "song.wav"
    ramp = np.linspace(0, 1, 48_000 * 3, dtype=np.float32)[:, None]
    write_audio(song, ramp, 48_000)
    waveforms = Waveforms(tmp_path / "peaks")
    found = _asked(waveforms, song)
    assert found.fraction == 1 and found.duration_s == pytest.approx(3, abs=1.5 / PER_SECOND)
    high = np.frombuffer(found.high, np.int8)
    assert (np.diff(high.astype(int)) >= 0).all() and high[-1] >= 126
    assert len(list((tmp_path / "peaks").glob("*.npy"))) == 1
    part = _asked(waveforms, song, start_s=1, end_s=2)
    assert (part.start_s, part.end_s) == (1, 2)
    # Another engine reads what is kept; a file that changed is read anew.
    assert _asked(Waveforms(tmp_path / "peaks"), song).high == found.high
    write_audio(song, -ramp, 48_000)
    assert _asked(Waveforms(tmp_path / "peaks"), song).low != found.low


def test_a_long_file_is_answered_as_far_as_it_is_read(tmp_path: Path) -> None:
    from tests.engines import write_long

    waveforms = Waveforms(tmp_path / "peaks")
    first = _asked(waveforms, write_long(tmp_path / "long.wav", 4 * 3600))
    assert first.fraction < 1 and len(first.low) == 100
    waveforms.close()
    end = time.monotonic() + 60
    while time.monotonic() < end:
        try:
            _asked(waveforms, tmp_path / "long.wav")
        except Exception as error:
            assert "cancelled" in str(error)
            return
        time.sleep(0.05)
    pytest.fail("reading went on after the close")


def test_what_has_no_waveform_says_so(tmp_path: Path) -> None:
    waveforms = Waveforms(tmp_path / "peaks")
    (tmp_path / "text.wav").write_text("nothing")
    with pytest.raises(MediaError):
        _asked(waveforms, tmp_path / "text.wav")
    with pytest.raises(NotFoundError):
        _asked(waveforms, tmp_path / "gone.wav")
    with pytest.raises(RequestError):
        _asked(waveforms, tmp_path / "text.wav", columns=0)
