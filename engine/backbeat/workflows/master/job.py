"""The `master` job: a recording to its deliveries, each verified as it was written."""

from __future__ import annotations

from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass, replace
from pathlib import Path

from backbeat.errors import RequestError
from backbeat.files import sha256_of
from backbeat.files.transaction import Transaction
from backbeat.home import home
from backbeat.loudness.presets import USERS_FILE
from backbeat.media.picture_digest import picture_digest
from backbeat.media.probe import MediaInfo, probe
from backbeat.media.shortfall import shortfall_of
from backbeat.media.stream_copy import check_picture
from backbeat.progress import SILENT, Progress
from backbeat.timeline import load
from backbeat.timeline.document import check_ending
from backbeat.timeline.exchange.formats import ENDINGS, PROJECTS
from backbeat.timeline.reading import read_edit
from backbeat.v1.mastering_pb2 import Delivered, MasterRequest, MasterResult
from backbeat.v1.rendering_pb2 import RenderRequest
from backbeat.workflows.bindings import sounds_of
from backbeat.workflows.inputs import Inputs, inputs_of
from backbeat.workflows.master.encoding import Attempts, encode_until_compliant
from backbeat.workflows.master.format import DeliverySpec, decide, holds_picture
from backbeat.workflows.master.preparation import prepared_for
from backbeat.workflows.master.recording import Recording
from backbeat.workflows.master.recordings import decoded, notes_on, tracks_to_master
from backbeat.workflows.master.report import (
    delivered_message,
    drop_curves,
    write_log,
    write_wave_chunks,
)
from backbeat.workflows.master.targets import dialogue_target
from backbeat.workflows.master.timeline import write_timeline
from backbeat.workflows.media_places import placed
from backbeat.workflows.outputs import output_path, writing
from backbeat.workflows.render import job as render

_DECODING = 0.2
"""Share of the job's progress."""
_RENDERING = 0.15
_TIMELINES = (".otio", ".otioz", ".otiod", *ENDINGS, *PROJECTS)


def run(request: MasterRequest, progress: Progress = SILENT) -> MasterResult:
    """Decodes a recording once, and writes every delivery of it.

    Raises:
        RequestError: no path, no delivery, or one that makes no sense.
        TimelineError: a timeline cannot be read, or its media is missing.
        MediaError: the recording cannot be read, or has a sample that is not a number.
        OutputError: a delivery cannot be written.
        CancelledError: the job was asked to stop.
    """
    if not request.path:
        raise RequestError("A master job needs a path.", "Name the recording to deliver.")
    if not request.deliveries:
        raise RequestError("A master job needs a delivery.", "Name a preset and an output.")
    asked, result = Path(request.path), MasterResult()
    if request.timeline_path and asked.suffix.lower() not in _TIMELINES:
        raise RequestError(
            f"{asked} is no timeline, so none can be written.", "Leave the timeline out."
        )
    with _writing(request) as written, ExitStack() as stack:
        source, start_s, decoding = asked, None, progress.part(0, _DECODING)
        if asked.suffix.lower() in _TIMELINES:
            source = written.scratch() / f"{asked.stem}.wav"
            start_s = _rendered(request, source, result, progress.part(0, _RENDERING))
            decoding = progress.part(_RENDERING, _DECODING)
        files = _decoded(request, source, stack, start_s, decoding)
        for index, (delivery, file) in enumerate(zip(request.deliveries, files, strict=True)):
            share = (1 - _DECODING) / len(files)
            start = _DECODING + index * share
            messages = _delivered(file, written.at(file.path), progress.part(start, start + share))
            for message in messages:
                message.before.path = request.path
            result.delivered.extend(messages)
            if delivery.log_path:
                write_log(messages, written.at(Path(delivery.log_path)))
        for message in result.delivered:
            drop_curves(message, len(result.delivered))
        if request.timeline_path:
            target = written.at(Path(request.timeline_path))
            lost = write_timeline(request, target, result.delivered[0])
            result.rendered.warnings.extend(lost)
            result.timeline_path = request.timeline_path
        progress(1, "Done")
        return result


@dataclass(frozen=True)
class _File:
    """One delivered file: its recordings, and the specification of each."""

    specs: list[DeliverySpec]
    recordings: list[Recording]

    @property
    def path(self) -> Path:
        """Where it is written."""
        return self.specs[0].path


def _decoded(
    request: MasterRequest,
    source: Path,
    stack: ExitStack,
    start_s: float | None,
    progress: Progress,
) -> list[_File]:
    """Decodes and measures the recordings, and settles every delivery of them."""
    asked, info = Path(request.path), probe(source)
    sounds_of(info)
    shortfall = shortfall_of(source)
    chosen, planned = [], []
    for delivery in request.deliveries:
        has_picture = info.video is not None and holds_picture(delivery)
        tracks = tracks_to_master(info, request, has_picture)
        specs = [decide(delivery, sound, info.video is not None) for sound in tracks]
        specs[0].notes.extend(notes_on(info, tracks, has_picture))
        if shortfall is not None:
            specs[0].notes.append(shortfall.sentence(source.name))
        if specs[0].has_picture:
            check_picture(source, specs[0].path, specs[0].muxer)
        chosen.append(tracks)
        planned.append(specs)
    every = list({sound.tracks: sound for tracks in chosen for sound in tracks}.values())
    all_specs = [spec for specs in planned for spec in specs]
    start_s = _start_s(info) if start_s is None else start_s
    recordings = {
        sound.tracks: decoded(
            info,
            sound,
            all_specs[0].path.parent,
            stack,
            start_s,
            progress.part(index / len(every), (index + 1) / len(every)),
            dialogue=any(spec.by_dialogue is not None for spec in all_specs),
            rms=any(spec.is_by_rms for spec in all_specs),
            repair=request.repair,
        )
        for index, sound in enumerate(every)
    }
    files = []
    for tracks, specs in zip(chosen, planned, strict=True):
        own = [recordings[sound.tracks] for sound in tracks]
        settled = [
            _settled(spec, recording, asked) for spec, recording in zip(specs, own, strict=True)
        ]
        files.append(_File(settled, own))
    return files


def _settled(spec: DeliverySpec, recording: Recording, source: Path) -> DeliverySpec:
    """The delivery with its target, once the dialogue mask is known."""
    if spec.by_dialogue is None or recording.dialogue_mask is None:
        return spec
    target, note = dialogue_target(spec.target, spec.by_dialogue, recording.dialogue_mask, source)
    return replace(spec, target=target, notes=[*spec.notes, note])


def _writing(request: MasterRequest) -> AbstractContextManager[Transaction]:
    """Deliveries, logs and timeline, as one transaction."""
    asked = Path(request.path)
    deliveries = [Path(delivery.output_path) for delivery in request.deliveries]
    logs = [output_path(delivery.log_path, (".html", ".json")) for delivery in request.deliveries]
    timeline = None
    if request.timeline_path:
        timeline = Path(request.timeline_path)
        check_ending(timeline, asked)
    is_timeline = asked.suffix.lower() in _TIMELINES
    inputs = (
        inputs_of(placed(load(asked), request.media_paths)) if is_timeline else Inputs((asked,))
    )
    inputs = replace(inputs, files=(*inputs.files, home() / USERS_FILE))
    return writing(inputs, (*deliveries, *logs, timeline), request.overwrite)


def _rendered(request: MasterRequest, mix: Path, result: MasterResult, progress: Progress) -> float:
    """Mixes a timeline's sound into `mix`; returns its start in seconds since midnight."""
    mix_request = RenderRequest(
        edit_path=request.path,
        output_path=str(mix),
        options=request.render,
        media_paths=request.media_paths,
    )
    result.rendered.CopyFrom(render.run(mix_request, progress))
    result.rendered.path = ""
    edit = read_edit(load(Path(request.path)))
    return float(edit.start / edit.rate)


def _delivered(file: _File, path: Path, progress: Progress) -> list[Delivered]:
    """Writes a delivery to `path`; returns the message of each of its tracks."""
    with ExitStack() as stack:
        attempts = [
            Attempts(spec, prepared_for(spec, recording, stack, progress))
            for spec, recording in zip(file.specs, file.recordings, strict=True)
        ]
        written = encode_until_compliant(attempts, path, progress)
        messages = [
            delivered_message(attempt.spec, written_track, attempt.prepared)
            for attempt, written_track in zip(attempts, written, strict=True)
        ]
        picture = picture_digest(path) if file.specs[0].has_picture else None
        if file.specs[0].muxer == "wav":
            write_wave_chunks(path, messages[0], file.recordings[0])
        digest = sha256_of(path)
        for message, written_track in zip(messages, written, strict=True):
            message.sha256 = digest
            if picture is not None:
                message.picture_packets = picture.packets
                message.picture_identical = picture.sha256 == written_track.copied.picture.sha256
        return messages


def _start_s(info: MediaInfo) -> float | None:
    """The timecode of the first picture, in seconds since midnight."""
    if info.start_timecode is None or info.video is None or info.video.rate is None:
        return None
    from opentimelineio import opentime

    try:
        start = opentime.from_timecode(info.start_timecode, float(info.video.rate))
    except ValueError:
        return None
    return float(start.value / info.video.rate)
