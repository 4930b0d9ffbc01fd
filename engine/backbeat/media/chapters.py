"""Chapters of a source, on the clock of a file made from it."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import av.container

from backbeat.media.tags import file_tags
from backbeat.media.tracks import exact, first_real_video


def moved_chapters(container: av.container.InputContainer, origin: Fraction) -> list[Any]:
    """Chapters for a file that begins with the picture of the source.

    A picture that starts less than its own duration late is a matter of the container's clock, and
    chapters keep their times to the tick; a later one takes them along. None begins before 0.

    Args:
        container: the source.
        origin: when its first picture is shown, in seconds on its clock; 0 for sound alone.
    """
    shift = origin if abs(origin) >= _picture_s(container) else Fraction(0)
    # PyAV's type hints know no chapters' keys.
    chapters: list[Any] = []
    for chapter in container.chapters():
        base = exact(chapter["time_base"])
        start, end = (chapter[key] - round(shift / base) for key in ("start", "end"))
        if end <= 0 and start < 0:
            continue
        chapters.append(
            {
                **chapter,
                "start": max(0, start),
                "end": max(0, end),
                "metadata": file_tags(chapter["metadata"]),
            }
        )
    return chapters


def _picture_s(container: av.container.InputContainer) -> Fraction:
    video = first_real_video(container)
    rate = None if video is None else video.average_rate
    return 1 / exact(rate) if rate else Fraction(0)
