"""Looks at a video for impacts, once: what was seen is kept by the video's content."""

from __future__ import annotations

import contextlib
import io
import math
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
from av.video.reformatter import VideoReformatter
from numpy.typing import NDArray

from backbeat.errors import MediaError
from backbeat.files import sha256_of
from backbeat.foley.impacts.impact import Watched
from backbeat.foley.impacts.watching import Watcher
from backbeat.footage.keeping import Shelf, stamp_of
from backbeat.footage.pictures import QUARTER_TURNS, Form, Pictures, pictures_of
from backbeat.media.opening import opened
from backbeat.media.tracks import start_of, time_of
from backbeat.models.impacts import HIGH, WIDE, ImpactNetwork
from backbeat.progress import SILENT, Progress

_VERSION = 2
"""Of what is kept."""
_UNKNOWN_RATE = Fraction(25)
_MOST_STRETCH = 1.5
"""How much wider or narrower a picture is made to fill what the network sees."""
_REPORT_EVERY = 25
_PART_S = 10
"""Parts of a video that are looked at begin and end at multiples of this."""
_LEAD_S = 2
"""Seconds before a part that give its first pictures context."""
_ALL = (Fraction(0), None)


def watched_video(
    path: Path,
    network: ImpactNetwork,
    start: Fraction = Fraction(0),
    end: Fraction | None = None,
    progress: Progress = SILENT,
    folder: Path | None = None,
    threads: int = 1,
) -> Watched:
    """What is seen in a video: what is kept of it, else looked at now and kept.

    Args:
        path: the video.
        network: that looks.
        start: seconds from the first picture from which on it is looked at, or from a bit before.
        end: up to which it is, or a little longer; None: to its end.
        progress: may cancel it.
        folder: where it is kept; None: in the user's home for Backbeat.
        threads: 1, or more: it has three then, which are busy on two cores.

    Returns:
        With times in seconds from the first picture.

    Raises:
        MediaError: the file cannot be read, or has no picture that can be decoded.
        CancelledError: the job was cancelled.
    """
    start, end = _part(start, end)
    shelf = _shelf(network, start, end, folder)
    kept = shelf.found(path)
    if kept is not None:
        progress(1, f"Watched {path.name}")
        return kept
    before = stamp_of(path) if path.exists() else None
    seen = _watched(path, network, (start, end), progress, threads)
    shelf.put(path, before, sha256_of(path), seen)
    return seen


def _part(start: Fraction, end: Fraction | None) -> tuple[Fraction, Fraction | None]:
    first = max(0, math.floor((start - _LEAD_S) / _PART_S)) * _PART_S
    return Fraction(first), None if end is None else Fraction(
        math.ceil((end + _LEAD_S) / _PART_S) * _PART_S
    )


def _watched(
    path: Path,
    network: ImpactNetwork,
    part: tuple[Fraction, Fraction | None],
    progress: Progress,
    threads: int,
) -> Watched:
    start, _ = part
    with opened(path) as container:
        pictures = pictures_of(path, container)
        if pictures.still:
            raise MediaError(f"{path} is a still: nothing moves in it.", "Give a video.")
        stream = pictures.stream
        rate = stream.average_rate or stream.guessed_rate or _UNKNOWN_RATE
        origin = start_of(stream)
        if start and origin is not None and stream.time_base:
            # What cannot be sought in is decoded from its start.
            with contextlib.suppress(av.FFmpegError):
                ticks = int((origin + start) / stream.time_base)
                container.seek(ticks, stream=stream, backward=True)
        small = _Small()
        watching = Watcher[av.VideoFrame](network, float(rate), small, threads)
        with contextlib.closing(watching) as watcher:
            _feed(watcher, small, pictures, origin, part, progress, path.name)
            seen = watcher.finish()
    if not len(seen.times_s):
        raise MediaError(
            f"{path} has no picture that can be decoded.", "Export it again, to H.264 say."
        )
    # As it will be when it is read again, so that the first run says what later ones do.
    return replace(seen, features=seen.features.astype(np.float16).astype(np.float32))


def _feed(
    watcher: Watcher[av.VideoFrame],
    small: _Small,
    pictures: Pictures,
    origin: Fraction | None,
    part: tuple[Fraction, Fraction | None],
    progress: Progress,
    name: str,
) -> None:
    start, end = part
    rate = pictures.stream.average_rate or _UNKNOWN_RATE
    seconds = end - start if end is not None else Fraction(pictures.stated_pictures) / rate
    before: Fraction | None = None
    for number, (form, frame, _) in enumerate(pictures.decoded()):
        small.form = form
        time = time_of(frame)
        if time is None or (before is not None and time <= before):
            time = Fraction(0) if before is None else before + 1 / rate
        if origin is None:
            origin = time
        before = time
        if time - origin < start:
            continue
        if end is not None and time - origin >= end:
            return
        watcher.feed(frame, float(time - origin))
        if number % _REPORT_EVERY == 0:
            done = min(1.0, float((time - origin - start) / seconds)) if seconds else 0.0
            progress(done, f"Watching {name}")


class _Small:
    """Makes pictures as the network sees them: grey, upright, filling what they can of it."""

    def __init__(self) -> None:
        self.form: Form | None = None
        # Made anew for each picture it would take longer than what it does.
        self._reformatter = VideoReformatter()

    def __call__(self, frame: av.VideoFrame) -> NDArray[np.uint8]:
        form = self.form or Form(False, frame.width, frame.height, 0)
        high, wide = fitted(form.width, form.height)
        sideways = form.turned in QUARTER_TURNS
        stored = (high, wide) if sideways else (wide, high)
        small = self._reformatter.reformat(frame, *stored, "gray", interpolation="AREA")
        gray = small.to_ndarray()
        if form.turned:
            gray = np.rot90(gray, -form.turned // 90)
        if gray.shape == (HIGH, WIDE):
            return np.ascontiguousarray(gray, np.uint8)
        whole = np.zeros((HIGH, WIDE), np.uint8)
        top, left = (HIGH - high) // 2, (WIDE - wide) // 2
        whole[top : top + high, left : left + wide] = gray
        return whole


def fitted(width: int, height: int) -> tuple[int, int]:
    """Height and width that a picture has for the network: stretched by `_MOST_STRETCH` at most,
    the rest of 90 by 160 being black."""
    narrower = width / height / (WIDE / HIGH)
    if narrower < 1:
        return HIGH, min(WIDE, max(2, round(WIDE * narrower * _MOST_STRETCH)))
    return min(HIGH, max(2, round(HIGH / narrower * _MOST_STRETCH))), WIDE


def _shelf(
    network: ImpactNetwork, start: Fraction, end: Fraction | None, folder: Path | None
) -> Shelf[Watched]:
    part = "" if (start, end) == _ALL else f"-{start}-{'end' if end is None else end}"
    ending = f"-impacts{_VERSION}-{network.sha256[:8]}{part}.npz"

    def unpacked(content: bytes, path: Path, digest: str) -> Watched:
        del path
        return _unpacked(content, digest, network)

    return Shelf(ending, _packed, unpacked, folder)


def _packed(seen: Watched) -> bytes:
    buffer = io.BytesIO()
    np.savez_compressed(
        buffer,
        allow_pickle=False,
        times_s=seen.times_s,
        features=seen.features.astype(np.float16),
        motion=seen.motion,
        cuts_s=np.array(seen.cuts_s),
        after_s=np.array(seen.after_s),
    )
    return buffer.getvalue()


def _unpacked(content: bytes, digest: str, network: ImpactNetwork) -> Watched:
    del digest
    # From memory, since NumPy leaves a file open that is no archive.
    with np.load(io.BytesIO(content), allow_pickle=False) as file:
        arrays: dict[str, Any] = {name: file[name] for name in file.files}
    seen = Watched(
        np.asarray(arrays["times_s"], np.float64),
        np.asarray(arrays["features"], np.float32),
        np.asarray(arrays["motion"], np.float32),
        tuple(arrays["cuts_s"].tolist()),
        network.sha256,
        float(arrays["after_s"]),
    )
    count = len(seen.times_s)
    if seen.features.shape != (count, len(network.shipped.weights)) or len(seen.motion) != count:
        raise ValueError("arrays of other lengths")
    return seen
