"""The networks that hear the kinds of sounds: blocks, streams and their sizes."""

from __future__ import annotations

from importlib import resources

import numpy as np
import pytest

from backbeat.lipsync.visemes.sounds import SOUNDS
from backbeat.models import registry
from backbeat.models.visemes import SoundsOfFeatures, SoundsOfRecording, SoundsOfStream
from backbeat.speech.spectrum import BANDS

_WEIGHTS = resources.files("backbeat.models") / "weights"
_SMALL = ("visemes.onnx", "visemes_stream.onnx")


def _frames(count: int, seed: int = 0) -> np.ndarray:
    """Frames that change as slowly as speech does."""
    made = np.random.default_rng(seed).normal(-5, 1.6, (count // 5 + 2, BANDS))
    return np.repeat(made, 5, axis=0)[:count].astype(np.float32)


@pytest.mark.parametrize("count", [0, 1, 2, 3, 100, 101])
def test_a_step_for_every_two_frames(count: int) -> None:
    likely = SoundsOfRecording().probabilities(_frames(count))
    assert likely.shape == (-(-count // 2), len(SOUNDS))
    assert likely.sum(axis=1) == pytest.approx(np.ones(len(likely)), abs=1e-5)


def test_long_recordings_are_heard_as_if_at_once() -> None:
    frames = _frames(2 * 3400)
    whole = SoundsOfRecording().probabilities(frames)
    # The second block begins at step 3000; what is around it was heard in one go here.
    around = SoundsOfRecording().probabilities(frames[2 * 2000 : 2 * 3400])
    apart = np.abs(whole[2900:3100] - around[900:1100])
    assert apart.max() < 0.05
    assert apart.mean() < 0.001


@pytest.mark.parametrize("part", [1, 2, 3, 7, 50])
def test_a_stream_in_parts_is_a_stream(part: int) -> None:
    frames = _frames(151)
    at_once = SoundsOfStream().feed(frames)
    stream = SoundsOfStream()
    parts = [stream.feed(frames[first : first + part]) for first in range(0, len(frames), part)]
    assert np.concatenate(parts) == pytest.approx(at_once, abs=1e-5)
    assert len(at_once) == 75


def test_the_stream_hears_nothing_of_what_comes_later() -> None:
    frames = _frames(200)
    other = frames.copy()
    # The answer about step k sees frame 2 k + 2 and none after it.
    other[2 * 50 + 3 :] = -1
    one, two = SoundsOfStream().feed(frames), SoundsOfStream().feed(other)
    assert one[:51] == pytest.approx(two[:51], abs=1e-6)
    assert np.abs(one[51:] - two[51:]).max() > 0.01


@pytest.mark.parametrize("piece", [1, 5, 100])
def test_features_in_pieces_are_heard_as_at_once(piece: int) -> None:
    features = np.random.default_rng(0).normal(0, 1, (321, 512)).astype(np.float32)
    at_once = np.concatenate(list(SoundsOfFeatures().probabilities([features])))
    assert at_once.shape == (321, len(SOUNDS))
    assert at_once.sum(axis=1) == pytest.approx(np.ones(321), abs=1e-5)
    pieces = [features[first : first + piece] for first in range(0, 321, piece)]
    assert np.concatenate(list(SoundsOfFeatures().probabilities(pieces))) == pytest.approx(
        at_once, abs=1e-5
    )
    assert list(SoundsOfFeatures().probabilities([])) == []


def test_cards_and_sizes() -> None:
    cards = {card.file.rpartition("/")[2]: card for card in registry.cards()}
    for name in (*_SMALL, "visemes_features.onnx"):
        assert cards[name].licence == "Apache-2.0"
        assert "generate" in cards[name].source
    sizes = [len((_WEIGHTS / name).read_bytes()) for name in _SMALL]
    assert sum(sizes) < 4_000_000
