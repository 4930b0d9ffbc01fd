"""The first and last picture of every shot of an assembled edit, and its motion, for the report."""

from __future__ import annotations

import contextlib
import io
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from fractions import Fraction
from pathlib import Path

import av
from PIL import Image

from backbeat.cutting.report import ShotView, motion_of
from backbeat.errors import MediaError
from backbeat.footage import Footage
from backbeat.media.pictures import BT709, LIMITED_RANGE, PictureFile
from backbeat.progress import SILENT, Progress
from backbeat.threads import processors
from backbeat.v1.cutting_pb2 import Slot, SyncMap
from backbeat.workflows.preview.canvas import Canvas

_FULL_RANGE = 2
"""Full ("PC") range, as FFmpeg numbers it."""
_LONG_SIDE = 160
"""Pixels of the longer side of a thumbnail."""
_QUALITY = 62
"""Of JPEG, as Pillow counts it: about 4 KB a thumbnail."""
_MAX_BOTH, _MAX_ANY = 400, 1200
"""Most shots that get two thumbnails, and most that get any: a page stays under some 6 MB."""


def shot_views(
    sync_map: SyncMap,
    footage: Mapping[str, Footage],
    size: tuple[int, int] = (1920, 1080),
    progress: Progress = SILENT,
) -> dict[int, ShotView]:
    """How each shot looks, by the number of its slot.

    A clip that cannot be read has no thumbnails.

    Args:
        sync_map: of an assembled edit.
        footage: what was seen in the clips, by `Shot.path`; a clip that is missing has no motion.
        size: the edit's picture size, in pixels.
        progress: notified after each clip; may cancel.

    Raises:
        CancelledError: the job was asked to stop.
    """
    rate = Fraction(sync_map.rate.numerator, sync_map.rate.denominator)
    pixels = {path: one.width * one.height for path, one in footage.items()}
    pictures = _thumbnails(sync_map.slots, rate, size, pixels, progress)
    views = {}
    for slot in sync_map.slots:
        seen = footage.get(slot.shot.path)
        first, last = pictures.get((slot.number, 0), b""), pictures.get((slot.number, 1), b"")
        motion = None if seen is None else motion_of(seen, slot, rate)
        views[slot.number] = ShotView(first, last, motion)
    return views


def _thumbnails(
    slots: Sequence[Slot],
    rate: Fraction,
    size: tuple[int, int],
    pixels: Mapping[str, int],
    progress: Progress,
) -> dict[tuple[int, int], bytes]:
    """JPEGs by the slot's number and 0 for its first, 1 for its last picture."""
    scale = Fraction(_LONG_SIDE, max(size))
    width, height = (max(2, 2 * round(side * scale / 2)) for side in size)
    by_path: dict[str, list[tuple[Fraction, int, int]]] = {}
    for time, slot, which in _wanted(slots, rate):
        by_path.setdefault(slot.shot.path, []).append((time, slot.number, which))

    def drawn(path: str) -> dict[tuple[int, int], bytes]:
        made: dict[tuple[int, int], bytes] = {}
        with contextlib.suppress(MediaError), PictureFile(Path(path), width, height) as file:
            # In order of time, so that the file is read once, forward.
            for time, slot_number, which in sorted(by_path[path]):
                progress.check()
                canvas = Canvas.black(width, height)
                canvas.put(file.at(time))
                made[slot_number, which] = _jpeg(canvas)
        return made

    def effort(path: str) -> Fraction:
        return pixels.get(path, 0) * max(time for time, _, _ in by_path[path])

    made: dict[tuple[int, int], bytes] = {}
    # What takes longest starts first, so that no thread is left with it alone.
    paths = sorted(by_path, key=effort, reverse=True)
    # Threads, since decoding runs without Python's lock.
    with ThreadPoolExecutor(processors()) as pool:
        for number, thumbnails in enumerate(pool.map(drawn, paths)):
            progress(number / len(by_path), "Drawing thumbnails")
            made.update(thumbnails)
    return made


def _wanted(slots: Sequence[Slot], rate: Fraction) -> Iterator[tuple[Fraction, Slot, int]]:
    """The time in its clip, in seconds, the slot, and 0 for the first, 1 for the last picture."""
    half_frame = 1 / rate / 2
    for slot in slots[:_MAX_ANY]:
        if not slot.shot.path:
            continue
        start = Fraction(slot.shot.source_start_s)
        yield start + half_frame, slot, 0
        if len(slots) <= _MAX_BOTH and not slot.shot.still:
            length = (slot.end_frame - slot.start_frame) / rate
            yield start + length - half_frame, slot, 1


def _jpeg(canvas: Canvas) -> bytes:
    frame = av.VideoFrame.from_ndarray(canvas.frame, format="yuv420p")
    frame.colorspace, frame.color_range = BT709, LIMITED_RANGE
    file = io.BytesIO()
    pixels = frame.reformat(format="rgb24", dst_color_range=_FULL_RANGE).to_ndarray()
    Image.fromarray(pixels).save(file, "JPEG", quality=_QUALITY, optimize=True)
    return file.getvalue()
