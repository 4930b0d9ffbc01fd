"""Real clips: motion lands on beats, judged by instruments that the choice does not use."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

from backbeat.cutting.assembly import Wishes, assemble
from backbeat.footage.analysis import analyze
from benchmarks.assembly import at_random, early_repeats
from benchmarks.optical_flow import action_on_beat, flow_of
from tests.cutting.assembly.invariants import assert_no_cut_inside, assert_no_flaw, assert_whole
from tests.cutting.assembly.material import slots

_CLIPS = ("birthday", "dog_barking", "pancake", "cockatoo", "walk", "book", "friday", "fire2")
_RATE = Fraction(30)


@pytest.mark.shared
@pytest.mark.whole
def test_the_strongest_motion_lands_on_a_beat(shared: Path) -> None:
    found = sorted((shared / "data" / "clips").iterdir())
    paths = [path for path in found if path.suffix != ".json" and path.stem.endswith(_CLIPS)]
    assert len(paths) == len(_CLIPS)
    footage = [analyze(path) for path in paths]
    flows = {path: flow_of(path) for path in paths}
    hits, shots, by_chance, drawn = 0, 0, 0, 0
    for seed in range(4):
        wanted = slots([4, 4, 2, 2, 4, 4, 8, 4] * 2, 117, motion=0.6)
        edit = assemble(wanted, footage, Wishes(seed=seed), _RATE)
        assert_whole(edit, wanted[-1].end_s)
        assert_no_cut_inside(edit)
        assert_no_flaw(edit)
        assert early_repeats(edit, footage) == 0
        for judge in ("motion", "tracked"):
            more, judged = action_on_beat(edit, flows, judge)
            hits, shots = hits + more, shots + judged
            more, judged = action_on_beat(at_random(edit, seed), flows, judge)
            by_chance, drawn = by_chance + more, drawn + judged
    assert shots > 60
    assert hits / shots >= 0.65
    assert hits / shots > by_chance / drawn + 0.2
