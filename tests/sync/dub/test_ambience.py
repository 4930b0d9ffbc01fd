"""Ambience goes on under speech as it was: at its level, of its spectrum, without the speech."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import numpy as np
import pytest
from numpy.typing import NDArray

from backbeat.footage.footage import Span
from backbeat.media.samples import Samples
from backbeat.sync.dub.ambience import AFTER_S, BEFORE_S, Ambience
from backbeat.sync.dub.tones import share_with_tones
from tests.loudness.synthetic_speech import synthetic_speech

RATE = 48_000
SPEECH = (Span(2.0, 4.5), Span(6.0, 9.0))


def _street(seconds: float, channels: int = 1, seed: int = 0) -> Samples:
    """Noise as of a street: soft, low, each channel another."""
    white = np.random.default_rng(seed).standard_normal((round(seconds * RATE), channels))
    spectrum = np.fft.rfft(white, axis=0)
    hz = np.fft.rfftfreq(len(white), 1 / RATE)[:, None]
    shaped = np.fft.irfft(spectrum / (1 + (hz / 400) ** 0.8), len(white), axis=0)
    return (0.01 * shaped / shaped.std()).astype(np.float32)


def _spoken_over(street: Samples, spans: tuple[Span, ...] = SPEECH) -> Samples:
    sound = street.copy()
    for number, span in enumerate(spans):
        voice = synthetic_speech(span.end_s - span.start_s, number)
        first = round(span.start_s * RATE)
        sound[first : first + len(voice)] += voice[: len(sound) - first, np.newaxis]
    return sound


def _reader(sound: Samples) -> Callable[[int, int], Samples]:
    def read(first: int, count: int) -> Samples:
        result = np.zeros((count, sound.shape[1]), np.float32)
        low, high = max(first, 0), min(first + count, len(sound))
        if high > low:
            result[low - first : high - first] = sound[low:high]
        return result

    return read


def _ambience(sound: Samples, spans: tuple[Span, ...] = SPEECH, **more: object) -> Ambience:
    channels = sound.shape[1]
    return Ambience(
        _reader(sound),
        RATE,
        len(sound),
        channels,
        range(channels),
        spans,
        **more,  # type: ignore[arg-type]
    )


def _bands_db(sound: Samples) -> NDArray[np.float64]:
    power = np.abs(np.fft.rfft(sound[:, 0] * np.hanning(len(sound)))) ** 2 / len(sound)
    edges = (60, 125, 250, 500, 1000, 2000, 4000, 8000, 16000)
    hz = np.fft.rfftfreq(len(sound), 1 / RATE)
    places = np.searchsorted(hz, edges)
    means = [power[a:b].mean() for a, b in pairwise(places)]
    return np.asarray(10 * np.log10(means))


def test_under_speech_it_has_level_and_spectrum_of_what_is_hidden() -> None:
    street = _street(11)
    result = _ambience(_spoken_over(street)).block(0, len(street))
    for span in SPEECH:
        there = slice(round(span.start_s * RATE), round(span.end_s * RATE))
        assert np.abs(_bands_db(result[there]) - _bands_db(street[there])).max() < 2.5


def test_away_from_speech_it_is_the_recording_bit_for_bit() -> None:
    sound = _spoken_over(_street(11, 2))
    result = _ambience(sound).block(0, len(sound))
    same = np.ones(len(sound), np.bool_)
    for span in SPEECH:
        first = round((span.start_s - BEFORE_S) * RATE)
        same[first : round((span.end_s + AFTER_S) * RATE)] = False
    assert (result[same] == sound[same]).all()


def test_nothing_of_the_speech_is_left() -> None:
    street = _street(11)
    result = _ambience(_spoken_over(street)).block(0, len(street))
    assert np.abs(result).max() < 1.3 * np.abs(street).max()


def test_no_level_jumps_where_it_begins_and_ends() -> None:
    street = _street(11)
    result = _ambience(_spoken_over(street)).block(0, len(street))
    rows = result[: len(result) // 4800 * 4800, 0].reshape(-1, 4800)
    levels = 10 * np.log10((rows**2).mean(axis=1))
    assert np.abs(np.diff(levels)).max() < 4.5


def test_nothing_is_heard_again_and_again() -> None:
    """Grains that repeat in a regular way buzz: the result must not be like itself a bit later."""
    street = _street(11)
    result = _ambience(_spoken_over(street)).block(round(6 * RATE), 3 * RATE)[:, 0]
    spectrum = np.abs(np.fft.rfft(result, 2 * len(result))) ** 2
    alike = np.fft.irfft(spectrum)[: len(result)]
    later = alike[round(0.05 * RATE) : 2 * RATE] / alike[0]
    assert np.abs(later).max() < 0.45


def test_a_slam_in_a_pause_is_not_heard_under_speech() -> None:
    street = _street(11)
    slam = 0.5 * np.random.default_rng(9).standard_normal((2400, 1)) * np.hanning(2400)[:, None]
    street[round(5.3 * RATE) : round(5.3 * RATE) + 2400] += slam.astype(np.float32)
    result = _ambience(_spoken_over(street)).block(0, len(street))
    for span in SPEECH:
        assert np.abs(result[round(span.start_s * RATE) : round(span.end_s * RATE)]).max() < 0.15


@pytest.mark.parametrize("length", [777, 48_000])
def test_it_does_not_depend_on_how_it_is_read(length: int) -> None:
    sound = _spoken_over(_street(11, 2))
    whole = _ambience(sound).block(0, len(sound))
    made = _ambience(sound)
    parts = [made.block(first, length) for first in range(0, len(sound), length)]
    assert (np.concatenate(parts)[: len(whole)] == whole).all()


def test_without_a_pause_it_is_noise_of_the_quietest_moments() -> None:
    spans = (Span(0.0, 11.0),)
    street = _street(11)
    ambience = _ambience(_spoken_over(street, spans), spans)
    result = ambience.block(0, len(street))
    assert not ambience.is_of_pauses
    level = 20 * np.log10(result.std() / street.std())
    # What of the voice never rests is taken for ambience.
    assert -6 < level < 12
    assert np.abs(result).max() < 0.3 * np.abs(_spoken_over(street, spans)).max()


def test_kept_lines_are_heard_as_they_are() -> None:
    sound = _spoken_over(_street(11))
    result = _ambience(sound, kept=(Span(6.0, 9.0),)).block(0, len(sound))
    kept = slice(round(6.1 * RATE), round(8.9 * RATE))
    assert (result[kept] == sound[kept]).all()


def test_channels_without_speech_are_kept() -> None:
    street = _street(11, 2)
    sound = street.copy()
    sound[:, :1] = _spoken_over(street[:, :1])
    ambience = Ambience(_reader(sound), RATE, len(sound), 2, (0,), SPEECH)
    result = ambience.block(0, len(sound))
    assert (result[:, 1] == street[:, 1]).all()
    assert np.abs(result[:, 0]).max() < 0.1


def test_digital_silence_stays_silent() -> None:
    sound = _spoken_over(np.zeros((11 * RATE, 1), np.float32))
    assert np.abs(_ambience(sound).block(0, len(sound))).max() < 1e-6


def test_music_is_told_from_noise_and_from_a_hum() -> None:
    time = np.arange(6 * RATE) / RATE
    notes = np.repeat(np.array([262.0, 330.0, 392.0, 523.0, 440.0, 349.0]), RATE)
    phase = 2 * np.pi * np.cumsum(notes) / RATE
    music = sum(np.sin(k * phase) / k for k in (1, 2, 3)) * 0.02
    hum = sum(np.sin(2 * np.pi * 50 * k * time) for k in range(1, 9)) * 0.01
    street = _street(6)
    with_music = street + music[:, np.newaxis].astype(np.float32)
    with_hum = street + hum[:, np.newaxis].astype(np.float32)
    assert share_with_tones([with_music], RATE) > 0.6
    assert share_with_tones([with_hum], RATE) < 0.1
    assert share_with_tones([street], RATE) < 0.05
    assert share_with_tones([], RATE) == 0
