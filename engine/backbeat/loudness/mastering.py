"""Planning the gain that brings a recording to a loudness target under a true-peak ceiling.

One gain applies to all of it, and a limiter only where that gain exceeds the ceiling. The gain is
solved without processing samples again: the meter's mean squares of 10 ms, times the mean square of
the gain in each, predict the loudness of the limited recording to a few hundredths of an LU.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from backbeat.loudness import windows
from backbeat.loudness.gain_curve import GainCurve
from backbeat.loudness.gating import Mask, dialogue_loudness
from backbeat.loudness.limiter import reducing
from backbeat.loudness.meter import Measured
from backbeat.loudness.rms import rms_dbfs
from backbeat.loudness.windows import MOMENTARY, SHORT_TERM

Float32s = npt.NDArray[np.float32]
Float64s = npt.NDArray[np.float64]

MAX_REDUCTION_DB = 12.0
"""Most gain reduction by default, in dB; more changes the sound audibly and must be asked for."""
MAX_MAKE_UP_DB = 9.0
"""How far the gain may exceed the static gain to make up for the limiter's reduction, in dB."""
_CLOSE_LU = 0.005
_TRIES = 12
_SPREAD_STEPS = 10
"""Steps of 10 ms that are averaged for `gain_spread_db`."""


@dataclass(frozen=True, eq=False)
class LoudnessTarget:
    """Levels that a recording is brought to, and limits that it must keep; None: no requirement."""

    integrated_lufs: float | None
    true_peak_dbtp: float | None
    short_term_lufs: float | None = None
    """The highest short-term loudness allowed."""
    max_reduction_db: float = MAX_REDUCTION_DB
    dialogue_mask: Mask | None = None
    """Steps of 10 ms with speech, where the loudness is that of the dialogue."""
    momentary_lufs: float | None = None
    """The highest momentary loudness allowed."""
    rms_dbfs: float | None = None
    """An RMS level to reach instead of a loudness."""
    peak_dbtp: float | None = None
    """The level that one gain brings the highest true peak to, instead of a loudness."""

    @property
    def level(self) -> float | None:
        """The level that `loudness` is brought to, in LUFS, or in dBFS for an RMS level."""
        return self.integrated_lufs if self.rms_dbfs is None else self.rms_dbfs

    def loudness(self, power: Float64s) -> float | None:
        """The level that this target judges, in LUFS or dBFS; None for silence.

        Args:
            power: K-weighted mean squares of all channels, unweighted ones for an RMS level; shape
                (steps,).
        """
        if self.rms_dbfs is not None:
            return rms_dbfs(power)
        if self.dialogue_mask is None:
            return windows.integrated(power)
        steps = min(len(power), len(self.dialogue_mask))
        return dialogue_loudness(power[:steps], self.dialogue_mask[:steps])


@dataclass(frozen=True, eq=False)
class Plan:
    """The gain of a recording, and the loudness that it is predicted to have."""

    curve: GainCurve
    integrated_lufs: float | None
    """The predicted loudness."""
    missed: str = ""
    """Why the target cannot be reached; empty where it is."""


def static_gain_db(loudness: float | None, target: LoudnessTarget) -> float:
    """The gain from `loudness` to the target's level in dB; 0 where either is None."""
    if loudness is None or target.level is None:
        return 0.0
    return target.level - loudness


def needs_limiting(measured: Measured, target: LoudnessTarget) -> bool:
    """Whether the static gain puts a true peak above the ceiling."""
    peak = measured.true_peaks.max(initial=0.0)
    if target.true_peak_dbtp is None or target.peak_dbtp is not None or peak <= 0:
        return False
    gain = static_gain_db(target.loudness(measured.power), target)
    return bool(20 * np.log10(peak) + gain > target.true_peak_dbtp)


def peak_threshold(measured: Measured, target: LoudnessTarget) -> float:
    """Amplitude above which `plan` needs exact block peaks."""
    gain = static_gain_db(target.loudness(measured.power), target) + MAX_MAKE_UP_DB
    return float(10 ** (((target.true_peak_dbtp or 0.0) - gain) / 20))


def plan(
    measured: Measured,
    target: LoudnessTarget,
    peaks: Float32s | None = None,
    extra_db: Float32s | None = None,
    correction_lu: float = 0.0,
) -> Plan:
    """Plans the gain that reaches a target, or comes as close as its limits allow.

    Args:
        measured: the recording before any gain.
        target: levels to reach and limits to keep.
        peaks: true peaks of its blocks, exact from `peak_threshold` on, shape (blocks,); None where
            the limiter is not needed.
        extra_db: additional reduction of each block in dB, shape (blocks,).
        correction_lu: added to the predicted loudness, for a change that the encoder makes.
    """
    if target.peak_dbtp is not None:
        return _by_peak(measured, target.peak_dbtp - correction_lu)
    loudness = target.loudness(measured.power)
    if loudness is None and target.level is None:
        return Plan(_Shaper(measured, target, peaks, extra_db, 0.0).curve(0.0), None)
    if loudness is None:
        short = measured.samples < windows.MOMENTARY * measured.rate // windows.GRID_HZ
        reason = "it is shorter than 400 ms" if short else "nothing is above the gate of -70 LUFS"
        return Plan(GainCurve(0.0), None, reason)
    static_gain = static_gain_db(loudness + correction_lu, target)
    shaper = _Shaper(measured, target, peaks, extra_db, correction_lu)
    if target.level is None:
        limits = (target.short_term_lufs, target.momentary_lufs)
        is_bounded = any(limit is not None for limit in limits)
        gain = min(0.0, shaper.max_gain_db(0.0)[0]) if is_bounded else 0.0
        return Plan(shaper.curve(gain), shaper.loudness(gain))
    max_gain_db, missed = shaper.max_gain_db(static_gain)
    gain = _gain_for_level(shaper, target.level, min(static_gain, max_gain_db), max_gain_db)
    achieved = shaper.loudness(gain)
    if target.level - achieved <= 2 * _CLOSE_LU:
        missed = ""
    return Plan(shaper.curve(gain), achieved, missed)


def _by_peak(measured: Measured, peak_dbtp: float) -> Plan:
    peak = float(measured.true_peaks.max(initial=0.0))
    if peak <= 0:
        return Plan(GainCurve(0.0), None, "it is digital silence")
    return Plan(GainCurve(peak_dbtp - 20 * float(np.log10(peak))), None)


def gain_spread_db(curve: GainCurve, rate: int, steps: int) -> tuple[float, float]:
    """The gain's 5th and 95th percentile over tenths of a second in dB, which shows pumping."""
    powers = curve.step_powers(rate, steps)
    tenths = powers[: steps - steps % _SPREAD_STEPS].reshape(-1, _SPREAD_STEPS).mean(axis=1)
    if not len(tenths):
        return curve.gain_db, curve.gain_db
    low, high = np.percentile(10 * np.log10(tenths), (5, 95))
    return float(low), float(high)


@dataclass(frozen=True, eq=False)
class _Shaper:
    """Predicts the gain curve and the loudness of a recording for a gain."""

    measured: Measured
    target: LoudnessTarget
    peaks: Float32s | None
    extra_db: Float32s | None
    correction_lu: float

    def curve(self, gain_db: float) -> GainCurve:
        if self.peaks is None or self.target.true_peak_dbtp is None:
            return GainCurve(gain_db)
        return reducing(
            self.peaks, self.measured.rate, self.target.true_peak_dbtp, gain_db, self.extra_db
        )

    def power(self, gain_db: float) -> Float64s:
        power = self.measured.power
        return power * self.curve(gain_db).step_powers(self.measured.rate, len(power))

    def loudness(self, gain_db: float) -> float:
        loudness = self.target.loudness(self.power(gain_db))
        return (-np.inf if loudness is None else loudness) + self.correction_lu

    def highest(self, gain_db: float, length: int) -> float:
        """The highest loudness of windows of `length` steps of 10 ms, in LUFS."""
        values = windows.sliding(self.power(gain_db), length)
        return float(values.max(initial=-np.inf)) + self.correction_lu

    def max_gain_db(self, static_gain: float) -> tuple[float, str]:
        """The largest gain allowed in dB, and the reason why it is not larger."""
        max_gain_db = static_gain + MAX_MAKE_UP_DB
        reason = "the limiter takes back what the gain adds"
        if (
            self.peaks is not None
            and self.target.true_peak_dbtp is not None
            and self.peaks.max() > 0
        ):
            peak = 20 * np.log10(float(self.peaks.max()))
            headroom_gain_db = self.target.true_peak_dbtp + self.target.max_reduction_db - peak
            if headroom_gain_db < max_gain_db:
                max_gain_db = headroom_gain_db
                reason = f"peaks would be reduced by more than {self.target.max_reduction_db:g} dB"
        elif self.peaks is None:
            max_gain_db = static_gain
        for name, limit, length in (
            ("short-term", self.target.short_term_lufs, SHORT_TERM),
            ("momentary", self.target.momentary_lufs, MOMENTARY),
        ):
            if limit is None:
                continue
            over = self.highest(min(max_gain_db, static_gain), length) - limit
            if over > 0:
                max_gain_db = min(max_gain_db, static_gain) - over
                reason = f"{name} loudness would exceed {limit:g} LUFS"
        return float(max_gain_db), reason


def _gain_for_level(shaper: _Shaper, level: float, gain: float, max_gain_db: float) -> float:
    """The gain that reaches `level`, at most `max_gain_db`, found by the secant method."""
    previous: tuple[float, float] | None = None
    for _ in range(_TRIES):
        error_lu = level - shaper.loudness(gain)
        if abs(error_lu) <= _CLOSE_LU or (error_lu > 0 and gain >= max_gain_db):
            break
        slope = 1.0
        if previous is not None and gain != previous[0]:
            # A limiter takes back some of the added gain, never all of it, and never adds any.
            slope = float(np.clip((previous[1] - error_lu) / (gain - previous[0]), 0.1, 1.0))
        previous = (gain, error_lu)
        gain = min(max_gain_db, gain + error_lu / slope)
    return gain
