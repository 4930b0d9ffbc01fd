"""Checks a video that was put together before anybody sees it."""

from __future__ import annotations

from pathlib import Path

import av
import numpy as np

from backbeat.errors import BackbeatError, OutputError
from backbeat.media.retouching.finishing import Video
from backbeat.media.retouching.planes import layout_of, planar, planes_of
from backbeat.media.retouching.reading import PictureReader
from backbeat.media.retouching.source import SourcePictures, pictures_of
from backbeat.progress import SILENT, Progress

_JOINS = 24
"""Most joins of copied and encoded pictures that are decoded."""
_UNLIKE = 0.08
"""Median difference of luma, as a part of its range, from which a picture is another one."""
_MATROSKA_TICK_S = 0.001


class BrokenJoinError(OutputError):
    """Copied and encoded pictures cannot be decoded one after another."""


def check(path: Path, shown_as: Path, video: Video, progress: Progress = SILENT) -> None:
    """Reads a finished video: all pictures are there, at their times, and joins can be decoded.

    Args:
        path: the file.
        shown_as: its name in messages.
        video: what it was put together from.
        progress: may cancel.

    Raises:
        BrokenJoinError: pictures around a join are not those that were put there.
        OutputError: pictures are missing, or their times are wrong.
    """
    try:
        made = pictures_of(path, progress=progress)
    except BackbeatError as error:
        raise OutputError(f"{shown_as} could not be read again: {error}", "Try again.") from error
    _check_times(made, shown_as, video)
    joins = _joins(video)
    if not joins:
        return
    try:
        _check_joins(made, shown_as, video, joins, progress)
    except BackbeatError as error:
        if isinstance(error, BrokenJoinError):
            raise
        raise BrokenJoinError(str(error), "") from error


def _check_times(made: SourcePictures, shown_as: Path, video: Video) -> None:
    work = video.work
    if len(made.ticks) != len(work.ticks):
        raise OutputError(
            f"{shown_as} was written with {len(made.ticks)} pictures instead of {len(work.ticks)}.",
            "Choose another codec or container.",
        )
    wanted = (work.ticks - work.ticks[0]) * float(work.base)
    found = (made.ticks - made.ticks[0]) * float(made.base)
    most = _MATROSKA_TICK_S if made.base != work.base else 1e-6
    worst = int(np.abs(wanted - found).argmax())
    if abs(wanted[worst] - found[worst]) > most + 1e-6 and not _coarser(made, video):
        raise OutputError(
            f"{shown_as} was written with picture {worst} at {found[worst]:.4f} s instead of "
            f"{wanted[worst]:.4f} s.",
            "Choose another container.",
        )


def _coarser(made: SourcePictures, video: Video) -> bool:
    """Whether times differ by no more than the container's clock."""
    wanted = (video.work.ticks - video.work.ticks[0]) * float(video.work.base)
    found = (made.ticks - made.ticks[0]) * float(made.base)
    return bool(np.abs(wanted - found).max() <= float(made.base))


def _joins(video: Video) -> list[int]:
    """The first pictures after joins, some of them spread over the video."""
    joins = [
        span.first
        for before, span in zip(video.spans, video.spans[1:], strict=False)
        if before.copied != span.copied
    ]
    if len(joins) <= _JOINS or video.work.alone:
        return joins[:_JOINS]
    return [joins[at] for at in np.linspace(0, len(joins) - 1, _JOINS).astype(int)]


def _check_joins(
    made: SourcePictures, shown_as: Path, video: Video, joins: list[int], progress: Progress
) -> None:
    around = sorted({at for join in joins for at in (join - 1, join)})
    copied = {
        at: span.copied for span in video.spans for at in around if span.first <= at < span.after
    }
    shown = [int(video.work.shown[at]) for at in around]
    with PictureReader(made) as written, PictureReader(video.work.pictures) as source:
        for at, new, old in progress.each(
            zip(around, written.frames(around), source.frames(shown), strict=True)
        ):
            if not _alike(new, old, copied[at]):
                raise BrokenJoinError(
                    f"{shown_as}: picture {at} is not what was put there.", "Try again."
                )


def _alike(new: av.VideoFrame, old: av.VideoFrame, same: bool) -> bool:
    new, old = planar(new), planar(old)
    if (new.width, new.height) != (old.width, old.height):
        return False
    layout = layout_of(new.format.name)
    if layout is None or layout_of(old.format.name) != layout:
        return not same
    one, other = planes_of(new, layout), planes_of(old, layout)
    if same:
        return all(np.array_equal(a, b) for a, b in zip(one, other, strict=True))
    difference = np.abs(one[0].astype(np.int32) - other[0].astype(np.int32))
    return bool(np.median(difference) <= _UNLIKE * layout.highest)
