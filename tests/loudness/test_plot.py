from __future__ import annotations

import numpy as np
import pytest

from backbeat import drawing
from backbeat.drawing.scene import Curve, Rect, Text
from backbeat.loudness import measure
from backbeat.loudness.plot import picture
from backbeat.loudness.presets import chosen
from backbeat.loudness.report import report


def scene(seconds: float, level: float, *names: str) -> drawing.Scene:
    rng = np.random.default_rng(0)
    samples = (rng.normal(0, level, (int(seconds * 8000), 2))).astype(np.float32)
    wanted = chosen(list(names)) if names else []
    return picture(report(measure(samples, 8000), None, []), "a <song> & more.wav", wanted)


def test_everything_lies_within_the_picture_at_any_length() -> None:
    for seconds in (0.05, 0.5, 2, 30, 400):
        made = scene(seconds, 0.1)
        for mark in made.marks:
            if isinstance(mark, Rect):
                assert 0 <= mark.x <= mark.x + mark.width <= made.width
                assert 0 <= mark.y <= mark.y + mark.height <= made.height
            if isinstance(mark, Curve):
                assert (mark.points[:, 0] <= made.width).all() and (mark.points >= 0).all()
                assert (mark.points[:, 1] <= made.height).all()
        assert drawing.svg(made).startswith("<svg")


def test_a_wanted_preset_is_a_band_around_its_target() -> None:
    bands = {
        mark.words for mark in scene(10, 0.1, "ebu-r128", "netflix").marks if isinstance(mark, Text)
    }
    assert {"ebu-r128", "netflix", "wanted"} <= bands
    assert "wanted" not in {mark.words for mark in scene(10, 0.1).marks if isinstance(mark, Text)}


@pytest.mark.parametrize("level", [0.0, 1e-7, 3.0])
def test_silence_and_far_too_loud_are_drawn_too(level: float) -> None:
    assert drawing.png(scene(5, level, "youtube"))[:4] == b"\x89PNG"
