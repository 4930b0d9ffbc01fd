"""The report in a browser: nothing is cut off on a narrow screen."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest

from backbeat.cutting.report import render, waveform_of
from backbeat.v1.cutting_pb2 import Cut, FrameRate, GridBeat, SyncMap
from tests.browser import BROWSER, seen_at


def page() -> str:
    """Two tracks, names of every length, an event, a through edit, long reasons."""
    names = [
        "A001_C004_1029XY_001.mov",
        "b",
        "interview with the conductor, take 12.mxf",
        "shot.mov",
    ]
    actions = [Cut.ACTION_MOVED, Cut.ACTION_KEPT, Cut.ACTION_SKIPPED, Cut.ACTION_THROUGH_EDIT]
    cuts = []
    for track in ("V1", "V2"):
        for index in range(24):
            at = 40.0 + 60 * index
            action = actions[index % 4]
            cut = Cut(
                track=track,
                index=index,
                from_frame=at,
                to_frame=at + 4 if action == Cut.ACTION_MOVED else at,
                action=action,
                reason="B12.1 is 5 frames later, and “A001_C004_1029XY_001.mov” has no media " * 2,
                timecode="01:00:02:03",
                outgoing=names[index % 4],
                incoming=names[(index + 1) % 4],
            )
            if action != Cut.ACTION_THROUGH_EDIT:
                cut.beat_time_s, cut.bar, cut.beat, cut.error_ms = at / 25, 112, 1, -19.9
            cuts.append(cut)
    cuts[0].event = cuts[1].event = 0
    grid = [
        GridBeat(time_s=n / 2, frame=n * 12, bar=n // 4 + 1, beat=n % 4 + 1) for n in range(120)
    ]
    noise = np.random.default_rng(1).uniform(-0.5, 0.5, (60_000, 1)).astype(np.float32)
    made = SyncMap(
        rate=FrameRate(numerator=25, denominator=1),
        start_timecode="01:00:00:00",
        duration_frames=1500,
        cuts=cuts,
        grid=grid,
        tolerance_frames=7,
        flash_frames=9,
        edit_sha256="0123456789abcdef" * 4,
    )
    made.spine.path = "/media/" + "a very long folder/" * 6 + "song of a long name.wav"
    return render(made, waveform_of(noise, 1000), "a timeline_with_a_name_without_blanks_" * 3)


@pytest.mark.skipif(not BROWSER, reason="no Chromium here")
@pytest.mark.parametrize("width", [1000, 700, 390])
def test_nothing_is_cut_off(tmp_path: Path, width: int) -> None:
    said = seen_at(width, page(), tmp_path)
    assert f'"wide":{width}' in said, said
    assert '"cut":[]' in said, said
    assert int(re.search(r'"texts":(\d+)', said)[1]) > 5  # type: ignore[index]
