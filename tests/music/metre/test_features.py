"""Half beats are described by what sounds there, whatever the level and the key."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from backbeat.music.activations import Activations
from backbeat.music.arrays import RATE, Float32s
from backbeat.music.harmony import PITCHES, pitch_strengths
from backbeat.music.mel import WIDE_BANDS, log_mel, wide_bands
from backbeat.music.metre.features import SIZE, Heard, describe, halves
from backbeat.music.novelty import novelty
from backbeat.progress import SILENT


def heard(sound: Float32s) -> Heard:
    bands = wide_bands(log_mel(sound))
    silent = Activations(np.full((len(bands), 2), -5, np.float32), bands)
    return Heard(silent, pitch_strengths(sound, RATE, SILENT), novelty(sound, RATE, SILENT))


def tones(hz: tuple[float, ...], every_s: float, seconds: float) -> Float32s:
    """Plucked tones in turn."""
    time = np.arange(round(seconds * RATE)) / RATE
    number = (time // every_s).astype(int)
    pitch = np.array(hz)[number % len(hz)]
    sound = np.sin(2 * np.pi * pitch * time) * np.exp(-6 * (time % every_s))
    return (0.3 * sound).astype(np.float32)


@given(
    times=st.lists(st.floats(0.1, 2), min_size=2, max_size=50).map(np.cumsum),
)
def test_halves_keep_the_beats_and_add_the_middles(times: np.ndarray) -> None:
    found = halves(times)
    assert len(found) == 2 * len(times) - 1
    np.testing.assert_allclose(found[::2], times)
    np.testing.assert_allclose(found[1::2], (times[1:] + times[:-1]) / 2)


def test_a_description_has_its_size_and_is_finite_beyond_the_ends() -> None:
    known = heard(tones((220, 330), 0.5, 4))
    found = describe(known, np.array([-0.2, 0.1, 3.9, 4.4]))
    assert found.shape == (4, SIZE) and np.isfinite(found).all()


def test_the_level_of_a_recording_does_not_matter() -> None:
    sound = tones((220, 330, 440), 0.4, 6)
    pulses = np.arange(1, 14) * 0.4
    loud, quiet = describe(heard(sound), pulses), describe(heard(sound * np.float32(0.02)), pulses)
    np.testing.assert_allclose(loud, quiet, atol=0.02)


def test_the_pitch_class_that_sounds_is_the_strongest() -> None:
    hz = (220.0, 261.63, 329.63)
    sound, pulses = tones(hz, 0.5, 6), np.arange(1, 10) * 0.5
    found = describe(heard(sound), pulses)
    chords = found[:, 2 * WIDE_BANDS : 2 * WIDE_BANDS + PITCHES // 2]
    # Pitch classes from A: A, C, E.
    np.testing.assert_array_equal(chords.argmax(axis=1), [(0, 3, 7)[i % 3] for i in range(1, 10)])


def test_hits_are_found_at_the_pulses_and_not_between() -> None:
    known = heard(tones((220, 330), 0.5, 6))
    on, off = np.arange(1, 10) * 0.5, np.arange(1, 10) * 0.5 + 0.25
    hits = describe(known, np.sort(np.concatenate([on, off])))[:, -4]
    assert hits[::2].min() > 3 * hits[1::2].max()
