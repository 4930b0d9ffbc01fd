"""Mouths before and after, side by side, for the page of a lip-sync."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from backbeat.footage.pictures import pictures_of
from backbeat.lipsync.lines import Line
from backbeat.lipsync.page import Strip
from backbeat.media.opening import opened
from backbeat.workflows.lipsync.making import Made

_STRIPS, _LENGTH = 4, 8
"""Strips on a page, and pictures of each."""
_SIDE, _QUALITY = 132, 82
_WIDER = 0.6
"""Half the side of the square around a mouth, in widths of the face."""
_MOUTH = (61, 291)
"""Corners of the mouth, among the points of a mesh."""


@dataclass(frozen=True)
class _Place:
    line: Line
    first: int
    """The first of its pictures, in the output."""


def strips_of(made: Made) -> list[Strip]:
    """Strips from all over what was changed, in order.

    Raises:
        MediaError: a video cannot be read any more.
    """
    places = _places(made.plan.lines)
    wanted: dict[int, tuple[int, int, int, int]] = {}
    sources: dict[int, int] = {}
    for place in places:
        for index in range(place.first, place.first + _LENGTH):
            row = index - place.line.first
            wanted[index] = _around(place.line, row)
            sources[index] = int(place.line.shown[row])
    after = _crops(made.written, wanted, made.faces.width)
    by_source = {sources[index]: box for index, box in wanted.items()}
    before = _crops(made.faces.path, by_source, made.faces.width)
    strips = []
    for place in places:
        indices = range(place.first, place.first + _LENGTH)
        rows = [[before.get(sources[i]) for i in indices], [after.get(i) for i in indices]]
        middle = place.first + _LENGTH // 2 - place.line.first
        strips.append(
            Strip(float(place.line.times_s[middle]), place.line.track.number, _joined(rows))
        )
    return strips


def _places(lines: Sequence[Line]) -> list[_Place]:
    """Runs of changed pictures, as far from each other as may be."""
    runs: list[_Place] = []
    for line in lines:
        changed = line.strength >= 1
        for row in range(0, len(changed) - _LENGTH + 1, _LENGTH):
            if changed[row : row + _LENGTH].all():
                runs.append(_Place(line, line.first + row))
    runs.sort(key=lambda place: place.first)
    picked = np.unique(np.linspace(0, len(runs) - 1, min(_STRIPS, len(runs))).round().astype(int))
    return [runs[at] for at in picked.tolist()]


def _around(line: Line, row: int) -> tuple[int, int, int, int]:
    at = int(line.shown[row]) - line.track.first
    mesh, box = line.track.mesh_of(at, at + 1)[0], line.track.boxes[at]
    x, y = mesh[list(_MOUTH), :2].mean(axis=0).tolist()
    half = float(box[2] - box[0]) * _WIDER / 2
    return round(x - half), round(y - half), round(x + half), round(y + half)


def _crops(
    path: Path, wanted: Mapping[int, tuple[int, int, int, int]], shown_width: int
) -> dict[int, Image.Image]:
    """Squares of some pictures of a video, by the picture's number."""
    found: dict[int, Image.Image] = {}
    last = max(wanted, default=-1)
    with opened(path) as container:
        for index, (form, frame, _) in enumerate(pictures_of(path, container).decoded()):
            if index > last:
                break
            if index not in wanted:
                continue
            pixels: NDArray[np.uint8] = np.rot90(
                frame.to_ndarray(format="rgb24"), -form.turned // 90
            )
            picture = Image.fromarray(np.ascontiguousarray(pixels))
            if picture.width != shown_width:
                picture = picture.resize((form.width, form.height))
            found[index] = picture.crop(wanted[index]).resize((_SIDE, _SIDE))
    return found


def _joined(rows: Sequence[Sequence[Image.Image | None]]) -> bytes:
    sheet = Image.new("RGB", (_SIDE * _LENGTH, _SIDE * len(rows)))
    for number, row in enumerate(rows):
        for column, picture in enumerate(row):
            if picture is not None:
                sheet.paste(picture, (column * _SIDE, number * _SIDE))
    file = io.BytesIO()
    sheet.save(file, "JPEG", quality=_QUALITY)
    return file.getvalue()
