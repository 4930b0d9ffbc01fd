"""What a foley page shows of each cue: pictures around its hit, and its sound drawn."""

from __future__ import annotations

import contextlib
import io
import os
from collections import defaultdict
from collections.abc import Callable, Sequence
from fractions import Fraction
from pathlib import Path
from urllib.parse import quote

import numpy as np
from PIL import Image

from backbeat.errors import BackbeatError
from backbeat.foley.landing.reading import Landed
from backbeat.foley.page import Look, View, Wave
from backbeat.foley.spine import Spine
from backbeat.media.decode import read_audio
from backbeat.media.pictures import PictureFile
from backbeat.progress import SILENT, Progress
from backbeat.workflows.synccheck.views import image_of

_AROUND = (-1, 0, 1)
"""Frames of the timeline, from the hit's."""
_MOST_AROUND, _MOST = 100, 200
"""Cues up to which each has all its pictures, and how many have any: each is a stretch of video to
decode."""
_WIDTH, _HEIGHT, _QUALITY = 228, 128, 62
_PARTS = 120
_BEFORE_S, _AFTER_S = Fraction(1, 4), Fraction(3, 4)
"""What is drawn around a hit."""
_RATE = 48000

At = Callable[[Path], Path]
"""Where a file is that will lie elsewhere."""


def views_of(
    landed: Sequence[Landed],
    spine: Spine,
    page: Path,
    at: At = lambda path: path,
    progress: Progress = SILENT,
) -> dict[str, View]:
    """What is shown of cues, by their numbers. What cannot be read is left out.

    Args:
        landed: cues of the timeline.
        spine: its picture.
        page: where the page will lie.
        at: where prepared files are now.
        progress: may cancel.

    Raises:
        CancelledError: the job was asked to stop.
    """
    looks = _looks(_worth_a_look(landed), spine, progress.part(0, 0.8))
    views = {}
    for number, one in enumerate(landed):
        progress(0.8 + 0.2 * number / len(landed), "Drawing sounds")
        views[one.cue.number] = View(
            looks.get(one.cue.number, ()), _wave(one, spine.rate, at), _url(one, page)
        )
    return views


def beside(path: Path, page: Path) -> str:
    """A path as a URL relative to a page; where they share nothing, as a file's."""
    try:
        relative = os.path.relpath(path.absolute(), page.absolute().parent)
    except ValueError:
        return path.absolute().as_uri()
    return quote(Path(relative).as_posix())


def _url(one: Landed, page: Path) -> str:
    return "" if one.sound is None else beside(Path(one.sound.rendered), page)


def _worth_a_look(landed: Sequence[Landed]) -> list[Landed]:
    """Those that have pictures: what a person has to judge first, then the first ones."""
    ranked = sorted(landed, key=lambda one: one.sound is not None and not one.record.problem)
    chosen = {id(one) for one in ranked[:_MOST]}
    return [one for one in landed if id(one) in chosen]


def _looks(
    landed: Sequence[Landed], spine: Spine, progress: Progress
) -> dict[str, tuple[Look, ...]]:
    around = _AROUND if len(landed) <= _MOST_AROUND else (0,)
    wanted: dict[str, list[tuple[Fraction, str, int]]] = defaultdict(list)
    for one in landed:
        frame = one.time * spine.rate // 1
        for off in around:
            # In the middle of a frame, since times of pictures are rounded.
            moment = (frame + off + Fraction(1, 2)) / spine.rate
            shown = spine.clip_at(moment)
            if shown is not None and shown.media and not shown.retimed:
                time = shown.decoded_time(moment)
                wanted[shown.media].append((time, one.cue.number, off))
    found: dict[str, dict[int, Look]] = defaultdict(dict)
    total, done = sum(map(len, wanted.values())), 0
    for media, moments in wanted.items():
        with contextlib.suppress(BackbeatError), PictureFile(Path(media), _WIDTH, _HEIGHT) as file:
            for time, number, off in sorted(moments):
                progress(done / total, "Looking at hits")
                done += 1
                found[number][off] = Look(off, _jpeg(image_of(file.at(time))))
    return {number: tuple(looks[off] for off in sorted(looks)) for number, looks in found.items()}


def _jpeg(picture: Image.Image) -> bytes:
    file = io.BytesIO()
    picture.save(file, "JPEG", quality=_QUALITY)
    return file.getvalue()


def _wave(one: Landed, rate: Fraction, at: At) -> Wave | None:
    """The sound around its hit, of beds all of it, against its own highest peak."""
    sound = one.sound
    if sound is None or one.place is None:
        return None
    try:
        samples = read_audio(at(Path(sound.rendered)), _RATE, 1).samples[:, 0]
    except BackbeatError:
        return None
    is_bed = one.cue.kind.is_bed
    place = one.place
    low = place.media_start if is_bed else sound.hit - _BEFORE_S
    high = place.media_start + place.end - place.start if is_bed else sound.hit + _AFTER_S
    first, last = round(low * _RATE), round(high * _RATE)
    drawn = np.zeros(max(_PARTS, last - first), np.float32)
    source = samples[max(0, first) : max(0, last)]
    drawn[max(0, -first) : max(0, -first) + len(source)] = np.abs(source)
    edges = np.linspace(0, len(drawn), _PARTS, endpoint=False).astype(int)
    peaks = np.maximum.reduceat(drawn, edges)
    peaks /= np.float32(max(float(peaks.max()), 1e-9))
    if is_bed:
        return Wave(peaks, None, ())
    return Wave(peaks, float(_BEFORE_S / (high - low)), tuple(_frames(one, rate, high - low)))


def _frames(one: Landed, rate: Fraction, length: Fraction) -> list[float]:
    """Where frames of the timeline begin in what is drawn."""
    begins = one.time - _BEFORE_S
    first = -(-begins * rate // 1)
    count = int(length * rate) + 1
    places = ((first + number) / rate - begins for number in range(count))
    return [float(place / length) for place in places if 0 <= place <= length]
