"""The `synccheck` job: measures whether sound and picture are in step, by lips or by hits.

Moves the sound if asked.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from backbeat.errors import RequestError
from backbeat.files.transaction import Transaction
from backbeat.media.probe import MediaInfo, probe
from backbeat.progress import SILENT, Progress
from backbeat.v1.sync_pb2 import (
    SYNC_VERDICT_ANOTHER_VOICE,
    SyncCheckRequest,
    SyncReport,
)
from backbeat.workflows.inputs import Inputs
from backbeat.workflows.outputs import output_path, writing

Again = Callable[[Path, Progress], SyncReport]
"""Measures the same picture against the sound of another file."""

_REPORTS = (".html", ".json", ".csv")
_LONGEST_MS = 5000.0
_REACH_MS = 500.0
_DUB = (
    "If it is a dub in another language, backbeat align --method rhythm compares it with the "
    "original sound."
)


def run(request: SyncCheckRequest, progress: Progress = SILENT) -> SyncReport:
    """Measures one video, and writes what the request asks for.

    Raises:
        RequestError: no path, or options that make no sense.
        NotFoundError: the models that find faces were not pulled, or SyncNet was asked for and
            not added.
        MediaError: the video or the voice cannot be read.
        OutputError: an output cannot be written.
        CancelledError: the job was asked to stop.
    """
    if not request.path:
        raise RequestError("A synccheck job needs a path.", "Name the video to check.")
    if request.face < 0:
        raise RequestError(f"There is no face {request.face}.", "Faces are counted from 1.")
    if not 0 <= request.max_offset_ms <= _LONGEST_MS:
        raise RequestError(
            f"Offsets up to {request.max_offset_ms:g} ms cannot be looked for.",
            f"Give up to {_LONGEST_MS:g} ms.",
        )
    if request.sfx and (request.face or request.lse):
        raise RequestError(
            "Faces and SyncNet's scores are of speech, and --sfx is of effects.", "Ask for one."
        )
    source = Path(request.path)
    voice = Path(request.voice_path) if request.voice_path else source
    targets = _targets(list(request.output_paths))
    fixed = _fixed(request.fixed_path, source)
    inputs = Inputs((source, voice) if request.voice_path else (source,))
    with writing(inputs, [*targets, fixed], request.overwrite) as outputs:
        info = probe(source)
        if info.video is None:
            raise RequestError(f"{source} has no picture.", "Give a video.")
        if fixed is not None and fixed.suffix.lower() != ".otio" and info.audio is None:
            raise RequestError(
                f"{source} has no sound that could be replaced.", "End the fixed file in .otio."
            )
        # Said now, not after minutes of looking at faces.
        if request.lse:
            from backbeat.workflows.synccheck.syncnet import require_syncnet

            require_syncnet()
        (probe(voice) if request.voice_path else info).sound(0)
        work = _Work(request, info, source, voice, targets, fixed, outputs)
        report = _effects(work, progress) if request.sfx else _lips(work, progress)
    progress(1, "Done")
    return report


@dataclass(frozen=True)
class _Work:
    """What a job reads and writes."""

    request: SyncCheckRequest
    info: MediaInfo
    source: Path
    voice: Path
    targets: list[Path]
    fixed: Path | None
    outputs: Transaction

    @property
    def reach_s(self) -> float:
        """Longest offset that is looked for."""
        return (self.request.max_offset_ms or _REACH_MS) / 1000

    def fix(self, report: SyncReport, rate: Fraction, again: Again, progress: Progress) -> None:
        """Writes the fixed file, if one was asked for."""
        if self.fixed is not None:
            from backbeat.workflows.synccheck.fixing import write_fixed

            write_fixed(report, rate, self.voice, self.fixed, self.outputs, again, progress)


def _lips(work: _Work, progress: Progress) -> SyncReport:
    """A voice against lips."""
    from backbeat.footage.faces import faces_of
    from backbeat.workflows.synccheck.files import WRITERS
    from backbeat.workflows.synccheck.measuring import measured

    request = work.request
    seen_to, scored_from = (0.4, 0.6) if request.lse else (0.6, 0.9)
    faces = faces_of(work.source, progress.part(0, seen_to))
    part = progress.part(seen_to, scored_from)
    found = measured(faces, work.voice, request.face, work.reach_s, part)
    report = found.report
    report.path, report.sha256 = str(work.source.absolute()), faces.sha256
    report.duration_s = round(float(faces.shots[-1].end_s), 3)
    if report.verdict == SYNC_VERDICT_ANOTHER_VOICE:
        report.warnings.append(_DUB)
    if request.lse:
        from backbeat.workflows.synccheck.syncnet import add_scores

        add_scores(found, progress.part(scored_from, 0.9))

    def again(written: Path, part: Progress) -> SyncReport:
        # By the faces that are known: the picture is the same.
        return measured(faces, written, 0, _REACH_MS / 1000, part).report

    work.fix(report, faces.rate, again, progress.part(0.9, 0.98))
    for target in work.targets:
        progress(0.98, f"Writing {target.name}")
        WRITERS[target.suffix.lower()](found, work.outputs.at(target))
    return report


def _effects(work: _Work, progress: Progress) -> SyncReport:
    """Sounds of effects against what is seen to hit."""
    from backbeat.workflows.synccheck.effects import WRITERS, again, measured_effects

    part = progress.part(0, 0.9)
    found = measured_effects(work.source, work.voice, work.info, work.reach_s, part)

    def measured_again(written: Path, part: Progress) -> SyncReport:
        return again(found, written, part)

    work.fix(found.report, found.rate, measured_again, progress.part(0.9, 0.98))
    for target in work.targets:
        progress(0.98, f"Writing {target.name}")
        WRITERS[target.suffix.lower()](found, work.outputs.at(target))
    return found.report


def _targets(names: list[str]) -> list[Path]:
    targets = [target for name in names if (target := output_path(name, _REPORTS)) is not None]
    kinds = [target.suffix.lower() for target in targets]
    for kind in kinds:
        if kinds.count(kind) > 1:
            raise RequestError(f"Two outputs end in {kind}.", "Name one of each kind at most.")
    return targets


def _fixed(name: str, source: Path) -> Path | None:
    if not name:
        return None
    return output_path(name, (".otio", ".mp4", ".mov", ".mkv", source.suffix.lower()))
