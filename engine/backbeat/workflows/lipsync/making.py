"""Makes a video in which faces say new words, from the request to what is measured in the end."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import av
import numpy as np

from backbeat.errors import RequestError
from backbeat.footage.faces import Faces, faces_of
from backbeat.footage.pictures import pictures_of as decoded_pictures
from backbeat.lipsync.lines import Line
from backbeat.media.opening import opened
from backbeat.media.probe import probe
from backbeat.media.retouching.retouch import Form, Written, retouch
from backbeat.media.retouching.showing import Showing
from backbeat.progress import Progress
from backbeat.v1.lipsync_pb2 import LipSyncRequest, LipSyncResult, LipSyncShot, TimeSpan
from backbeat.workflows.lipsync.backends import Prepared, Wanted, prepared
from backbeat.workflows.lipsync.lines import Pictures, Plan, lines_of, pictures_of
from backbeat.workflows.lipsync.retouching import Mouths, Speaking
from backbeat.workflows.lipsync.sound import new_sound
from backbeat.workflows.lipsync.verifying import Verified, verified

if TYPE_CHECKING:
    from backbeat.files.transaction import Transaction

SCHEMA_VERSION = 1
_LATE_MS = 40.0
"""Offset from which a result says that it is not in sync (ITU-R BT.1359: 45 ms are seen)."""


@dataclass(frozen=True, eq=False)
class Made:
    """What was made and measured."""

    result: LipSyncResult
    faces: Faces
    plan: Plan


def made_of(
    request: LipSyncRequest,
    source: Path,
    target: Path,
    outputs: Transaction,
    progress: Progress,
    used: tuple[int, int] | None = None,
    zero_s: float = 0.0,
) -> Made:
    """Makes one video.

    Args:
        request: of the job.
        source: the video with the faces.
        target: the final path.
        outputs: where to write it.
        progress: may cancel.
        used: the first picture of the source that is used, and the one after the last; None: all.
        zero_s: the moment of the output from which times in the request count.

    Raises:
        RequestError, NotFoundError, InputError, MediaError, OutputError, CancelledError: as
            `job.run`.
    """
    info = probe(source)
    if info.video is None:
        raise RequestError(f"{source} has no picture.", "Give a video with the face.")
    faces = faces_of(source, progress.part(0, 0.25))
    if not faces.tracks:
        raise RequestError(
            f"No face is seen in {source}.",
            "It takes a face of 50 pixels or more that looks towards the camera.",
        )
    pictures = pictures_of(source, faces)
    if used is not None:
        pictures = Pictures(source, faces, pictures.times, *used, zero_s)
    plan = lines_of(request, pictures, progress.part(0.25, 0.35))
    written_to = outputs.at(target)
    with contextlib.ExitStack() as closing:
        ready = _backends(request, faces, plan, outputs.scratch(), progress.part(0.35, 0.5))
        for one in ready:
            closing.callback(one.backend.close)
        speaking = [
            Speaking(lines, one.backend)
            for lines, one in zip(_by_face(plan.lines), ready, strict=True)
        ]
        first = pictures.first
        shown = plan.shown.showing
        sound = closing.enter_context(
            new_sound(
                source,
                plan.recordings,
                float(pictures.times[first]),
                float(shown.end),
                target,
                outputs.scratch(),
                progress.part(0.5, 0.52),
            )
        )
        written = retouch(
            source,
            written_to,
            Showing(shown.shown + first, shown.times, shown.end),
            Mouths(speaking, _scale(source, faces)),
            sound,
            Form(request.codec),
            cuts=sorted({shot.first for shot in plan.shots} - {0}),
            progress=progress.part(0.52, 0.85),
        )
    measured = verified(written_to, plan.lines, progress.part(0.85, 1))
    result = _result(request, source, target, faces, plan)
    _enter_backends(result, ready)
    _enter_written(result, written)
    _enter_measured(result, measured)
    return Made(result, faces, plan)


def _by_face(lines: Sequence[Line]) -> list[tuple[Line, ...]]:
    """Lines by the face that says them: one backend for each track and speech."""
    groups: dict[int, list[Line]] = {}
    for line in lines:
        groups.setdefault(id(line.speech), []).append(line)
    return [tuple(group) for group in groups.values()]


def _backends(
    request: LipSyncRequest, faces: Faces, plan: Plan, folder: Path, progress: Progress
) -> list[Prepared]:
    groups = _by_face(plan.lines)
    return [
        prepared(
            Wanted(lines, faces, request, folder),
            progress.part(number / len(groups), (number + 1) / len(groups)),
        )
        for number, lines in enumerate(groups)
    ]


def _scale(source: Path, faces: Faces) -> tuple[float, float]:
    """From places as shown to the grid of stored, upright pictures."""
    with opened(source) as container:
        form, frame, _ = next(iter(decoded_pictures(source, container).decoded()))
    width, height = _upright(frame, form.turned)
    return width / faces.width, height / faces.height


def _upright(frame: av.VideoFrame, turned: int) -> tuple[int, int]:
    return (frame.height, frame.width) if turned in (90, 270) else (frame.width, frame.height)


def _result(
    request: LipSyncRequest, source: Path, target: Path, faces: Faces, plan: Plan
) -> LipSyncResult:
    result = LipSyncResult(
        schema_version=SCHEMA_VERSION,
        path=str(target.absolute()),
        source_path=str(source.absolute()),
        source_sha256=faces.sha256,
        frames=len(plan.shown.showing.shown),
        faces_tracked=len(faces.tracks),
        take=max(1, request.take),
    )
    result.changed.extend(
        TimeSpan(start_s=round(span.start_s, 3), end_s=round(span.end_s, 3))
        for span in plan.changed
    )
    touched = np.zeros(result.frames, np.bool_)
    for shot in plan.shots:
        changed = np.zeros(shot.after - shot.first, np.bool_)
        for line in plan.lines:
            if line.first == shot.first and line.track.number == shot.face:
                changed |= line.strength > 0
        touched[shot.first : shot.after] |= changed
        result.shots.append(
            LipSyncShot(
                start_s=round(shot.start_s, 3),
                end_s=round(shot.end_s, 3),
                face=shot.face,
                frames_changed=int(changed.sum()),
                reason=shot.reason,
            )
        )
    result.frames_changed = int(touched.sum())
    result.warnings.extend(plan.warnings)
    return result


def _enter_backends(result: LipSyncResult, ready: Sequence[Prepared]) -> None:
    if not ready:
        return
    result.backend = " and ".join(dict.fromkeys(one.name for one in ready))
    result.preview = any(one.preview for one in ready)
    result.licence = "; ".join(dict.fromkeys(one.licence for one in ready if one.licence))
    result.model_sha256.extend(
        dict.fromkeys(digest for one in ready for digest in one.model_sha256)
    )
    result.device, result.device_reason = ready[0].device, ready[0].device_reason
    result.warnings.extend(dict.fromkeys(warning for one in ready for warning in one.warnings))


def _enter_written(result: LipSyncResult, written: Written) -> None:
    result.codec = written.codec
    result.frames_copied = written.copied
    result.warnings.extend(written.notes)


def _enter_measured(result: LipSyncResult, measured: Verified) -> None:
    result.closures = measured.closures.count
    if measured.closures.rate is not None:
        result.closure_rate = round(measured.closures.rate, 3)
    if measured.offset_ms is None:
        return
    result.offset_ms, result.offset_confidence = measured.offset_ms, measured.confidence
    if abs(measured.offset_ms) > _LATE_MS:
        side = "late" if measured.offset_ms > 0 else "early"
        result.warnings.append(
            f"The sound is {abs(measured.offset_ms):.0f} ms {side} against the lips."
        )
    if not measured.independent:
        result.warnings.append(
            "The offset was measured by what also chose the mouths: backbeat models pull speech "
            "brings a second instrument."
        )
