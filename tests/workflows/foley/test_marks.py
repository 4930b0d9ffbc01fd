"""A mix says of itself which of its sounds a model made."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

from backbeat.media.generated import BY_MODEL, generated_by
from backbeat.v1.foley_pb2 import FoleyCue, FoleySound
from backbeat.workflows.foley.marks import mark_of
from backbeat.workflows.foley.mixing import write_mix
from backbeat.workflows.foley.opening import opened
from tests import material


def _cue(number: str, source: str) -> FoleyCue:
    return FoleyCue(number=number, sound=FoleySound(source=source, licence="terms of theirs"))


def test_recordings_and_recipes_need_no_mark() -> None:
    assert mark_of([_cue("1", "library"), _cue("2", "synthesis"), FoleyCue(number="3")]) is None


def test_a_video_names_the_cues_that_a_model_made(tmp_path: Path) -> None:
    source = material.write_clip(tmp_path / "clip.mov", 1, Fraction(25), sound=True)
    mark = mark_of([_cue("1", "library"), _cue("7", "elevenlabs")])
    mix = tmp_path / "mix.mov"
    write_mix(mix, mix, opened(source), source, tmp_path, mark=mark)
    said = generated_by(mix)
    assert said is not None
    assert said.source_type == BY_MODEL
    assert "cues 7 " in said.generated
    assert said.backend == "elevenlabs"
    assert generated_by(source) is None
