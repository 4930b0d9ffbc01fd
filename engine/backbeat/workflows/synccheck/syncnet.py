"""SyncNet's scores of the faces that were judged, by the model that the user added."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from backbeat.files import sha256_of
from backbeat.media.pictures import PictureFile
from backbeat.models.registry import model_path
from backbeat.models.sessions import open_session
from backbeat.models.syncnet import SyncNet
from backbeat.progress import Progress
from backbeat.sync.lips.crops import cut_out, places
from backbeat.sync.lips.lse import (
    PICTURES,
    RATE,
    batches,
    distances,
    points,
    pooled,
    scores,
    sound_windows,
)
from backbeat.sync.lips.mfcc import RATE as SOUND_RATE
from backbeat.sync.lips.mfcc import mfcc
from backbeat.v1.sync_pb2 import SyncReport, SyncShot
from backbeat.workflows.synccheck.measuring import Measured
from backbeat.workflows.synccheck.views import image_of

if TYPE_CHECKING:
    from backbeat.footage.faces import FaceTrack

Float32s = npt.NDArray[np.float32]
Float64s = npt.NDArray[np.float64]

NAME = "syncnet"
_LONGEST = 1920
"""Pixels of a side of the picture that faces are cut out of, at most."""
_NONE = "SyncNet's scores take two seconds of a face while somebody speaks, and there are none."


@dataclass(frozen=True, eq=False)
class _Scored:
    """Mean distances in one shot, and how many points they are of."""

    means: Float64s
    count: int


def require_syncnet() -> Path:
    """The file of the model.

    Raises:
        NotFoundError: it was not added; the hint is the command that does.
    """
    return model_path(NAME)


def add_scores(measured: Measured, progress: Progress) -> None:
    """Enters SyncNet's scores in the report, for each shot in which lips were compared.

    Args:
        measured: a video that was measured.
        progress: may cancel.

    Raises:
        NotFoundError: the model was not added.
        InputError: the model cannot be run.
        MediaError: the pictures cannot be read.
        CancelledError: the job was cancelled.
    """
    path = require_syncnet()
    report = measured.report
    report.lse_model_sha256 = sha256_of(path)
    tracks = {track.number: track for track in measured.faces.tracks}
    compared = [
        (row, tracks[shot.face])
        for row, shot in zip(report.shots, measured.shots, strict=True)
        if shot.judgement.match is not None
    ]
    found: list[_Scored] = []
    voice = measured.voice
    if compared and voice is not None:
        network = SyncNet(open_session(path), str(path))
        faces = measured.faces
        width, height = min(faces.width, _LONGEST), min(faces.height, _LONGEST)
        with PictureFile(faces.path, width, height) as file:
            for index, (row, track) in enumerate(compared):
                part = progress.part(index / len(compared), (index + 1) / len(compared))
                scored = _scored(measured, voice.samples, track, network, file, part)
                if scored is not None:
                    found.append(scored)
                    _enter(row, scored.means)
    if found:
        _enter(report, pooled([one.means for one in found], [one.count for one in found]))
    else:
        report.warnings.append(_NONE)


def _enter(target: SyncReport | SyncShot, means: Float64s) -> None:
    found = scores(means)
    target.lse_distance = round(found.distance, 3)
    target.lse_confidence = round(found.confidence, 3)
    target.lse_offset_ms = round(found.offset_s * 1000, 1)


def _scored(
    measured: Measured,
    samples: Float32s,
    track: FaceTrack,
    network: SyncNet,
    file: PictureFile,
    progress: Progress,
) -> _Scored | None:
    """Mean distances of one face; None where it is seen for too short."""
    start_s = float(track.times_s[0])
    # The face is there for as long as its last picture is shown, which is taken to be one of ours.
    pictures = int((float(track.times_s[-1]) - start_s) * RATE + 1e-6) + 1
    first = round(start_s * SOUND_RATE)
    sound = samples[first : first + pictures * SOUND_RATE // RATE]
    count = points(pictures, len(sound))
    if not count:
        return None
    cepstra = mfcc(sound)
    faces = _faces(measured, track, file, pictures)
    shown: list[Float32s] = []
    lips: list[Float32s] = []
    voice: list[Float32s] = []
    for begin, end in batches(count, network.batch):
        progress(begin / count, "Scoring with SyncNet")
        while len(shown) < end - begin + PICTURES - 1:
            shown.append(next(faces))
        seen, heard = network.points(
            _stacked(shown, end - begin), sound_windows(cepstra, begin, end)
        )
        lips.append(seen)
        voice.append(heard)
        del shown[: end - begin]
    return _Scored(distances(np.concatenate(lips), np.concatenate(voice)), count)


def _stacked(shown: list[Float32s], count: int) -> Float32s:
    """What the network sees at `count` points, shape (count, 3, 5, side, side)."""
    faces = np.stack(shown, axis=1)
    return np.stack([faces[:, at : at + PICTURES] for at in range(count)])


def _faces(
    measured: Measured, track: FaceTrack, file: PictureFile, pictures: int
) -> Iterator[Float32s]:
    """The face cut out of each picture of 25 a second: blue, green, red; shape (3, side, side)."""
    start_s = Fraction(float(track.times_s[0])).limit_denominator(1_000_000)
    times_s = [start_s + Fraction(index, RATE) for index in range(pictures)]
    # Half a millisecond on, so that a picture is not missed by how its time was rounded.
    on_show = np.array([float(time) for time in times_s]) + 5e-4
    rows = np.searchsorted(track.times_s, on_show, "right") - 1
    smoothed = places(track.boxes[np.maximum(rows, 0)])
    for time_s, place in zip(times_s, smoothed, strict=True):
        picture = np.asarray(image_of(file.at(time_s + Fraction(1, 2000))))
        scale = picture.shape[1] / measured.faces.width
        face = cut_out(picture, place * scale)[:, :, ::-1]
        yield np.ascontiguousarray(face.transpose(2, 0, 1), np.float32)
