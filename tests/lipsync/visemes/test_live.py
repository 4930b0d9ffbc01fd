"""Shapes of live sound."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from backbeat.lipsync.visemes.live import LOOK_AHEAD_S, LiveShape, LiveShapes
from backbeat.lipsync.visemes.names import SETS, ShapeSet
from backbeat.speech.spectrum import RATE
from tests.loudness.synthetic_speech import synthetic_speech

_RHUBARB = SETS["rhubarb"]


@pytest.fixture(scope="module")
def chatter() -> np.ndarray:
    return np.ascontiguousarray(synthetic_speech(4)[::3], np.float32)


def _shapes(sound: np.ndarray, part: int, chosen: ShapeSet = _RHUBARB) -> list[LiveShape]:
    live = LiveShapes(chosen)
    parts = [live.feed(sound[first : first + part]) for first in range(0, len(sound), part)]
    return [*itertools.chain.from_iterable(parts), *live.finish()]


def test_parts_of_any_length_say_the_same(chatter: np.ndarray) -> None:
    whole = _shapes(chatter, len(chatter))
    for part in (97, 320, 4001):
        found = _shapes(chatter, part)
        assert [(s.start_s, s.shape) for s in found] == [(s.start_s, s.shape) for s in whole]


def test_what_is_said_needs_no_more_than_the_look_ahead(chatter: np.ndarray) -> None:
    """Each shape is said when that much sound after its start has come, and at once."""
    live, hop = LiveShapes(_RHUBARB), 16
    for first in range(0, 2 * RATE, hop):
        heard_s = (first + hop) / RATE
        for shape in live.feed(chatter[first : first + hop]):
            assert heard_s == pytest.approx(shape.start_s + LOOK_AHEAD_S, abs=1.01 * hop / RATE)
    assert LOOK_AHEAD_S < 0.05


def test_no_shape_flickers(chatter: np.ndarray) -> None:
    for chosen in SETS.values():
        shapes = _shapes(chatter, 320, chosen)
        assert len(shapes) > 3
        for one, other in itertools.pairwise(shapes):
            assert one.shape != other.shape
            # Only lips that close may cut a shape short.
            if other.shape != chosen.closed:
                assert other.start_s - one.start_s > 0.079


def test_silence_is_rest(chatter: np.ndarray) -> None:
    silence = np.zeros(RATE, np.float32)
    shapes = _shapes(np.concatenate([silence, chatter[:RATE], silence]), 320)
    assert (shapes[0].start_s, shapes[0].shape) == (0.0, 0)
    assert shapes[1].start_s > 0.9
    assert shapes[-1].shape == 0
    assert shapes[-1].start_s < 2.1
