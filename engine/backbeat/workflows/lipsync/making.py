"""Makes a video in which faces say new words, from the request to what is measured in the end."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from backbeat.errors import RequestError
from backbeat.footage.faces import Faces, faces_of
from backbeat.lipsync.lines import Line
from backbeat.media.probe import probe
from backbeat.media.retouching.grid import grid_of
from backbeat.media.retouching.retouch import Form, Written, retouch
from backbeat.media.retouching.showing import Showing
from backbeat.media.retouching.source import pictures_of as stored_pictures
from backbeat.progress import Progress
from backbeat.v1.lipsync_pb2 import LipSyncRequest, LipSyncResult, LipSyncShot, TimeSpan
from backbeat.workflows.inputs import Inputs
from backbeat.workflows.lipsync.backends import prepared
from backbeat.workflows.lipsync.lines import Pictures, Plan, lines_of, pictures_of
from backbeat.workflows.lipsync.marking import mark_of, marked, tags_of
from backbeat.workflows.lipsync.preparing import Prepared, Wanted
from backbeat.workflows.lipsync.resuming import work_folder
from backbeat.workflows.lipsync.retouching import Mouths, Speaking
from backbeat.workflows.lipsync.sound import Heard, new_sound
from backbeat.workflows.lipsync.verifying import Verified, verified

if TYPE_CHECKING:
    from backbeat.files.transaction import Transaction

SCHEMA_VERSION = 1
_LATE_MS = 40.0
"""Offset from which a result says that it is not in sync (ITU-R BT.1359: 45 ms are seen)."""


@dataclass(frozen=True)
class Used:
    """The part of a video that is used."""

    first: int
    """The first picture."""
    after: int
    """The one after the last."""
    zero_s: float
    """The moment of the output from which times in the request count."""


@dataclass(frozen=True, eq=False)
class Made:
    """What was made and measured."""

    result: LipSyncResult
    faces: Faces
    plan: Plan
    used: Used
    written: Path
    """Where it lies until all outputs are in place."""


def made_of(
    request: LipSyncRequest,
    source: Path,
    target: Path,
    inputs: Inputs,
    outputs: Transaction,
    progress: Progress,
    choose: Callable[[Faces], Used] | None = None,
) -> Made:
    """Makes one video.

    Args:
        request: of the job.
        source: the video with the faces.
        target: the final path.
        inputs: all files that the job reads.
        outputs: where to write it.
        progress: may cancel.
        choose: says which part of the source is used; None: all is.

    Raises:
        RequestError, NotFoundError, InputError, MediaError, OutputError, CancelledError: as
            `job.run`.
    """
    if probe(source).video is None:
        raise RequestError(f"{source} has no picture.", "Give a video with the face.")
    faces = faces_of(source, progress.part(0, 0.25))
    if not faces.tracks:
        raise RequestError(
            f"No face is seen in {source}.",
            "It takes a face of 50 pixels or more that looks towards the camera.",
        )
    pictures = pictures_of(source, faces)
    used = Used(0, len(pictures.times), 0.0) if choose is None else choose(faces)
    pictures = Pictures(source, faces, pictures.times, used.first, used.after, used.zero_s)
    plan = lines_of(request, pictures, progress.part(0.25, 0.35))
    written_to = outputs.at(target)
    stored = stored_pictures(source, len(pictures.times))
    groups = by_face(plan.lines)
    with contextlib.ExitStack() as closing:
        ready = _backends(request, faces, groups, outputs.scratch(), progress.part(0.35, 0.5))
        for one in ready:
            closing.callback(one.backend.close)
        speaking = [Speaking(lines, one.backend) for lines, one in zip(groups, ready, strict=True)]
        mouths = Mouths(speaking, grid_of(stored).mesh)
        work = closing.enter_context(work_folder(request, inputs.files, str(used)))
        sound = closing.enter_context(
            new_sound(
                _heard(pictures, plan), written_to, outputs.scratch(), progress.part(0.5, 0.52)
            )
        )
        shown = plan.shown.showing
        mark = mark_of(ready, request.consent, [faces.sha256])
        written = retouch(
            stored,
            written_to,
            Showing(shown.shown + used.first, shown.times, shown.end),
            mouths,
            sound or None,
            Form(codec=request.codec, metadata=tags_of(mark)),
            work / "parts",
            sorted({shot.first for shot in plan.shots} - {0}),
            progress.part(0.52, 0.85),
        )
    how = marked(written_to, mark if written.changed else None, target.suffix)
    measured = verified(written_to, plan.lines, progress.part(0.85, 1))
    result = _result(request, source, target, faces, plan)
    _enter_backends(result, ready)
    _enter_written(result, written)
    result.mark = how
    _enter_measured(result, measured)
    return Made(result, faces, plan, used, written_to)


def _heard(pictures: Pictures, plan: Plan) -> Heard:
    shown = plan.shown.showing
    whole = np.array_equal(shown.shown + pictures.first, np.arange(len(pictures.times)))
    start_s = float(pictures.times[pictures.first])
    return Heard(pictures.path, plan.recordings, start_s, float(shown.end), whole)


def by_face(lines: Sequence[Line]) -> list[tuple[Line, ...]]:
    """Lines by the person who says them, each in the order of the output.

    A face has another number in each shot; what is the same is the recording. Where two faces of
    one shot say the same recording, each number is somebody else.
    """
    groups: dict[tuple[int, int], list[Line]] = {}
    for voice in {id(line.speech): line.speech for line in lines}.values():
        mine = [line for line in lines if line.speech is voice]
        alone = len({line.first for line in mine}) == len(mine)
        for line in mine:
            groups.setdefault((id(voice), 0 if alone else line.track.number), []).append(line)
    return [tuple(sorted(group, key=lambda line: line.first)) for group in groups.values()]


def _backends(
    request: LipSyncRequest,
    faces: Faces,
    groups: Sequence[tuple[Line, ...]],
    folder: Path,
    progress: Progress,
) -> list[Prepared]:
    made: list[Prepared] = []
    try:
        for number, lines in enumerate(groups):
            part = progress.part(number / len(groups), (number + 1) / len(groups))
            made.append(prepared(Wanted(lines, faces, request, folder), part))
    except BaseException:
        for one in made:
            one.backend.close()
        raise
    return made


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
    warnings = (warning for one in ready for warning in (*one.warnings, *one.afterwards()))
    result.warnings.extend(dict.fromkeys(warnings))


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
