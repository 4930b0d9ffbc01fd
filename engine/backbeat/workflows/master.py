"""The `master` job: a recording to its deliveries, each verified as it was written."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from backbeat.errors import MediaError, OutputError, RequestError
from backbeat.files import replacing, same_file, sha256_of, write_text
from backbeat.progress import SILENT, Progress
from backbeat.v1.mastering_pb2 import Delivered, MasterRequest, MasterResult
from backbeat.v1.rendering_pb2 import RenderRequest

if TYPE_CHECKING:
    from backbeat.loudness import Meter
    from backbeat.loudness.dialogue import Dialogue
    from backbeat.media.probe import AudioStream, MediaInfo
    from backbeat.media.samples import Samples
    from backbeat.media.spool import Spool
    from backbeat.workflows.delivery_format import Target
    from backbeat.workflows.delivery_rounds import Outcome, Prepared, Recording

_DECODING = 0.2
"""Of the whole work."""
_RENDERING = 0.15
_MOST_SHIFT_MS = 1.0
_MOST_VALUES = 250_000
"""Of a curve, in all deliveries: a message holds 4 MiB."""
_TIMELINES = (".otio", ".otioz", ".otiod")
_UNHEARD_DB = 46.0
"""Below the ceiling: what lies there moves a peak by less than 0.05 dB."""


def run(request: MasterRequest, progress: Progress = SILENT) -> MasterResult:
    """Decodes a recording once, and writes every delivery of it.

    Raises:
        RequestError: no path, no delivery, or one that makes no sense.
        MediaError: the recording cannot be read, or has a sample that is not a number.
        OutputError: a delivery cannot be written.
        CancelledError: the job was asked to stop.
    """
    from backbeat.loudness import Meter
    from backbeat.loudness.flaws import Repair
    from backbeat.media.decode import stream_audio
    from backbeat.media.probe import probe
    from backbeat.media.spool import Spool
    from backbeat.workflows.delivery_format import aimed, decide
    from backbeat.workflows.delivery_rounds import Recording

    if not request.path:
        raise RequestError("A master job needs a path.", "Name the recording to deliver.")
    if not request.deliveries:
        raise RequestError("A master job needs a delivery.", "Name a preset and an output.")
    asked = Path(request.path)
    result = MasterResult()
    with ExitStack() as stack:
        source, start_s, decoding = asked, None, progress.part(0, _DECODING)
        if asked.suffix.lower() in _TIMELINES:
            _check_folders([Path(wanted.output_path) for wanted in request.deliveries])
            folder = Path(request.deliveries[0].output_path).parent
            beside = stack.enter_context(
                tempfile.TemporaryDirectory(prefix=".backbeat-", dir=folder)
            )
            source = Path(beside) / f"{asked.stem}.wav"
            start_s = _rendered(request, source, result, progress.part(0, _RENDERING))
            decoding = progress.part(_RENDERING, _DECODING)
        elif request.timeline_path:
            raise RequestError(
                f"{asked} is no timeline, so none can be written.", "Leave the timeline out."
            )
        info = probe(source)
        stream = _stream(info, request.track)
        targets = [decide(wanted, stream, info.video is not None) for wanted in request.deliveries]
        _check_outputs(asked, targets)
        _check_logs([wanted.log_path for wanted in request.deliveries if wanted.log_path])
        spool = stack.enter_context(Spool(stream.rate, targets[0].path.parent))
        meter = Meter(stream.rate, stream.channels, stream.layout)
        blocks: Iterable[Samples] = stream_audio(
            source, stream.rate, stream.channels, stream=request.track, progress=decoding
        )
        dialogue = _dialogue(targets, stream)
        repair = Repair()
        if request.repair:
            blocks = map(repair.applied, blocks)
        spool.fill(_heard(blocks, meter, source, dialogue))
        measured = meter.finish()
        spoken = None if dialogue is None else dialogue.finish(len(measured.power))
        if spoken is not None:
            targets = [aimed(target, spoken, asked) for target in targets]
        if start_s is None:
            start_s = _start_s(info)
        recording = Recording(info, stream, request.track, spool, measured, spoken, start_s)
        for target in targets:
            target.notes.extend(repair.said)
        for index, target in enumerate(targets):
            share = (1 - _DECODING) / len(targets)
            start = _DECODING + index * share
            part = progress.part(start, start + share)
            made = _delivered(target, recording, part)
            result.delivered.append(made)
            if request.deliveries[index].log_path:
                _write_log(made, Path(request.deliveries[index].log_path))
            _without_bulk(made, len(targets))
        if request.timeline_path:
            from backbeat.workflows.mastered_timeline import write_timeline

            write_timeline(asked, Path(request.timeline_path), result.delivered[0])
            result.timeline_path = request.timeline_path
        progress(1, "Done")
        return result


def _rendered(request: MasterRequest, mix: Path, result: MasterResult, progress: Progress) -> float:
    """Mixes a timeline's sound, and gives its start in seconds since midnight."""
    from backbeat.timeline import load
    from backbeat.timeline.reading import read_edit
    from backbeat.workflows import render

    if request.timeline_path and not request.timeline_path.lower().endswith(".otio"):
        raise RequestError(
            f"{request.timeline_path} is of no known kind.", "End the timeline in .otio."
        )
    wanted = RenderRequest(edit_path=request.path, output_path=str(mix), options=request.render)
    result.rendered.CopyFrom(render.run(wanted, progress))
    result.rendered.path = ""
    edit = read_edit(load(Path(request.path)))
    return float(edit.start / edit.rate)


def _check_folders(paths: list[Path]) -> None:
    for path in paths:
        if not path.parent.is_dir():
            raise OutputError(
                f"{path} cannot be written: the folder {path.parent} does not exist.",
                "Make it first, or choose another output.",
            )


def _stream(info: MediaInfo, track: int) -> AudioStream:
    from backbeat.media.probe import AudioStream

    streams = [stream for stream in info.streams if isinstance(stream, AudioStream)]
    if not 0 <= track < len(streams):
        raise MediaError(
            f"{info.path} has {len(streams)} track(s) of sound; number {track} does not exist.",
            "Tracks count from 0.",
        )
    if not streams[track].rate:
        raise MediaError(
            f"{info.path} holds sound in a codec that cannot be decoded.",
            "Convert it to WAV.",
        )
    return streams[track]


def _check_logs(paths: list[str]) -> None:
    for path in paths:
        if not path.lower().endswith((".html", ".json")):
            raise RequestError(f"{path} is of no known kind.", "End the log in .html or .json.")
    _check_folders([Path(path) for path in paths])


def _check_outputs(source: Path, targets: list[Target]) -> None:
    for index, target in enumerate(targets):
        if same_file(target.path, source):
            raise OutputError(f"{target.path} is the input itself.", "Choose another output.")
        _check_folders([target.path])
        if any(same_file(target.path, other.path) for other in targets[:index]):
            raise RequestError(
                f"Two deliveries are called {target.path}.", "Give each a name of its own."
            )


def _dialogue(targets: list[Target], stream: AudioStream) -> Dialogue | None:
    if all(target.by_dialogue is None for target in targets):
        return None
    from backbeat.loudness.dialogue import Dialogue

    return Dialogue(stream.rate, stream.channels, stream.layout)


def _heard(
    blocks: Iterable[Samples], meter: Meter, source: Path, dialogue: Dialogue | None = None
) -> Iterator[Samples]:
    try:
        for block in blocks:
            meter.feed(block)
            if dialogue is not None:
                dialogue.feed(block)
            yield block
    except MediaError as error:
        if str(source) in error.message:
            raise
        raise MediaError(f"{source}: {error.message}", error.hint) from error


def _delivered(target: Target, recording: Recording, progress: Progress) -> Delivered:
    from backbeat.media.delivering import picture_digest
    from backbeat.workflows.delivery_rounds import write_until_right

    with ExitStack() as stack:
        prepared = _prepared(target, recording, stack, progress)
        temporary = stack.enter_context(replacing(target.path))
        outcome = write_until_right(target, prepared, temporary, progress)
        made = _said(target, outcome, prepared)
        if target.has_picture:
            picture = picture_digest(temporary)
            made.picture_packets = picture.packets
            made.picture_identical = picture.sha256 == outcome.copied.picture.sha256
        if target.muxer == "wav":
            _label(temporary, made, recording)
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


def _label(path: Path, made: Delivered, recording: Recording) -> None:
    """Fills the bext chunk, and carries over what else the source said."""
    from backbeat.media.broadcast_wave import Loudness, finish

    def figure(name: str) -> float | None:
        return float(getattr(made.after, name)) if made.after.HasField(name) else None

    loudness = Loudness(
        figure("integrated_lufs"),
        figure("lra_lu"),
        figure("true_peak_dbtp"),
        figure("momentary_max_lufs"),
        figure("short_term_max_lufs"),
    )
    rates = recording.stream.rate, made.after.sample_rate_hz
    carried = finish(path, loudness, recording.info.path, *rates)
    if carried:
        made.notes.append(f"Carried over from the source: {', '.join(carried)}.")


def _without_bulk(made: Delivered, deliveries: int) -> None:
    """Takes out what would make the message too long; the logs have it."""
    made.before.ClearField("curve")
    made.before.ClearField("overs")
    if len(made.after.curve.peak_dbfs) * deliveries > _MOST_VALUES:
        made.after.ClearField("curve")


def _write_log(made: Delivered, path: Path) -> None:
    """The loudness log: to read as .html, for programs otherwise."""
    from google.protobuf import json_format

    from backbeat.loudness.page import delivery_page
    from backbeat.loudness.presets import chosen

    if path.suffix.lower() == ".html":
        wanted = chosen([made.preset]) if made.preset else []
        write_text(path, delivery_page(made, Path(made.path).name, wanted))
        return
    text = json_format.MessageToJson(made, always_print_fields_with_no_presence=True)
    write_text(path, text + "\n")


def _needs_low_pass(target: Target, prepared: Prepared) -> bool:
    from backbeat.loudness.full_band import reaches_half
    from backbeat.loudness.mastering import needs_limiting, static_gain_db

    if not needs_limiting(prepared.measured, target.aim):
        return False
    gain = static_gain_db(target.aim.loudness(prepared.measured.power), target.aim)
    ceiling = target.aim.true_peak_dbtp or 0.0
    return reaches_half(prepared.spool.blocks(), 10 ** ((ceiling - gain - _UNHEARD_DB) / 20))


def _prepared(
    target: Target, recording: Recording, stack: ExitStack, progress: Progress
) -> Prepared:
    """The recording as it is delivered, but for its gain."""
    from backbeat.loudness import Meter
    from backbeat.loudness.full_band import low_passed
    from backbeat.loudness.leveller import levelled
    from backbeat.media.spool import Spool
    from backbeat.workflows.delivery_rounds import Prepared

    def kept(blocks: Iterable[Samples]) -> Prepared:
        spool = stack.enter_context(Spool(target.form.rate, target.path.parent))
        meter = Meter(target.form.rate, target.form.channels, target.form.layout)
        spool.fill(_heard(blocks, meter, target.path))
        return Prepared(spool, meter.finish(), recording)

    prepared = Prepared(recording.spool, recording.measured, recording)
    if not target.keeps_samples(recording.spool.rate):
        prepared = kept(_converted(recording.spool, target, progress))
    if target.lra_max_lu:
        power, samples = prepared.measured.power, prepared.spool.samples
        curve = levelled(power, target.form.rate, samples, target.lra_max_lu)
        if curve.reduction_db is not None:
            prepared = kept(curve.applied(prepared.spool.blocks()))
            least, most = -curve.reduction_db.max(), -curve.reduction_db.min()
            target.notes.append(
                f"Passages were levelled by {least:+.1f} to {most:+.1f} dB for the loudness range."
            )
    if _needs_low_pass(target, prepared):
        prepared = kept(low_passed(prepared.spool.blocks()))
        target.notes.append(
            f"Sound above {0.478 * target.form.rate / 1000:.1f} kHz was taken out: no two "
            "converters agree on its peaks, and the ceiling could not be kept for all."
        )
    return prepared


def _converted(spool: Spool, target: Target, progress: Progress) -> Iterator[Samples]:
    """The recording at the rate and in the channels that are delivered."""
    from backbeat.loudness.state_filter import StateFilter, high_pass
    from backbeat.media.channels import converted
    from backbeat.media.resampling import Resampler

    channels = target.form.channels
    resampler = Resampler(spool.rate, target.form.rate, channels)
    hz = target.high_pass_hz
    filtering = StateFilter(high_pass(spool.rate, hz), channels) if hz else None
    for block in spool.blocks():
        progress.check()
        mixed = converted(block, target.matrix)
        if filtering is not None:
            mixed = filtering.feed(np.ascontiguousarray(mixed.T, np.float32)).T
        yield resampler.feed(mixed)
    if filtering is not None:
        yield resampler.feed(filtering.finish().T)
    yield resampler.finish()


def _said(target: Target, outcome: Outcome, prepared: Prepared) -> Delivered:
    from backbeat.loudness.mastering import gain_spread_db
    from backbeat.loudness.presets import chosen
    from backbeat.loudness.report import report

    wanted = chosen([target.preset]) if target.preset else []
    curve, aim = outcome.curve, target.aim
    recording = prepared.recording
    low, high = gain_spread_db(curve, prepared.spool.rate, len(prepared.measured.power))
    reduction = 0.0 if curve.reduction_db is None else float(curve.reduction_db.max(initial=0.0))
    made = Delivered(
        path=str(target.path),
        preset=target.preset,
        container=target.muxer,
        codec=target.form.codec,
        bit_depth=target.form.bits or 0,
        bitrate_kbps=(target.form.bit_rate or 0) // 1000,
        before=report(recording.measured, recording.stream.layout, wanted, spoken=recording.spoken),
        after=report(outcome.heard.measured, target.form.layout, wanted, spoken=recording.spoken),
        tolerance_lu=target.tolerance_lu,
        gain_db=curve.gain_db,
        most_reduction_db=reduction,
        gain_low_db=low,
        gain_high_db=high,
        rounds=outcome.rounds,
        shift_ms=outcome.heard.shift_ms,
        notes=target.notes,
        tracks_copied=outcome.copied.tracks,
    )
    if aim.integrated_lufs is not None:
        made.target_lufs = aim.integrated_lufs
    if aim.true_peak_dbtp is not None:
        made.ceiling_dbtp = aim.true_peak_dbtp
    if outcome.heard.outside_peak > 0:
        made.outside_true_peak_dbtp = 20 * float(np.log10(outcome.heard.outside_peak))
    made.notes.extend(f"Not copied: {name}." for name in outcome.copied.left_out)
    made.missed = outcome.plan.missed
    if abs(made.shift_ms) > _MOST_SHIFT_MS:
        made.missed = f"the sound lies {made.shift_ms:+.1f} ms off where it belongs"
    made.met = _is_met(made, target, outcome)
    return made


def _is_met(made: Delivered, target: Target, outcome: Outcome) -> bool:
    if outcome.heard.over_db.any() or abs(made.shift_ms) > _MOST_SHIFT_MS:
        return False
    if target.aim.integrated_lufs is None:
        return True
    reached = target.aim.loudness(outcome.heard.measured.power)
    if reached is None:
        return False
    return abs(reached - target.aim.integrated_lufs) <= target.tolerance_lu
