"""What is seen of a timeline, with its media found on this machine."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

from backbeat.foley.spine import PictureClip, Spine
from backbeat.timeline.document import Container, Document, media_path
from backbeat.timeline.picture_clips import ShownClip, picture_clips
from backbeat.timeline.reading import read_edit
from backbeat.timeline.urls import is_absolute
from backbeat.workflows.media_ranges import MediaRanges


def spine_of(document: Document, unpacked: Path | None = None) -> Spine:
    """What a timeline shows, clip by clip.

    Compound clips are looked into; the topmost track that is on is seen. Times are those of the
    file: nothing is rounded to frames. Media that is offline keeps the path that the timeline
    names.

    Args:
        document: the timeline.
        unpacked: folder that media inside an .otioz is unpacked to; None: it is not unpacked, and
            called as the timeline calls it.

    Raises:
        TimelineError: the file holds no timeline or several, or its times are invalid.
    """
    ranges = MediaRanges(document)
    edit = read_edit(document, ranges)
    shown = picture_clips(document, edit, ranges)
    paths = {url: _path(document, url, unpacked) for url in {clip.media_url for clip in shown}}
    clips = tuple(_clip(clip, paths[clip.media_url]) for clip in shown)
    every = (track.items[-1].end for track in edit.video_tracks if track.items)
    frames = max(every, default=0) or edit.duration
    return Spine(edit.rate, Fraction(frames) / edit.rate, clips)


def _clip(shown: ShownClip, media: str) -> PictureClip:
    return PictureClip(
        name=shown.name,
        media=media,
        start=shown.start,
        end=shown.end,
        media_start=shown.media_start,
        speed=shown.speed,
        retimed=shown.ramped,
        media_first=shown.media_first or Fraction(0),
        track=shown.track,
    )


def _path(document: Document, url: str | None, unpacked: Path | None) -> str:
    """Where media is, or what the timeline calls it; empty where it names none."""
    if url is None:
        return ""
    inside = document.container is Container.OTIOZ and not is_absolute(url)
    if inside and unpacked is None:
        return url
    found = media_path(document, url, unpacked) if unpacked else document.place_of(url)
    return str(found.absolute()) if found is not None else url
