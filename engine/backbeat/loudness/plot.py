"""Draws loudness over time: short-term and momentary, what is asked for, and the peaks."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from backbeat.drawing import Scene, colors
from backbeat.drawing.lettering import clock, shortened, width_of
from backbeat.drawing.scene import Curve, Lines, Rect, Shape, Text
from backbeat.loudness.presets import Preset
from backbeat.v1.loudness_pb2 import LoudnessReport

Float64s = npt.NDArray[np.float64]

_WIDTH = 1600.0
_LEFT, _RIGHT = 64.0, 24.0
_TOP, _LOUDNESS, _GAP, _PEAKS, _FOOT = 96.0, 300.0, 26.0, 120.0, 64.0
_TARGET, _OVER, _PEAK, _INTEGRATED = "#2f9e6e", "#d4203a", "#8f98a8", "#1259c3"
_NOTHING = -119.0
_MIN_SPAN = 24
_SIZE = 12.0
_CEILING_DBTP = -1.0
_TENTH_S = 0.1
_STEPS_S = (0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 1800, 3600)


@dataclass(frozen=True)
class _Lane:
    """A box of the drawing with its scale."""

    top: float
    height: float
    low: float
    high: float
    seconds: float

    def y(self, values: npt.ArrayLike) -> Float64s:
        inside = np.clip(np.asarray(values, np.float64), self.low, self.high)
        share = (inside - self.low) / (self.high - self.low)
        return np.asarray(self.top + self.height * (1 - share), np.float64)

    def x(self, times: npt.ArrayLike) -> Float64s:
        inside = np.clip(np.asarray(times, np.float64) / self.seconds, 0, 1)
        return np.asarray(_LEFT + inside * (_WIDTH - _LEFT - _RIGHT), np.float64)


def picture(report: LoudnessReport, title: str, presets: list[Preset]) -> Scene:
    """The drawing of a report.

    Args:
        report: with its curve.
        title: printed above; the name of the file.
        wanted: presets whose target is drawn as a band.
    """
    height = _TOP + _LOUDNESS + _GAP + _PEAKS + _FOOT
    scene = Scene(_WIDTH, height, colors.GROUND, f"{title}: {_facts(report)}")
    room = _WIDTH - 2 * _RIGHT
    scene.add(
        Text(_RIGHT, 42, shortened(title, 24, room), 24, colors.INK),
        Text(_RIGHT, 68, shortened(_facts(report), 14, room), 14, colors.DIM),
    )
    seconds = max(report.duration_s, 0.1)
    low, high = _scale(report, presets)
    loudness = _Lane(_TOP, _LOUDNESS, low, high, seconds)
    peaks = _Lane(_TOP + _LOUDNESS + _GAP, _PEAKS, -30, 3, seconds)
    for lane, step, unit in ((loudness, 6, "LUFS"), (peaks, 6, "dBTP")):
        _draw_scale(scene, lane, step, unit)
    _draw_targets(scene, loudness, presets)
    _draw_loudness(scene, loudness, report)
    _draw_peaks(scene, peaks, report)
    _draw_clock(scene, peaks)
    _draw_legend(scene, height - 16, bool(presets))
    return scene


def over_places(report: LoudnessReport) -> tuple[list[float], float, float]:
    """Where the overs are in the picture: their x, and the y between which it shows time."""
    lane = _Lane(_TOP, _LOUDNESS, 0, 1, max(report.duration_s, 0.1))
    places = lane.x([over.time_s + _TENTH_S / 2 for over in report.overs]).tolist()
    return places, _TOP, _TOP + _LOUDNESS + _GAP + _PEAKS


def _facts(report: LoudnessReport) -> str:
    known = [
        f"{getattr(report, name):.1f} {unit}"
        for name, unit in (
            ("integrated_lufs", "LUFS integrated"),
            ("lra_lu", "LU range"),
            ("short_term_max_lufs", "LUFS short-term at most"),
            ("momentary_max_lufs", "LUFS momentary at most"),
            ("true_peak_dbtp", "dBTP"),
        )
        if report.HasField(name)
    ]
    length = f"{clock(report.duration_s)}, {report.sample_rate_hz} Hz, {report.layout}"
    return "  ·  ".join([*(fact.replace("-", "−", 1) for fact in known), length])


def _scale(report: LoudnessReport, presets: list[Preset]) -> tuple[int, int]:
    audible = np.asarray(report.curve.momentary_lufs, np.float64)
    audible = audible[audible > -70]
    targets = [preset.integrated_lufs for preset in presets if preset.integrated_lufs is not None]
    if not len(audible):
        return -60, 0
    high = math.ceil(max(float(audible.max()), *targets, -70) / 6) * 6
    low = math.floor(min(float(np.percentile(audible, 5)), *targets, high) / 6) * 6
    return min(low, high - _MIN_SPAN), high


def _draw_scale(scene: Scene, lane: _Lane, step: int, unit: str) -> None:
    right = _WIDTH - _RIGHT
    scene.add(Rect(_LEFT, lane.top, right - _LEFT, lane.height, colors.PANEL))
    marks = np.arange(math.ceil(lane.low / step) * step, lane.high + 1e-6, step)
    ys = lane.y(marks)
    ends = np.column_stack([np.full_like(ys, _LEFT), ys, np.full_like(ys, right), ys])
    scene.add(Lines(ends, colors.RULE, 1.0))
    for mark, y in zip(marks.tolist(), ys.tolist(), strict=True):
        words = f"{mark:g}".replace("-", "−")
        scene.add(Text(_LEFT - 8, y + _SIZE * 0.36, words, _SIZE, colors.DIM, "end"))
    scene.add(Text(_LEFT - 8, lane.top - 9, unit, _SIZE - 1, colors.DIM, "end"))


def _draw_targets(scene: Scene, lane: _Lane, presets: list[Preset]) -> None:
    right = _WIDTH - _RIGHT
    for preset in presets:
        if preset.integrated_lufs is None:
            continue
        around = preset.integrated_lufs + np.array([preset.tolerance, -preset.tolerance])
        top, bottom = lane.y(around).tolist()
        scene.add(Rect(_LEFT, top, right - _LEFT, max(2.0, bottom - top), _TARGET, 0.25))
        scene.add(Text(right - 6, top - 4, preset.name, _SIZE - 1, _TARGET, "end"))


def _draw_loudness(scene: Scene, lane: _Lane, report: LoudnessReport) -> None:
    curve = report.curve
    for values, color, width, filled in (
        (curve.momentary_lufs, colors.MOMENTARY, 1.0, False),
        (curve.short_term_lufs, colors.ENERGY, 1.75, True),
    ):
        times, merged = _columns(values, curve.rate_hz)
        # Before the first full window there is nothing to draw.
        audible = merged > _NOTHING
        first = int(audible.argmax()) if audible.any() else len(merged)
        if len(merged) - first < 2:
            continue
        xs, ys = lane.x(times[first:]), lane.y(merged[first:])
        if filled:
            base = lane.top + lane.height
            outline = [(xs[0], base), *zip(xs, ys, strict=True), (xs[-1], base)]
            scene.add(Shape(np.array(outline), color, 0.28))
        scene.add(Curve(np.column_stack([xs, ys]), color, width))
    if report.HasField("integrated_lufs"):
        y = float(lane.y(report.integrated_lufs))
        scene.add(Lines(np.array([[_LEFT, y, _WIDTH - _RIGHT, y]]), _INTEGRATED, 1.25))


def _draw_peaks(scene: Scene, lane: _Lane, report: LoudnessReport) -> None:
    times, merged = _columns(report.curve.peak_dbfs, report.curve.rate_hz)
    base = lane.top + lane.height
    over = merged > _CEILING_DBTP
    for chosen, color in ((~over, _PEAK), (over, _OVER)):
        xs, ys = lane.x(times[chosen]), lane.y(merged[chosen])
        scene.add(Lines(np.column_stack([xs, np.full_like(xs, base), xs, ys]), color, 1.1))
    y = float(lane.y(_CEILING_DBTP))
    scene.add(Lines(np.array([[_LEFT, y, _WIDTH - _RIGHT, y]]), _OVER, 1.0, 0.6))


def _draw_clock(scene: Scene, lane: _Lane) -> None:
    pixels = (_WIDTH - _LEFT - _RIGHT) / lane.seconds
    step = next((s for s in _STEPS_S if s * pixels >= 84), _STEPS_S[-1])
    top = lane.top + lane.height
    times = np.arange(0, lane.seconds + 1e-6, step)
    xs = lane.x(times)
    ticks = np.column_stack([xs, np.full_like(xs, top), xs, np.full_like(xs, top + 4)])
    scene.add(Lines(ticks, colors.DIM, 1.0))
    digits = 0 if step >= 1 else 1
    for time, x in zip(times.tolist(), xs.tolist(), strict=True):
        scene.add(Text(x, top + _SIZE + 5, clock(time, digits), _SIZE, colors.DIM, "middle"))


def _draw_legend(scene: Scene, baseline: float, has_targets: bool) -> None:
    entries = [
        (colors.ENERGY, "short-term (3 s)"),
        (colors.MOMENTARY, "momentary (0.4 s)"),
        (_INTEGRATED, "integrated"),
        *([(_TARGET, "wanted")] if has_targets else []),
        (_PEAK, "peak"),
        (_OVER, "true peak above −1 dBTP"),
    ]
    x = _LEFT
    for color, words in entries:
        scene.add(Rect(x, baseline - 9, 14, 9, color, radius=2))
        scene.add(Text(x + 20, baseline, words, _SIZE, colors.DIM))
        x += 20 + width_of(words, _SIZE) + 26


def _columns(values: object, rate_hz: float) -> tuple[Float64s, Float64s]:
    """Time and highest value of each point of a curve, one a pixel at most."""
    curve = np.asarray(values, np.float64)
    if not len(curve):
        return np.zeros(0), np.zeros(0)
    factor = max(1, math.ceil(len(curve) / (_WIDTH - _LEFT - _RIGHT)))
    edges = np.arange(0, len(curve), factor)
    times = np.asarray((edges + (factor + 1) / 2) / rate_hz, np.float64)
    return times, np.asarray(np.maximum.reduceat(curve, edges), np.float64)
