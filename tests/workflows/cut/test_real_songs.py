"""Real songs and clips: edits and their proofs, judged as the benchmark judges them."""

from __future__ import annotations

from pathlib import Path

import pytest

from backbeat.footage.cache import looked_at
from benchmarks.cutting import clips, judged, songs
from benchmarks.optical_flow import flow_of

_EACH = 7
"""Of the benchmark's songs, every seventh: three."""


@pytest.mark.shared
@pytest.mark.whole
def test_three_songs(shared: Path, tmp_path: Path) -> None:
    del shared
    footage = [looked_at(path) for path in clips()]
    flows = {path: flow_of(path) for path in clips()}
    results = [judged(song, tmp_path, footage, flows) for song in songs()[::_EACH]]
    assert len(results) == 3
    for one in results:
        assert max(one.off_frames) <= 0.5 + 1e-3
        assert one.pacing.sections_cut[0] == one.pacing.sections_cut[1]
        assert one.pacing.longest_run <= 8
        assert one.pacing.shortest_frames >= 6
        assert one.early_repeats == 0
        assert one.pins[0] == one.pins[1] > 0
        assert one.must_use[0] == one.must_use[1] > 0
        assert one.flashes <= 3
    on, others = (sum(one.pacing.on_downbeats[part] for one in results) for part in (0, 1))
    assert on >= 0.7 * others
    hits, shots = (
        sum(one.action[judge][part] for one in results for judge in one.action) for part in (0, 1)
    )
    assert hits >= 0.65 * shots > 0
    cuts = sum(one.hard_cuts for one in results)
    for detector in results[0].found:
        assert sum(one.found[detector] for one in results) >= 0.95 * cuts
