"""Drawn clips as a camera films them."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

from training.foley.actors import Actor
from training.foley.cameras import Sensor, exposed, footage
from training.foley.examples import filmed
from training.foley.shapes import HEIGHT, WIDTH, polygon
from training.foley.stage import Stage, staged

_SPEED = 900.0
"""Pixels a second."""


def _curtain() -> Stage:
    """A white edge that goes to the right over black, in front of all else."""

    def draw(picture, t, camera, scale):  # type: ignore[no-untyped-def]
        edge = _SPEED * t
        picture[:] = 0
        polygon(picture, np.array([[-5, -5], [edge, -5], [edge, 190], [-5, 190]]), 255)

    _, stage = staged(np.random.default_rng(3), [Actor("curtain", draw)])
    return Stage([*stage.cast], stage.here, stage.here, stage.camera, 0, None, stage.lamp, None)


def _seen_s(sensor: Sensor, time_s: float) -> np.ndarray:
    """When what each line shows happened: the edge's mean place is that at the middle."""
    lines = exposed(_curtain(), time_s, sensor).mean(1) / 255 * WIDTH
    return np.asarray(lines / _SPEED)


@pytest.mark.parametrize("rate", [24, 25, 30, 50, 60])
@pytest.mark.parametrize("angle", [45, 180, 360])
def test_a_picture_shows_the_middle_of_its_exposure(rate: int, angle: float) -> None:
    sensor = Sensor(Fraction(rate), angle)
    assert sensor.exposure_s == pytest.approx(angle / 360 / rate)
    assert _seen_s(sensor, 0.1) == pytest.approx(0.1 + sensor.exposure_s / 2, abs=0.002)


def test_lines_of_a_rolling_shutter_come_one_after_another() -> None:
    seen = _seen_s(Sensor(Fraction(30), 180, readout_s=0.016), 0.1)
    middle = 0.1 + 1 / 120
    assert seen[0] == pytest.approx(middle, abs=0.004)
    assert seen[HEIGHT // 2] == pytest.approx(middle + 0.008, abs=0.004)
    assert seen[-1] == pytest.approx(middle + 0.016, abs=0.004)
    # What is drawn once of each line is drawn, however short the exposure is.
    assert np.isfinite(_seen_s(Sensor(Fraction(60), 5, readout_s=0.015), 0.1)).all()


def test_things_hit_at_the_same_moments_whatever_the_camera() -> None:
    slow = footage(41, Sensor(Fraction(24)), "stamp", 1.5)
    fast = footage(41, Sensor(Fraction(50), 90, 0.01, repeated=0.3), "stamp", 1.5)
    assert np.array_equal(slow.impacts, fast.impacts)
    assert len(slow.pictures) == len(slow.times_s) == 36
    assert len(fast.pictures) == len(fast.times_s) == 75
    assert fast.pictures.shape[1:] == (90, 160)
    assert slow.times_s[1] == pytest.approx(1 / 24)


def test_filmed_examples_say_when_impacts_are_seen() -> None:
    """Later than they happen, by half an exposure and what the sensor takes to read to there."""
    late = []
    for seed in range(41, 47):
        made = filmed(seed, "stamp", 20)
        again = filmed(seed, "stamp", 20)
        happened = footage(seed, Sensor(Fraction(20)), "stamp").impacts
        assert np.array_equal(made.pictures, again.pictures)
        assert np.array_equal(made.impacts, again.impacts)
        assert made.pictures.shape == (80, 90, 160)
        assert made.places.shape == (len(happened), 2)
        late.append(made.impacts - happened)
    together = np.concatenate(late)
    assert (together > 0).all()
    assert (together < 1 / 40 + 0.03).all()
    assert len({round(float(one.mean()), 5) for one in late}) == len(late), "each has its camera"
