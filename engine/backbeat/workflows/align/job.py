"""The `align` job: finds where recordings lie in a reference, and writes what follows from it."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from backbeat.errors import BackbeatError, MediaError, RequestError
from backbeat.files.scratch import scratch_folder
from backbeat.files.transaction import Transaction
from backbeat.progress import SILENT, Progress
from backbeat.v1.sync_pb2 import AlignRequest, AlignResult
from backbeat.workflows.align import reporting
from backbeat.workflows.align.copies import copies_of, write_copy
from backbeat.workflows.align.recordings import (
    Named,
    Recording,
    find_recordings,
    listened,
    reference_recording,
)
from backbeat.workflows.inputs import Inputs
from backbeat.workflows.outputs import output_path, writing

METHODS = ("", "sound", "rhythm")
_MAX_RATE = 240


@dataclass(frozen=True)
class _Targets:
    """What is to be written."""

    timeline: Path | None
    reports: tuple[Path, ...]
    folder: Path | None
    copies: dict[Path, Path]


def run(request: AlignRequest, progress: Progress = SILENT) -> AlignResult:
    """Places recordings in a reference, and writes a timeline, copies and reports of that.

    A recording that cannot be read or placed is named in the result; the others go on.

    Raises:
        RequestError: the request is incomplete, or asks for something that there is not.
        MediaError: the reference has no sound, or no recording can be read.
        OutputError: an output cannot be written.
        CancelledError: the job was cancelled.
    """
    reference = _reference(request)
    copies = Path(request.fixed_folder) if request.fixed_folder else None
    named = find_recordings(reference, request.other_paths, copies)
    targets = _targets(request, named)
    outputs = (targets.timeline, *targets.reports, *targets.copies.values())
    inputs = Inputs((reference, *(recording.path for recording in named)))
    with (
        writing(inputs, outputs, request.overwrite, targets.folder) as written,
        scratch_folder() as scratch,
    ):
        result = _aligned(request, reference, named, targets, written, scratch, progress)
    progress(1, "Done")
    return result


def _reference(request: AlignRequest) -> Path:
    if not request.reference_path or not request.other_paths:
        raise RequestError(
            "An alignment needs a reference and recordings.", "Name two files or more."
        )
    if request.method not in METHODS:
        raise RequestError(
            f"{request.method} is no method of alignment.", 'Choose "sound" or "rhythm".'
        )
    return Path(request.reference_path)


def _targets(request: AlignRequest, named: list[Named]) -> _Targets:
    from backbeat.workflows.align.timeline import ENDINGS

    reports = [output_path(path, reporting.ENDINGS) for path in request.report_paths]
    folder = Path(request.fixed_folder) if request.fixed_folder else None
    return _Targets(
        output_path(request.output_path, ENDINGS),
        tuple(report for report in reports if report is not None),
        folder,
        {} if folder is None else copies_of(folder, named),
    )


def _rate(request: AlignRequest, recordings: list[Recording]) -> Fraction:
    """The rate of the timeline. Raises: RequestError."""
    from backbeat.timeline.time import canonical_rate
    from backbeat.workflows.align.timeline import rate_of

    if not request.rate:
        return rate_of(recordings)
    try:
        rate = canonical_rate(float(Fraction(request.rate)))
    except (ValueError, ZeroDivisionError, OverflowError, BackbeatError):
        rate = Fraction(0)
    if not 1 <= rate <= _MAX_RATE:
        raise RequestError(
            f"{request.rate} is not a frame rate.", f"Ask for 1 to {_MAX_RATE}, such as 24000/1001."
        )
    return rate


def _aligned(
    request: AlignRequest,
    path: Path,
    named: list[Named],
    targets: _Targets,
    written: Transaction,
    scratch: Path,
    progress: Progress,
) -> AlignResult:
    from backbeat.workflows.align.matching import place_all

    _rate(request, [])
    reference = reference_recording(path, scratch, progress.part(0, 0.15))
    others = []
    for number, recording in enumerate(named):
        share = [0.15 + 0.4 * (number + done) / len(named) for done in (0, 1)]
        others.append(listened(recording, scratch, number + 1, progress.part(*share)))
    if all(other.fault for other in others):
        raise MediaError(others[0].fault, "Name recordings with sound.")
    place_all(reference, others, request.method, progress.part(0.55, 0.85))
    result = AlignResult(
        schema_version=reporting.SCHEMA,
        reference_path=str(path),
        reference_sha256=reference.sha256,
    )
    if request.clap:
        from backbeat.workflows.align.clapping import measure_picture_delays

        result.warnings.extend(
            measure_picture_delays([reference, *others], progress.part(0.85, 0.9))
        )
    copied = _copies(reference, others, targets, written, result, progress.part(0.9, 0.98))
    if targets.timeline is not None:
        from backbeat.workflows.align.timeline import write_timeline

        rate = _rate(request, [reference, *others])
        result.warnings.extend(write_timeline(reference, others, rate, targets.timeline, written))
        result.output_path = str(targets.timeline)
    result.recordings.extend(
        reporting.message_of(other, copied.get(other.path)) for other in others
    )
    for report in targets.reports:
        reporting.write_report(result, written.at(report))
    return result


def _copies(
    reference: Recording,
    others: list[Recording],
    targets: _Targets,
    written: Transaction,
    result: AlignResult,
    progress: Progress,
) -> dict[Path, Path]:
    """Writes the copies of what was placed, and says of which files there is none."""
    copied: dict[Path, Path] = {}
    for number, other in enumerate(others):
        target = targets.copies.get(other.path)
        if target is None or not other.placed:
            continue
        if other.has_picture:
            result.warnings.append(
                f"{other.path.name} is a video, of which no copy is made: its place is in the "
                "timeline (-o)."
            )
            continue
        part = progress.part(number / len(others), (number + 1) / len(others))
        write_copy(other, reference.duration_s, target, written, part)
        copied[other.path] = target
    return copied
