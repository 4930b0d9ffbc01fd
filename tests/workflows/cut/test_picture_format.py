from __future__ import annotations

from fractions import Fraction

import pytest

from backbeat.errors import RequestError
from backbeat.v1.assembly_pb2 import CutRequest
from backbeat.v1.cutting_pb2 import FrameRate
from backbeat.workflows.cut.picture_format import (
    RATES,
    USUAL_RATE,
    nearest_rate,
    rate_of_edit,
    size_of_edit,
)
from tests.cutting.building.assembled import Clip, footage

NTSC = Fraction(30000, 1001)


@pytest.mark.parametrize("rate", RATES)
def test_a_rate_of_timelines_stays(rate: Fraction) -> None:
    assert nearest_rate(rate) == rate


@pytest.mark.parametrize(
    ("of_clip", "of_edit"),
    [(12, 24), (15, 30), (100, 50), (240, 60), (Fraction("29.99"), 30), (8, 24), (90, 30)],
)
def test_another_rate_goes_where_it_plays_best(of_clip: Fraction, of_edit: int) -> None:
    assert nearest_rate(Fraction(of_clip)) == of_edit


def test_the_rate_of_most_clips() -> None:
    clips = [footage(Clip(rate=rate)) for rate in (Fraction(25), NTSC, NTSC)]
    assert rate_of_edit(CutRequest(), clips) == NTSC
    assert rate_of_edit(CutRequest(), [footage(Clip(still=True))]) == USUAL_RATE
    asked = CutRequest(rate=FrameRate(numerator=24000, denominator=1001))
    assert rate_of_edit(asked, clips) == Fraction(24000, 1001)
    with pytest.raises(RequestError, match="no frame rate"):
        rate_of_edit(CutRequest(rate=FrameRate(numerator=25)), clips)


def test_the_size_of_most_clips_or_hd() -> None:
    small, large, tall = (Clip(size=size) for size in ((640, 480), (3840, 2160), (1081, 1920)))
    assert size_of_edit(CutRequest(), [footage(clip) for clip in (small, small, large)]) == (
        640,
        480,
    )
    assert size_of_edit(CutRequest(), [footage(clip) for clip in (small, large)]) == (1920, 1080)
    assert size_of_edit(CutRequest(), [footage(tall)]) == (1082, 1920)
    other = Clip(size=(720, 1280))
    assert size_of_edit(CutRequest(), [footage(clip) for clip in (tall, other)]) == (1080, 1920)
    with pytest.raises(RequestError, match="320 x 0"):
        size_of_edit(CutRequest(width=320), [footage(small)])


def test_most_clips_fill_the_picture() -> None:
    # Most of one size are 4:3, and most of all are 16:9.
    sizes = (
        [(640, 480)] * 3 + [(1280, 720)] * 2 + [(640, 360), (601, 338), (854, 480), (1080, 1920)]
    )
    clips = [footage(Clip(size=size)) for size in sizes]
    assert size_of_edit(CutRequest(), clips) == (1280, 720)
