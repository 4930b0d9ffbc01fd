"""From what the meter heard to the report that is shown and kept."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from backbeat.loudness import windows
from backbeat.loudness.compliance import check
from backbeat.loudness.gating import Mask, dialogue_loudness, dialogue_range
from backbeat.loudness.layouts import USUAL, places
from backbeat.loudness.meter import Measured
from backbeat.loudness.presets import Preset
from backbeat.loudness.rms import noise_floor_dbfs, rms_dbfs
from backbeat.loudness.windows import GRID_HZ, MOMENTARY, SHORT_TERM
from backbeat.v1.loudness_pb2 import ChannelLevel, LoudnessCurve, LoudnessReport, PeakOver

Float64s = npt.NDArray[np.float64]

DUAL_MONO_LU = 3.0103
"""How much louder a mono recording is on two loudspeakers."""
_CURVE_HZ = 10
_LONG_S, _LONG_HZ = 6 * 3600, 1
"""Longer recordings have a coarser curve: a message holds 4 MiB."""
_FLOOR_LUFS = -120.0
_MIN_DC = 0.003
"""-50 dBFS: what shifts a waveform visibly."""
_QUIETEST = 1e-6
_MAX_OVERS = 1000
_SHORT_S = 60


def report(
    measured: Measured,
    layout: str | None,
    wanted: list[Preset],
    dual_mono: bool = False,
    dialogue_mask: Mask | None = None,
    mean_squares: Float64s | None = None,
) -> LoudnessReport:
    """Everything there is to say about a recording.

    Args:
        measured: by the meter.
        layout: FFmpeg's name of its channel layout; None for the usual one.
        wanted: presets to check against.
        dual_mono: whether a mono recording is meant for two loudspeakers.
        dialogue_mask: in which steps of 10 ms somebody speaks; None: nobody looked.
        mean_squares: unweighted, of steps of 10 ms, for RMS level and noise floor; None: these were
            not asked for.
    """
    channels = len(measured.weights)
    power = measured.power * (2 if dual_mono and channels == 1 else 1)
    named = places(layout, channels)
    made = LoudnessReport(
        duration_s=measured.samples / measured.rate,
        sample_rate_hz=measured.rate,
        channels=channels,
        layout=layout or USUAL.get(channels, f"{channels} channels"),
        channel_levels=[_level(measured, index, place) for index, place in enumerate(named)],
        meter="backbeat",
        curve=_curve(power, measured.tenths),
    )
    _loudness(made, power)
    if dialogue_mask is not None:
        _dialogue(made, power, dialogue_mask)
    if mean_squares is not None:
        _rms(made, mean_squares)
    _peaks(made, measured)
    kept = measured.overs[:_MAX_OVERS]
    made.overs.extend(
        PeakOver(time_s=over.time_s, place=named[over.channel], true_peak_dbtp=_db(over.peak))
        for over in kept
    )
    made.warnings.extend(_warnings(made, measured, dual_mono))
    made.presets.extend(check(made, preset) for preset in wanted)
    return made


def _loudness(made: LoudnessReport, power: Float64s) -> None:
    programme = windows.integrated(power)
    if programme is not None:
        made.integrated_lufs = programme
    spread = windows.loudness_range(power)
    if spread is not None:
        made.lra_lu = spread
    for name, length in (("momentary", MOMENTARY), ("short_term", SHORT_TERM)):
        values = windows.sliding(power, length)
        if len(values) and np.isfinite(values.max()):
            setattr(made, f"{name}_max_lufs", float(values.max()))
            setattr(made, f"{name}_max_time_s", (int(values.argmax()) + length) / GRID_HZ)


def _dialogue(made: LoudnessReport, power: Float64s, dialogue_mask: Mask) -> None:
    dialogue_mask = np.pad(
        dialogue_mask[: len(power)], (0, max(0, len(power) - len(dialogue_mask)))
    )
    made.dialogue_share = float(dialogue_mask.mean()) if len(dialogue_mask) else 0.0
    for name, value in (
        ("dialogue_lufs", dialogue_loudness(power, dialogue_mask)),
        ("dialogue_lra_lu", dialogue_range(power, dialogue_mask)),
    ):
        if value is not None:
            setattr(made, name, value)


def _rms(made: LoudnessReport, mean_squares: Float64s) -> None:
    for name, value in (
        ("rms_dbfs", rms_dbfs(mean_squares)),
        ("noise_floor_dbfs", noise_floor_dbfs(mean_squares)),
    ):
        if value is not None:
            setattr(made, name, value)


def _peaks(made: LoudnessReport, measured: Measured) -> None:
    channel = int(measured.true_peaks.argmax()) if len(measured.true_peaks) else 0
    if measured.true_peaks[channel] > 0:
        made.true_peak_dbtp = _db(measured.true_peaks[channel])
        made.true_peak_time_s = float(measured.true_peak_times_s[channel])
        made.sample_peak_dbfs = _db(measured.sample_peaks.max())
        if made.HasField("integrated_lufs"):
            made.peak_to_loudness_lu = made.true_peak_dbtp - made.integrated_lufs


def _level(measured: Measured, channel: int, place: str) -> ChannelLevel:
    level = ChannelLevel(
        place=place,
        dc=float(measured.flaws.dc[channel]),
        clipped_runs=int(measured.flaws.clipped_runs[channel]),
    )
    if measured.true_peaks[channel] > 0:
        level.true_peak_dbtp = _db(measured.true_peaks[channel])
        level.sample_peak_dbfs = _db(measured.sample_peaks[channel])
    return level


def _curve(power: Float64s, tenths: npt.NDArray[np.float32]) -> LoudnessCurve:
    long = len(power) > _LONG_S * GRID_HZ
    hz = _LONG_HZ if long else _CURVE_HZ
    every = GRID_HZ // hz
    steps = len(power) // every
    highest = tenths.max(axis=0)
    grouped = np.pad(highest, (0, -len(highest) % (_CURVE_HZ // hz))).reshape(-1, _CURVE_HZ // hz)
    return LoudnessCurve(
        rate_hz=hz,
        momentary_lufs=_ending(power, MOMENTARY, every),
        short_term_lufs=_ending(power, SHORT_TERM, every),
        peak_dbfs=20 * np.log10(np.maximum(grouped.max(axis=1)[:steps], _QUIETEST)),
    )


def _ending(power: Float64s, length: int, every: int) -> list[float]:
    """Loudness of the windows that end each `every` steps, floored where there is none."""
    values = np.full(len(power) // every, _FLOOR_LUFS)
    sliding = windows.sliding(power, length, every)
    first = length // every - 1
    values[first : first + len(sliding)] = np.maximum(sliding, _FLOOR_LUFS)
    return [float(value) for value in values.astype(np.float32)]


def _warnings(made: LoudnessReport, measured: Measured, dual_mono: bool) -> list[str]:
    flaws, found = measured.flaws, []
    if not made.HasField("true_peak_dbtp"):
        found.append("The recording is digital silence.")
    elif not made.HasField("momentary_max_lufs"):
        found.append("Shorter than 400 ms: it has peaks, but no loudness.")
    elif not made.HasField("integrated_lufs"):
        found.append("Everything is below the gate of -70 LUFS, though it is not silence.")
    elif made.duration_s < _SHORT_S and made.HasField("lra_lu"):
        found.append("Shorter than a minute: the loudness range is not steady yet.")
    if len(measured.weights) == 1 and made.HasField("integrated_lufs") and not dual_mono:
        louder = made.integrated_lufs + DUAL_MONO_LU
        found.append(f"Mono: on two loudspeakers it is {louder:.1f} LUFS.")
    if flaws.identical and made.HasField("true_peak_dbtp"):
        found.append("All channels are the same: mono in more than one channel.")
    for level in made.channel_levels:
        if abs(level.dc) >= _MIN_DC:
            found.append(f"Channel {level.place} stands {level.dc:+.3f} off zero (DC).")
        if level.clipped_runs:
            times = "once" if level.clipped_runs == 1 else f"{level.clipped_runs} times"
            found.append(f"Channel {level.place} stands still at full scale {times}: clipped?")
        if made.HasField("true_peak_dbtp") and not level.HasField("true_peak_dbtp"):
            found.append(f"Channel {level.place} is silent.")
    if len(measured.overs) > _MAX_OVERS:
        found.append(f"Only the first {_MAX_OVERS} of {len(measured.overs)} overs are listed.")
    return found


def _db(amplitude: float) -> float:
    return float(20 * np.log10(amplitude))
