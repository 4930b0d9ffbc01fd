"""Scores on real recordings, against floors a little below what was measured."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import mir_eval
import numpy as np
import pytest

from backbeat import music
from backbeat.media import decode
from backbeat.v1.music_pb2 import BeatOptions, MusicAnalysis

FLOORS = {"F": 0.83, "F20": 0.74, "AMLt": 0.89, "downbeat F": 0.61}
"""Means over files, a little below what was measured (see benchmarks/RESULTS.md)."""
STEADY_S = 0.035
"""How far a beat may lie from a straight line through all in a recording that keeps a tempo."""
EXACT = ("game", "lmms", "loop", "asap")
"""Sets whose beats are known to the sample: the others' are tapped, some 20 ms late."""


def score(truth: dict[str, Any], heard: MusicAnalysis) -> dict[str, float]:
    beats, downbeats = np.array(truth["beats"]), np.array(truth["downbeats"])
    found = np.array([beat.time_s for beat in heard.beats])
    first = np.array([beat.time_s for beat in heard.beats if beat.beat == 1])
    scores = {
        "F": mir_eval.beat.f_measure(beats, found),
        "AMLt": mir_eval.beat.continuity(beats, found)[3],
    }
    if truth["set"] in EXACT:
        scores["F20"] = mir_eval.beat.f_measure(beats, found, 0.02)
    if len(downbeats) > 1:
        scores["downbeat F"] = mir_eval.beat.f_measure(downbeats, first)
    return scores


@pytest.mark.shared
def test_the_default_tracker_keeps_its_scores(shared: Path) -> None:
    folder = shared / "data" / "beats"
    items = json.loads((folder / "index.json").read_text())["items"]
    scores = []
    for item in items:
        audio = decode.read_audio(folder / item["file"], music.RATE, channels=1)
        scores.append(score(item, music.analyze(audio.samples, audio.rate)))
    means = {name: np.mean([one[name] for one in scores if name in one]) for name in FLOORS}
    assert {name: mean for name, mean in means.items() if mean < FLOORS[name]} == {}


@pytest.mark.shared
def test_a_tempo_and_one_downbeat_put_steady_recordings_right(shared: Path) -> None:
    folder = shared / "data" / "beats"
    wrong, count = [], 0
    for item in json.loads((folder / "index.json").read_text())["items"]:
        beats, downbeats = np.array(item["beats"]), np.array(item["downbeats"])
        period, start = np.polyfit(np.arange(len(beats)), beats, 1)
        off = np.abs(beats - start - period * np.arange(len(beats))).max()
        if len(downbeats) < 2 or off > STEADY_S:
            continue
        count += 1
        options = BeatOptions(
            tempo_bpm=round(60 / period, 1), first_downbeat_s=downbeats[len(downbeats) // 2]
        )
        audio = decode.read_audio(folder / item["file"], music.RATE, channels=1)
        heard = music.analyze(audio.samples, audio.rate, options).beats
        inside = [beat for beat in heard if beats[0] - 0.1 <= beat.time_s <= beats[-1] + 0.1]
        found = np.array([beat.time_s for beat in inside])
        first = np.array([beat.time_s for beat in inside if beat.beat == 1])
        if (
            min(mir_eval.beat.f_measure(beats, found), mir_eval.beat.f_measure(downbeats, first))
            < 0.99
        ):
            wrong.append(item["file"])
    assert count > 40
    assert len(wrong) <= 0.05 * count, wrong
