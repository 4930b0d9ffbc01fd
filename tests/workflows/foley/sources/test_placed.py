"""What sources give is put on its cue: from a service's answer to the sound in its place."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from backbeat.foley.cues import Kind
from backbeat.foley.placement import Options, Scene, place
from backbeat.foley.spine import Spine
from backbeat.workflows.foley.sources.credits import credited
from backbeat.workflows.foley.sources.opening import open_sources
from tests.doubles.services.server import Double
from tests.foley.sounds import steps, thud
from tests.workflows.foley.sources.conftest import Switch, cue, heard
from tests.workflows.foley.sources.test_making import flac


def test_hits_of_what_a_service_made_fall_on_their_cues(
    library: Path, double: Double, switch_on: Switch, tmp_path: Path
) -> None:
    switch_on("elevenlabs")
    double.effects = [flac(tmp_path, thud(before_s=1.3)), flac(tmp_path, steps(4))]
    times = [Fraction(2), Fraction(61, 24), Fraction(70, 24), Fraction(85, 24), Fraction(5)]
    words = ["rubber mallet bonk", *["footstep on rubber mats"] * 3, "heavy door slam"]
    cues = [
        cue(text, Kind.FOOTSTEP if "step" in text else Kind.IMPACT, str(number), time)  # type: ignore[arg-type]
        for number, (time, text) in enumerate(zip(times, words, strict=True))
    ]
    spine = Spine(Fraction(24), Fraction(8), ())
    with open_sources(["elevenlabs", "library"], seed=41) as sources:
        choices = sources.choose(cues)
        scenes = [Scene(Fraction(0), Fraction(8))]
        placement = place(choices, spine, scenes, sources.hear, Options(), sources.named)
    assert not placement.unplaced
    by_number = {one.choice.cue.number: one for one in placement.placed}
    for number, time in enumerate(times):
        placed = by_number[str(number)]
        level = np.abs(placed.samples).max(axis=1)
        onset_s = float(np.argmax(level > 0.1 * level.max())) / placed.rate
        assert float(placed.start) + onset_s == pytest.approx(float(time), abs=0.004)
    # Steps of one walk are takes of one sound, and not one sample again and again.
    walk = [by_number[number] for number in "123"]
    assert len({one.take for one in walk}) > 1
    named = {one.name: list(one.cues) for one in credited(heard(placement.placed))}
    assert named["footstep on rubber mats"] == ["1", "2", "3"]
    assert named["heavy door slam"] == ["4"]
