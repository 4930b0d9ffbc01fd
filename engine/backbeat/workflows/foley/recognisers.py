"""Runs an action recogniser of the user's over a video."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
from av.video.reformatter import VideoReformatter
from numpy.typing import NDArray

from backbeat.errors import InputError
from backbeat.files.given import check_given
from backbeat.foley.impacts.mapping import Input, Mapping, read_mapping
from backbeat.foley.impacts.recognising import Recognised, recognised
from backbeat.footage.pictures import QUARTER_TURNS, Form, pictures_of
from backbeat.media.opening import opened
from backbeat.media.tracks import start_of, time_of
from backbeat.models.sessions import open_session
from backbeat.progress import SILENT, Progress

_RANK = 5
_MAPPING_BYTES = 4 << 20
_REPORT_EVERY = 25


@dataclass(frozen=True)
class Recogniser:
    """A recogniser with its mapping, open."""

    mapping: Mapping
    session: Any
    name: str

    def answer(self, batch: NDArray[np.float32]) -> NDArray[np.float32]:
        """What it says of a window, shape (labels,).

        Raises:
            InputError: it fails, or does not give a number a label.
        """
        try:
            (found, *_) = self.session.run(None, {self.session.get_inputs()[0].name: batch})
        except Exception as error:
            # ONNX Runtime's exceptions share no base but this.
            raise InputError(
                f"{self.name} fails on pictures of shape {batch.shape}: {error}.",
                "Set layout, frames, width and height in its mapping to what it takes.",
            ) from error
        flat = np.asarray(found, np.float32).ravel()
        if len(flat) != len(self.mapping.labels):
            raise InputError(
                f"{self.name} gives {len(flat)} numbers, and its mapping lists "
                f"{len(self.mapping.labels)} labels.",
                "List all its labels in the order of its outputs.",
            )
        if not np.isfinite(flat).all():
            raise InputError(f"{self.name} gives numbers that are none.", "Export it again.")
        return flat


def open_recogniser(model: Path, mapping: Path) -> Recogniser:
    """Opens a recogniser.

    Args:
        model: ONNX file with one input of five axes, of 32-bit numbers.
        mapping: see `foley.impacts.mapping`.

    Raises:
        InputError: a file cannot be read, is none, or does not suit the other.
    """
    for path in (model, mapping):
        if not path.is_file():
            raise InputError(f"{path} is not there.", "Give the path of a file.")
    session = open_session(model)
    inputs = session.get_inputs()
    if len(inputs) != 1 or len(inputs[0].shape) != _RANK or inputs[0].type != "tensor(float)":
        stated = ", ".join(f"{one.name} {one.type} {one.shape}" for one in inputs)
        raise InputError(
            f"{model} takes {stated}: no recogniser of five axes.",
            "Export one with a single input of 32-bit numbers, such as 1 x 3 x 16 x 112 x 112.",
        )
    shape = tuple(size if isinstance(size, int) else None for size in inputs[0].shape)
    try:
        check_given(mapping, "a mapping", _MAPPING_BYTES)
        text = mapping.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{mapping} cannot be read: {error}.", "Save it as UTF-8.") from error
    return Recogniser(read_mapping(text, mapping.name, shape), session, model.name)


def recognised_in(
    path: Path,
    recogniser: Recogniser,
    start: Fraction = Fraction(0),
    end: Fraction | None = None,
    progress: Progress = SILENT,
) -> list[Recognised]:
    """What a recogniser says of a video, by windows that overlap by half.

    Args:
        path: the video.
        recogniser: that is asked.
        start: seconds from the first picture from which on it is asked.
        end: up to which; None: to the end.
        progress: may cancel it.

    Returns:
        With times in seconds from the first picture.

    Raises:
        MediaError: the file cannot be read, or has no picture.
        InputError: the recogniser fails.
        CancelledError: the job was cancelled.
    """
    wanted = recogniser.mapping.input
    pictures = _pictures(path, wanted, (start, end), progress)
    windows = _windows(pictures, wanted, float(start))
    return list(recognised(windows, recogniser.mapping, recogniser.answer))


def _windows(
    pictures: Iterator[NDArray[np.uint8]], wanted: Input, start_s: float
) -> Iterator[tuple[float, NDArray[np.uint8]]]:
    held: list[NDArray[np.uint8]] = []
    first = answered = 0
    step = max(1, wanted.frames // 2)
    for picture in pictures:
        held.append(picture)
        if len(held) == wanted.frames:
            yield start_s + first / wanted.fps, np.stack(held)
            answered = first + len(held)
            held, first = held[step:], first + step
    if held and first + len(held) > answered:
        # The last window stands still at its end.
        held += [held[-1]] * (wanted.frames - len(held))
        yield start_s + first / wanted.fps, np.stack(held)


def _pictures(
    path: Path, wanted: Input, part: tuple[Fraction, Fraction | None], progress: Progress
) -> Iterator[NDArray[np.uint8]]:
    """The picture that is shown at each moment that is looked at."""
    start, end = part
    looks = 0
    shown: NDArray[np.uint8] | None = None
    # Made anew for each picture it would take longer than what it does.
    reformatter = VideoReformatter()
    with opened(path) as container:
        pictures = pictures_of(path, container)
        origin = start_of(pictures.stream)
        rate = float(pictures.stream.average_rate or 25)
        expected = pictures.stated_pictures
        time_s, number = 0.0, 0
        for number, (form, frame, _) in enumerate(pictures.decoded()):
            time = time_of(frame)
            if time is None:
                time = Fraction(0) if origin is None else origin + Fraction(number) / Fraction(rate)
            if origin is None:
                origin = time
            time_s = float(time - origin)
            while shown is not None and float(start) + looks / wanted.fps < time_s - 1e-4:
                yield shown
                looks += 1
            if end is not None and time - origin >= end:
                return
            if float(start) + looks / wanted.fps < time_s + 1 / rate:
                shown = _shown(frame, form, wanted, reformatter)
            if number % _REPORT_EVERY == 0:
                progress(number / expected if expected else 0.0, f"Recognising in {path.name}")
    if shown is not None and float(start) + looks / wanted.fps <= time_s + 1 / rate:
        yield shown


def _shown(
    frame: av.VideoFrame, form: Form, wanted: Input, reformatter: VideoReformatter
) -> NDArray[np.uint8]:
    width, height = wanted.width, wanted.height
    stored = (height, width) if form.turned in QUARTER_TURNS else (width, height)
    rgb = reformatter.reformat(frame, *stored, "rgb24", interpolation="AREA").to_ndarray()
    return np.ascontiguousarray(np.rot90(rgb, -form.turned // 90), np.uint8)
