"""What a timeline shows: the topmost clip, also inside compound clips, at any speed."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Any

import opentimelineio as otio

from backbeat.timeline.picture_clips import ShownClip, picture_clips
from backbeat.timeline.reading import read_edit
from tests import edits
from tests.edits import Piece

RATE = 25


def shown(made: Any, folder: Path) -> list[ShownClip]:
    document = edits.document(made, folder)
    return picture_clips(document, read_edit(document), None)


def frames(clips: list[ShownClip]) -> list[tuple[str, Fraction, Fraction]]:
    return [(clip.name, clip.start * RATE, clip.end * RATE) for clip in clips]


def compound(made: Any, source: Any, speed: float | None = None) -> Any:
    """A stack of the picture tracks of a timeline, as a compound clip."""
    stack = otio.schema.Stack("compound", source_range=source)
    for track in made.tracks:
        stack.append(track.deepcopy())
    if speed is not None:
        stack.effects.append(otio.schema.LinearTimeWarp(time_scalar=speed))
    return stack


def with_compound(stack: Any, before: int = 0) -> Any:
    made = otio.schema.Timeline("outer")
    track = otio.schema.Track("Video 1", kind="Video")
    if before:
        track.append(otio.schema.Gap(source_range=edits.span(0, before)))
    track.append(stack)
    made.tracks.append(track)
    return made


def test_the_topmost_clip_hides_those_below(tmp_path: Path) -> None:
    gap = Piece(kind="gap", length=40)
    clips = shown(
        edits.timeline([[Piece(100, name="below")], [gap, Piece(20, name="above")]]), tmp_path
    )
    assert frames(clips) == [("below", 0, 40), ("above", 40, 60), ("below", 60, 100)]
    assert clips[2].media_start - clips[0].media_start == Fraction(60, RATE)
    assert [clip.track for clip in clips] == ["V1", "V2", "V1"]


def test_a_track_that_is_off_and_a_disabled_clip_are_not_seen(tmp_path: Path) -> None:
    made = edits.timeline([[Piece(50, name="low")], [Piece(50, name="mid")], [Piece(50)]])
    made.tracks[2].enabled = False
    made.tracks[1][0].enabled = False
    assert frames(shown(made, tmp_path)) == [("low", 0, 50)]


def test_a_title_hides_no_picture_but_is_given_over_black(tmp_path: Path) -> None:
    title = Piece(80, name="title", url=None, head=None, tail=None)
    clips = shown(edits.timeline([[Piece(50, name="shot")], [title]]), tmp_path)
    assert frames(clips) == [("shot", 0, 50), ("title", 50, 80)]


def test_media_time_runs_from_the_first_picture_at_the_clips_speed(tmp_path: Path) -> None:
    (clip,) = shown(edits.timeline([[Piece(50, 10, 10, speed=2.0)]]), tmp_path)
    assert clip.speed == 2
    assert clip.media_first is not None
    assert (clip.media_start - clip.media_first) * RATE == 20


def test_a_reversed_clip_starts_at_the_end_of_its_media(tmp_path: Path) -> None:
    (clip,) = shown(edits.timeline([[Piece(50, 0, 0, speed=-1.0)]]), tmp_path)
    assert clip.speed == -1
    assert clip.media_first is not None
    assert (clip.media_start - clip.media_first) * RATE == 50


def test_a_frozen_picture_has_no_speed_and_a_ramp_says_so(tmp_path: Path) -> None:
    made = edits.timeline([[Piece(50), Piece(50)]])
    made.tracks[0][0].effects.append(otio.schema.FreezeFrame())
    made.tracks[0][1].effects.append(otio.schema.TimeEffect())
    frozen, ramp = shown(made, tmp_path)
    assert (frozen.speed, frozen.ramped, ramp.ramped) == (0, False, True)


def test_a_compound_clip_shows_what_is_inside_where_it_is_trimmed(tmp_path: Path) -> None:
    inner = edits.timeline([[Piece(50, 0, 0, name="a"), Piece(50, 0, 0, name="b")]], start=None)
    clips = shown(with_compound(compound(inner, edits.span(30, 40)), before=10), tmp_path)
    assert frames(clips) == [("a", 10, 30), ("b", 30, 50)]
    assert [clip.media_start * RATE - 86400 for clip in clips] == [30, 0]
    assert clips[0].inside == ("compound",)


def test_a_compound_clip_backwards_at_twice_the_speed(tmp_path: Path) -> None:
    inner = edits.timeline([[Piece(50, 0, 0, name="a"), Piece(50, 0, 0, name="b")]], start=None)
    clips = shown(with_compound(compound(inner, edits.span(30, 20), -2.0)), tmp_path)
    # 40 frames of the inside, from 30 to 70, are seen from the last to the first.
    assert frames(clips) == [("b", 0, 10), ("a", 10, 20)]
    assert [clip.speed for clip in clips] == [-2, -2]
    assert [clip.media_start * RATE - 86400 for clip in clips] == [20, 50]


def test_a_track_with_a_range_of_its_own_shows_only_that(tmp_path: Path) -> None:
    made = edits.timeline([[Piece(50, name="a"), Piece(50, name="b")]])
    made.tracks[0].source_range = edits.span(30, 40)
    assert frames(shown(made, tmp_path)) == [("a", 0, 20), ("b", 20, 40)]
