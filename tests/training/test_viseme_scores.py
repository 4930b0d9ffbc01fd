"""What the pages say of the recognisers, against speech that eSpeak NG makes and labels."""

from __future__ import annotations

import ctypes

import pytest

from training.visemes import score
from training.visemes.score import Recogniser, Truth

_PROMISED = {"en-us": 0.70, "de": 0.60, "es": 0.60, "fr": 0.60, "ru": 0.60}
"""Share of pictures with the right shape, by language; voices and sentences were not trained on."""


@pytest.fixture(scope="module")
def truths() -> list[Truth]:
    try:
        ctypes.CDLL("libespeak-ng.so.1")
    except OSError:
        pytest.skip("eSpeak NG is not installed")
    return list(score.generated())


def _shares(truths: list[Truth], recogniser: Recogniser) -> dict[str, float]:
    return {
        group.removeprefix("espeak "): figures["frames"]
        for group, figures in score.scored(truths, recogniser).items()
    }


@pytest.mark.parametrize("recogniser", [score.by_small, score.by_stream])
def test_without_text(truths: list[Truth], recogniser: Recogniser) -> None:
    shares = _shares(truths, recogniser)
    assert {name: share for name, share in shares.items() if share < _PROMISED.get(name, 0)} == {}


def test_with_the_speech_model(truths: list[Truth], speech_model: None) -> None:
    some = [truth for truth in truths if truth.group.removeprefix("espeak ") in _PROMISED][::5]
    shares = _shares(some, score.by_large)
    assert set(shares) == set(_PROMISED)
    assert {name: share for name, share in shares.items() if share < _PROMISED[name]} == {}


def test_with_text(truths: list[Truth]) -> None:
    assert _shares(truths, score.by_text)["en-us"] >= 0.80
