"""The part of a line that another program is to make mouths for: a film of the face, and its voice.

No more leaves than is changed: the pictures around the face alone, from a little before the first
new mouth to a little after the last.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from backbeat.footage.faces import Faces
from backbeat.footage.pictures import pictures_of
from backbeat.lipsync.lines import Line
from backbeat.media.encode import write_audio
from backbeat.media.film import Frame, write_film
from backbeat.media.opening import opened
from backbeat.media.retouching.crops import crop, stored
from backbeat.media.retouching.patches import Box, Pixels
from backbeat.media.retouching.planes import planar
from backbeat.progress import Progress
from backbeat.speech.spectrum import RATE
from backbeat.workflows.lipsync.crops import CropFile

Float32s = NDArray[np.float32]
Float64s = NDArray[np.float64]

_MARGIN_S = 0.4
"""Before the first new mouth and after the last."""
_AROUND = 2.2
"""Side of what is shown, in sides of the box of the face."""
_LEAST_SIDE, _MOST_SIDE = 360, 1080
"""Of the film, in pixels."""
_FINE = 16
"""Constant rate factor of the film: skin keeps its texture."""


@dataclass(frozen=True, eq=False)
class Excerpt:
    """Part of a line."""

    line: Line
    rows: slice
    """Which of the line's pictures."""
    start_s: float
    end_s: float
    """On the clock of the output."""

    @property
    def duration_s(self) -> float:
        """How long it is."""
        return self.end_s - self.start_s


@dataclass(frozen=True)
class Film:
    """An excerpt as files."""

    video: Path
    still: Path
    speech: Path
    width: int
    height: int


def excerpt_of(line: Line, rate: Fraction) -> Excerpt | None:
    """The part of a line in which there are new mouths; None: there are none.

    Args:
        line: the line.
        rate: pictures a second.
    """
    new = np.flatnonzero(line.strength > 0)
    if not len(new):
        return None
    times = line.times_s
    first = int(np.searchsorted(times, times[new[0]] - _MARGIN_S))
    after = int(np.searchsorted(times, times[new[-1]] + _MARGIN_S, "right"))
    end_s = times[after] if after < len(times) else times[after - 1] + float(1 / rate)
    return Excerpt(line, slice(first, after), float(times[first]), float(end_s))


def write_excerpt(excerpt: Excerpt, faces: Faces, folder: Path, progress: Progress) -> Film:
    """Writes the film, its first picture and its voice, in which rests are silent.

    Pictures are shown at the video's nominal rate: each moment shows what the output shows then.

    Args:
        excerpt: of a line.
        faces: of the video.
        folder: for the files; must be empty.
        progress: may cancel.

    Raises:
        MediaError: the video cannot be read any more.
        OutputError: the disk is full.
        CancelledError: the job was cancelled.
    """
    crops = CropFile(folder)
    try:
        box = _fetch(excerpt, faces, crops, progress)
        size = _size(box)
        shown = excerpt.line.shown[excerpt.rows].tolist()
        video, still, speech = (folder / name for name in ("face.mp4", "face.png", "speech.wav"))
        frames = (
            _frame(crops.get(number, False).pixels, size)
            for number in _at_rate(excerpt, faces.rate, shown)
        )
        _write_still(still, crops.get(shown[0], False).pixels, size)
        write_film(video, frames, size, faces.rate, None, crf=_FINE)
    finally:
        crops.close()
    write_audio(speech, voice_of(excerpt)[:, None], RATE, "pcm_s16le")
    return Film(video, still, speech, *size)


def voice_of(excerpt: Excerpt) -> Float32s:
    """What is said in an excerpt, silent where the mouth rests; mono at 16 kHz, shape (n,)."""
    line = excerpt.line
    first, after = round(excerpt.start_s * RATE), round(excerpt.end_s * RATE)
    voice = np.zeros(after - first, np.float32)
    part = line.speech.samples[max(first, 0) : max(after, 0)]
    voice[max(-first, 0) :][: len(part)] = part
    times = (np.arange(first, after) + 0.5) / RATE
    row = np.clip(np.searchsorted(line.times_s, times, "right") - 1, 0, len(line.resting) - 1)
    voice[line.resting[row]] = 0
    return voice


def _at_rate(excerpt: Excerpt, rate: Fraction, shown: list[int]) -> Iterator[int]:
    """The source's picture that is shown at each tick of a constant rate."""
    times = excerpt.line.times_s[excerpt.rows]
    for tick in range(max(1, round(excerpt.duration_s * rate))):
        moment = excerpt.start_s + float((tick + Fraction(1, 2)) / rate)
        yield shown[max(int(np.searchsorted(times, moment, "right")) - 1, 0)]


def _fetch(excerpt: Excerpt, faces: Faces, crops: CropFile, progress: Progress) -> Box:
    wanted = set(excerpt.line.shown[excerpt.rows].tolist())
    last = max(wanted)
    box: Box | None = None
    with opened(faces.path) as container:
        for index, (form, frame, _) in enumerate(pictures_of(faces.path, container).decoded()):
            if index > last:
                break
            if index % 25 == 0:
                progress(index / (last + 1), f"Cutting the face out of {faces.path.name}")
            if index not in wanted:
                continue
            frame = planar(frame)
            how = stored(frame)
            if box is None:
                scale = np.array([how.grid[0] / form.width, how.grid[1] / form.height])
                box = how.on_grid(_box(excerpt, scale))
            crops.put(index, crop(frame, how, box))
    return box or Box(0, 0, 2, 2)


def _box(excerpt: Excerpt, scale: Float64s) -> Box:
    """The square around all places of the face, on the grid."""
    track = excerpt.line.track
    rows = np.clip(excerpt.line.shown[excerpt.rows] - track.first, 0, len(track.seen) - 1)
    boxes = track.boxes[rows]
    low, high = boxes[:, :2].min(axis=0) * scale, boxes[:, 2:].max(axis=0) * scale
    sides = (boxes[:, 2:] - boxes[:, :2]) * scale
    middle = (low + high) / 2
    half = max(float((high - low).max()), _AROUND * float(np.median(sides.max(axis=1)))) / 2
    left, top = np.floor(middle - half).astype(int).tolist()
    right, bottom = np.ceil(middle + half).astype(int).tolist()
    return Box(left, top, right, bottom)


def _size(box: Box) -> tuple[int, int]:
    """Width and height of the film: even, and neither tiny nor huge."""
    longer, shorter = max(box.width, box.height), max(1, min(box.width, box.height))
    factor = min(max(1.0, _LEAST_SIDE / shorter), _MOST_SIDE / longer)
    return max(2, 2 * round(box.width * factor / 2)), max(2, 2 * round(box.height * factor / 2))


def _scaled(pixels: Pixels, size: tuple[int, int]) -> NDArray[np.uint8]:
    import cv2

    smaller = size[0] < pixels.shape[1]
    how = cv2.INTER_AREA if smaller else cv2.INTER_CUBIC
    return np.asarray(cv2.resize(pixels, size, interpolation=how), np.uint8)


def _frame(pixels: Pixels, size: tuple[int, int]) -> Frame:
    import av

    frame = av.VideoFrame.from_ndarray(_scaled(pixels, size), format="bgr24")
    planes = frame.reformat(format="yuv420p", dst_colorspace="ITU709").to_ndarray()
    return np.asarray(planes, np.uint8)


def _write_still(path: Path, pixels: Pixels, size: tuple[int, int]) -> None:
    from PIL import Image

    Image.fromarray(np.ascontiguousarray(_scaled(pixels, size)[..., ::-1])).save(path)
