"""Measures a finished video by instruments that did not make its mouths.

The faces are followed again, in the pictures as they were encoded. What drove the mouths, the
speech model or the small networks, does not judge them where there is another; whether lips touch
is seen in pixels.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from backbeat.errors import InputError, NotFoundError
from backbeat.progress import Progress
from backbeat.sync.lips.expected import Expected, by_features, by_spectrum
from backbeat.sync.lips.judging import judge
from backbeat.sync.lips.mouth_gap import SIDE, Column, columns_of, gaps, place_of
from backbeat.sync.lips.reporting import JudgedShot, report_of
from backbeat.sync.lips.seen_closures import Heard, Judged, heard_closures, judged
from backbeat.workflows.synccheck.measuring import seen_of
from backbeat.workflows.synccheck.voice import spoken_steps

if TYPE_CHECKING:
    from backbeat.footage.faces import Faces, FaceTrack
    from backbeat.lipsync.lines import Line

Float64s = NDArray[np.float64]
Bools = NDArray[np.bool_]

_REACH_S = 0.5
_CLOSED_LIPS = 1
"""Of `lipsync.visemes.sounds.SOUNDS`: "pbm"."""
_SAME_FACE = 0.4
"""Overlap of boxes, as intersection over union, from which two are the same face."""
_AROUND = 3
"""Pictures around a closure whose gap is measured: for it, and for the colours of the lips."""
_MOST_PICTURES = 30_000
"""Pictures whose mouths are kept at once, some 10 kB each."""


@dataclass(frozen=True)
class Verified:
    """What was measured in a finished video."""

    offset_ms: float | None
    """Positive: the sound is late. None where it cannot be told."""
    confidence: float
    """0 to 1."""
    closures: Judged
    """Closures that are heard in what was changed, and those of them that are seen."""
    independent: bool
    """Whether the instrument of the offset is another than what drove the mouths."""


def verified(path: Path, lines: Sequence[Line], progress: Progress) -> Verified:
    """Measures the faces of a finished video against what they are to say.

    Args:
        path: the finished video.
        lines: what its faces say, with the pictures of the output in which they do.
        progress: notified; may cancel.

    Raises:
        MediaError: the video cannot be read.
        CancelledError: the job was cancelled.
    """
    from backbeat.footage.faces import faces_of

    faces = faces_of(path, progress.part(0, 0.7))
    pairs = [
        (line, track) for line in lines for track in faces.tracks if _is_same(line, track, faces)
    ]
    closures = _closures(path, faces, pairs, progress.part(0.7, 0.9))
    shots, independent = [], True
    # Heard once, however many shots and faces it is said in.
    heard: dict[int, tuple[Expected, bool, Bools]] = {}
    for number, (line, track) in enumerate(pairs):
        progress(0.9 + 0.1 * number / len(pairs), "Measuring lips against voice")
        if id(line.speech) not in heard:
            heard[id(line.speech)] = *_expected(line), spoken_steps(line.speech.samples)
        expected, other, spoken = heard[id(line.speech)]
        independent &= other
        start_s, end_s = _changed(line, float(faces.rate))
        seen = seen_of(track, start_s, end_s)
        judgement = judge(seen, expected, spoken, _REACH_S)
        shots.append(JudgedShot(start_s, end_s, track.number, judgement))
    report = report_of(shots, faces.rate, "")
    return Verified(
        report.offset_ms if report.HasField("offset_ms") else None,
        report.confidence,
        closures,
        independent,
    )


def _changed(line: Line, rate: float) -> tuple[float, float]:
    """From the first changed picture of a line to its last: the rest is as it was recorded."""
    changed = np.flatnonzero(line.strength > 0)
    if not len(changed):
        return float(line.times_s[0]), float(line.times_s[-1]) + 1 / rate
    return float(line.times_s[changed[0]]), float(line.times_s[changed[-1]]) + 1 / rate


def _expected(line: Line) -> tuple[Expected, bool]:
    """What the voice lets expect by what did not drive the mouths, if there is something."""
    if line.speech.features is not None:
        return by_spectrum(line.speech.samples), True
    # The small networks drove them: the speech model judges if it came since, else they do.
    from backbeat.models.whisper import Whisper
    from backbeat.speech.features import speech_features

    try:
        return by_features(speech_features(line.speech.samples, Whisper())), True
    except (NotFoundError, InputError):
        return by_spectrum(line.speech.samples), False


def _is_same(line: Line, track: FaceTrack, faces: Faces) -> bool:
    """Whether a face of the finished video is that of a line, by where it is."""
    rows, in_line = _in_both(line, track)
    if not len(rows):
        return False
    source_rows = line.shown[in_line] - line.track.first
    known = (source_rows >= 0) & (source_rows < len(line.track.boxes))
    if not known.any():
        return False
    now, then = track.boxes[rows[known]], line.track.boxes[source_rows[known]]
    return float(np.median(_overlap(now, then))) >= _SAME_FACE


def _in_both(line: Line, track: FaceTrack) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Rows of a track, and entries of a line, of the same pictures."""
    first = max(line.first, track.first)
    after = min(line.first + len(line.shown), track.first + len(track.seen))
    pictures = np.arange(first, max(first, after))
    return pictures - track.first, pictures - line.first


def _overlap(one: NDArray[np.float32], other: NDArray[np.float32]) -> NDArray[np.float32]:
    low, high = np.maximum(one[:, :2], other[:, :2]), np.minimum(one[:, 2:], other[:, 2:])
    both = (high - low).clip(0).prod(axis=1)
    areas = [(boxes[:, 2:] - boxes[:, :2]).clip(0).prod(axis=1) for boxes in (one, other)]
    return np.asarray(both / np.maximum(areas[0] + areas[1] - both, 1e-6), np.float32)


def _closures(
    path: Path, faces: Faces, pairs: Sequence[tuple[Line, FaceTrack]], progress: Progress
) -> Judged:
    closed, opened = list[Heard](), list[Heard]()
    period_s = float(1 / faces.rate)
    heard = [_heard(line, track, faces) for line, track in pairs]
    wanted = [
        (track, _near(found, track, period_s))
        for (_, track), found in zip(pairs, heard, strict=True)
    ]
    seen = _gaps(path, wanted, progress)
    for (_, track), found, gap in zip(pairs, heard, seen, strict=True):
        one = judged(found, gap, track.times_s, period_s)
        closed += one.closed
        opened += one.open
    return Judged(tuple(closed), tuple(opened))


def _heard(line: Line, track: FaceTrack, faces: Faces) -> list[Heard]:
    """Closures of a line that are heard while a track is seen, and all of them was changed."""
    found = heard_closures(line.speech.likely[:, _CLOSED_LIPS], line.speech.step_s)
    times, strength = line.times_s, line.strength
    kept = []
    for one in found:
        inside = (times >= one.start_s - 0.5 / float(faces.rate)) & (times <= one.end_s)
        whole = inside.any() and bool((strength[inside] >= 1).all())
        if whole and not line.resting[inside].any():
            kept.append(one)
    return [one for one in kept if track.times_s[0] <= one.start_s <= track.times_s[-1]]


def _near(heard: Sequence[Heard], track: FaceTrack, period_s: float) -> Bools:
    """The rows of a track that are looked at: those around closures."""
    near = np.zeros(len(track.seen), np.bool_)
    for one in heard:
        first = np.searchsorted(track.times_s, one.start_s - _AROUND * period_s)
        near[first : np.searchsorted(track.times_s, one.end_s + _AROUND * period_s)] = True
    return near & track.seen & ~track.covered


def _gaps(
    path: Path, wanted: Sequence[tuple[FaceTrack, Bools]], progress: Progress
) -> list[Float64s]:
    """The gap between the lips of each face, NaN where it is not measured."""
    from backbeat.footage.faces.view import Square, view_of
    from backbeat.footage.pictures import pictures_of
    from backbeat.media.opening import opened

    found = [np.full(len(near), np.nan) for _, near in wanted]
    kept: list[dict[int, Column]] = [{} for _ in wanted]
    last = max((t.first + int(np.flatnonzero(n)[-1]) for t, n in wanted if n.any()), default=-1)
    if last < 0:
        return found
    with opened(path) as container:
        for index, (form, frame, _) in enumerate(pictures_of(path, container).decoded()):
            if index > last:
                break
            progress(index / (last + 1), "Looking whether lips close")
            view = None
            for number, (track, near) in enumerate(wanted):
                row = index - track.first
                if not 0 <= row < len(near) or not near[row]:
                    continue
                view = view or view_of(frame, form)
                mesh = track.mesh_of(row, row + 1)[0]
                place = place_of(mesh)
                pixels = view.square(Square(place.x, place.y, place.side, place.turned), SIDE)
                kept[number][row] = columns_of(pixels, mesh, place)
                if len(kept[number]) >= _MOST_PICTURES:
                    _enter(found[number], kept[number])
    for gap, mouths in zip(found, kept, strict=True):
        _enter(gap, mouths)
    return found


def _enter(gap: Float64s, mouths: dict[int, Column]) -> None:
    gap[list(mouths)] = gaps(list(mouths.values()))
    mouths.clear()
