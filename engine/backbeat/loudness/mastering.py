"""To a loudness and under a ceiling: one gain for all of it, and a limiter only where that is not
enough.

The gain is found without touching the sound again. The meter's energies of 10 ms, times the gain's
mean square in each, tell what the limited recording will measure to a few hundredths.
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
"""More of it is another sound, and nobody's wish without asking."""
MAX_MAKE_UP_DB = 9.0
"""By how much the gain may exceed the static one, to make up for what the limiter takes."""
_CLOSE_LU = 0.005
_TRIES = 12
_SPREAD_STEPS = 10
"""Gain is looked at in tenths of a second."""


@dataclass(frozen=True, eq=False)
class LoudnessTarget:
    """What a recording shall measure. None: whatever it is."""

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
    """An RMS level, in the place of a loudness."""
    peak_dbtp: float | None = None
    """Where the highest true peak goes by one gain, in the place of a loudness."""

    @property
    def level(self) -> float | None:
        """What `loudness` is to be: in LUFS, or dBFS of RMS."""
        return self.integrated_lufs if self.rms_dbfs is None else self.rms_dbfs

    def loudness(self, power: Float64s) -> float | None:
        """What is to be as wanted, in LUFS; None where there is nothing to hear.

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
    """What is done to a recording, and what will come of it."""

    curve: GainCurve
    integrated_lufs: float | None
    """As foreseen."""
    missed: str = ""
    """Why the loudness cannot be reached; empty where it is."""


def static_gain_db(loudness: float | None, target: LoudnessTarget) -> float:
    """The gain from one loudness to the other, in dB; 0 where there is no such thing."""
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
    """Amplitude from which on `plan` wants blocks' peaks exactly."""
    gain = static_gain_db(target.loudness(measured.power), target) + MAX_MAKE_UP_DB
    return float(10 ** (((target.true_peak_dbtp or 0.0) - gain) / 20))


def plan(
    measured: Measured,
    target: LoudnessTarget,
    peaks: Float32s | None = None,
    extra_db: Float32s | None = None,
    correction_lu: float = 0.0,
) -> Plan:
    """How to reach an target.

    Args:
        measured: the recording before any gain.
        target: what is wanted.
        peaks: of its blocks, exact from `peak_threshold` on; None where the limiter is not needed.
        extra_db: what blocks must be turned down besides, shape (blocks,).
        correction_lu: what to add to the loudness that is foreseen, as an encoder changes it.
    """
    if target.peak_dbtp is not None:
        return _by_peak(measured, target.peak_dbtp - correction_lu)
    heard = target.loudness(measured.power)
    if heard is None and target.level is None:
        return Plan(_Shaper(measured, target, peaks, extra_db, 0.0).curve(0.0), None)
    if heard is None:
        short = measured.samples < windows.MOMENTARY * measured.rate // windows.GRID_HZ
        why = "it is shorter than 400 ms" if short else "nothing is above the gate of -70 LUFS"
        return Plan(GainCurve(0.0), None, why)
    least = static_gain_db(heard + correction_lu, target)
    shaper = _Shaper(measured, target, peaks, extra_db, correction_lu)
    if target.level is None:
        limits = (target.short_term_lufs, target.momentary_lufs)
        bounded = any(limit is not None for limit in limits)
        gain = min(0.0, shaper.max_gain_db(0.0)[0]) if bounded else 0.0
        return Plan(shaper.curve(gain), shaper.loudness(gain))
    most, missed = shaper.max_gain_db(least)
    gain = _solved(shaper, target.level, min(least, most), most)
    reached = shaper.loudness(gain)
    if target.level - reached <= 2 * _CLOSE_LU:
        missed = ""
    return Plan(shaper.curve(gain), reached, missed)


def _by_peak(measured: Measured, peak_dbtp: float) -> Plan:
    peak = float(measured.true_peaks.max(initial=0.0))
    if peak <= 0:
        return Plan(GainCurve(0.0), None, "it is digital silence")
    return Plan(GainCurve(peak_dbtp - 20 * float(np.log10(peak))), None)


def gain_spread_db(curve: GainCurve, rate: int, steps: int) -> tuple[float, float]:
    """The gain's 5th and 95th percentile over tenths of a second, in dB; pumping would show."""
    powers = curve.step_powers(rate, steps)
    tenths = powers[: steps - steps % _SPREAD_STEPS].reshape(-1, _SPREAD_STEPS).mean(axis=1)
    if not len(tenths):
        return curve.gain_db, curve.gain_db
    low, high = np.percentile(10 * np.log10(tenths), (5, 95))
    return float(low), float(high)


@dataclass(frozen=True, eq=False)
class _Shaper:
    """What a gain makes of a recording."""

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
        found = self.target.loudness(self.power(gain_db))
        return (-np.inf if found is None else found) + self.correction_lu

    def highest(self, gain_db: float, length: int) -> float:
        """Of the loudness of windows of `length` steps."""
        values = windows.sliding(self.power(gain_db), length)
        return float(values.max(initial=-np.inf)) + self.correction_lu

    def max_gain_db(self, least: float) -> tuple[float, str]:
        """The greatest gain allowed, and what stands against more."""
        most, why = least + MAX_MAKE_UP_DB, "the limiter takes back what the gain adds"
        if (
            self.peaks is not None
            and self.target.true_peak_dbtp is not None
            and self.peaks.max() > 0
        ):
            peak = 20 * np.log10(float(self.peaks.max()))
            room = self.target.true_peak_dbtp + self.target.max_reduction_db - peak
            if room < most:
                most = room
                why = (
                    f"peaks would have to give way by more than {self.target.max_reduction_db:g} dB"
                )
        elif self.peaks is None:
            most = least
        for name, limit, length in (
            ("short-term", self.target.short_term_lufs, SHORT_TERM),
            ("momentary", self.target.momentary_lufs, MOMENTARY),
        ):
            if limit is None:
                continue
            over = self.highest(min(most, least), length) - limit
            if over > 0:
                most = min(most, least) - over
                why = f"{name} loudness would exceed {limit:g} LUFS"
        return float(most), why


def _solved(shaper: _Shaper, wanted: float, gain: float, most: float) -> float:
    """The gain that gives the loudness wanted, or the greatest there may be."""
    before: tuple[float, float] | None = None
    for _ in range(_TRIES):
        off = wanted - shaper.loudness(gain)
        if abs(off) <= _CLOSE_LU or (off > 0 and gain >= most):
            break
        slope = 1.0
        if before is not None and gain != before[0]:
            # A limiter takes some of what is added, never all, and never gives.
            slope = float(np.clip((before[1] - off) / (gain - before[0]), 0.1, 1.0))
        before = (gain, off)
        gain = min(most, gain + off / slope)
    return gain
