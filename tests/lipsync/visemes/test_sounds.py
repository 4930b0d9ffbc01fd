"""Phones as kinds of sounds, in both alphabets."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from backbeat.lipsync.visemes.sounds import SOUNDS, Sound, certain, of_arpabet, of_ipa
from backbeat.models.phones import Phone, dictionary


def _names(sounds: list[Sound]) -> list[str]:
    return [SOUNDS[sound.kind] for sound in sounds]


def _phones(*names: str) -> list[Phone]:
    return [Phone(number / 10, (number + 1) / 10, name) for number, name in enumerate(names)]


@pytest.mark.parametrize(
    ("arpabet", "ipa"),
    [
        ("B IH G", "b ɪ ɡ"),
        ("M AH DH ER", "m ʌ ð ɚ"),
        ("CH UW Z", "tʃ uː z"),
        ("P R AY M", "p ɹ aɪ m"),
        ("F OY L", "f ɔɪ l"),
        ("W AO T ER", "w ɔː ɾ ɚ"),
        ("SIL HH AW S", "_ h aʊ s"),
    ],
)
def test_both_alphabets_say_the_same(arpabet: str, ipa: str) -> None:
    assert of_arpabet(_phones(*arpabet.split())) == of_ipa(_phones(*ipa.split()))


def test_a_diphthong_turns_after_its_first_three_fifths() -> None:
    first, second = of_arpabet([Phone(1.0, 2.0, "AY1")])
    assert (first.start_s, first.end_s, second.end_s) == (1.0, pytest.approx(1.6), 2.0)
    assert _names([first, second]) == ["aa", "ee"]


def test_an_h_has_the_mouth_of_its_vowel() -> None:
    assert _names(of_arpabet(_phones("HH", "UW", "HH", "IY"))) == ["oo", "oo", "ee", "ee"]


def test_closed_lips_in_other_languages() -> None:
    # Russian, Spanish, Polish; palatal, aspirated, approximant.
    assert _names(of_ipa(_phones("mʲ", "pʰ", "β", "bʲ"))) == ["pbm"] * 4
    assert _names(of_ipa(_phones("tɕ", "ts", "ɔ̃", "ɐ̃", ""))) == ["sh", "sz", "oh", "eh", "rest"]
    # French.
    assert _names(of_ipa(_phones("ɑ̃", "ɑ"))) == ["oh", "aa"]


def test_every_phone_of_the_dictionary_is_a_sound() -> None:
    phones = sorted({phone for word in dictionary().values() for phone in word})
    assert len(phones) == 39
    assert "rest" not in _names(of_arpabet(_phones(*phones)))


@given(st.lists(st.sampled_from(["B", "AY", "S", "HH", "SIL", "OW", "?"]), max_size=12))
def test_sounds_cover_what_the_phones_cover(names: list[str]) -> None:
    sounds = of_arpabet(_phones(*names))
    assert sum(sound.end_s - sound.start_s for sound in sounds) == pytest.approx(len(names) / 10)
    edges = [edge for sound in sounds for edge in (sound.start_s, sound.end_s)]
    assert edges == sorted(edges)


def test_known_sounds_as_steps() -> None:
    steps = certain([Sound(0.1, 0.2, 1)], 0.3, 0.02)
    assert steps.shape == (15, len(SOUNDS))
    assert steps.argmax(axis=1).tolist() == [0] * 5 + [1] * 5 + [0] * 5
    assert np.all(steps.sum(axis=1) == 1)
