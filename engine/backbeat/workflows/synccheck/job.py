"""The `synccheck` job: measures whether lips and voice are in step; moves the sound if asked."""

from __future__ import annotations

from pathlib import Path

from backbeat.errors import RequestError
from backbeat.media.probe import probe
from backbeat.progress import SILENT, Progress
from backbeat.v1.sync_pb2 import (
    SYNC_VERDICT_ANOTHER_VOICE,
    SyncCheckRequest,
    SyncReport,
)
from backbeat.workflows.inputs import Inputs
from backbeat.workflows.outputs import output_path, writing

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
    source = Path(request.path)
    voice = Path(request.voice_path) if request.voice_path else source
    targets = _targets(list(request.output_paths))
    fixed = _fixed(request.fixed_path, source)
    inputs = Inputs((source, voice) if request.voice_path else (source,))
    with writing(inputs, [*targets, fixed], request.overwrite) as outputs:
        info = probe(source)
        if info.video is None:
            raise RequestError(f"{source} has no picture.", "Give a video with a speaking face.")
        if fixed is not None and fixed.suffix.lower() != ".otio" and info.audio is None:
            raise RequestError(
                f"{source} has no sound that could be replaced.", "End the fixed file in .otio."
            )
        # Said now, not after minutes of looking at faces.
        if request.lse:
            from backbeat.workflows.synccheck.syncnet import require_syncnet

            require_syncnet()
        (probe(voice) if request.voice_path else info).sound(0)

        from backbeat.footage.faces import faces_of
        from backbeat.workflows.synccheck.files import WRITERS
        from backbeat.workflows.synccheck.measuring import measured

        seen_to, scored_from = (0.4, 0.6) if request.lse else (0.6, 0.9)
        faces = faces_of(source, progress.part(0, seen_to))
        reach_s = (request.max_offset_ms or _REACH_MS) / 1000
        found = measured(faces, voice, request.face, reach_s, progress.part(seen_to, scored_from))
        report = found.report
        report.path, report.sha256 = str(source.absolute()), faces.sha256
        report.duration_s = round(float(faces.shots[-1].end_s), 3)
        if report.verdict == SYNC_VERDICT_ANOTHER_VOICE:
            report.warnings.append(_DUB)
        if request.lse:
            from backbeat.workflows.synccheck.syncnet import add_scores

            add_scores(found, progress.part(scored_from, 0.9))
        if fixed is not None:
            from backbeat.workflows.synccheck.fixing import write_fixed

            write_fixed(found, voice, fixed, outputs, progress.part(0.9, 0.98))
        for target in targets:
            progress(0.98, f"Writing {target.name}")
            WRITERS[target.suffix.lower()](found, outputs.at(target))
    progress(1, "Done")
    return report


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
