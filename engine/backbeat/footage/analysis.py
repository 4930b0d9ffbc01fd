"""Looks at a clip or still: motion, shots, flaws and speech."""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from backbeat.errors import MediaError
from backbeat.files import StrPath, sha256_of
from backbeat.footage.flaws import find_flaws
from backbeat.footage.footage import FlawKind, Footage, Span
from backbeat.footage.levels import Levels, levels_of
from backbeat.footage.looks import EVERY_S, look_of
from backbeat.footage.motion import Motion, Moved
from backbeat.footage.peaks import find_peaks
from backbeat.footage.pictures import (
    QUARTER_TURNS,
    Form,
    Picture,
    Pictures,
    pictures_of,
    shown_at,
)
from backbeat.footage.shots import Boundaries, Shots
from backbeat.media.opening import opened
from backbeat.media.probe import MediaInfo, probe
from backbeat.media.shortfall import shortfall_of
from backbeat.packages import FOOTAGE, require
from backbeat.progress import SILENT, Progress

VERSION = 5
"""Of what is measured; results of other versions are not comparable."""
_UNKNOWN_RATE = Fraction(25)
_UNEVEN = 0.25
"""Deviation from even spacing, in pictures, from which the rate counts as variable."""
_REPORT_EVERY = 25
_AROUND_CUT = 2
"""Pictures from a cut on whose motion is the change of shots."""


@dataclass
class _Seen:
    """What is gathered from picture to picture."""

    form: Form | None = None
    times: list[Fraction | None] = field(default_factory=list)
    levels: list[Levels] = field(default_factory=list)
    moved: list[Moved] = field(default_factory=list)
    damaged: list[bool] = field(default_factory=list)
    looks: list[np.ndarray] = field(default_factory=list)
    looked_at: list[int] = field(default_factory=list)
    """Which pictures the looks are of."""


def analyze(path: StrPath, progress: Progress = SILENT) -> Footage:
    """Looks at every picture of a clip, and listens to its sound for speech. On one core.

    Raises:
        MediaError: the file cannot be read, or has no picture that can be decoded.
        InputError: a package that this takes is not installed.
        CancelledError: the job was cancelled.
    """
    for package in FOOTAGE:
        require(package)
    path = Path(path)
    info = probe(path)
    with opened(path) as container:
        pictures = pictures_of(path, container)
        rate = info.video.rate if info.video is not None and info.video.rate else _UNKNOWN_RATE
        seen, boundaries = _look(pictures, rate, progress.part(0, 0.85), path.name)
    if seen.form is None:
        raise MediaError(
            f"{path} has no picture that can be decoded.", "Export it again, to H.264 say."
        )
    if seen.form.still:
        return _still(path, seen.form, seen.levels[0], seen.looks[0])
    speech = _speech(path, info, progress.part(0.85, 1))
    return _footage(path, info, seen.form, rate, seen, boundaries, speech)


def _look(
    pictures: Pictures, rate: Fraction, progress: Progress, name: str
) -> tuple[_Seen, Boundaries]:
    import cv2

    from backbeat.threads import PER_JOB

    cv2.setNumThreads(PER_JOB)
    seen, motion, shots = _Seen(), Motion(), Shots(rate)
    before: NDArray[np.uint8] | None = None
    expected = pictures.stated_pictures
    every = max(1, round(rate * Fraction(EVERY_S)))
    for form, picture in pictures:
        if seen.form is None:
            seen.form = form
        gray = np.asarray(cv2.cvtColor(picture.pixels, cv2.COLOR_BGR2GRAY), np.uint8)
        if len(seen.times) % every == 0:
            seen.looked_at.append(len(seen.times))
            seen.looks.append(look_of(picture.pixels, form.turned))
        _take(seen, picture, gray, before, motion)
        if form.still:
            return seen, shots.finish()
        shots.feed(picture.pixels)
        before = gray
        if len(seen.times) % _REPORT_EVERY == 0:
            done = min(1.0, len(seen.times) / expected) if expected else 0.0
            progress(done, f"Looking at {name}")
    return seen, shots.finish()


def _take(
    seen: _Seen,
    picture: Picture,
    gray: NDArray[np.uint8],
    before: NDArray[np.uint8] | None,
    motion: Motion,
) -> None:
    if picture.damaged:
        motion.forget()
    seen.damaged.append(picture.damaged)
    seen.times.append(picture.time)
    seen.levels.append(levels_of(gray, before))
    seen.moved.append(motion.feed(gray))


@dataclass(frozen=True)
class _Curves:
    """Motion over time, in picture widths a second; none where shots change."""

    action: NDArray[np.float32]
    camera: NDArray[np.float32]
    speed: NDArray[np.float64]
    """Of the middle of the picture as the camera moves, shape (n, 2)."""
    masked: NDArray[np.bool_]
    """Pictures whose motion is that of a change of shots."""


def _curves(
    seen: _Seen, form: Form, boundaries: Boundaries, times_s: NDArray[np.float64], rate: Fraction
) -> _Curves:
    # A change between pictures takes the time since the one before.
    lengths = np.maximum(np.diff(times_s, prepend=times_s[0] - 1 / float(rate)), 1e-3)
    # Flow is in widths of the stored picture, which of a clip that is turned is the height.
    lengths *= form.width / form.height if form.turned in QUARTER_TURNS else 1
    action = np.array([one.action for one in seen.moved] / lengths, np.float32)
    camera = np.array([one.camera for one in seen.moved] / lengths, np.float32)
    speed = np.array([(one.right, one.down) for one in seen.moved]) / lengths[:, None]
    masked = np.zeros(len(times_s), bool)
    for cut in boundaries.cuts:
        masked[cut : cut + _AROUND_CUT] = True
    for one in boundaries.transitions:
        masked[one.first : one.after + 1] = True
    action[masked] = camera[masked] = 0
    speed[masked] = 0
    return _Curves(action, camera, speed, masked)


def _footage(
    path: Path,
    info: MediaInfo,
    form: Form,
    rate: Fraction,
    seen: _Seen,
    boundaries: Boundaries,
    speech: tuple[Span, ...],
) -> Footage:
    times_s = shown_at(seen.times, rate)
    steps = np.diff(times_s, append=times_s[-1] + float(1 / rate))
    variable = bool(np.abs(steps * float(rate) - 1).max() > _UNEVEN)
    end_s = float(times_s[-1]) + (float(np.median(steps)) if variable else float(1 / rate))
    curves = _curves(seen, form, boundaries, times_s, rate)
    flaws = find_flaws(
        seen.levels, times_s, end_s, curves.speed, seen.damaged, boundaries.transitions
    )
    masked = curves.masked.copy()
    for flaw in flaws:
        if flaw.kind in (FlawKind.FLASH, FlawKind.DAMAGED):
            masked |= (times_s >= flaw.start_s) & (times_s <= flaw.end_s)
    return Footage(
        path=path,
        sha256=sha256_of(path),
        still=False,
        width=form.width,
        height=form.height,
        rate=rate,
        variable=variable,
        times_s=times_s,
        duration_s=end_s,
        start_timecode=info.start_timecode,
        has_sound=info.audio is not None,
        action=curves.action,
        camera=curves.camera,
        brightness=np.array([one.brightness for one in seen.levels], np.float32),
        sharpness=np.array([one.sharpness for one in seen.levels], np.float32),
        looks=np.array(seen.looks, np.float32),
        looks_s=times_s[seen.looked_at],
        peaks=find_peaks(curves.action, times_s, masked),
        cuts_s=tuple(float(times_s[cut]) for cut in boundaries.cuts),
        flaws=flaws,
        speech=speech,
        faces=None,
        warnings=_warnings(path, seen),
    )


def _still(path: Path, form: Form, levels: Levels, look: np.ndarray) -> Footage:
    return Footage(
        path=path,
        sha256=sha256_of(path),
        still=True,
        width=form.width,
        height=form.height,
        rate=Fraction(0),
        variable=False,
        times_s=np.zeros(1),
        duration_s=float("inf"),
        start_timecode=None,
        has_sound=False,
        action=np.zeros(1, np.float32),
        camera=np.zeros(1, np.float32),
        brightness=np.array([levels.brightness], np.float32),
        sharpness=np.array([levels.sharpness], np.float32),
        looks=np.asarray(look, np.float32)[None],
        looks_s=np.zeros(1),
        peaks=(),
        cuts_s=(),
        flaws=(),
        speech=(),
        faces=None,
        warnings=(),
    )


def _speech(path: Path, info: MediaInfo, progress: Progress) -> tuple[Span, ...]:
    if info.audio is None:
        return ()
    from backbeat.footage.speech import speech_in
    from backbeat.media.decode import stream_audio
    from backbeat.models.speech import RATE

    progress(0, f"Listening to {path.name}")
    try:
        blocks = stream_audio(path, RATE, channels=1, block_s=10, progress=progress)
        return speech_in(block[:, 0] for block in blocks)
    except MediaError:
        # The picture is good all the same; whoever plays the sound is told by it.
        return ()


def _warnings(path: Path, seen: _Seen) -> tuple[str, ...]:
    warnings = []
    if (shortfall := shortfall_of(path)) is not None:
        warnings.append(shortfall.sentence(path.name))
    if count := int(np.diff(seen.damaged, prepend=[False]).sum() + 1) // 2:
        places = "one place" if count == 1 else f"{count} places"
        warnings.append(f"{path.name} is damaged: pictures in {places} cannot be decoded.")
    return tuple(warnings)
