"""Chapters of a source, with times shifted to the clock of a file made from it."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import av
import av.container

from backbeat.media.tags import file_tags
from backbeat.media.tracks import exact, first_real_video


def moved_chapters(
    container: av.container.InputContainer, origin: Fraction, lead: Fraction = Fraction(0)
) -> list[Any]:
    """The source's chapters, shifted for a file whose first picture is shown at another time.

    A difference of less than one picture's duration comes from the container's clock, and chapters
    keep their times to the tick; a larger one shifts them. A chapter that begins with the first
    picture, or before it, begins at 0; one that also ends before it is dropped.

    Args:
        container: the source.
        origin: when its first picture is shown, in seconds on the source's clock; 0 for sound
            alone.
        lead: when that picture is shown in the new file, in seconds.

    Returns:
        Chapters as PyAV's `set_chapters` takes them.
    """
    shift = origin - lead
    if abs(shift) < _picture_s(container):
        shift = Fraction(0)
    # PyAV's type hints do not declare the keys of chapters.
    chapters: list[Any] = []
    for chapter in container.chapters():
        base = exact(chapter["time_base"] or Fraction(1, av.time_base))
        start, end = chapter["start"], chapter["end"]
        if end * base <= origin and start * base < origin:
            continue
        first = start * base <= origin
        moved: dict[str, Any] = dict(chapter)
        moved["start"] = 0 if first else start - round(shift / base)
        moved["end"] = max(moved["start"], end - round(shift / base))
        moved["metadata"] = file_tags(chapter["metadata"])
        chapters.append(moved)
    return chapters


def as_comments(chapters: list[Any]) -> dict[str, str]:
    """Converts chapters to Vorbis comments, which FFmpeg reads in FLAC but does not write."""
    comments = {}
    for number, chapter in enumerate(chapters):
        ms = round(1000 * chapter["start"] * exact(chapter["time_base"]))
        minutes, rest = divmod(ms, 60_000)
        hours, minutes = divmod(minutes, 60)
        time = f"{hours:02}:{minutes:02}:{rest // 1000:02}.{rest % 1000:03}"
        comments[f"CHAPTER{number:03}"] = time
        comments[f"CHAPTER{number:03}NAME"] = chapter["metadata"].get("title", "")
    return comments


def _picture_s(container: av.container.InputContainer) -> Fraction:
    video = first_real_video(container)
    rate = None if video is None else video.average_rate
    return 1 / exact(rate) if rate else Fraction(0)
