"""Lip-sync of one clip of a timeline: only what it shows is made, and lands above it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from backbeat.footage.faces import Faces
from backbeat.progress import Progress
from backbeat.timeline import document as documents
from backbeat.timeline.document import check_ending, load, losses
from backbeat.timeline.provenance import marked
from backbeat.timeline.reading import read_edit
from backbeat.v1.lipsync_pb2 import LipSyncRequest, LipSyncResult
from backbeat.workflows.inputs import Inputs, inputs_of
from backbeat.workflows.lipsync.asking import QUICKTIME, REPORTS, VIDEOS, read_by
from backbeat.workflows.lipsync.beside import folder_beside
from backbeat.workflows.lipsync.clips import ShownClip, clip_called, used_of
from backbeat.workflows.lipsync.files import write_reports
from backbeat.workflows.lipsync.landing import Landing, NewSpeech, landed, takes_of
from backbeat.workflows.lipsync.making import Made, Used, made_of
from backbeat.workflows.lipsync.provenance import provenance_of
from backbeat.workflows.media_ranges import MediaRanges
from backbeat.workflows.outputs import output_path, writing

HANDLES = 12
"""Frames before and after the clip that are made too, where nothing else is asked for."""
_UNSAFE = re.compile(r'[<>:"/\\|?*\x00-\x1f]+')
_LONGEST = 80


@dataclass(frozen=True)
class _Outputs:
    timeline: Path
    folder: Path
    video: Path
    reports: tuple[Path | None, ...]


def run_on_timeline(request: LipSyncRequest, progress: Progress) -> LipSyncResult:
    """Makes a clip of a timeline say new words, and writes a timeline with it.

    Raises:
        RequestError, NotFoundError, InputError, MediaError, TimelineError, OutputError,
            CancelledError: as `job.run`.
    """
    path = Path(request.path)
    check_ending(Path(request.output_path), path)
    document = load(path)
    edit = read_edit(document, MediaRanges(document))
    clip = clip_called(document, edit, request.clip)
    asked = LipSyncRequest()
    asked.CopyFrom(request)
    if request.keep_takes and not request.take:
        asked.take = max(takes_of(document, edit, clip), default=0) + 1
    take = max(1, asked.take)
    out = _outputs(request, clip, take)
    inputs = _inputs(request, inputs_of(document), clip)
    every = [out.timeline, out.video, *out.reports]
    with writing(inputs, every, request.overwrite, out.folder) as outputs:
        handles = Fraction(_handles(request.handles)) / edit.rate

        def choose(faces: Faces) -> Used:
            return used_of(clip, faces.times_s, handles)

        made = made_of(asked, clip.path, out.video, inputs, outputs, progress.part(0, 0.96), choose)
        progress(0.96, f"Writing {out.timeline.name}")
        what = Landing(
            video=out.video.absolute(),
            written=made.written,
            zero_s=Fraction(made.used.zero_s).limit_denominator(120_000),
            name=_name(clip, take, made),
            take=take,
            speech=_speech(request),
            provenance=provenance_of(made, request),
        )
        done = landed(document, edit, clip, what, request.keep_takes)
        new = marked(done.document)
        documents.save(new, outputs.at(out.timeline))
        result = made.result
        result.timeline_path = str(out.timeline.absolute())
        result.clip, result.track = what.name, done.video_track
        result.warnings.extend([*done.notes, *losses(new, out.timeline)])
        write_reports(made, request, outputs)
    progress(1, "Done")
    return result


def _handles(asked: int) -> int:
    return HANDLES if asked == 0 else max(0, asked)


def _outputs(request: LipSyncRequest, clip: ShownClip, take: int) -> _Outputs:
    timeline = Path(request.output_path)
    folder = folder_beside(timeline)
    ending = clip.path.suffix.lower()
    if request.codec in QUICKTIME or ending not in VIDEOS:
        ending = ".mov"
    stem = _UNSAFE.sub("_", Path(clip.item.name).stem).strip(" .")[:_LONGEST] or "clip"
    reports = tuple(output_path(name, REPORTS) for name in request.report_paths)
    return _Outputs(timeline, folder, folder / f"{stem} take {take}{ending}", reports)


def _inputs(request: LipSyncRequest, timeline: Inputs, clip: ShownClip) -> Inputs:
    files = dict.fromkeys([*timeline.files, clip.path, *read_by(request)])
    return Inputs(tuple(files), timeline.folders, timeline.why)


def _name(clip: ShownClip, take: int, made: Made) -> str:
    preview = " (preview)" if made.result.preview else ""
    return f"{Path(clip.item.name).stem} lip-sync {take}{preview}"


def _speech(request: LipSyncRequest) -> list[NewSpeech]:
    if request.speech_path:
        return [NewSpeech(Path(request.speech_path).absolute(), request.speech_start_s)]
    found = {
        (voice.speech_path, voice.speech_start_s): NewSpeech(
            Path(voice.speech_path).absolute(), voice.speech_start_s
        )
        for voice in request.voices
    }
    return list(found.values())
