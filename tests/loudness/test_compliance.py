"""Readings against limits, in the words that a report prints."""

from __future__ import annotations

import pytest

from backbeat.loudness.compliance import check
from backbeat.loudness.presets import presets
from backbeat.v1.loudness_pb2 import LoudnessReport


@pytest.mark.parametrize(
    ("peak_dbfs", "shown", "met"),
    [
        (-2.955, "-2.96 dBFS", False),
        (-2.98, "-2.98 dBFS", False),
        (-2.5, "-2.5 dBFS", False),
        (-2.996, "-3.0 dBFS", True),
        (-3.2, "-3.2 dBFS", True),
    ],
)
def test_a_reading_that_fails_is_never_printed_as_the_limit(
    peak_dbfs: float, shown: str, met: bool
) -> None:
    report = LoudnessReport(
        sample_peak_dbfs=peak_dbfs, rms_dbfs=-20, noise_floor_dbfs=-70, sample_rate_hz=44100
    )
    margin = next(m for m in check(report, presets()["acx"]).margins if m.what == "sample peak")
    assert (margin.measured, margin.met) == (shown, met)


def test_loudness_just_outside_its_tolerance_is_printed_so() -> None:
    report = LoudnessReport(integrated_lufs=-23.24, true_peak_dbtp=-9, sample_rate_hz=48000)
    margin = next(m for m in check(report, presets()["ebu-r128"]).margins if m.what == "integrated")
    assert (margin.measured, margin.met) == ("-23.24 LUFS", False)
