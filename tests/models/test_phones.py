"""Forced alignment, against phones that people labelled."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from backbeat.media.decode import read_audio
from backbeat.models.phones import RATE, Phone, align, align_words
from tests import espeak

_MARY = ["mary", "rolled", "the", "barrel"]


@pytest.fixture(scope="module")
def mary(shared: Path) -> np.ndarray:
    samples = read_audio(shared / "data/lips/speech/mary.wav", RATE, 1).samples[:, 0]
    return np.ascontiguousarray(samples)


def _starts(phones: list[Phone]) -> dict[str, list[float]]:
    found: dict[str, list[float]] = {}
    for phone in phones:
        found.setdefault(phone.name, []).append(phone.start_s)
    return found


def test_phones_start_where_people_hear_them(mary: np.ndarray) -> None:
    phones = align(mary, _MARY, {})
    assert phones is not None
    starts = _starts(phones)
    # From the TextGrid: m, the i and second r of "mary rolled", d, b of "barrel".
    labelled = (
        ("M", 0, 0.315),
        ("IY", 0, 0.569),
        ("R", 1, 0.676),
        ("D", 0, 0.924),
        ("B", 0, 1.064),
    )
    errors = [abs(starts[name][number] - truth_s) for name, number, truth_s in labelled]
    assert np.median(errors) < 0.02
    assert max(errors) < 0.05


def test_no_gaps_and_the_same_each_time(mary: np.ndarray) -> None:
    phones = align(mary, _MARY, {}) or []
    assert [phone.start_s for phone in phones[1:]] == pytest.approx(
        [phone.end_s for phone in phones[:-1]]
    )
    assert phones == align(mary, _MARY, {})


def test_a_word_that_no_dictionary_has(mary: np.ndarray) -> None:
    spoken = {"zmary": ("M", "EH", "R", "IY")}
    with_it = align(mary, ["zmary", *_MARY[1:]], spoken)
    assert with_it is not None
    assert [phone.name for phone in with_it] == [
        phone.name for phone in align(mary, _MARY, {}) or []
    ]


def test_quiet_speech_aligns_as_loud_speech_does(mary: np.ndarray) -> None:
    assert align(mary * np.float32(0.01), _MARY, {}) == align(mary, _MARY, {})


@pytest.mark.parametrize(
    ("samples", "words"),
    [
        (np.zeros(RATE, np.float32), ["hello"]),
        (np.zeros(0, np.float32), ["hello"]),
        (np.ones(RATE, np.float32), []),
    ],
    ids=["silence", "nothing", "no words"],
)
def test_nothing_to_align(samples: np.ndarray, words: list[str]) -> None:
    assert align(samples, words, {}) is None


def test_words_are_found_where_they_are_said() -> None:
    samples, words = espeak.say("We hope to sail in the morning if the weather holds.", "en-us")
    spoken = [word.text.strip(".").lower() for word in words]
    found = align_words(samples, spoken, {})
    assert found is not None
    assert [word.name for word in found] == spoken
    apart = [abs(one.start_s - other.start_s) for one, other in zip(found, words, strict=True)]
    assert np.median(apart) < 0.05
    assert align_words(np.zeros(16_000, np.float32), ["hope"], {}) is None
