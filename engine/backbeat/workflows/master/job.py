"""The `master` job: a recording to its deliveries, each verified as it was written."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import AbstractContextManager, ExitStack
from dataclasses import replace
from pathlib import Path

from backbeat.errors import MediaError, RequestError
from backbeat.files import sha256_of
from backbeat.files.transaction import Transaction
from backbeat.home import home
from backbeat.loudness import Meter
from backbeat.loudness.dialogue import Dialogue
from backbeat.loudness.flaws import Repair
from backbeat.loudness.layouts import USUAL
from backbeat.loudness.presets import USERS_FILE
from backbeat.media.decode import stream_audio
from backbeat.media.delivering import picture_digest
from backbeat.media.probe import AudioStream, MediaInfo, probe
from backbeat.media.samples import Samples
from backbeat.media.shortfall import shortfall_of
from backbeat.media.spool import Spool
from backbeat.media.stream_copy import check_picture
from backbeat.progress import SILENT, Progress
from backbeat.timeline import load
from backbeat.timeline.document import check_ending
from backbeat.timeline.reading import read_edit
from backbeat.v1.mastering_pb2 import Delivered, MasterRequest, MasterResult
from backbeat.v1.rendering_pb2 import RenderRequest
from backbeat.workflows.inputs import Inputs, inputs_of
from backbeat.workflows.master.encoding import Recording, encode_until_compliant
from backbeat.workflows.master.format import DeliverySpec, decide, with_dialogue_target
from backbeat.workflows.master.preparation import metered, prepared_for
from backbeat.workflows.master.report import label, said, without_bulk, write_log
from backbeat.workflows.master.timeline import write_timeline
from backbeat.workflows.outputs import output_path, writing
from backbeat.workflows.render import job as render

_DECODING = 0.2
"""Of the whole work."""
_RENDERING = 0.15
_TIMELINES = (".otio", ".otioz", ".otiod")


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
        recording, specs = _decoded(request, source, stack, start_s, decoding)
        for index, spec in enumerate(specs):
            share = (1 - _DECODING) / len(specs)
            start = _DECODING + index * share
            file = written.at(spec.path)
            made = _delivered(spec, file, recording, progress.part(start, start + share))
            result.delivered.append(made)
            if request.deliveries[index].log_path:
                write_log(made, written.at(Path(request.deliveries[index].log_path)))
        for made in result.delivered:
            without_bulk(made, len(specs))
        if request.timeline_path:
            target = written.at(Path(request.timeline_path))
            write_timeline(asked, target, result.delivered[0])
            result.timeline_path = request.timeline_path
        progress(1, "Done")
        return result


def _decoded(
    request: MasterRequest,
    source: Path,
    stack: ExitStack,
    start_s: float | None,
    progress: Progress,
) -> tuple[Recording, list[DeliverySpec]]:
    """The recording, measured, and what is to be made of it."""
    asked, info = Path(request.path), probe(source)
    stream = _stream(info, request.track)
    specs = [decide(wanted, stream, info.video is not None) for wanted in request.deliveries]
    for spec in specs:
        if spec.has_picture:
            check_picture(source, spec.path, spec.muxer)
    spool = stack.enter_context(Spool(stream.rate, specs[0].path.parent))
    meter = Meter(stream.rate, stream.channels, stream.layout)
    dialogue, repair = _dialogue(specs, stream), Repair()
    blocks: Iterable[Samples] = stream_audio(
        source, stream.rate, stream.channels, stream=request.track, progress=progress
    )
    if request.repair:
        blocks = map(repair.applied, blocks)
    spool.fill(metered(blocks, meter, source, dialogue))
    measured = meter.finish()
    dialogue_mask = None if dialogue is None else dialogue.finish(len(measured.power))
    if dialogue_mask is not None:
        specs = [with_dialogue_target(spec, dialogue_mask, asked) for spec in specs]
    shortfall = shortfall_of(source)
    for spec in specs:
        spec.notes.extend(repair.said)
        if shortfall is not None:
            spec.notes.append(shortfall.sentence(source.name))
    start_s = _start_s(info) if start_s is None else start_s
    return Recording(info, stream, request.track, spool, measured, dialogue_mask, start_s), specs


def _writing(request: MasterRequest) -> AbstractContextManager[Transaction]:
    """Deliveries, logs and timeline, as one transaction."""
    asked = Path(request.path)
    deliveries = [Path(wanted.output_path) for wanted in request.deliveries]
    logs = [output_path(wanted.log_path, (".html", ".json")) for wanted in request.deliveries]
    timeline = None
    if request.timeline_path:
        timeline = Path(request.timeline_path)
        check_ending(timeline, asked)
    is_timeline = asked.suffix.lower() in _TIMELINES
    inputs = inputs_of(load(asked)) if is_timeline else Inputs((asked,))
    inputs = replace(inputs, files=(*inputs.files, home() / USERS_FILE))
    return writing(inputs, (*deliveries, *logs, timeline), request.overwrite)


def _rendered(request: MasterRequest, mix: Path, result: MasterResult, progress: Progress) -> float:
    """Mixes a timeline's sound, and gives its start in seconds since midnight."""
    wanted = RenderRequest(edit_path=request.path, output_path=str(mix), options=request.render)
    result.rendered.CopyFrom(render.run(wanted, progress))
    result.rendered.path = ""
    edit = read_edit(load(Path(request.path)))
    return float(edit.start / edit.rate)


def _stream(info: MediaInfo, track: int) -> AudioStream:
    stream = info.sound(track)
    if not stream.rate:
        raise MediaError(
            f"{info.path} holds sound in a codec that cannot be decoded.",
            "Convert it to WAV.",
        )
    if stream.layout.endswith(" channels"):
        # A plain WAV names no places; they are taken for the usual ones, as the meter takes them.
        return replace(stream, layout=USUAL.get(stream.channels, stream.layout))
    return stream


def _dialogue(specs: list[DeliverySpec], stream: AudioStream) -> Dialogue | None:
    if all(spec.by_dialogue is None for spec in specs):
        return None
    return Dialogue(stream.rate, stream.channels, stream.layout)


def _delivered(
    spec: DeliverySpec, file: Path, recording: Recording, progress: Progress
) -> Delivered:
    """Writes a delivery to `file`, and says what became of it."""
    with ExitStack() as stack:
        prepared = prepared_for(spec, recording, stack, progress)
        outcome = encode_until_compliant(spec, prepared, file, progress)
        made = said(spec, outcome, prepared)
        if spec.has_picture:
            picture = picture_digest(file)
            made.picture_packets = picture.packets
            made.picture_identical = picture.sha256 == outcome.copied.picture.sha256
        if spec.muxer == "wav":
            label(file, made, recording)
        made.sha256 = sha256_of(file)
        return made


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
