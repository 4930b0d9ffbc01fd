"""Clips of another rate than the timeline's: never too long, and short by less than one frame."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backbeat_resolve.landing import Placement
from tests.doubles.resolve.session import session
from tests.resolve_plugin.inside import EXACT_RATES, cut, opened
from tests.resolve_plugin.landings import landed, source, where


@pytest.mark.parametrize("media_rate", [23.976, 24, 50])
def test_clips_end_to_end_do_not_reach_into_one_another(tmp_path: Path, media_rate: float) -> None:
    held = cut(tmp_path)
    path = source(held, tmp_path / "a.mov", media_rate)
    wanted, at = [], 0
    for frames in range(2, 80):
        wanted.append(Placement(path, at, frames, Fraction(at, 3)))
        at += frames
    made = landed(opened(held), [path], wanted, "video")
    lacking = [
        one.frames - frames
        for one, (_, frames, _) in zip(wanted, where(made, "video"), strict=True)
    ]
    assert set(lacking) == ({0} if media_rate == 50 else {0, 1})


@pytest.mark.parametrize("version", ["18.6", "21.1"])
@settings(max_examples=60)
@given(data=st.data())
def test_clips_of_another_rate_are_never_too_long_and_lack_less_than_a_frame_of_theirs(
    tmp_path_factory: pytest.TempPathFactory, version: str, data: st.DataObject
) -> None:
    rate, drop = data.draw(st.sampled_from(EXACT_RATES))
    media_rate = data.draw(st.sampled_from([23.976, 24, 25, 29.97, 30, 50, 59.94, 60]))
    folder = tmp_path_factory.mktemp("rates")
    held = session(version, rate=rate, drop_frame=drop)
    held.add_timeline("edit", rate, drop)
    path = source(held, folder / "a.mov", media_rate, 20)
    inside = opened(held)
    tenths = st.integers(0, 10 * int(15 * inside.rate.fps))
    wanted, at = [], 0
    for frames in data.draw(st.lists(st.integers(2, 50), min_size=1, max_size=8)):
        offset = Fraction(data.draw(tenths), 10)
        wanted.append(Placement(path, at, frames, offset))
        at += frames
    made = landed(inside, [path], wanted, "video")
    media_fps = held.world.facts[path].rate
    assert media_fps is not None
    for (start, frames, first), one in zip(where(made, "video"), wanted, strict=True):
        assert start == one.start
        lacking = Fraction(one.frames - frames) / inside.rate.fps
        assert 0 <= lacking < 1 / media_fps
        if media_fps >= inside.rate.fps:
            assert not lacking
        assert abs(first - one.source_start / inside.rate.fps * media_fps) < 1


def test_the_end_of_the_media_is_not_overrun(tmp_path: Path) -> None:
    for media_rate in (23.976, 24, 25, 50, 59.94):
        held = session()
        held.add_timeline()
        # As many whole frames as there are.
        seconds = 10 if media_rate == int(media_rate) else 10.01
        path = source(held, tmp_path / f"{media_rate}.mov", media_rate, seconds)
        inside = opened(held)
        for offset in range(240, 245):
            (one,) = wanted = [Placement(path, 0, 250 - offset, Fraction(offset))]
            made = landed(inside, [path], wanted, "video")
            assert one.frames - 1 <= where(made, "video")[0][1] <= one.frames
            inside.project.SetCurrentTimeline(inside.timeline)
            inside.pool.DeleteTimelines([held.proxy(made)])
