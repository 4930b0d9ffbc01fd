"""Measures a video: its faces, its voice, and how they fit in each shot."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from backbeat.errors import RequestError
from backbeat.progress import Progress
from backbeat.sync.lips.closures import closure_offset, summed
from backbeat.sync.lips.judging import STATED, Judgement, Seen, Verdict, judge
from backbeat.sync.lips.movement import STEP_S, steps
from backbeat.sync.lips.offset import seen_lips
from backbeat.sync.lips.reporting import JudgedShot, report_of
from backbeat.v1.sync_pb2 import SeenFace, SyncReport
from backbeat.workflows.synccheck.voice import Voice, voice_of

if TYPE_CHECKING:
    from backbeat.footage.faces import Faces, FaceTrack


@dataclass(frozen=True, eq=False)
class Measured:
    """A video that was measured."""

    report: SyncReport
    faces: Faces
    voice: Voice | None
    shots: list[JudgedShot]
    lips: dict[int, Seen]
    """By the number of the face."""


def measured(
    faces: Faces, voice_path: Path, face: int, reach_s: float, progress: Progress
) -> Measured:
    """Measures the faces of a video against a voice.

    Args:
        faces: of the video.
        voice_path: the video itself, or other sound that begins with its first picture.
        face: number of the face to judge; 0: in each shot, the one whose lips fit best.
        reach_s: longest offset that is looked for.
        progress: may cancel.

    Raises:
        RequestError: there is no such face.
        MediaError: the sound cannot be read.
        CancelledError: the job was cancelled.
    """
    if face and face not in {track.number for track in faces.tracks}:
        count = len(faces.tracks)
        raise RequestError(
            f"There is no face {face} in {faces.path}; it has {count}.",
            "Leave --face out to see the faces in the report.",
        )
    voice = voice_of(voice_path, progress.part(0, 0.8)) if faces.tracks else None
    lips: dict[int, Seen] = {}
    shots: list[JudgedShot] = []
    for index, span in enumerate(faces.shots):
        progress(0.8 + 0.2 * index / len(faces.shots), "Comparing lips and voice")
        best, found = 0, Judgement(Verdict.CANNOT_TELL, "No face is seen.")
        for track in faces.tracks:
            if voice is None or track.shot != index or face not in (0, track.number):
                continue
            seen = lips[track.number] = seen_of(track, span.start_s, span.end_s)
            judgement = judge(seen, voice.expected, voice.spoken, reach_s)
            if not best or _fit(judgement) > _fit(found):
                best, found = track.number, judgement
        shots.append(JudgedShot(span.start_s, span.end_s, best, found))
    report = report_of(shots, faces.rate, voice.expected.method if voice else "")
    _add_closures(report, shots, lips, voice)
    speaking = {shot.face for shot in shots if _speaks(shot.judgement)}
    report.faces.extend(_seen_face(track, track.number in speaking) for track in faces.tracks)
    if voice is not None:
        report.warnings.extend(voice.warnings)
    return Measured(report, faces, voice, shots, lips)


def _add_closures(
    report: SyncReport, shots: list[JudgedShot], lips: dict[int, Seen], voice: Voice | None
) -> None:
    """Enters the offset by closures. The spectrum does not hear them well enough."""
    if voice is None or voice.expected.method != "features":
        return
    apart: list[float] = []
    for shot in shots:
        judgement = shot.judgement
        if judgement.match is not None and judgement.verdict in STATED:
            seen, offset_s = lips[shot.face], judgement.match.offset_s
            delays = closure_offset(
                voice.expected.closed, seen.opening, seen.visible, seen.first, offset_s
            )
            apart += [delay - offset_s for delay in delays]
    # Against the offset of their own shot, since shots may differ.
    closures = summed(apart)
    if closures is not None:
        report.closure_offset_ms = round(report.offset_ms + closures.offset_s * 1000, 1)
        report.closures = closures.count


def seen_of(track: FaceTrack, start_s: float, end_s: float) -> Seen:
    """The lips of a track in its shot, on the clock of the voice."""
    count = steps(end_s)
    first, last = max(0, round(start_s / STEP_S)), min(count, round(end_s / STEP_S))
    return seen_lips(track.times_s, track.lips, track.seen & ~track.covered, first, last)


def _fit(judgement: Judgement) -> tuple[float, float]:
    match = judgement.match
    return (judgement.own, match.margin if match is not None else -1.0)


def _speaks(judgement: Judgement) -> bool:
    return judgement.own > 0.5


def _seen_face(track: FaceTrack, speaks: bool) -> SeenFace:
    return SeenFace(
        number=track.number,
        start_s=round(float(track.times_s[0]), 3),
        end_s=round(float(track.times_s[-1]), 3),
        seen=round(float(track.seen.mean()), 3),
        speaks=speaks,
    )
