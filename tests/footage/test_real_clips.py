"""Real clips, against FFmpeg's own account of them."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest

from backbeat.footage import Footage
from backbeat.footage.analysis import analyze
from tests.conftest import SHARED
from tests.sampling import sampled

CLIPS = SHARED / "data" / "clips"
INDEX = CLIPS / "index.json"
LISTED = json.loads(INDEX.read_text())["files"] if INDEX.exists() else []
_FEW = 200
"""Pictures of a clip that is looked at in every run."""


@pytest.mark.parametrize(
    "listed",
    sampled(LISTED, lambda place, one: one["frames"] < _FEW and one["height"] < 1000),
    ids=lambda one: one["file"].split("__")[-1],
)
def test_every_clip_is_looked_at(listed: dict[str, Any]) -> None:
    footage = analyze(CLIPS / listed["file"])
    assert footage.sha256 == listed["sha256"]
    # The list counts packets, some of which an edit list hides, or the codec never shows.
    assert 0 <= listed["frames"] - len(footage.times_s) <= 0.06 * listed["frames"]
    assert footage.duration_s == pytest.approx(listed["duration"], abs=0.15)
    assert {footage.width, footage.height} == {listed["width"], listed["height"]}
    assert footage.has_sound == listed["audio"]
    assert (np.diff(footage.times_s) > 0).all()
    assert_sound(footage)
    for cut in listed["internal_cuts_ffmpeg_scene_035"]:
        assert min(abs(cut - found) for found in footage.cuts_s) <= 1.5 / footage.rate


def assert_sound(footage: Footage) -> None:
    """Values are in their ranges, and stretches inside the clip."""
    count = len(footage.times_s)
    for values in (footage.action, footage.camera, footage.brightness, footage.sharpness):
        assert values.shape == (count,) and np.isfinite(values).all() and (values >= 0).all()
    assert (footage.brightness <= 1).all() and (footage.sharpness <= 1).all()
    end = footage.duration_s + 1e-6
    assert all(0 <= flaw.start_s < flaw.end_s <= end for flaw in footage.flaws)
    assert all(0 < cut < footage.duration_s for cut in footage.cuts_s)
    assert list(footage.cuts_s) == sorted(footage.cuts_s)
    assert all(0 <= peak.time_s < end for peak in footage.peaks)
    # Sound may go on after the last picture.
    assert all(0 <= span.start_s < span.end_s for span in footage.speech)
