"""Kick and snare of each beat, on drums whose pattern is known and on what has no drums."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest

from backbeat import music
from backbeat.cutting.grid import HEARD
from backbeat.media.decode import read_audio
from backbeat.music.drums import drums
from backbeat.music.novelty import highest_near, novelty
from backbeat.progress import SILENT
from backbeat.v1.music_pb2 import BeatOptions, MusicEdits, UserBeat
from tests.music import synth

_SECONDS = 20.0


def heard(mono: synth.Mono, beats: synth.Times) -> tuple[npt.NDArray[np.bool_], ...]:
    kick, snare = drums(mono, synth.RATE, beats, novelty(mono, synth.RATE, SILENT))
    assert kick.shape == snare.shape == beats.shape
    return kick >= HEARD, snare >= HEARD


@pytest.mark.parametrize("bpm", [84, 120, 174])
def test_a_rock_beat_has_kicks_on_one_and_three_and_snares_between(bpm: float) -> None:
    beats = synth.grid(bpm, _SECONDS)
    mix = synth.place([synth.kick(), synth.snare()], beats, _SECONDS)
    halves = np.sort(np.concatenate([beats, beats[:-1] + np.diff(beats) / 2]))
    mix += synth.place([synth.hat()], halves, _SECONDS)
    kick, snare = heard(mix, beats)
    assert kick[0::2].all() and not kick[1::2].any()
    assert snare[1::2].all() and not snare[0::2].any()


def test_four_on_the_floor_has_a_kick_on_every_beat() -> None:
    beats = synth.grid(128, _SECONDS)
    kick, snare = heard(synth.place([synth.kick()], beats, _SECONDS), beats)
    assert kick.all() and not snare.any()


def test_hats_and_silence_are_neither() -> None:
    beats = synth.grid(120, _SECONDS)
    for mix in (
        synth.place([synth.hat()], beats, _SECONDS)
        + 0.8 * synth.place([synth.kick()], beats[:1], 20),
        np.zeros(int(_SECONDS * synth.RATE), np.float32),
    ):
        kick, snare = heard(mix, beats)
        assert not kick[1:].any() and not snare.any()
    assert [
        len(one) for one in drums(mix, synth.RATE, np.zeros(0), novelty(mix, synth.RATE, SILENT))
    ] == [0, 0]


@pytest.mark.shared
def test_in_recordings_of_rock_the_snare_is_on_two_and_four(shared: Path) -> None:
    folder = shared / "data" / "beats"
    truth = {
        item["file"]: item for item in json.loads((folder / "index.json").read_text())["items"]
    }
    names = [f"gtzan_{kind}_0000{n}.flac" for kind in ("rock", "pop") for n in (1, 3)]
    for name in names:
        beats = np.array([t for t in truth[name]["beats"] if t < truth[name]["duration"] - 0.1])
        downbeats = np.array(truth[name]["downbeats"])
        place = np.array([np.argmin(np.abs(beats - d)) for d in downbeats])
        mono = read_audio(folder / name, synth.RATE, 1).samples[:, 0]
        _, snare = heard(mono, beats)
        back = np.concatenate([place + 1, place + 3])
        front = np.concatenate([place, place + 2])
        share = [snare[at[at < len(beats)]].mean() for at in (back, front)]
        assert share[0] > 0.75 > 0.35 > share[1], (name, share)


def test_a_beat_in_silence_at_the_start_does_not_take_what_is_at_the_end() -> None:
    values = np.zeros(400)
    values[-5:] = 1
    assert highest_near(values, np.array([0, 399]), 5).tolist() == [0, 399]


def test_a_beat_of_the_users_in_a_moment_of_silence() -> None:
    edits = MusicEdits(beats=[UserBeat(time_s=0)])
    samples = np.zeros((100, 1), np.float32)
    found = music.analyze(samples, synth.RATE, BeatOptions(edits=edits))
    assert [beat.time_s for beat in found.beats] == [0]
