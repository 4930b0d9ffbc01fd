"""EBU Tech 3341 and 3342, and the channel weights of ITU-R BS.1770-5: every case, at five rates."""

from __future__ import annotations

import math

import numpy as np
import pytest

from backbeat.loudness import measure, windows
from tests.loudness.signals import CASES, LAYOUTS, Case, make
from tests.sampling import sampled

RATES = (48000, 44100, 32000, 96000, 192000)


def _kept(place: int, rated: tuple[Case, int]) -> bool:
    """At 48 kHz every case; at the other rates each one in turn, true peaks always."""
    case, rate = rated
    return rate == RATES[0] or "TP_max" in case["expect"] or place % len(RATES) == 1


@pytest.mark.parametrize(
    ("case", "rate"),
    sampled([(case, rate) for rate in RATES for case in CASES], _kept),
    ids=lambda value: value["id"] if isinstance(value, dict) else str(value),
)
def test_a_case_reads_what_the_standard_says(case: Case, rate: int) -> None:
    measured = measure(make(case, rate), rate, LAYOUTS[len(case["channels"])])
    power = measured.power
    for what, wanted in case["expect"].items():
        if wanted.get("silence"):
            assert windows.integrated(power) is None
            continue
        for value, target in _readings(what, wanted, power, float(measured.true_peaks.max())):
            assert target - wanted["minus"] <= value <= target + wanted["plus"], what


def _readings(
    what: str, wanted: Case, power: np.ndarray, true_peak: float
) -> list[tuple[float, float]]:
    """What was read, and what it is to be."""
    if what == "I":
        return [(windows.integrated(power) or -math.inf, wanted["value"])]
    if what == "LRA":
        return [(windows.loudness_range(power) or 0.0, wanted["value"])]
    if what == "TP_max":
        return [(20 * math.log10(true_peak), wanted["value"])]
    length = {"M": windows.MOMENTARY, "S": windows.SHORT_TERM}[what[0]]
    values = windows.sliding(power, length)
    ends = (np.arange(len(values)) + length) / windows.GRID_HZ
    if what.endswith("successive"):
        period = wanted["period_s"]
        inside = [
            values[(ends >= index * period) & (ends <= (index + 1) * period + 1e-9)].max()
            for index in range(len(wanted["values"]))
        ]
        return list(zip(map(float, inside), wanted["values"], strict=True))
    if "constant_after_s" in wanted:
        later = values[ends >= wanted["constant_after_s"] - 1e-6]
        return [(float(later.min()), wanted["value"]), (float(later.max()), wanted["value"])]
    return [(float(values.max()), wanted["value"])]
