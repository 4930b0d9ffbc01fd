"""The `master` job: a recording to its deliveries, each verified as it was written."""

from __future__ import annotations

import shutil
import uuid
from collections.abc import Iterable
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

from backbeat.errors import BackbeatError, MediaError, OutputError, RequestError
from backbeat.files import check_folder, replacing, same_file, sha256_of
from backbeat.loudness import Meter
from backbeat.loudness.dialogue import Dialogue
from backbeat.loudness.flaws import Repair
from backbeat.loudness.layouts import USUAL
from backbeat.media.decode import stream_audio
from backbeat.media.delivering import picture_digest
from backbeat.media.probe import AudioStream, MediaInfo, probe
from backbeat.media.samples import Samples
from backbeat.media.shortfall import shortfall_of
from backbeat.media.spool import Spool
from backbeat.progress import SILENT, Progress
from backbeat.timeline import load
from backbeat.timeline.reading import read_edit
from backbeat.v1.mastering_pb2 import Delivered, MasterRequest, MasterResult
from backbeat.v1.rendering_pb2 import RenderRequest
from backbeat.workflows.master.encoding import Recording, encode_until_compliant
from backbeat.workflows.master.format import DeliverySpec, decide, with_dialogue_target
from backbeat.workflows.master.preparation import metered, prepared_for
from backbeat.workflows.master.report import label, said, without_bulk, write_log
from backbeat.workflows.master.timeline import write_timeline
from backbeat.workflows.outputs import output_path
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
    with ExitStack() as stack:
        source, start_s, decoding = asked, None, progress.part(0, _DECODING)
        if asked.suffix.lower() in _TIMELINES:
            source = _beside(request, stack) / f"{asked.stem}.wav"
            start_s = _rendered(request, source, result, progress.part(0, _RENDERING))
            decoding = progress.part(_RENDERING, _DECODING)
        elif request.timeline_path:
            raise RequestError(
                f"{asked} is no timeline, so none can be written.", "Leave the timeline out."
            )
        recording, specs = _decoded(request, source, stack, start_s, decoding)
        for index, spec in enumerate(specs):
            share = (1 - _DECODING) / len(specs)
            start = _DECODING + index * share
            made = _delivered(spec, recording, progress.part(start, start + share))
            result.delivered.append(made)
            if request.deliveries[index].log_path:
                write_log(made, Path(request.deliveries[index].log_path))
        for made in result.delivered:
            without_bulk(made, len(specs))
        if request.timeline_path:
            write_timeline(asked, Path(request.timeline_path), result.delivered[0])
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
    _check_outputs(asked, specs)
    for wanted in request.deliveries:
        output_path(wanted.log_path, request.path, (".html", ".json"))
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


def _beside(request: MasterRequest, stack: ExitStack) -> Path:
    """A folder for the mix, beside the first delivery; it does not stay."""
    for wanted in request.deliveries:
        check_folder(Path(wanted.output_path))
    target = Path(request.deliveries[0].output_path)
    # Named like any unfinished output, so that an engine finds it after a crash.
    folder = target.with_name(f".{target.name}.{uuid.uuid4().hex[:8]}.part")
    folder.mkdir()
    stack.callback(shutil.rmtree, folder, ignore_errors=True)
    return folder


def _rendered(request: MasterRequest, mix: Path, result: MasterResult, progress: Progress) -> float:
    """Mixes a timeline's sound, and gives its start in seconds since midnight."""
    output_path(request.timeline_path, request.path, (".otio",))
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


def _check_outputs(source: Path, specs: list[DeliverySpec]) -> None:
    for index, spec in enumerate(specs):
        if same_file(spec.path, source):
            raise OutputError(f"{spec.path} is the input itself.", "Choose another output.")
        check_folder(spec.path)
        if any(same_file(spec.path, other.path) for other in specs[:index]):
            raise RequestError(
                f"Two deliveries are called {spec.path}.", "Give each a name of its own."
            )


def _dialogue(specs: list[DeliverySpec], stream: AudioStream) -> Dialogue | None:
    if all(spec.by_dialogue is None for spec in specs):
        return None
    return Dialogue(stream.rate, stream.channels, stream.layout)


def _delivered(spec: DeliverySpec, recording: Recording, progress: Progress) -> Delivered:
    with ExitStack() as stack:
        prepared = prepared_for(spec, recording, stack, progress)
        temporary = stack.enter_context(replacing(spec.path))
        try:
            outcome = encode_until_compliant(spec, prepared, temporary, progress)
        except BackbeatError as error:
            # The user knows no unfinished files.
            words = error.message.replace(str(temporary), str(spec.path))
            raise type(error)(words, error.hint) from error
        made = said(spec, outcome, prepared)
        if spec.has_picture:
            picture = picture_digest(temporary)
            made.picture_packets = picture.packets
            made.picture_identical = picture.sha256 == outcome.copied.picture.sha256
        if spec.muxer == "wav":
            label(temporary, made, recording)
        made.sha256 = sha256_of(temporary)
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
