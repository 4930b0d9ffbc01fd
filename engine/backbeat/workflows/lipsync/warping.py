"""Prepares the backend `warp`: finds the speaker's open mouth, and the shapes of lines."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from backbeat.footage.faces.tracks import FaceTrack
from backbeat.footage.pictures import pictures_of
from backbeat.lipsync.lines import Line, Speech
from backbeat.lipsync.warp.backend import Spoken, WarpBackend
from backbeat.lipsync.warp.interiors import OpenMouth
from backbeat.lipsync.warp.shapes import shapes_of
from backbeat.media.opening import opened
from backbeat.media.retouching.crops import crop, stored
from backbeat.media.retouching.planes import layout_of
from backbeat.progress import SILENT, Progress
from backbeat.sync.lips.movement import STEP_S
from backbeat.workflows.lipsync.voices import expected_of

Float64s = NDArray[np.float64]

_OPEN = 0.06
"""Gap between the lips, in distances of the eyes, in which teeth are seen."""
_WIDE = 0.15
"""A gap that is wide enough for every sound."""
_USUAL = 0.11
"""The gap that one in twenty pictures of somebody who speaks exceeds."""
_IN_THE_DARK = 0.7
"""How wide a mouth opens in which nothing but the dark is seen, which looks wider than it is."""
_LEAST_SPEECH_S = 4.0
_TEETH = 0.3
"""As `OpenMouth.teeth`, from which there is enough of them."""
_LOOKED_AT = 16
"""Pictures of an open mouth that are compared."""


@dataclass(frozen=True, eq=False)
class Warped:
    """The backend, and what is to be said about it."""

    backend: WarpBackend
    warnings: tuple[str, ...]


def prepare_warp(lines: Sequence[Line], source: Path, progress: Progress = SILENT) -> Warped:
    """Prepares the mouths of one face.

    Args:
        lines: what it says in each shot.
        source: the video.
        progress: may cancel.

    Raises:
        MediaError: the video cannot be read any more.
        CancelledError: the job was cancelled.
    """
    inside = _open_mouth(lines, source, progress)
    scale = _scale([line.track for line in lines])
    if inside is None:
        scale *= _IN_THE_DARK
    spoken = [
        Spoken(line, shapes_of(line, scale, _aperture(line.speech, line.times_s))) for line in lines
    ]
    warnings = ["Lips were moved in the own picture: a preview, to judge timing by."]
    if inside is None:
        warnings.append(
            "The mouth is never seen open, so that what is inside of it was drawn, dark and "
            "without teeth."
        )
    progress(1, "Prepared mouths")
    return Warped(WarpBackend(spoken, inside), tuple(warnings))


def _scale(tracks: Sequence[FaceTrack]) -> float:
    """How wide this speaker opens the mouth, 1 as usual; as far as the video tells."""
    gaps = np.concatenate([track.lips[track.seen, 0] for track in tracks])
    times_s = sum(float(track.times_s[-1] - track.times_s[0]) for track in tracks)
    if times_s < _LEAST_SPEECH_S or not len(gaps):
        return 1.0
    wide = float(np.percentile(gaps, 95))
    return float(np.clip(wide / _USUAL, 0.7, 1.2)) if wide >= _OPEN else 1.0


def _aperture(speech: Speech, times_s: Float64s) -> Float64s:
    """How far a voice lets lips open in each picture, in deviations."""
    expected = expected_of(speech)
    if not len(expected.lips):
        return np.zeros(len(times_s))
    at = np.arange(len(expected.lips)) * STEP_S
    return np.asarray(np.interp(times_s, at, expected.lips[:, 0]), np.float64)


def _open_mouth(lines: Sequence[Line], source: Path, progress: Progress) -> OpenMouth | None:
    """The speaker's mouth where it is seen best from inside; None where it never opens.

    Of pictures in which it is wide, and the face is turned as usual, the one with most teeth.
    """
    worth: dict[int, tuple[float, FaceTrack]] = {}
    for track in {line.track.number: line.track for line in lines}.values():
        usual = np.nanmedian(track.pose, axis=0)
        for row in np.flatnonzero(track.seen & ~track.covered & (track.lips[:, 0] >= _OPEN)):
            turned = float(np.abs(track.pose[row] - usual).sum())
            wide = min(float(track.lips[row, 0]), _WIDE) / _WIDE
            worth[track.first + int(row)] = (wide - turned / 40, track)
    # Neighbours look alike.
    chosen = sorted(sorted(worth, key=lambda one: -worth[one][0])[: 3 * _LOOKED_AT : 3])
    mouths = _fetched(source, {picture: worth[picture][1] for picture in chosen}, progress)
    if not mouths:
        return None

    def whole(picture: int) -> float:
        return worth[picture][0] + 2 * min(mouths[picture].teeth, _TEETH)

    return mouths[max(mouths, key=whole)]


def _fetched(
    source: Path, tracks: Mapping[int, FaceTrack], progress: Progress
) -> dict[int, OpenMouth]:
    """The mouths of a face in some pictures, by their numbers."""
    found: dict[int, OpenMouth] = {}
    last = max(tracks, default=-1)
    backend = WarpBackend((), None)
    if last < 0:
        return found
    with opened(source) as container:
        for index, (form, frame, _) in enumerate(pictures_of(source, container).decoded()):
            progress(0.9 * index / (last + 1), f"Fetching mouths from {source.name}")
            if index > last:
                break
            if index not in tracks:
                continue
            row = index - tracks[index].first
            mesh = tracks[index].mesh_of(row, row + 1)[0]
            planar = frame
            if layout_of(frame.format.name) is None:
                planar = frame.reformat(format="yuv420p")
            how = stored(planar)
            mesh[:, :2] *= np.array(how.grid, np.float32) / (form.width, form.height)
            found[index] = OpenMouth.of(crop(planar, how, backend.box(mesh)), mesh)
    return found
