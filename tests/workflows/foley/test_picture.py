"""A timeline's picture, with its media found on this machine."""

from __future__ import annotations

import shutil
from fractions import Fraction
from pathlib import Path

from backbeat.errors import TimelineError
from backbeat.timeline import load
from backbeat.workflows.foley.opening import opened
from backbeat.workflows.foley.picture import spine_of
from tests import edits
from tests.edits import Piece


def test_relative_media_is_found_beside_the_timeline(tmp_path: Path) -> None:
    (tmp_path / "shot.mov").write_bytes(b"")
    made = edits.timeline([[Piece(50, 10, 10, url="shot.mov")]])
    spine = spine_of(edits.document(made, tmp_path))
    assert spine.clips[0].media == str(tmp_path / "shot.mov")
    assert (spine.rate, spine.duration) == (25, 2)
    assert spine.clips[0].decoded_time(Fraction(0)) == Fraction(10, 25)


def test_offline_media_keeps_the_path_that_the_timeline_names(tmp_path: Path) -> None:
    made = edits.timeline([[Piece(50, url="/nowhere/shot.mov"), Piece(50, url=None)]])
    assert [clip.media for clip in spine_of(edits.document(made, tmp_path)).clips] == [
        "/nowhere/shot.mov",
        "",
    ]


def test_moments_are_found_under_clips_and_not_in_black(tmp_path: Path) -> None:
    made = edits.timeline([[Piece(50, name="a"), Piece(kind="gap", length=25), Piece(50)]])
    spine = spine_of(edits.document(made, tmp_path))
    first = spine.under(Fraction(1))
    assert first is not None and first.clip == "a"
    assert spine.under(Fraction(2)) is None
    assert spine.clip_at(Fraction(3)) is spine.clips[1]
    assert spine.clip_at(Fraction(5)) is None


def test_a_video_is_one_clip_from_its_first_picture(tmp_path: Path, shared: Path) -> None:
    video = tmp_path / "ball.mp4"
    shutil.copy(shared / "data/sfx/impacts/ball_1_still.mp4", video)
    spine = spine_of(opened(video))
    (clip,) = spine.clips
    assert (clip.media, clip.start, clip.decoded_time(Fraction(1))) == (str(video), 0, 1)
    assert clip.end == spine.duration


def test_every_shared_timeline_is_seen_in_order(shared: Path) -> None:
    seen = 0
    for path in sorted((shared / "data/otio/files").glob("*.otio"))[:60]:
        try:
            spine = spine_of(load(path))
        except TimelineError:
            continue  # Some of them are no timelines.
        for before, after in zip(spine.clips, spine.clips[1:], strict=False):
            assert before.end <= after.start
        assert all(clip.start < clip.end <= spine.duration for clip in spine.clips)
        seen += len(spine.clips)
    assert seen > 100
