"""The `loudness` job: measures a recording, and checks it against delivery presets."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

from backbeat.errors import MediaError, RequestError
from backbeat.files import write_bytes, write_text
from backbeat.home import home
from backbeat.loudness.flaws import Repair
from backbeat.loudness.presets import USERS_FILE, chosen
from backbeat.loudness.report import report
from backbeat.media.decode import early_s
from backbeat.media.probe import MediaInfo, probe
from backbeat.media.samples import Samples
from backbeat.media.shortfall import shortfall_of
from backbeat.packages import require
from backbeat.progress import SILENT, Progress
from backbeat.v1.loudness_pb2 import LoudnessOptions, LoudnessReport, LoudnessRequest
from backbeat.workflows.bindings import BoundTracks, bound, sounds_of
from backbeat.workflows.inputs import Inputs
from backbeat.workflows.loudness.measuring import measure
from backbeat.workflows.outputs import output_path, write_json, writing
from backbeat.workflows.ranges import time_in, within

if TYPE_CHECKING:
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
    if not request.path:
        raise RequestError("A loudness job needs a path.", "Name the recording to measure.")
    source, options = Path(request.path), request.options
    meter = options.meter or _METERS[0]
    if meter not in _METERS:
        raise RequestError(f"There is no meter {meter!r}.", f"Choose from: {', '.join(_METERS)}.")
    if meter == "pyloudnorm":
        require(meter)
    target = output_path(request.output_path, (".html", ".json"))
    plot = output_path(request.plot_path, (".png", ".svg"))
    inputs = Inputs((source, home() / USERS_FILE))
    presets = chosen(list(options.presets))
    requested = presets if options.presets else []
    with writing(inputs, (target, plot), request.overwrite) as outputs:
        info = probe(source)
        recording = _recording(info, options)
        part = _Part.of(info, recording, options)
        result = _measured(recording, part, options, presets, progress)
        _identify(result, info, recording, part)
        if result.sound_tracks > 1 and not options.binding.tracks and not options.track:
            result.warnings.append(
                f"The file has {result.sound_tracks} tracks of sound; this is track 1 alone. "
                "--tracks says which to measure."
            )
        if (shortfall := shortfall_of(source)) is not None:
            result.warnings.append(shortfall.sentence(source.name))
        if meter == "pyloudnorm":
            _read_by_pyloudnorm(result, recording, part, options, progress)
        if target is not None and target.suffix.lower() == ".html":
            from backbeat.loudness.page import page

            write_text(outputs.at(target), page(result, source.name, requested))
        elif target is not None:
            write_json(result, outputs.at(target))
        if plot is not None:
            _draw(result, source, requested, outputs.at(plot))
    progress(1, "Done")
    return result


def _measured(
    recording: BoundTracks,
    part: _Part,
    options: LoudnessOptions,
    presets: list[Preset],
    progress: Progress,
) -> LoudnessReport:
    requested = presets if options.presets else []
    repair = Repair() if options.repair else None
    blocks = part.blocks(recording, progress)
    measurement = measure(
        blocks if repair is None else map(repair.applied, blocks),
        recording.path,
        recording.rate,
        recording.channels,
        recording.layout,
        options.dialogue or any(preset.gating == "dialogue" for preset in requested),
        options.rms or any(preset.is_by_rms for preset in requested),
    )
    result = report(
        measurement.measured,
        recording.layout,
        presets,
        options.dual_mono,
        measurement.dialogue_mask,
        measurement.mean_squares,
    )
    result.warnings.extend(repair.notes if repair else [])
    return result


def _recording(info: MediaInfo, options: LoudnessOptions) -> BoundTracks:
    """The tracks that are measured. Raises: RequestError, MediaError."""
    binding = options.binding
    tracks = list(binding.tracks) or [options.track + 1]
    return bound(info, tracks, binding.layout)


@dataclass(frozen=True)
class _Part:
    """The range of a recording that is measured, in seconds from its start."""

    from_s: Fraction
    to_s: Fraction | None
    """None: to the end."""
    early_s: Fraction = Fraction(0)
    """How long it sounds before the first picture, which is measured too: a platform decodes it."""

    @staticmethod
    def of(info: MediaInfo, recording: BoundTracks, options: LoudnessOptions) -> _Part:
        """Raises: RequestError: the range ends before it starts, or starts after the recording."""
        from_s = time_in(info, options.range_from) if options.range_from else Fraction(0)
        to_s = time_in(info, options.range_to) if options.range_to else None
        if to_s is not None and to_s <= from_s:
            raise RequestError(
                f"The range from {options.range_from or 0} to {options.range_to} is empty.",
                "Let it end after it starts.",
            )
        if recording.duration is not None and from_s >= recording.duration:
            raise RequestError(
                f"The range starts at {float(from_s):.2f} s, and {info.path} ends at "
                f"{float(recording.duration):.2f} s.",
                "Let it start earlier.",
            )
        if from_s or to_s is not None or len(recording.tracks) > 1:
            return _Part(from_s, to_s)
        return _Part(from_s, to_s, early_s(recording.path, recording.tracks[0]))

    @property
    def is_whole(self) -> bool:
        """Whether nothing is left out."""
        return not self.from_s and self.to_s is None

    def blocks(self, recording: BoundTracks, progress: Progress) -> Iterator[Samples]:
        """Its sound, shape (n, channels), one after another."""
        blocks = recording.blocks(2.0, progress, bool(self.early_s))
        if self.is_whole:
            return blocks
        return within(blocks, recording.rate, self.from_s, self.to_s)


def _identify(result: LoudnessReport, info: MediaInfo, recording: BoundTracks, part: _Part) -> None:
    """Enters which recording was measured, and counts times from its start, not the range's."""
    result.path, result.sound_tracks = str(info.path), len(sounds_of(info))
    result.tracks.extend(recording.numbers)
    result.warnings.extend(recording.notes)
    shift = float(part.from_s - part.early_s)
    if not part.is_whole:
        result.range_from_s = shift
        result.range_to_s = shift + result.duration_s
    for name in ("short_term_max", "momentary_max", "true_peak"):
        setattr(result, f"{name}_time_s", getattr(result, f"{name}_time_s") + shift)
    for over in result.overs:
        over.time_s += shift


def _read_by_pyloudnorm(
    result: LoudnessReport,
    recording: BoundTracks,
    part: _Part,
    options: LoudnessOptions,
    progress: Progress,
) -> None:
    """Replaces loudness and loudness range by pyloudnorm's readings, for comparison."""
    import numpy as np

    from backbeat.loudness.compliance import check
    from backbeat.loudness.cross_check import integrated_and_range
    from backbeat.media.limits import check_fits_memory

    if options.dual_mono:
        raise RequestError("pyloudnorm does not know dual mono.", "Leave one of the two out.")
    check_fits_memory(recording.path, result.duration_s, recording.rate, recording.channels)
    samples = np.concatenate(list(part.blocks(recording, progress)))
    readings = integrated_and_range(samples, recording.rate, result.layout)
    if readings is None:
        raise MediaError(
            f"{recording.path} cannot be measured by pyloudnorm: it is shorter than 3 s, or has "
            "more channels than 5.1.",
            "Use Backbeat's own meter.",
        )
    result.meter = "pyloudnorm"
    result.integrated_lufs, result.lra_lu = readings
    del result.presets[:]
    result.presets.extend(check(result, preset) for preset in chosen(list(options.presets)))


def _draw(result: LoudnessReport, source: Path, presets: list[Preset], plot: Path) -> None:
    from backbeat import drawing
    from backbeat.loudness.plot import picture

    scene = picture(result, source.name, presets)
    if plot.suffix.lower() == ".svg":
        write_text(plot, drawing.svg(scene))
        return
    write_bytes(plot, drawing.png(scene))
