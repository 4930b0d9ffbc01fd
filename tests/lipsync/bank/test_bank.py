"""What is known of each mouth of a bank."""

from __future__ import annotations

import numpy as np

from backbeat.lipsync.bank.bank import Seen, bank_of, mouths_of
from tests.lipsync.bank.drawn import mouth
from tests.lipsync.choosing.banks import voice, words

_RATE = 25


def _seen(gaps: np.ndarray, apertures: np.ndarray, first_s: float = 0.0) -> Seen:
    drawn = [mouth(gap, seed=at) for at, gap in enumerate(gaps)]
    lips = np.full((len(gaps), 8), 0.5, np.float32)
    lips[:, 0], lips[:, 1] = apertures, apertures + 0.1
    return Seen(
        clip=0,
        face=1,
        picture=np.arange(len(gaps)),
        times_s=first_s + np.arange(len(gaps)) / _RATE,
        lips=lips,
        pose=np.zeros((len(gaps), 3), np.float32),
        squares=np.array([square for square, _ in drawn]),
        points=np.array([points for _, points in drawn]),
    )


def test_who_listens_does_not_speak() -> None:
    rng = np.random.default_rng(0)
    speaks = np.arange(10 * _RATE) < 5 * _RATE
    gaps = np.where(speaks, 5 + 5 * np.sin(np.arange(250) * 0.9), 0)
    apertures = gaps / 100 + rng.normal(0, 0.001, 250)
    said = voice(words(84, 0), 0.12)
    everywhere = np.ones(500, np.bool_)
    found = mouths_of(_seen(gaps, apertures), said, 0.0, everywhere, 0.02)
    apart = np.abs(np.arange(250) - 5 * _RATE) > 0.6 * _RATE
    assert np.array_equal(found.spoken[apart], speaks[apart])
    assert np.array_equal(found.listening, ~found.spoken)
    bank = bank_of([found], [said], 1 / _RATE)
    assert 4.5 < bank.speech_s < 5.7
    assert not bank.is_enough
    assert bank.is_usable


def test_what_belongs_to_a_picture_is_heard_as_late_as_the_voice_is() -> None:
    gaps = 5 + 5 * np.sin(np.arange(50) * 0.9)
    spoken = np.zeros(100, np.bool_)
    spoken[50:] = True
    said = voice(words(17, 0), 0.12)
    found = mouths_of(_seen(gaps, gaps / 100), said, 0.2, spoken, 0.02)
    assert np.allclose(found.heard_s - found.times_s, 0.2)
    first = float(found.times_s[found.spoken][0])
    assert abs(first - 0.8) <= 1 / _RATE
    assert np.array_equal(
        found.sounds.argmax(axis=1)[:40:3],
        said.speech.likely[((found.heard_s[:40:3]) / 0.02).astype(int)].argmax(axis=1),
    )
