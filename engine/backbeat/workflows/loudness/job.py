"""The `loudness` job: how loud is it, and which deliveries does it meet as it is."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from backbeat.errors import RequestError
from backbeat.files import write_bytes, write_text
from backbeat.home import home
from backbeat.progress import SILENT, Progress
from backbeat.v1.loudness_pb2 import LoudnessOptions, LoudnessReport, LoudnessRequest
from backbeat.workflows.inputs import Inputs
from backbeat.workflows.outputs import output_path, write_json, writing

if TYPE_CHECKING:
    from backbeat.loudness import Measured
    from backbeat.loudness.flaws import Repair
    from backbeat.loudness.gating import Mask
    from backbeat.loudness.presets import Preset

_METERS = ("backbeat", "pyloudnorm")


def run(request: LoudnessRequest, progress: Progress = SILENT) -> LoudnessReport:
    """Measures one recording, and writes the report where the request says.

    Raises:
        RequestError: no path, or options that make no sense.
        MediaError: the recording cannot be read, or has a sample that is not a number.
        OutputError: the report cannot be written.
        CancelledError: the job was asked to stop.
    """
    from backbeat.loudness.flaws import Repair
    from backbeat.loudness.presets import USERS_FILE, chosen
    from backbeat.loudness.report import report
    from backbeat.media.shortfall import shortfall_of

    if not request.path:
        raise RequestError("A loudness job needs a path.", "Name the recording to measure.")
    source, options = Path(request.path), request.options
    meter = options.meter or _METERS[0]
    if meter not in _METERS:
        raise RequestError(f"There is no meter {meter!r}.", f"Choose of {', '.join(_METERS)}.")
    target = output_path(request.output_path, (".html", ".json"))
    plot = output_path(request.plot_path, (".png", ".svg"))
    inputs = Inputs((source, home() / USERS_FILE))
    wanted = chosen(list(options.presets))
    spoken = options.dialogue or any(
        preset.gating == "dialogue" for preset in wanted if options.presets
    )
    with writing(inputs, (target, plot), request.overwrite) as outputs:
        repair = Repair() if options.repair else None
        measured, layout, mask = measure(source, options.track, spoken, repair, progress)
        made = report(measured, layout, wanted, options.dual_mono, mask)
        made.warnings.extend(repair.said if repair else [])
        if (shortfall := shortfall_of(source)) is not None:
            made.warnings.append(shortfall.sentence(source.name))
        if meter == "pyloudnorm":
            _read_by_pyloudnorm(made, source, options, progress)
        if target is not None and target.suffix.lower() == ".html":
            from backbeat.loudness.page import page

            write_text(
                outputs.at(target), page(made, source.name, wanted if options.presets else [])
            )
        elif target is not None:
            write_json(made, outputs.at(target))
        if plot is not None:
            _draw(made, source, wanted if options.presets else [], outputs.at(plot))
    progress(1, "Done")
    return made


def measure(
    path: Path,
    track: int,
    spoken: bool = False,
    repair: Repair | None = None,
    progress: Progress = SILENT,
) -> tuple[Measured, str | None, Mask | None]:
    """Measures a track of a file at its own rate.

    Returns:
        what was measured, the name of the channel layout, and where somebody speaks: None unless
        `spoken` asks for it.
    """
    from backbeat.errors import MediaError
    from backbeat.loudness import Meter
    from backbeat.media.decode import stream_audio
    from backbeat.media.probe import AudioStream, probe

    streams = [stream for stream in probe(path).streams if isinstance(stream, AudioStream)]
    stream = streams[track] if 0 <= track < len(streams) else None
    rate = (stream.rate if stream else 0) or 48000
    meter, layout, dialogue = None, None, None
    try:
        for decoded in stream_audio(path, rate, stream=track, block_s=2.0, progress=progress):
            block = decoded if repair is None else repair.applied(decoded)
            if meter is None:
                channels = block.shape[1]
                layout = stream.layout if stream and stream.channels == channels else None
                meter = Meter(rate, channels, layout)
                if spoken:
                    from backbeat.loudness.dialogue import Dialogue

                    dialogue = Dialogue(rate, channels, layout)
            meter.feed(block)
            if dialogue is not None:
                dialogue.feed(block)
    except MediaError as error:
        if str(path) in error.message:
            raise
        raise MediaError(f"{path}: {error.message}", error.hint) from error
    if meter is None:
        raise MediaError(f"{path} holds no sound.", "Choose another file or track.")
    measured = meter.finish()
    mask = None if dialogue is None else dialogue.finish(len(measured.power))
    return measured, layout, mask


def _read_by_pyloudnorm(
    made: LoudnessReport, path: Path, options: LoudnessOptions, progress: Progress
) -> None:
    """Puts pyloudnorm's loudness and range in the place of ours, to compare."""
    from backbeat.errors import MediaError
    from backbeat.loudness.compliance import check
    from backbeat.loudness.cross_check import integrated_and_range
    from backbeat.loudness.presets import chosen
    from backbeat.media.decode import read_audio

    if options.dual_mono:
        raise RequestError("pyloudnorm does not know dual mono.", "Leave one of the two out.")
    sound = read_audio(path, made.sample_rate_hz, stream=options.track, progress=progress)
    found = integrated_and_range(sound.samples, sound.rate, made.layout)
    if found is None:
        raise MediaError(
            f"{path} cannot be measured by pyloudnorm: shorter than 3 s, or more than 5.1.",
            "Use our own meter.",
        )
    made.meter = "pyloudnorm"
    made.integrated_lufs, made.lra_lu = found
    del made.presets[:]
    made.presets.extend(check(made, preset) for preset in chosen(list(options.presets)))


def _draw(made: LoudnessReport, source: Path, wanted: list[Preset], plot: Path) -> None:
    from backbeat import drawing
    from backbeat.loudness.plot import picture

    scene = picture(made, source.name, wanted)
    if plot.suffix.lower() == ".svg":
        write_text(plot, drawing.svg(scene))
        return
    write_bytes(plot, drawing.png(scene))
