"""What a face says, measured in a finished video: shapes, closures, rest, smoothness, sharpness.

Everything is measured in the pictures as they were encoded, with the face followed anew, and told
in units of what the same speaker does in the source.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from backbeat.footage.faces import Faces, FaceTrack, faces_of
from backbeat.footage.faces.view import Square, view_of
from backbeat.footage.pictures import pictures_of
from backbeat.lipsync.visemes.sounds import SOUNDS, Sound, of_arpabet
from backbeat.lipsync.visemes.words import unknown, words_of
from backbeat.media.decode import read_audio
from backbeat.media.opening import opened
from backbeat.models.phones import align, dictionary
from backbeat.speech.spectrum import RATE
from backbeat.sync.lips.mouth_gap import CLOSED, SIDE, Column, columns_of, gaps, place_of
from backbeat.sync.lips.seen_closures import Heard, judged

Float64s = NDArray[np.float64]
Bytes = NDArray[np.uint8]

_ROUND = tuple(SOUNDS.index(name) for name in ("w", "oo"))
_SPREAD = tuple(SOUNDS.index(name) for name in ("ee", "eh", "sz", "td", "n", "kg"))
_LIP_TEETH, _LIPS, _REST = (SOUNDS.index(name) for name in ("fv", "pbm", "rest"))
_INNER, _WIDTH = 0, 3
"""Columns of a face's lip features."""
_TEXTURE = 128
"""Side of the square in which sharpness is compared."""


@dataclass(frozen=True, eq=False)
class Watched:
    """A face through a video."""

    faces: Faces
    track: FaceTrack
    gap: Float64s
    """Between the lips, in widths of the mouth, NaN where not seen; shape (n,)."""
    fine: Float64s
    """Energy of the finest detail of the mouth, shape (n,)."""


@dataclass(frozen=True)
class Score:
    """One video with new words."""

    closures: int
    closed: int
    rounding: float
    """Width of the mouth in rounded sounds against spread ones, in the speaker's deviations."""
    lip_to_teeth: float
    """Inner opening in "f" and "v", in the speaker's deviations from their mean."""
    jitter: float
    """Mean acceleration of the inner opening, as a share of the source's."""
    rest: float
    """Share of the silent pictures in which the lips are as near as at rest."""
    pops: float
    """Share of steps from picture to picture in which the mouth's area changes more than in 99 %
    of the source's."""
    sharpness: float
    """Finest detail of the mouth, as a share of the source's."""


def watched(path: Path) -> Watched:
    """Follows the face of a video, and measures its mouth in every picture."""
    faces = faces_of(path)
    track = max(faces.tracks, key=lambda track: int(track.seen.sum()))
    rows, mouths, fine = [], list[Column](), np.full(len(track.seen), np.nan)
    for row, mouth, detail in _mouths(path, track):
        rows.append(row)
        mouths.append(mouth)
        fine[row] = detail
    gap = np.full(len(track.seen), np.nan)
    gap[rows] = gaps(mouths)
    return Watched(faces, track, gap, fine)


def _mouths(path: Path, track: FaceTrack) -> Iterator[tuple[int, Column, float]]:
    mesh = track.mesh
    with opened(path) as container:
        for index, (form, frame, _) in enumerate(pictures_of(path, container).decoded()):
            row = index - track.first
            if not 0 <= row < len(mesh) or not track.seen[row] or track.covered[row]:
                continue
            place = place_of(mesh[row])
            view = view_of(frame, form)
            square = Square(place.x, place.y, place.side, place.turned)
            large = view.square(square, _TEXTURE)
            grey = cv2.cvtColor(large, cv2.COLOR_RGB2GRAY) * 255
            detail = float(np.abs(cv2.Laplacian(grey, cv2.CV_32F))[16:-16, 16:-16].mean())
            yield row, columns_of(view.square(square, SIDE), mesh[row], place), detail


def sounds_of(speech: Path, text: str) -> list[Sound]:
    """The sounds of a recording whose English text is known."""
    samples = read_audio(speech, RATE, channels=1).samples[:, 0]
    words = words_of(text)
    phones = align(samples, words, unknown(words, dictionary()))
    assert phones is not None, f"{speech} does not say its text"
    return of_arpabet(phones)


def score(source: Watched, made: Watched, sounds: list[Sound], speech_s: float) -> Score:
    """Measures one video against what it is to say, which takes `speech_s` from its start on."""
    times_s, lips = made.track.times_s, made.track.lips.astype(np.float64)
    own = source.track.lips[source.track.seen].astype(np.float64)
    apart = (lips - own.mean(axis=0)) / own.std(axis=0)
    kinds = _kinds(sounds, times_s + 0.5 / float(made.faces.rate))
    seen = made.track.seen & ~made.track.covered
    heard = [Heard(s.start_s, s.end_s) for s in sounds if s.kind == _LIPS]
    closures = judged(heard, made.gap, times_s, 1 / float(made.faces.rate))
    round_, spread = np.isin(kinds, _ROUND) & seen, np.isin(kinds, _SPREAD) & seen
    within = times_s < speech_s
    seen &= within
    silent = _long((kinds == _REST) & within, round(0.3 * float(made.faces.rate))) & seen
    rest = max(CLOSED, float(np.nanquantile(source.gap, 0.2)))
    return Score(
        closures=closures.count,
        closed=len(closures.closed),
        rounding=_mean(apart[round_, _WIDTH]) - _mean(apart[spread, _WIDTH]),
        lip_to_teeth=_mean(apart[(kinds == _LIP_TEETH) & seen, _INNER]),
        jitter=_acceleration(lips[within, _INNER]) / _acceleration(source.track.lips[:, _INNER]),
        rest=_mean((made.gap[silent] <= rest).astype(np.float64)),
        pops=_mean((_steps(made)[within[1:]] > np.nanquantile(_steps(source), 0.99)).astype(float)),
        sharpness=float(np.nanmedian(made.fine[within]) / np.nanmedian(source.fine)),
    )


def total(scores: Iterable[Score]) -> tuple[int, int]:
    """Closures that were seen, and all that were heard."""
    scores = list(scores)
    return sum(one.closed for one in scores), sum(one.closures for one in scores)


def _kinds(sounds: list[Sound], times_s: Float64s) -> NDArray[np.int64]:
    kinds = np.full(len(times_s), _REST)
    for sound in sounds:
        kinds[(times_s >= sound.start_s) & (times_s < sound.end_s)] = sound.kind
    return kinds


def _long(flags: NDArray[np.bool_], least: int) -> NDArray[np.bool_]:
    """Runs of at least so many pictures, without the two at each end, in which lips still move."""
    found = np.zeros_like(flags)
    edges = np.flatnonzero(np.diff(np.concatenate([[0], flags.astype(np.int8), [0]])))
    for first, after in edges.reshape(-1, 2):
        if after - first >= least:
            found[first + 2 : after - 2] = True
    return found


def _steps(face: Watched) -> Float64s:
    """Change of the area of the lips from picture to picture, in squares of the eyes' distance."""
    lips = face.track.lips.astype(np.float64)
    return np.asarray(np.abs(np.diff(lips[:, 1] * lips[:, _WIDTH])), np.float64)


def _acceleration(values: NDArray[np.floating]) -> float:
    return float(np.nanmean(np.abs(np.diff(values.astype(np.float64), 2))))


def _mean(values: NDArray[np.floating]) -> float:
    return float(np.nanmean(values)) if np.isfinite(values).any() else float("nan")
