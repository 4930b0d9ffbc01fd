"""When what is seen in a camera's pictures happened, against their time stamps."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

from backbeat.foley.impacts import detect_impacts
from backbeat.foley.impacts.exposure import seen_after_s
from backbeat.foley.impacts.matching import pairs
from training.foley.cameras import Sensor, footage

_READOUT_S = 0.015
_RATES = (24, 25, 30, 50, 60)


@pytest.mark.parametrize("rate", _RATES)
def test_what_is_seen_is_the_middle_of_half_the_time_to_the_next_picture(rate: int) -> None:
    known_s = 0.0029
    assert seen_after_s(rate) == pytest.approx((0.5 / rate + _READOUT_S) / 2 - known_s)


def test_exposures_are_no_longer_than_those_of_films() -> None:
    """Of 15 pictures a second others were left out; and 240 have no time for a slow readout."""
    assert seen_after_s(15) == pytest.approx(seen_after_s(24))
    assert 0 < seen_after_s(240) < 0.002


@pytest.mark.parametrize("angle", [90, 180, 270])
def test_impacts_are_when_they_are_whatever_the_camera(angle: float) -> None:
    """At every rate, by a drawn clip whose hits are known: as near as the detector sees, and off by
    no more than the shutter is off from the usual one."""
    off_ms, allowed_ms = [], []
    for rate in _RATES:
        sensor = Sensor(Fraction(rate), angle, _READOUT_S)
        made = footage(1_601_000_008, sensor, "striker", 2)
        found = [one.time_s for one in detect_impacts(made.pictures, made.times_s, rate)]
        matched = pairs(made.impacts.tolist(), found, 2 / 30)
        off_ms += [1000 * (found[j] - made.impacts[i]) for i, j in matched]
        allowed_ms.append(1000 * abs(sensor.exposure_s - 0.5 / rate) / 2)
    assert len(off_ms) >= 15
    assert abs(np.median(off_ms)) < 8 + np.mean(allowed_ms)
