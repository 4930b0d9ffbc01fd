"""The MIDI file, read back by another library: clicks at the beats, bars at the bars."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

import mido
import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from backbeat.v1.music_pb2 import Beat, MusicAnalysis, Section
from backbeat.workflows.beats.files.midi import midi_file
from backbeat.workflows.beats.files.tempo_map import QUARTER, tempo_map
from tests import edits

MAX_OFF_S = 0.0003


def analysis_of(
    times: Sequence[float], pick_up: int = 0, metre: int = 4, duration_s: float | None = None
) -> MusicAnalysis:
    places = [
        (0, metre - pick_up + index + 1)
        if index < pick_up
        else ((index - pick_up) // metre + 1, (index - pick_up) % metre + 1)
        for index in range(len(times))
    ]
    beats = [
        Beat(time_s=time, bar=bar, beat=beat, confidence=0.9)
        for time, (bar, beat) in zip(times, places, strict=True)
    ]
    end = duration_s if duration_s is not None else (times[-1] if len(times) else 0) + 1
    return MusicAnalysis(duration_s=end, beats_per_bar=metre, beats=beats)


def read(analysis: MusicAnalysis, name: str = "song") -> Any:
    data = midi_file(analysis, name)
    return mido.MidiFile(file=io.BytesIO(data), charset="utf-8")


def clicks(midi: Any) -> list[tuple[float, int]]:
    """Seconds and key of every click."""
    now = 0.0
    found = []
    for message in midi:
        now += message.time
        if message.type == "note_on":
            found.append((now, message.note))
    return found


def bar_lines(midi: Any, count: int) -> list[int]:
    """Ticks of the first bars, counted as a sequencer does."""
    signatures = []
    tick = 0
    for message in midi.tracks[0]:
        tick += message.time
        if message.type == "time_signature":
            signatures.append((tick, message.numerator * 4 * QUARTER // message.denominator))
    lines, at = [], 0
    for _ in range(count):
        lines.append(at)
        at += next(length for start, length in reversed(signatures) if start <= at)
    return lines


def test_clicks_stay_on_beats_for_an_hour() -> None:
    rng = np.random.default_rng(4)
    steps = rng.normal(0.47, 0.012, 7600) + 0.05 * np.sin(np.arange(7600) / 300)
    analysis = analysis_of((0.73 + np.cumsum(steps)).tolist())
    assert analysis.duration_s > 3500
    found = clicks(read(analysis))
    off = [time - beat.time_s for (time, _), beat in zip(found, analysis.beats, strict=True)]
    assert max(map(abs, off)) < MAX_OFF_S
    assert [key for _, key in found] == [56 if b.beat == 1 else 37 for b in analysis.beats]


def test_a_steady_beat_has_few_tempos() -> None:
    analysis = analysis_of((np.arange(2000) * 60 / 127).tolist())
    tempos = [m for m in read(analysis).tracks[0] if m.type == "set_tempo"]
    assert len(tempos) < 10
    assert tempos[0].tempo == pytest.approx(60e6 / 127, abs=1)


@pytest.mark.parametrize("pick_up", [0, 1, 3])
@pytest.mark.parametrize("first_s", [0.0, 0.004, 0.05, 0.31, 0.5, 0.74, 7.3, 95.0])
@pytest.mark.parametrize("metre", [3, 4])
def test_bars_are_bars(pick_up: int, first_s: float, metre: int) -> None:
    if pick_up >= metre:
        return
    analysis = analysis_of((first_s + np.arange(60) * 0.5).tolist(), pick_up, metre)
    midi = read(analysis)
    lines = set(bar_lines(midi, 100))
    ticks = tempo_map(analysis).beats
    for beat, tick in zip(analysis.beats, ticks, strict=True):
        # The start of the file is a bar line, whatever lies there.
        assert (tick in lines) == (beat.beat == 1 or tick == 0), (beat, sorted(lines)[:6])
    found = clicks(midi)
    assert max(abs(t - b.time_s) for (t, _), b in zip(found, analysis.beats, strict=True)) < 0.001


def test_tempos_are_such_as_sequencers_take() -> None:
    """A late start, a long break and a bar that lacks a beat."""
    times = [12.0, 12.5, 13.0, 13.5, 50.0, 50.5, 51.0, 51.5, 52.0, 52.5, 53.0, 53.5, 54.0]
    analysis = analysis_of(times)
    analysis.beats[9].bar, analysis.beats[9].beat = 3, 2
    midi = read(analysis)
    for message in midi.tracks[0]:
        if message.type == "set_tempo":
            assert 20 <= mido.tempo2bpm(message.tempo) <= 999
        if message.type == "time_signature":
            assert message.numerator <= 16
    lines = bar_lines(midi, 200)
    for beat, tick in zip(analysis.beats, tempo_map(analysis).beats, strict=True):
        if beat.beat == 1:
            assert tick in lines


def test_uneven_bars_have_their_own_signatures() -> None:
    analysis = edits.analysis(duration_s=10)
    for beat, (bar, number) in zip(
        analysis.beats, [(1, 1), (1, 2), (1, 3), (2, 1), (2, 2), (2, 3), (2, 4), (2, 5), (3, 1)],
        strict=False,
    ):  # fmt: skip
        beat.bar, beat.beat = bar, number
    del analysis.beats[9:]
    signatures = [
        message.numerator
        for message in read(analysis).tracks[0]
        if message.type == "time_signature"
    ]
    assert signatures == [3, 5, 4]


def test_sections_are_markers_on_their_bars() -> None:
    analysis = edits.analysis(bpm=118, first_s=0.37, duration_s=40)
    start = analysis.beats[16].time_s
    analysis.sections.extend(
        [
            Section(start_s=0, end_s=start, label="intro"),
            Section(start_s=start, end_s=40, label="A"),
        ]
    )
    tick, found = 0, {}
    for message in read(analysis).tracks[0]:
        tick += message.time
        if message.type == "marker":
            found[message.text] = tick
    assert found == {"intro": 0, "A": tempo_map(analysis).beats[16]}


def test_it_ends_with_the_music_and_says_its_name() -> None:
    midi = read(edits.analysis(duration_s=61.5), "песня ♪.wav")
    assert midi.length == pytest.approx(61.5, abs=0.002)
    assert midi.tracks[0].name == "песня ♪.wav"
    assert midi.type == 1


def test_no_beats_and_one_beat() -> None:
    assert clicks(read(MusicAnalysis(duration_s=3))) == []
    (click,) = clicks(read(analysis_of([1.25])))
    assert click[0] == pytest.approx(1.25, abs=MAX_OFF_S)


@given(
    st.floats(0, 30),
    st.lists(st.floats(0.002, 40), min_size=1, max_size=60),
    st.integers(0, 3),
)
@example(0.25, [17.0, 26.0], 3)
def test_whatever_the_gaps(first_s: float, gaps: list[float], pick_up: int) -> None:
    times = [first_s, *(first_s + np.cumsum(gaps)).tolist()]
    analysis = analysis_of(times, pick_up)
    found = clicks(read(analysis))
    assert len(found) == len(times)
    for (time, _), truth in zip(found, times, strict=True):
        # A first beat within half a millisecond of the start is at the start.
        assert abs(time - truth) < MAX_OFF_S + 0.0005


@pytest.mark.parametrize("bars", [-2, -1, 1, 5])
@pytest.mark.parametrize("pick_up", [0, 2])
def test_numbers_of_bars_make_no_difference(bars: int, pick_up: int) -> None:
    usual = analysis_of(np.arange(0.5, 12, 0.5).tolist(), pick_up)
    other = MusicAnalysis()
    other.CopyFrom(usual)
    for beat in other.beats:
        beat.bar += bars
    assert midi_file(other, "song") == midi_file(usual, "song")
