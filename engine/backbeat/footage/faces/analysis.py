"""Finds and follows the faces of a clip."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from backbeat.errors import MediaError
from backbeat.files import StrPath, sha256_of
from backbeat.footage.faces.following import Follower, Tracklet
from backbeat.footage.faces.identity import joined, part_of, without_others
from backbeat.footage.faces.shape import held_still
from backbeat.footage.faces.tracks import LIPS, POINTS, Faces, FaceTrack
from backbeat.footage.faces.view import view_of
from backbeat.footage.footage import Span
from backbeat.footage.pictures import PIXELS, Form, pictures_of, shown_at
from backbeat.footage.shots import Shots
from backbeat.media.opening import opened
from backbeat.media.probe import probe
from backbeat.media.tracks import time_of
from backbeat.packages import FOOTAGE, require
from backbeat.progress import SILENT, Progress

Float32s = NDArray[np.float32]
Float64s = NDArray[np.float64]

VERSION = 3
"""Of what is found; results of other versions are not comparable."""
_UNKNOWN_RATE = Fraction(25)
_REPORT_EVERY = 10
_SHORTEST_S = 0.3
"""What is seen for less counts as no face, unless its shot is as short."""
_PROVEN = 0.25
"""Least share of the looks with the detector that confirm a face."""


@dataclass(frozen=True)
class _Followed:
    """What following a clip gives."""

    form: Form
    times_s: Float64s
    cuts: tuple[int, ...]
    tracklets: list[Tracklet]


def faces_in(path: StrPath, progress: Progress = SILENT) -> Faces:
    """Follows every face of a clip through every shot. On one core.

    Raises:
        MediaError: the file cannot be read, or has no picture that can be decoded.
        NotFoundError: the model face-mesh was not pulled.
        InputError: a package that this takes is not installed.
        CancelledError: the job was cancelled.
    """
    for package in FOOTAGE:
        require(package)
    path = Path(path)
    info = probe(path)
    rate = info.video.rate if info.video is not None and info.video.rate else _UNKNOWN_RATE
    followed = _followed(path, rate, progress)
    shots = _shots(followed, rate)
    chains = [
        (number, chain)
        for number, shot in enumerate(shots)
        for chain in _of_shot(followed, shot, float(rate))
    ]
    chains.sort(key=lambda one: (one[1][0].first, float(one[1][0].meshes[0].box[0])))
    tracks = [
        _track(number, shot, chain, followed.times_s)
        for number, (shot, chain) in enumerate(chains, 1)
    ]
    return Faces(
        path=path,
        sha256=sha256_of(path),
        rate=rate,
        width=followed.form.width,
        height=followed.form.height,
        times_s=followed.times_s,
        shots=tuple(_span(followed, first, after, rate) for first, after in shots),
        tracks=tuple(tracks),
    )


def _followed(path: Path, rate: Fraction, progress: Progress) -> _Followed:
    follower, shots = Follower(float(rate)), Shots(rate)
    times: list[Fraction | None] = []
    shown: Form | None = None
    with opened(path) as container:
        pictures = pictures_of(path, container)
        expected = pictures.stated_pictures
        for form, frame, _ in pictures.decoded():
            shown = form
            view = view_of(frame, form)
            small = view.small(PIXELS)
            follower.feed(view, small, shots.feed(small))
            times.append(time_of(frame))
            if len(times) % _REPORT_EVERY == 0:
                done = min(1.0, len(times) / expected) if expected else 0.0
                progress(done, f"Following faces in {path.name}")
    if shown is None:
        raise MediaError(
            f"{path} has no picture that can be decoded.", "Export it again, to H.264 say."
        )
    return _Followed(shown, shown_at(times, rate), shots.finish().cuts, follower.finish())


def _shots(followed: _Followed, rate: Fraction) -> list[tuple[int, int]]:
    """First picture of each shot, and the one after its last."""
    bounds = [0, *followed.cuts, len(followed.times_s)]
    return list(itertools.pairwise(bounds))


def _span(followed: _Followed, first: int, after: int, rate: Fraction) -> Span:
    times_s = followed.times_s
    end = times_s[after] if after < len(times_s) else times_s[-1] + 1 / float(rate)
    return Span(float(times_s[first]), float(end))


def _of_shot(followed: _Followed, shot: tuple[int, int], rate: float) -> list[list[Tracklet]]:
    """The faces of one shot, each as the stretches in which it is seen."""
    parts = (part_of(one, *shot) for one in followed.tracklets)
    cleared = (without_others(one) for one in parts if one is not None)
    chains = joined([one for one in cleared if one is not None], rate)
    least = min(_SHORTEST_S * rate, (shot[1] - shot[0]) * 0.8)
    return [
        chain
        for chain in chains
        if sum(len(one.meshes) for one in chain) >= least
        and sum(one.proofs for one in chain) >= _PROVEN * sum(one.tests for one in chain)
    ]


def _track(number: int, shot: int, chain: list[Tracklet], times_s: Float64s) -> FaceTrack:
    first, after = chain[0].first, chain[-1].after
    count = after - first
    steps, boxes = np.zeros((count, POINTS, 3), np.int16), np.zeros((count, 4), np.float32)
    confidence = np.zeros(count, np.float32)
    seen, covered = np.zeros(count, bool), np.zeros(count, bool)
    for one in chain:
        at = slice(one.first - first, one.after - first)
        steps[at] = [mesh.steps for mesh in one.meshes]
        boxes[at] = [mesh.box for mesh in one.meshes]
        confidence[at] = [mesh.confidence for mesh in one.meshes]
        seen[at], covered[at] = True, one.covered
    times_s = times_s[first:after]
    for column in boxes.T:
        # Where it is not seen, in between.
        column[:] = np.interp(times_s, times_s[seen], column[seen])
    held = held_still(steps[seen], boxes[seen])
    pose = np.full((count, 3), np.nan, np.float32)
    lips = np.full((count, len(LIPS)), np.nan, np.float32)
    pose[seen], lips[seen] = held.pose, held.lips
    return FaceTrack(
        number=number,
        shot=shot,
        times_s=times_s,
        boxes=boxes,
        steps=steps,
        pose=pose,
        lips=lips,
        seen=seen,
        covered=covered,
        confidence=confidence,
        first=first,
    )
