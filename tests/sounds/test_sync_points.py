from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from backbeat.sounds.facts import CuePoint, SyncFrom
from backbeat.sounds.sync_points import Peaks, attack, envelope_of, sync_point
from tests.sounds.made import RATE, hit, whoosh


@given(st.floats(0, 0.4), st.sampled_from([8000, 22050, 44100, 48000, 96000]))
def test_the_attack_is_found_to_the_millisecond(at_s: float, rate: int) -> None:
    time = np.arange(int(0.6 * rate)) / rate
    tone = np.where(time >= at_s, np.exp(-(time - at_s) / 0.05) * np.cos(9000 * (time - at_s)), 0)
    found = sync_point(envelope_of(tone[:, np.newaxis].astype(np.float32), rate))
    assert found.found_by is SyncFrom.ATTACK
    assert found.time_s == pytest.approx(at_s, abs=0.00126)


def test_noise_under_a_hit_is_no_attack() -> None:
    samples = hit(0.3) + 0.01 * np.random.default_rng(0).standard_normal((28800, 1))
    found = sync_point(envelope_of(samples.astype(np.float32), RATE))
    assert found.time_s == pytest.approx(0.3, abs=0.002)


def test_a_whoosh_is_put_by_its_peak() -> None:
    envelope = envelope_of(whoosh(0.5, 1.2), RATE)
    found = sync_point(envelope, peaks_at_hit=True)
    assert found.found_by is SyncFrom.PEAK
    assert found.time_s == pytest.approx(0.5, abs=0.05)
    assert sync_point(envelope).time_s < 0.45


def test_a_marker_that_says_so_comes_first() -> None:
    envelope = envelope_of(hit(0.3), RATE)
    cues = (CuePoint(0.1, "start"), CuePoint(0.2, "Sync"), CuePoint(0.25, "hit"))
    assert sync_point(envelope, cues).time_s == 0.2
    assert sync_point(envelope, cues).found_by is SyncFrom.CUE
    assert sync_point(envelope, (CuePoint(0.1, "white noise"),)).found_by is SyncFrom.ATTACK
    assert sync_point(envelope, (CuePoint(9.0, "hit"),)).found_by is SyncFrom.ATTACK


def test_silence_and_nothing_have_their_hit_at_the_start() -> None:
    for samples in (np.zeros((4800, 2), np.float32), np.zeros((0, 1), np.float32)):
        assert sync_point(envelope_of(samples, RATE)).time_s == 0


@given(st.lists(st.integers(1, 700), min_size=1, max_size=30))
def test_an_envelope_does_not_depend_on_how_it_is_fed(lengths: list[int]) -> None:
    samples = np.random.default_rng(1).standard_normal((sum(lengths), 2)).astype(np.float32)
    peaks = Peaks(44100)
    start = 0
    for length in lengths:
        peaks.feed(samples[start : start + length])
        start += length
    assert np.array_equal(peaks.finish().peaks, envelope_of(samples, 44100).peaks)


def test_opposite_channels_do_not_cancel() -> None:
    mono = hit(0.2)
    found = sync_point(envelope_of(np.hstack([mono, -mono]), RATE))
    assert found.time_s == pytest.approx(0.2, abs=0.002)


@pytest.mark.shared
def test_attacks_of_real_sounds_are_those_of_the_reference(shared: object) -> None:
    from pathlib import Path

    from backbeat.media.decode import read_audio
    from backbeat.media.probe import probe

    folder = Path(str(shared)) / "data/sfx/library"
    measured = {
        "ambi_swoosh.flac": 884,
        "default_dirt_footstep.1.ogg": 56,
        "default_dirt_footstep.2.ogg": 65,
        "doors_door_open.ogg": 59,
        "default_break_glass.2.ogg": 48,
        "perc_impact1.flac": 1,
    }
    for name, milliseconds in measured.items():
        audio = probe(folder / name).audio
        assert audio is not None
        samples = read_audio(folder / name, audio.rate).samples
        assert attack(envelope_of(samples, audio.rate).peaks) == milliseconds, name
