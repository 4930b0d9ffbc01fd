"""Pictures of the result for its report: what the mouth does while a line is said."""

from __future__ import annotations

import contextlib
import io
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image

from backbeat.errors import MediaError
from backbeat.media.pictures import PictureFile
from backbeat.models.registry import is_pulled
from backbeat.progress import Progress
from backbeat.sync.dub.page import Look
from backbeat.v1.dubbing_pb2 import DubbedLanguage, DubbedLine
from backbeat.workflows.synccheck.views import image_of

if TYPE_CHECKING:
    from backbeat.footage.faces import Faces

_SHARES = (0.02, 0.25, 0.5, 0.75, 0.98)
"""Moments of a line."""
_MOST_LINES = 250
_DECODED = 1280
_WIDTH, _HEIGHT = 168, 120
_QUALITY = 72


def strips_of(
    source: Path, shown: Path, language: DubbedLanguage, progress: Progress
) -> dict[int, list[Look]]:
    """Pictures of each line that is said, by its number.

    Args:
        source: the original, in which faces are found.
        shown: the video that is looked at.
        language: whose lines.
        progress: may cancel.

    Raises:
        CancelledError: the job was cancelled.
    """
    lines = [line for line in language.lines if line.stretch][:_MOST_LINES]
    faces = _faces(source, progress.part(0, 0.5))
    found: dict[int, list[Look]] = {}
    with contextlib.suppress(MediaError), PictureFile(shown, _DECODED, _DECODED) as file:
        for number, line in enumerate(lines):
            progress(0.5 + 0.5 * number / len(lines), "Looking at mouths")
            for time_s in _moments(line):
                picture = image_of(file.at(Fraction(time_s)))
                look = Look(time_s, _jpeg(picture.crop(_around(faces, time_s, picture))))
                found.setdefault(line.number, []).append(look)
    return found


def _moments(line: DubbedLine) -> list[float]:
    length_s = line.placed_end_s - line.placed_s
    return [round(line.placed_s + share * length_s, 3) for share in _SHARES]


def _faces(source: Path, progress: Progress) -> Faces | None:
    """The faces of a video; None where the models that find them are not here."""
    if not is_pulled("face-mesh"):
        return None
    from backbeat.footage.faces import faces_of

    return faces_of(source, progress)


def _around(faces: Faces | None, time_s: float, picture: Image.Image) -> tuple[int, int, int, int]:
    """The lower half of the largest face there is at a moment, else the middle of the picture."""
    boxes = []
    for track in faces.tracks if faces is not None else ():
        at = int(np.abs(track.times_s - time_s).argmin())
        if abs(float(track.times_s[at]) - time_s) < 0.1 and faces is not None:
            boxes.append([float(side) * picture.width / faces.width for side in track.boxes[at]])
    if not boxes:
        width = min(picture.width, picture.height * _WIDTH / _HEIGHT)
        left, top = (picture.width - width) / 2, (picture.height - width * _HEIGHT / _WIDTH) / 2
        return round(left), round(top), round(left + width), round(top + width * _HEIGHT / _WIDTH)
    left, top, right, bottom = max(boxes, key=lambda box: (box[2] - box[0]) * (box[3] - box[1]))
    width = 0.95 * (right - left)
    height = width * _HEIGHT / _WIDTH
    x, y = (left + right) / 2, top + 0.76 * (bottom - top)
    return (
        round(x - width / 2), round(y - height / 2), round(x + width / 2), round(y + height / 2)
    )  # fmt: skip


def _jpeg(picture: Image.Image) -> bytes:
    file = io.BytesIO()
    picture.resize((_WIDTH, _HEIGHT), Image.Resampling.LANCZOS).save(file, "JPEG", quality=_QUALITY)
    return file.getvalue()
