"""Every FCPXML obeys Apple's document type: Final Cut Pro refuses a whole document otherwise."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Any
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

import opentimelineio as otio
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from backbeat.errors import TimelineError
from backbeat.timeline import load, save
from backbeat.timeline.document import losses
from backbeat.timeline.reading import read_edit
from tests import edits
from tests.edits import Piece
from tests.sampling import sampled
from tests.timeline.exchange import own
from tests.timeline.exchange.fcpxml_rules import broken
from tests.timeline.exchange.test_round_trips import shared_timelines


def _root(document: Any, folder: Path) -> Element:
    save(document, folder / "out.fcpxml")
    return ElementTree.parse(folder / "out.fcpxml").getroot()


def test_the_rules_see_what_is_wrong() -> None:
    text = (
        '<fcpxml version="1.10"><resources><asset id="a"/></resources><library><event><project>'
        '<sequence format="a"><spine><gap lane="1" duration="1"/><asset-clip ref="b">'
        '<marker start="0s" value=""/><adjust-volume/><conform-rate srcFrameRate="120"/>'
        "</asset-clip></spine></sequence></project></event></library></fcpxml>"
    )
    found = " ".join(broken(ElementTree.fromstring(text)))
    for words in ("<asset> holds", "gap> with lane", "is no time", "names nothing", "=120"):
        assert words in found
    assert "<asset-clip> holds marker adjust-volume conform-rate" in found


@pytest.mark.parametrize("rate", own.RATES)
def test_one_of_everything(tmp_path: Path, rate: float) -> None:
    assert broken(_root(own.document(tmp_path, rate), tmp_path)) == []


@pytest.mark.parametrize("rate", [12.0, 15.0, 48000 / 1001, 90.0, 100.0, 120000 / 1001, 120.0])
def test_media_at_rates_that_final_cut_cannot_conform(tmp_path: Path, rate: float) -> None:
    made = edits.timeline([[Piece(50), Piece(60)]])
    for clip in made.find_clips():
        clip.media_reference.available_range = edits.span(0, 100 * rate, rate)
        clip.source_range = edits.span(25, clip.source_range.duration.value)
    root = _root(edits.document(made, tmp_path), tmp_path)
    assert broken(root) == []
    assert [clip.get("start") for clip in root.iter("asset-clip")] == ["1s", "1s"]


def test_generators_above_the_storyline_are_left_out_and_said(tmp_path: Path) -> None:
    made = edits.timeline([[Piece(100)], [Piece(30, kind="gap"), Piece(20, name="title")]])
    title = made.tracks[1][1]
    title.media_reference = otio.schema.GeneratorReference("title", "SolidColor")
    document = edits.document(made, tmp_path)
    assert any(
        "titles and generators: “title”" in s for s in losses(document, tmp_path / "o.fcpxml")
    )
    assert broken(_root(document, tmp_path)) == []


KEPT = (
    '<adjust-colorConform enabled="1"/><adjust-blend amount="0.5"/>'
    '<adjust-transform position="1 2" tracking="r99"/><adjust-volume amount="-6dB"/>'
    '<adjust-panner mode="1"/>',
    '<filter-video ref="r90" name="Blur"><param name="Amount" value="5"/></filter-video>'
    '<filter-audio ref="r91" name="Echo"><data key="x">aa</data></filter-audio>',
)
EFFECTS = '<effect id="r90" name="Blur" uid=".../Blur"/><effect id="r91" name="Echo" uid="echo"/>'


def test_kept_adjustments_are_those_of_the_version_in_its_order(tmp_path: Path) -> None:
    made = edits.timeline([[Piece(100, link=1, name="a")]], [[Piece(100, link=1, name="a")]])
    save(edits.document(made, tmp_path), tmp_path / "in.fcpxml")
    root = ElementTree.parse(tmp_path / "in.fcpxml").getroot()
    for resources in root.iter("resources"):
        resources.extend(ElementTree.fromstring(f"<r>{EFFECTS}</r>"))
    (clip,) = root.iter("asset-clip")
    for part in KEPT:
        clip.extend(ElementTree.fromstring(f"<r>{part}</r>"))
    ElementTree.ElementTree(root).write(tmp_path / "in.fcpxml")
    document = load(tmp_path / "in.fcpxml")
    assert any("adjustments of later ones" in s for s in losses(document, tmp_path / "o.fcpxml"))
    back = _root(document, tmp_path)
    assert broken(back) == []
    (clip,) = back.iter("asset-clip")
    assert [part.tag for part in clip] == [
        *("adjust-transform", "adjust-blend", "adjust-volume", "adjust-panner"),
        *("filter-video", "filter-audio"),
    ]


SPEEDS = st.one_of(
    st.floats(0.02, 40.0, allow_nan=False).map(lambda value: round(value, 9)),
    st.fractions(Fraction(1, 30), 20, max_denominator=999).map(float),
)


@given(
    st.lists(st.tuples(st.integers(2, 200), SPEEDS, st.booleans()), min_size=1, max_size=5),
    st.sampled_from(own.RATES),
)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_any_speed(
    tmp_path_factory: pytest.TempPathFactory,
    pieces: list[tuple[int, float, bool]],
    rate: float,
) -> None:
    folder = tmp_path_factory.mktemp("speed")
    made = edits.timeline(
        [[Piece(n, speed=-speed if backwards else speed) for n, speed, backwards in pieces]],
        rate=rate,
    )
    document = edits.document(made, folder)
    assert broken(_root(document, folder)) == []
    before = read_edit(document).video_tracks[0].items
    after = read_edit(load(folder / "out.fcpxml")).video_tracks[0].items
    for first, second in zip(before, after, strict=True):
        assert (first.start, first.duration) == (second.start, second.duration)
        assert first.retime == second.retime
        assert float(second.speed) == pytest.approx(float(first.speed), rel=1e-6)
        assert abs(first.media_start - second.media_start) * Fraction(rate) < Fraction(1, 100)


@pytest.mark.shared
@pytest.mark.parametrize(
    "name", sampled(shared_timelines(), lambda place, name: place % 5 == 0 or name.endswith("xml"))
)
def test_real_timelines(shared: Path, tmp_path: Path, name: str) -> None:
    try:
        document = load(shared / "data" / "otio" / name)
        read_edit(document)
    except TimelineError:
        pytest.skip("is no timeline")
    assert broken(_root(document, tmp_path)) == []
