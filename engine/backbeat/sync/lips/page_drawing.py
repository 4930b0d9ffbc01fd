"""The drawings of a sync report's page, as SVG that takes its colours from the page."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from backbeat.drawing.lettering import clock
from backbeat.sync.lips.grades import R37
from backbeat.sync.lips.movement import STEP_S
from backbeat.v1.sync_pb2 import SyncReport

Float64s = npt.NDArray[np.float64]

_WIDTH, _HEIGHT = 1060.0, 260.0
_LEFT, _RIGHT, _TOP, _BOTTOM = 64.0, 12.0, 14.0, 30.0
_LEAST_MS = 160.0
_SMALL_WIDTH, _SMALL_HEIGHT = 780.0, 170.0
_LARGEST = 3.2
"""Deviations that the curves of a moment are cut off at."""
_STEPS_S = (0.5, 1, 2, 5, 10, 20, 30, 60, 120, 300, 600, 1200, 1800, 3600)


def offsets_over_time(report: SyncReport) -> str:
    """The offset of every window, with shots, drift and tolerance; empty without windows."""
    points = [
        ((window.start_s + window.end_s) / 2, window.offset_ms, window.confidence)
        for shot in report.shots
        for window in shot.windows
        if window.HasField("offset_ms")
    ]
    if not points:
        return ""
    sure = [abs(offset) for _, offset, confidence in points if confidence > 0.5]
    reach = max(_LEAST_MS, 1.25 * max(sure, default=0.0))
    x = Scale(0, max(report.duration_s, 0.1), _LEFT, _WIDTH - _RIGHT)
    y = Scale(reach, -reach, _TOP, _HEIGHT - _BOTTOM)
    parts = [
        f'<rect class="band" x="{_LEFT:g}" width="{_WIDTH - _LEFT - _RIGHT:g}" '
        f'y="{y(R37.late_ms):.1f}" height="{y(-R37.early_ms) - y(R37.late_ms):.1f}"/>'
    ]
    for value in _ticks(reach):
        kind = "zero" if value == 0 else "grid"
        label = f"{value:+g} ms".replace("-", "−") if value else "0"
        parts.append(
            f'<line class="{kind}" x1="{_LEFT:g}" x2="{_WIDTH - _RIGHT:g}" y1="{y(value):.1f}" '
            f'y2="{y(value):.1f}"/><text x="{_LEFT - 8:g}" y="{y(value) + 4:.1f}" '
            f'text-anchor="end">{label}</text>'
        )
    parts += _time_labels(report.duration_s, x)
    for shot in report.shots[1:]:
        parts.append(
            f'<line class="cut" x1="{x(shot.start_s):.1f}" x2="{x(shot.start_s):.1f}" '
            f'y1="{_TOP:g}" y2="{_HEIGHT - _BOTTOM:g}"/>'
        )
    if report.HasField("drift_ppm") and report.HasField("offset_ms"):
        parts.append(_drift(report, points, x, y))
    for time, offset, confidence in points:
        if abs(offset) <= reach:
            parts.append(
                f'<circle class="dot" cx="{x(time):.1f}" cy="{y(offset):.1f}" r="4.5" '
                f'opacity="{0.12 + 0.88 * confidence:.2f}"><title>{clock(time, 1)}: '
                f"{offset:+.0f} ms, {confidence:.0%} sure</title></circle>"
            )
    return _svg(_WIDTH, _HEIGHT, "Offset over time", parts)


def moment_curves(
    at_s: float, from_s: float, lips: Float64s, voice: Float64s, moved: Float64s | None
) -> str:
    """How far the mouth is open, and what the voice lets expect, around a moment.

    Args:
        at_s: the moment.
        from_s: when the curves begin; they go on in steps of 10 ms.
        lips: shape (n,), in deviations.
        voice: shape (n,).
        moved: shape (n,); None: not known.
    """
    x = Scale(from_s, from_s + len(lips) * STEP_S, 0, _SMALL_WIDTH)
    y = Scale(_LARGEST, -_LARGEST, 6, _SMALL_HEIGHT - 22)
    parts = [
        f'<line class="grid" x1="0" x2="{_SMALL_WIDTH:g}" y1="{y(0):.1f}" y2="{y(0):.1f}"/>',
        f'<line class="now" x1="{x(at_s):.1f}" x2="{x(at_s):.1f}" y1="6" '
        f'y2="{_SMALL_HEIGHT - 22:g}"/>',
        f'<text x="{x(at_s):.1f}" y="{_SMALL_HEIGHT - 6:g}" text-anchor="middle">'
        f"{clock(at_s, 2)}</text>",
    ]
    for kind, curve in (("moved", moved), ("voice", voice), ("lips", lips)):
        if curve is not None:
            parts.append(_polyline(kind, from_s, curve, x, y))
    return _svg(_SMALL_WIDTH, _SMALL_HEIGHT, "Lips and voice", parts)


class Scale:
    """A straight map from values to pixels."""

    def __init__(self, low: float, high: float, to_low: float, to_high: float) -> None:
        self._low, self._to_low = low, to_low
        self._factor = (to_high - to_low) / (high - low)

    def __call__(self, value: float) -> float:
        return self._to_low + (value - self._low) * self._factor


def _drift(report: SyncReport, points: list[tuple[float, float, float]], x: Scale, y: Scale) -> str:
    sure = [(time, offset) for time, offset, confidence in points if confidence >= 0.8]
    slope = report.drift_ppm / 1000
    middle = float(np.median([offset - slope * time for time, offset in sure]))
    ends = (sure[0][0], sure[-1][0])
    return (
        f'<line class="line" x1="{x(ends[0]):.1f}" x2="{x(ends[1]):.1f}" '
        f'y1="{y(middle + slope * ends[0]):.1f}" y2="{y(middle + slope * ends[1]):.1f}"/>'
    )


def _ticks(reach: float) -> list[float]:
    step = next(s for s in (20, 50, 100, 200, 500, 1000, 2000, 5000) if reach / s <= 4.5)
    count = int(reach // step)
    return [float(step * number) for number in range(-count, count + 1)]


def _time_labels(duration_s: float, x: Scale) -> list[str]:
    step = next((s for s in _STEPS_S if duration_s / s <= 12), _STEPS_S[-1])
    digits = 1 if step < 1 else 0
    last = int(duration_s / step)
    return [
        f'<text x="{x(number * step):.1f}" y="{_HEIGHT - 8:g}" '
        f'text-anchor="{"end" if number == last else "middle"}">'
        f"{clock(number * step, digits)}</text>"
        for number in range(last + 1)
    ]


def _polyline(kind: str, from_s: float, curve: Float64s, x: Scale, y: Scale) -> str:
    points = " ".join(
        f"{x(from_s + index * STEP_S):.1f},{y(float(np.clip(value, -_LARGEST, _LARGEST))):.1f}"
        for index, value in enumerate(curve)
        if np.isfinite(value)
    )
    return f'<polyline class="{kind}" points="{points}"/>'


def _svg(width: float, height: float, title: str, parts: list[str]) -> str:
    return (
        f'<svg viewBox="0 0 {width:g} {height:g}" role="img" aria-label="{title}">'
        f"{''.join(parts)}</svg>"
    )
