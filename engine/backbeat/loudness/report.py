"""Builds the loudness report from the meter's measurement."""

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
"""How much louder a mono recording is on two loudspeakers, in LU: 10 log10(2)."""
_CURVE_HZ = 10
_LONG_S, _LONG_HZ = 6 * 3600, 1
"""Recordings longer than this, in seconds, have a curve of 1 Hz: a message holds 4 MiB."""
_FLOOR_LUFS = -120.0
_MIN_DC = 0.003
"""Amplitude of a DC offset that is reported: -50 dBFS, visible in a waveform."""
_QUIETEST = 1e-6
_MAX_OVERS = 1000
_SHORT_S = 60


def report(
    measured: Measured,
    layout: str | None,
    presets: list[Preset],
    dual_mono: bool = False,
    dialogue_mask: Mask | None = None,
    mean_squares: Float64s | None = None,
) -> LoudnessReport:
    """The report of a recording: levels, curve, overs, warnings and preset checks.

    Args:
        measured: the meter's measurement.
        layout: FFmpeg's name of its channel layout; None for the usual one.
        wanted: presets to check against.
        dual_mono: whether a mono recording is meant for two loudspeakers.
        dialogue_mask: steps of 10 ms with speech, shape (steps,); None: not measured.
        mean_squares: unweighted, of steps of 10 ms, for RMS level and noise floor; None: these were
            not asked for.
    """
    channels = len(measured.weights)
    power = measured.power * (2 if dual_mono and channels == 1 else 1)
    named = places(layout, channels)
    result = LoudnessReport(
        duration_s=measured.samples / measured.rate,
        sample_rate_hz=measured.rate,
        channels=channels,
        layout=layout or USUAL.get(channels, f"{channels} channels"),
        channel_levels=[_level(measured, index, place) for index, place in enumerate(named)],
        meter="backbeat",
        curve=_curve(power, measured.tenths),
    )
    _loudness(result, power)
    if dialogue_mask is not None:
        _dialogue(result, power, dialogue_mask)
    if mean_squares is not None:
        _rms(result, mean_squares)
    _peaks(result, measured)
    listed = measured.overs[:_MAX_OVERS]
    result.overs.extend(
        PeakOver(time_s=over.time_s, place=named[over.channel], true_peak_dbtp=_db(over.peak))
        for over in listed
    )
    result.warnings.extend(_warnings(result, measured, dual_mono))
    result.presets.extend(check(result, preset) for preset in presets)
    return result


def _loudness(result: LoudnessReport, power: Float64s) -> None:
    programme = windows.integrated(power)
    if programme is not None:
        result.integrated_lufs = programme
    spread = windows.loudness_range(power)
    if spread is not None:
        result.lra_lu = spread
    for name, length in (("momentary", MOMENTARY), ("short_term", SHORT_TERM)):
        values = windows.sliding(power, length)
        if len(values) and np.isfinite(values.max()):
            setattr(result, f"{name}_max_lufs", float(values.max()))
            setattr(result, f"{name}_max_time_s", (int(values.argmax()) + length) / GRID_HZ)


def _dialogue(result: LoudnessReport, power: Float64s, dialogue_mask: Mask) -> None:
    dialogue_mask = np.pad(
        dialogue_mask[: len(power)], (0, max(0, len(power) - len(dialogue_mask)))
    )
    result.dialogue_share = float(dialogue_mask.mean()) if len(dialogue_mask) else 0.0
    for name, value in (
        ("dialogue_lufs", dialogue_loudness(power, dialogue_mask)),
        ("dialogue_lra_lu", dialogue_range(power, dialogue_mask)),
    ):
        if value is not None:
            setattr(result, name, value)


def _rms(result: LoudnessReport, mean_squares: Float64s) -> None:
    for name, value in (
        ("rms_dbfs", rms_dbfs(mean_squares)),
        ("noise_floor_dbfs", noise_floor_dbfs(mean_squares)),
    ):
        if value is not None:
            setattr(result, name, value)


def _peaks(result: LoudnessReport, measured: Measured) -> None:
    channel = int(measured.true_peaks.argmax()) if len(measured.true_peaks) else 0
    if measured.true_peaks[channel] > 0:
        result.true_peak_dbtp = _db(measured.true_peaks[channel])
        result.true_peak_time_s = float(measured.true_peak_times_s[channel])
        result.sample_peak_dbfs = _db(measured.sample_peaks.max())
        if result.HasField("integrated_lufs"):
            result.peak_to_loudness_lu = result.true_peak_dbtp - result.integrated_lufs


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


def _warnings(result: LoudnessReport, measured: Measured, dual_mono: bool) -> list[str]:
    flaws, warnings = measured.flaws, []
    if not result.HasField("true_peak_dbtp"):
        warnings.append("The recording is digital silence.")
    elif not result.HasField("momentary_max_lufs"):
        warnings.append("Shorter than 400 ms: it has peaks, but no loudness.")
    elif not result.HasField("integrated_lufs"):
        warnings.append("Everything is below the gate of -70 LUFS, though it is not silence.")
    elif result.duration_s < _SHORT_S and result.HasField("lra_lu"):
        warnings.append("Shorter than a minute: the loudness range is not steady yet.")
    if len(measured.weights) == 1 and result.HasField("integrated_lufs") and not dual_mono:
        louder = result.integrated_lufs + DUAL_MONO_LU
        warnings.append(f"Mono: on two loudspeakers it is {louder:.1f} LUFS.")
    if flaws.identical and result.HasField("true_peak_dbtp"):
        warnings.append("All channels are the same: mono in more than one channel.")
    for level in result.channel_levels:
        if abs(level.dc) >= _MIN_DC:
            warnings.append(f"Channel {level.place} stands {level.dc:+.3f} off zero (DC).")
        if level.clipped_runs:
            times = "once" if level.clipped_runs == 1 else f"{level.clipped_runs} times"
            warnings.append(f"Channel {level.place} stands still at full scale {times}: clipped?")
        if result.HasField("true_peak_dbtp") and not level.HasField("true_peak_dbtp"):
            warnings.append(f"Channel {level.place} is silent.")
    if len(measured.overs) > _MAX_OVERS:
        warnings.append(f"Only the first {_MAX_OVERS} of {len(measured.overs)} overs are listed.")
    return warnings


def _db(amplitude: float) -> float:
    return float(20 * np.log10(amplitude))
