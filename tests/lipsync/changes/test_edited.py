"""Sounds by the shapes that a user gives."""

from __future__ import annotations

import numpy as np
import pytest

from backbeat.footage.footage import Span
from backbeat.lipsync.changes.edited import GivenShape, given_sounds
from backbeat.lipsync.visemes.names import shape_set
from backbeat.lipsync.visemes.sounds import SOUNDS


def test_a_given_shape_leaves_the_sounds_that_have_it() -> None:
    likely = np.zeros((100, len(SOUNDS)), np.float32)
    likely[:, SOUNDS.index("ee")] = 0.7
    likely[:, SOUNDS.index("aa")] = 0.3
    chosen = shape_set("rhubarb")
    shapes = [GivenShape(Span(0.5, 0.7), "A"), GivenShape(Span(1.0, 1.2), "D")]
    found, given = given_sounds(likely, 0.02, shapes, chosen)
    assert np.flatnonzero(given).tolist() == [*range(25, 35), *range(50, 60)]
    assert found[30, SOUNDS.index("pbm")] == pytest.approx(1)
    assert found[55, SOUNDS.index("aa")] == pytest.approx(1)
    assert np.array_equal(found[~given], likely[~given])
    assert found.sum(axis=1) == pytest.approx(np.ones(100))


def test_of_several_sounds_with_a_shape_the_one_that_was_heard_is_likeliest() -> None:
    likely = np.full((10, len(SOUNDS)), 0.01, np.float32)
    likely[:, SOUNDS.index("sz")] = 0.4
    likely[:, SOUNDS.index("oo")] = 0.5
    found, _ = given_sounds(likely, 0.02, [GivenShape(Span(0, 0.2), "B")], shape_set("rhubarb"))
    assert (found.argmax(axis=1) == SOUNDS.index("sz")).all()
    assert found[:, SOUNDS.index("oo")].max() == 0
