"""`backbeat render` as a user meets it."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import opentimelineio as otio

from backbeat.media.encode import write_audio
from tests.commands import Cli
from tests.loudness.synthetic_speech import synthetic_speech

RATE, FPS = 48000, 25


def _edit(folder: Path) -> None:
    """Eight seconds of picture; two of music, then speech over it, six seconds of sound in all."""
    rng = np.random.default_rng(0)
    words = np.zeros((6 * RATE, 1), np.float32)
    words[2 * RATE : 4 * RATE, 0] = synthetic_speech(2)
    sounds = {
        "Sprecher": words,
        "Musik": rng.normal(0, 0.1, (6 * RATE, 2)).astype(np.float32),
        "Spur 3": np.full((RATE, 1), 0.01, np.float32),
    }
    edit = otio.schema.Timeline("edit")
    picture = otio.schema.Track("V1", kind="Video")
    picture.append(otio.schema.Gap(source_range=_span(8)))
    edit.tracks.append(picture)
    for name, samples in sounds.items():
        path = folder / f"{name}.wav"
        write_audio(path, samples, RATE, "pcm_f32le")
        track = otio.schema.Track(name, kind="Audio")
        seconds = len(samples) // RATE
        reference = otio.schema.ExternalReference(str(path), _span(seconds))
        track.append(otio.schema.Clip(name, reference, _span(seconds)))
        edit.tracks.append(track)
    otio.adapters.write_to_file(edit, str(folder / "edit.otio"))


def _span(seconds: int) -> otio.opentime.TimeRange:
    return otio.opentime.TimeRange(
        otio.opentime.RationalTime(0, FPS), otio.opentime.RationalTime(seconds * FPS, FPS)
    )


def test_what_was_guessed_and_done_is_printed(tmp_path: Path, cli: Cli) -> None:
    _edit(tmp_path)
    ran = cli("render", "edit.otio", "-o", "mix.wav", "--duck")
    assert ran.status == 0, ran.err
    lines = ran.out.splitlines()
    assert lines[0].split()[:4] == ["A1", "(Sprecher)", "dialogue", "(sprecher)"]
    assert lines[1].split()[:4] == ["A2", "(Musik)", "music", "(musik)"]
    assert lines[2].split()[:5] == ["A3", "(Spur", "3)", "effects", "(assumed)"]
    assert "8.00 s (silent from 6.00 s)" in ran.out
    assert "dB a second; 2" in ran.out and "% of the mix is speech" in ran.out
    assert (
        "A3 (Spur 3) has no role in its name and is treated as effects; use --role A3=music"
        in ran.out
    )


def test_json_has_the_same(tmp_path: Path, cli: Cli) -> None:
    _edit(tmp_path)
    ran = cli("render", "edit.otio", "-o", "mix.wav", "--duck", "--role", "A3=ambience", "--json")
    told = json.loads(ran.out)
    assert (told["durationS"], told["soundEndsS"]) == (8, 6)
    assert [track["role"] for track in told["tracks"]] == ["dialogue", "music", "ambience"]
    assert not any(track["roleAssumed"] for track in told["tracks"])
    assert 0 < told["maxDuckingRiseDbS"] <= 10.01 and 0.15 < told["dialogueShare"] < 0.35
