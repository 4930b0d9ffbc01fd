"""Prepares the backend `warp`: finds a picture of the speaker's open mouth, and shapes for lines."""

from __future__ import annotations

from collections.abc import Sequence
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
from backbeat.progress import SILENT, Progress
from backbeat.sync.lips.expected import by_features, by_sounds
from backbeat.sync.lips.movement import STEP_S

Float64s = NDArray[np.float64]

_OPEN = 0.06
"""Gap between the lips, in distances of the eyes, in which teeth are seen."""
_WIDE = 0.12
"""A gap that is wide enough for every sound."""
_USUAL = 0.11
"""The gap that one in twenty pictures of somebody who speaks exceeds."""
_LEAST_SPEECH_S = 4.0


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
    scale = _scale([line.track for line in lines])
    spoken = [
        Spoken(line, shapes_of(line, scale, _aperture(line.speech, line.times_s)))
        for line in lines
    ]
    inside = _open_mouth(lines, source, progress)
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
    if speech.features is not None:
        expected = by_features(speech.features)
    else:
        step = max(1, round(0.02 / speech.step_s))
        expected = by_sounds(speech.likely[::step])
    if not len(expected.lips):
        return np.zeros(len(times_s))
    at = np.arange(len(expected.lips)) * STEP_S
    return np.asarray(np.interp(times_s, at, expected.lips[:, 0]), np.float64)


def _open_mouth(lines: Sequence[Line], source: Path, progress: Progress) -> OpenMouth | None:
    """The speaker's mouth where it is seen best from inside; None where it never opens."""
    best: tuple[float, FaceTrack, int] | None = None
    for track in {line.track.number: line.track for line in lines}.values():
        usable = track.seen & ~track.covered & (track.lips[:, 0] >= _OPEN)
        if not usable.any():
            continue
        rows = np.flatnonzero(usable)
        usual = np.nanmedian(track.pose, axis=0)
        turned = np.abs(track.pose[rows] - usual).sum(axis=1)
        # Wide, and seen from where the face usually is.
        worth = np.minimum(track.lips[rows, 0], _WIDE) / _WIDE - turned / 60
        place = int(np.argmax(worth))
        if best is None or worth[place] > best[0]:
            best = (float(worth[place]), track, int(rows[place]))
    if best is None:
        return None
    _, track, row = best
    return _fetched(source, track, row, progress)


def _fetched(source: Path, track: FaceTrack, row: int, progress: Progress) -> OpenMouth | None:
    from backbeat.workflows.lipsync.fetching import crop_of

    mesh = track.mesh_of(row, row + 1)[0]
    backend = WarpBackend((), None)
    wanted = track.first + row
    with opened(source) as container:
        for index, (form, frame, _) in enumerate(pictures_of(source, container).decoded()):
            progress(0.9 * min(index / max(wanted, 1), 1), f"Fetching a mouth from {source.name}")
            if index == wanted:
                crop, on_grid = crop_of(frame, form, mesh, backend.box)
                return OpenMouth.of(crop, on_grid)
    return None
