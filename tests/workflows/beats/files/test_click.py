"""The music with clicks: where they start, how loud it gets, what stays as it was."""

from __future__ import annotations

import tracemalloc
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from backbeat.errors import MediaError, OutputError
from backbeat.media.decode import read_audio, stream_audio
from backbeat.media.encode import write_audio
from backbeat.media.probe import probe
from backbeat.progress import SILENT
from backbeat.v1.music_pb2 import Beat, MusicAnalysis
from backbeat.workflows.beats.files import AnalyzedRecording, click

Sound = npt.NDArray[np.float32]
TIMES = [0.0, 0.501234, 1.0, 1.49, 1.999, 2.5]


def analysis_of(times: list[float]) -> MusicAnalysis:
    beats = [
        Beat(time_s=time, bar=index // 4 + 1, beat=index % 4 + 1)
        for index, time in enumerate(times)
    ]
    return MusicAnalysis(duration_s=3, beats=beats)


def written(folder: Path, samples: Sound, rate: int, name: str = "out.wav") -> Sound:
    song = folder / "song.wav"
    write_audio(song, samples, rate, "pcm_f32le")
    click.write(AnalyzedRecording(song, analysis_of(TIMES)), folder / name, SILENT)
    return read_audio(folder / name, rate).samples


@pytest.mark.parametrize("name", ["out.wav", "out.flac"])
@pytest.mark.parametrize(("rate", "channels"), [(44100, 2), (48000, 1), (8000, 6)])
def test_clicks_start_on_the_sample(tmp_path: Path, name: str, rate: int, channels: int) -> None:
    mixed = written(tmp_path, np.zeros((3 * rate, channels), np.float32), rate, name)
    assert mixed.shape == (3 * rate, channels)
    loud = np.flatnonzero(np.abs(mixed).max(axis=1) > 0)
    starts = loud[np.diff(loud, prepend=-rate) > rate // 10]
    assert starts.tolist() == [round(time * rate) for time in TIMES]
    assert (mixed == mixed[:, :1]).all()


def test_downbeats_sound_different_and_louder(tmp_path: Path) -> None:
    rate = 48000
    mixed = written(tmp_path, np.zeros((3 * rate, 1), np.float32), rate)[:, 0]
    one, two = (mixed[round(t * rate) :][: rate // 50] for t in TIMES[:2])
    pitch = [np.abs(np.fft.rfft(sound)).argmax() * 50 for sound in (one, two)]
    assert pitch[0] > 1.3 * pitch[1]
    assert np.abs(one).max() > 1.3 * np.abs(two).max()


@pytest.mark.parametrize("peak", [0.003, 0.2, 1.0, 7.5])
def test_nothing_clips_and_the_click_is_heard(tmp_path: Path, peak: float) -> None:
    rate = 22050
    music = peak * np.sign(np.sin(np.arange(3 * rate) * 0.05))[:, np.newaxis].astype(np.float32)
    music[0] = peak
    mixed = written(tmp_path, music, rate)
    assert np.abs(mixed).max() <= 0.98
    levels = click.levels_for(peak)
    before = mixed[rate // 4 : rate // 3]
    assert before == pytest.approx(levels.music * music[rate // 4 : rate // 3], abs=1e-5)
    assert levels.click >= 0.45 * levels.music * peak


@given(st.floats(0, 1e6))
def test_levels_never_pass_full_scale(peak: float) -> None:
    levels = click.levels_for(peak)
    assert levels.music * peak + levels.click < 1
    assert 0 < levels.music <= 1


@given(st.lists(st.integers(0, 4000), max_size=30), st.lists(st.integers(1, 900), min_size=1))
def test_blocks_of_any_size_give_the_same(places: list[int], sizes: list[int]) -> None:
    beats = [Beat(time_s=place / 1000, beat=1 + place % 2) for place in sorted(places)]
    silence = np.zeros((4000, 1), np.float32)
    ends = np.minimum(np.cumsum(sizes), 4000)
    blocks = [block for block in np.split(silence, ends) if len(block)]
    levels = click.Levels(1.0, 0.4)
    whole = np.concatenate(list(click.with_clicks(iter([silence]), 1000, beats, levels)))
    parts = np.concatenate(list(click.with_clicks(iter(blocks), 1000, beats, levels)))
    assert (whole == parts).all()
    assert np.abs(whole).max() <= np.float32(0.4)


def test_memory_does_not_grow_with_the_music(tmp_path: Path) -> None:
    song = tmp_path / "song.wav"
    rate, seconds = 8000, 600
    write_audio(song, (np.zeros((rate, 2), np.float32) for _ in range(seconds)), rate)
    analysis = analysis_of(np.arange(0, seconds, 0.5).tolist())
    tracemalloc.start()
    click.write(AnalyzedRecording(song, analysis), tmp_path / "out.wav", SILENT)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < rate * seconds * 2 * 4 / 4
    assert sum(map(len, stream_audio(tmp_path / "out.wav", rate))) == rate * seconds


def test_the_layout_is_kept(tmp_path: Path) -> None:
    song = tmp_path / "song.wav"
    write_audio(song, np.zeros((8000, 6), np.float32), 8000, layout="5.1(side)")
    for name in ("out.wav", "out.flac"):
        click.write(AnalyzedRecording(song, MusicAnalysis()), tmp_path / name, SILENT)
        track = probe(tmp_path / name).audio
        assert track is not None
        assert (track.layout, track.rate) == ("5.1(side)", 8000)


def test_more_channels_than_flac_has(tmp_path: Path) -> None:
    song = tmp_path / "song.wav"
    write_audio(song, np.zeros((800, 10), np.float32), 8000)
    with pytest.raises(OutputError, match="10 channels"):
        click.write(AnalyzedRecording(song, MusicAnalysis()), tmp_path / "out.flac", SILENT)
    click.write(AnalyzedRecording(song, MusicAnalysis()), tmp_path / "out.wav", SILENT)
    assert read_audio(tmp_path / "out.wav", 8000).channels == 10


def test_a_recording_that_went_away(tmp_path: Path) -> None:
    with pytest.raises(MediaError):
        click.write(
            AnalyzedRecording(tmp_path / "gone.wav", MusicAnalysis()), tmp_path / "out.wav", SILENT
        )
    assert not list(tmp_path.iterdir())
