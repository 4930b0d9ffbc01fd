"""Which clip of a timeline is meant, and which pictures of its media it shows."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from backbeat.errors import MediaError, RequestError, TimelineError
from backbeat.timeline.reading import read_edit
from backbeat.workflows.lipsync.clips import ShownClip, clip_called, used_of
from backbeat.workflows.media_ranges import MediaRanges
from tests import edits
from tests.edits import Piece


def _called(made: Any, folder: Path, name: str) -> ShownClip:
    document = edits.document(made, folder)
    return clip_called(document, read_edit(document, MediaRanges(document)), name)


@pytest.fixture
def media(tmp_path: Path) -> str:
    """A file that is there; nothing looks into it where the timeline states its range."""
    path = tmp_path / "face é.mov"
    path.write_bytes(b"x")
    return str(path)


def test_a_clip_is_found_by_its_name_or_its_file(tmp_path: Path, media: str) -> None:
    made = edits.timeline([[Piece(50, kind="gap"), Piece(90, head=30, name="Katie", url=media)]])
    for name in ("Katie", "KATIE", "face é.mov", ""):
        clip = _called(made, tmp_path, name)
        assert (clip.item.start, clip.item.duration) == (50, 90)
        assert (clip.offset_s, clip.length_s) == (Fraction(30, 25), Fraction(90, 25))
        assert clip.path == Path(media)


def test_of_several_clips_of_a_name_the_timecode_tells(tmp_path: Path, media: str) -> None:
    both = [Piece(50, name="Katie", url=media), Piece(40, name="Katie", url=media)]
    made = edits.timeline([both])
    with pytest.raises(RequestError, match=r"2 clips of edit\.otio are called Katie") as error:
        _called(made, tmp_path, "Katie")
    assert "Katie@01:00:00:00 on V1, Katie@01:00:02:00 on V1" in error.value.hint
    assert _called(made, tmp_path, "Katie@01:00:02:00").item.start == 50
    assert _called(made, tmp_path, "Katie@01:00:03:10").item.start == 50


def test_a_name_that_is_not_there_is_answered_with_those_that_are(
    tmp_path: Path, media: str
) -> None:
    made = edits.timeline([[Piece(50, name="Katie", url=media), Piece(40, name="B", url=media)]])
    with pytest.raises(RequestError, match=r"No clip of edit\.otio is called Kate") as error:
        _called(made, tmp_path, "Kate")
    assert error.value.hint == "Its clips are called Katie, B."


@pytest.mark.parametrize("speed", [2.0, -1.0, 0.0])
def test_a_retimed_clip_is_refused(tmp_path: Path, media: str, speed: float) -> None:
    made = edits.timeline([[Piece(50, name="Katie", url=media)]])
    import opentimelineio as otio

    made.tracks[0][0].effects.append(otio.schema.LinearTimeWarp(time_scalar=speed))
    with pytest.raises(TimelineError, match=r"Katie on V1.* is retimed"):
        _called(made, tmp_path, "Katie")


def test_media_that_is_not_here_is_named(tmp_path: Path) -> None:
    made = edits.timeline([[Piece(50, name="Katie", url="/nowhere/katie.mov")]])
    with pytest.raises(MediaError, match=r"not here: /nowhere/katie\.mov"):
        _called(made, tmp_path, "Katie")


def test_pictures_with_handles_are_those_the_clip_shows(tmp_path: Path, media: str) -> None:
    made = edits.timeline([[Piece(90, head=30, name="Katie", url=media)]])
    clip = _called(made, tmp_path, "Katie")
    times_s = np.arange(200) / 25
    used = used_of(clip, times_s, Fraction(12, 25))
    assert (used.first, used.after) == (18, 132)
    assert used.zero_s == pytest.approx(12 / 25)
    none = used_of(clip, times_s, Fraction(0))
    assert (none.first, none.after, none.zero_s) == (30, 120, 0.0)
    all_there_is = used_of(clip, times_s, Fraction(100))
    assert (all_there_is.first, all_there_is.after) == (0, 200)


def test_pictures_of_another_rate_cover_the_clip(tmp_path: Path, media: str) -> None:
    made = edits.timeline([[Piece(90, head=30, name="Katie", url=media)]])
    clip = _called(made, tmp_path, "Katie")
    times_s = np.arange(300) * 1001 / 30000
    used = used_of(clip, times_s, Fraction(0))
    assert times_s[used.first] <= 1.2 < times_s[used.first + 1]
    assert times_s[used.after - 1] < 4.8 <= times_s[used.after] + 1e-9
    assert used.zero_s == pytest.approx(1.2 - times_s[used.first])


def test_media_that_ends_before_the_clip_is_refused(tmp_path: Path, media: str) -> None:
    made = edits.timeline([[Piece(90, head=30, name="Katie", url=media)]])
    clip = _called(made, tmp_path, "Katie")
    with pytest.raises(MediaError, match="ends before the clip Katie begins"):
        used_of(clip, np.arange(20) / 25, Fraction(0))
