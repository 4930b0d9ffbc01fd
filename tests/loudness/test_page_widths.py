"""Pages of several recordings in a browser: nothing is cut off on a narrow screen."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from backbeat.loudness import measure
from backbeat.loudness.page import deliveries_page, reports_page
from backbeat.loudness.presets import presets
from backbeat.loudness.report import report
from backbeat.v1.loudness_pb2 import LoudnessReport
from backbeat.v1.mastering_pb2 import Delivered
from tests.browser import BROWSER, seen_at

NAMES = ("a.wav", "the_interview_with_the_conductor_take_12_final_ebu-r128.wav")


def reports() -> list[LoudnessReport]:
    """With every figure that a page can show."""
    noise = np.random.default_rng(1).uniform(-0.3, 0.3, (10 * 48000, 2)).astype(np.float32)
    made = []
    for name in NAMES:
        one = report(measure(noise, 48000), "stereo", [presets()["ebu-r128"]])
        one.path = name
        one.dialogue_lufs, one.rms_dbfs, one.noise_floor_dbfs = -23.4, -20.1, -61.2
        made.append(one)
    return made


def recordings_page() -> str:
    return reports_page(reports(), [presets()["ebu-r128"]])


def masters_page() -> str:
    made = [
        Delivered(path=one.path, met=met, before=one, after=one, codec="pcm_s24le")
        for one, met in zip(reports(), (True, False), strict=True)
    ]
    return deliveries_page(made, lambda name: [])


@pytest.mark.skipif(not BROWSER, reason="no Chromium here")
@pytest.mark.parametrize("width", [1000, 700, 390])
@pytest.mark.parametrize("made", [recordings_page, masters_page])
def test_no_figure_and_no_verdict_is_cut_off(tmp_path: Path, made: object, width: int) -> None:
    assert callable(made)
    said = seen_at(width, made(), tmp_path)
    assert f'"wide":{width}' in said, said
    assert '"cut":[]' in said, said
