"""Sounds that were generated are measured before they land."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backbeat.foley.checking import check, is_clipped, may_have_notes, may_speak
from backbeat.foley.cues import Kind, Layer
from backbeat.foley.found import Wanted
from backbeat.media.decode import read_audio
from tests.foley.sounds import RATE, steps, thud, tune, wind

THUD = Wanted("thud", "", Kind.IMPACT, Layer.HARD_FX)
BED = Wanted("wind", "WIND", Kind.AMBIENCE, Layer.AMBIENCE, seconds=12.0)


@settings(max_examples=15)
@given(before_s=st.floats(0, 2), seed=st.integers(0, 99))
def test_the_hit_is_found_wherever_it_is_and_silence_left_out(before_s: float, seed: int) -> None:
    (take,) = check(thud(before_s=before_s, seed=seed), RATE, THUD).takes
    assert take.sync_s == pytest.approx(before_s, abs=0.003)
    assert 0 <= take.sync_s - take.start_s <= 0.03
    assert take.end_s <= before_s + 0.46


def test_a_whoosh_is_put_on_its_peak() -> None:
    time = np.arange(RATE) / RATE
    rise = np.exp(-(((time - 0.6) / 0.15) ** 2))
    noise = np.random.default_rng(2).normal(0, 0.15, RATE)
    whoosh = (noise * rise).astype(np.float32)[:, None]
    (take,) = check(whoosh, RATE, Wanted("whoosh", "WHSH", Kind.WHOOSH, Layer.HARD_FX)).takes
    assert take.sync_s == pytest.approx(0.6, abs=0.12)
    (hit,) = check(whoosh, RATE, THUD).takes
    assert hit.sync_s < 0.45


def test_several_hits_are_several_takes() -> None:
    takes = check(steps(4), RATE, Wanted("step", "FEETHmn", Kind.FOOTSTEP, Layer.FOLEY)).takes
    assert [round(take.sync_s, 2) for take in takes] == [0.0, 1.0, 2.0, 3.0]
    assert all(take.start_s <= take.sync_s < take.end_s for take in takes)


def test_what_is_broken_is_refused_with_the_reason() -> None:
    broken = thud()
    broken[100] = np.nan
    for samples, rate, reason in (
        (np.zeros((0, 1), np.float32), RATE, "empty"),
        (broken, RATE, "no numbers"),
        (thud() * np.float32(0.001), RATE, "silent"),
        (thud(8000), 8000, "8000 Hz"),
        (np.clip(thud(seconds=1.0) * 8, -1, 1), RATE, "clipped"),
        (thud(seconds=0.01) * np.linspace(1, 0, 480, dtype=np.float32)[:, None], RATE, "lasts"),
    ):
        verdict = check(samples, rate, THUD)
        assert not verdict.takes
        assert reason in verdict.reason


def test_a_pure_tone_is_not_clipped() -> None:
    time = np.arange(RATE) / RATE
    for pitch in (40, 440, 3000):
        tone = np.sin(2 * np.pi * pitch * time).astype(np.float32)[:, None]
        assert not is_clipped(tone)
        assert is_clipped(np.clip(3 * tone, -1, 1))


def test_a_bed_must_last() -> None:
    assert "lasts 1.5 s" in check(wind(1.5), RATE, BED).reason
    silence = np.zeros((RATE, 2), np.float32)
    (take,) = check(np.concatenate([silence, wind(12)]), RATE, BED).takes
    assert take.start_s == take.sync_s == pytest.approx(1.0, abs=0.02)
    assert take.end_s == pytest.approx(13.0, abs=0.01)


def test_music_may_not_land_where_it_was_not_asked_for() -> None:
    assert check(tune(4), RATE, BED).reason == "it is music"
    for words in ("music box", "church bells"):
        assert check(tune(3), RATE, Wanted(words, "", Kind.EFFECT, Layer.HARD_FX)).takes
    # Under a second it cannot be told from a bell.
    assert check(tune(0.8), RATE, Wanted("ping", "", Kind.EFFECT, Layer.HARD_FX)).takes


def test_speech_may_not_land_where_it_was_not_asked_for(tmp_path: Path) -> None:
    if shutil.which("espeak-ng") is None:
        pytest.skip("espeak-ng is not here to speak")
    said = tmp_path / "said.wav"
    subprocess.run(["espeak-ng", "-w", said, "A heavy door slams in the distance."], check=True)
    speech = read_audio(said, RATE).samples
    door = Wanted("door slam", "DOORWood", Kind.IMPACT, Layer.HARD_FX)
    assert check(speech, RATE, door).reason == "somebody speaks in it"
    assert check(speech, RATE, Wanted("man talking", "", Kind.EFFECT, Layer.HARD_FX)).takes
    assert check(speech, RATE, Wanted("", "CRWDWalla", Kind.EFFECT, Layer.AMBIENCE)).takes


def test_what_is_asked_for_says_whether_voices_and_notes_may_be_in_it() -> None:
    def of(words: str, ucs: str = "") -> Wanted:
        return Wanted(words, ucs, Kind.EFFECT, Layer.HARD_FX)

    assert may_speak(of("baby crying")) and may_speak(of("", "VOXScrm"))
    assert not may_speak(of("door slam", "DOORWood"))
    assert may_have_notes(of("police siren")) and may_have_notes(of("", "BIRDSong"))
    assert not may_have_notes(of("thunder", "THUN"))
