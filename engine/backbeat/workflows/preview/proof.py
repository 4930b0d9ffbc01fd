"""Renders a timeline as a proof: a small film with its sound, so that a person can watch it."""

from __future__ import annotations

import math
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

from backbeat.errors import RequestError
from backbeat.files.scratch import scratch_folder
from backbeat.progress import SILENT, Progress

if TYPE_CHECKING:
    from backbeat.media.film import Frame
    from backbeat.timeline.document import Document
    from backbeat.timeline.model import Edit
    from backbeat.workflows.preview.sound import Song
    from backbeat.workflows.preview.stack import Stack

SHORT_SIDE = 360
"""Pixels of the shorter side of a proof."""
_MAX_LONG_SIDE = 1280
"""Pixels; of a picture wider than this against its height, the shorter side gets smaller."""


@dataclass(frozen=True)
class Proof:
    """What was rendered."""

    width: int
    height: int
    frames: int
    rate: Fraction
    """Frames a second."""
    warnings: tuple[str, ...]
    """What the film does not show or play as an editor would, one sentence each."""


def render_proof(
    document: Document,
    path: Path,
    size: tuple[int, int] = (1920, 1080),
    song: Song | None = None,
    progress: Progress = SILENT,
) -> Proof:
    """Renders a timeline to an MP4 (H.264 and AAC) at the timeline's rate.

    Hard cuts are on their frame and sound is in step to the sample. Clips are fitted into the
    picture, with black bars; gaps and missing media are black; upper tracks hide lower ones;
    constant retimes, freezes and reversed clips play as such; every transition is a dissolve; the
    move that Backbeat declared for a still is made. The film ends with the last picture. Same
    timeline and media: same bytes.

    Args:
        document: the timeline. It need not be on disk; relative media paths start from the folder
            of its path.
        path: the .mp4, usually a transaction's `at(...)`.
        size: the edit's picture size, in pixels. A proof has its shape.
        song: music to play where the timeline has no sound of its own; None for none.
        progress: notified as work proceeds; may cancel.

    Raises:
        TimelineError: the timeline cannot be read.
        RequestError: the timeline is empty, or `size` is none.
        MediaError: media cannot be read any further.
        OutputError: the film cannot be written.
        CancelledError: the job was asked to stop.
    """
    from backbeat.media.film import write_film
    from backbeat.timeline.reading import NestedTracks, read_edit
    from backbeat.workflows.media_places import missing_media
    from backbeat.workflows.media_ranges import MediaRanges
    from backbeat.workflows.preview.media import ClipPictures
    from backbeat.workflows.preview.sound import RATE, FilmSound
    from backbeat.workflows.preview.stack import Stack

    media = MediaRanges(document)
    edit = read_edit(document, media)
    frames = math.ceil(_picture_end(edit))
    if not frames:
        raise RequestError(f"{document.path} has no picture to show.", "Choose another timeline.")
    width, height = proof_size(size)
    with ExitStack() as stack:
        folder = stack.enter_context(scratch_folder())
        clips = ClipPictures(document, edit.rate, width, height, folder)
        stack.callback(clips.close)
        sound = FilmSound(document, edit, frames, song, folder, clips.warnings, clips.missing)
        stack.callback(sound.close)
        tracks = Stack(
            edit.video_tracks, clips, NestedTracks(document, media), edit.rate, width, height
        )
        pictures = _pictures(tracks, frames, (width, height), progress)
        blocks = None if sound.silent else sound.blocks()
        write_film(path, pictures, (width, height), edit.rate, blocks, RATE)
        warnings = list(clips.warnings)
        if clips.missing:
            missing = missing_media(document.path, list(clips.missing))
            warnings.append(f"{missing} The proof is black and silent there.")
        return Proof(width, height, frames, edit.rate, tuple(warnings))


def proof_size(size: tuple[int, int]) -> tuple[int, int]:
    """Width and height of the proof of an edit of that size, in pixels; both even.

    Raises:
        RequestError: a side of the edit is not above 0.
    """
    width, height = size
    if width <= 0 or height <= 0:
        raise RequestError(f"A picture cannot be {width} by {height}.", "Give both above 0.")
    scale = min(
        Fraction(SHORT_SIDE, min(width, height)), Fraction(_MAX_LONG_SIDE, max(width, height))
    )
    return max(2, 2 * round(width * scale / 2)), max(2, 2 * round(height * scale / 2))


def _picture_end(edit: Edit) -> Fraction:
    """Where the last item of a picture track ends, in frames."""
    ends = [track.items[-1].end for track in edit.video_tracks if track.items and track.enabled]
    return max((Fraction(end) for end in ends), default=Fraction(0))


def _pictures(
    tracks: Stack, frames: int, size: tuple[int, int], progress: Progress
) -> Iterator[Frame]:
    from backbeat.workflows.preview.canvas import Canvas

    for frame in range(frames):
        progress(frame / frames, "Rendering the proof")
        canvas = tracks.at(Fraction(frame))
        yield (canvas or Canvas.black(*size)).frame
