"""The edit as a strip of SVG over the music: x in percent of the timeline, y in pixels.

Rows are stretched to any width. Text and pictures lie in boxes of their own, which cut them off
where their shot ends.
"""

from __future__ import annotations

import html
import math
from base64 import b64encode
from collections.abc import Iterator

import numpy as np

from backbeat.cutting.report.assembled.edit import AssembledEdit
from backbeat.cutting.report.assembled.views import Curve
from backbeat.cutting.report.drawing import coordinate, wave
from backbeat.v1.cutting_pb2 import Slot

RULER, BARS, SECTIONS, SHOTS, MOTION, MUSIC = 22, 20, 24, 92, 60, 88
"""Heights of the rows, from the top down, in pixels."""
TOPS = {
    "bars": RULER,
    "sections": RULER + BARS,
    "shots": RULER + BARS + SECTIONS,
    "motion": RULER + BARS + SECTIONS + SHOTS,
    "music": RULER + BARS + SECTIONS + SHOTS + MOTION,
}
HEIGHT = sum((RULER, BARS, SECTIONS, SHOTS, MOTION, MUSIC))
_TICK_PX, _BAR_PX = 120, 30
_SECONDS = (1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 1800, 3600)
_COARSER = 7
"""How many times the strip can be made half as wide, each time with half as many labels."""
_MAX_POINTS = 120
"""Most points of a shot's motion curve."""
_QUIETEST_LU = 30
"""Range of the loudness curve below the loudest moment, in LU."""


def strip(edit: AssembledEdit) -> str:
    """What goes into the strip's `<svg>`."""
    return "".join(
        [
            _stretched(edit, _grid(edit)),
            *_sections(edit),
            *_shots(edit),
            _stretched(edit, "".join(_curves(edit))),
            *_peaks(edit),
            *_joins(edit),
            *_timecodes(edit),
            *_bar_numbers(edit),
        ]
    )


def symbols(edit: AssembledEdit) -> str:
    """The pictures, each once: "a12" and "b12" are the first and last of shot 12."""
    made = []
    width, height = edit.thumbnail
    for number, view in sorted(edit.views.shots.items()):
        for letter, jpeg in (("a", view.first), ("b", view.last)):
            if jpeg:
                made.append(
                    f'<symbol id="{letter}{number}" viewBox="0 0 {width} {height}" '
                    'preserveAspectRatio="xMidYMid slice">'
                    f'<image width="{width}" height="{height}" '
                    f'href="data:image/jpeg;base64,{b64encode(jpeg).decode()}"/></symbol>'
                )
    return "".join(made)


def motion_path(curve: Curve, rate: float, top: float, height: float, most: float) -> str:
    """A shot's motion as the data of a path: x in frames of the timeline, y in pixels.

    Args:
        curve: the motion; the highest of neighbours is kept where there are too many.
        rate: frames a second.
        top: of the plot.
        height: of the plot.
        most: the motion that reaches its top.
    """
    times, values = np.asarray(curve.times_s), np.asarray(curve.values, np.float64)
    edges = np.arange(0, len(values), -(-len(values) // _MAX_POINTS))
    highest = np.maximum.reduceat(values, edges)
    # The square root shows calm shots too, beside lively ones.
    shares = np.sqrt(np.clip(np.nan_to_num(highest) / max(most, 1e-9), 0, 1))
    points = zip(times[edges] * rate, top + height * (1 - shares), strict=True)
    return "M" + "L".join(f"{coordinate(x)} {y:.1f}" for x, y in points)


def most_motion(edit: AssembledEdit) -> float:
    """The motion that reaches the top of the plot: all but one in a hundred pictures have less."""
    curves = [view.motion.values for view in edit.views.shots.values() if view.motion is not None]
    joined = np.concatenate(curves) if curves else np.zeros(0)
    joined = joined[np.isfinite(joined)]
    return float(np.quantile(joined, 0.99)) if len(joined) else 1.0


def _stretched(edit: AssembledEdit, inside: str) -> str:
    return (
        f'<svg width="100%" height="{HEIGHT}" preserveAspectRatio="none" '
        f'viewBox="0 0 {coordinate(edit.frames)} {HEIGHT}">{inside}</svg>'
    )


def _grid(edit: AssembledEdit) -> str:
    lines: dict[bool, list[str]] = {True: [], False: []}
    for beat in edit.edit.sync_map.grid:
        lines[beat.beat == 1].append(
            f"M{coordinate(beat.time_s * edit.rate)} {RULER + (4 if beat.beat == 1 else 12)}"
            f"V{HEIGHT}"
        )
    grounds = "".join(f"M0 {top}H{coordinate(edit.frames)}" for top in TOPS.values())
    return (
        f'<path class="ground" d="{grounds}"/>'
        f'<path class="beat" d="{"".join(lines[False])}"/>'
        f'<path class="bar" d="{"".join(lines[True])}"/>'
    )


def _sections(edit: AssembledEdit) -> Iterator[str]:
    for part in edit.parts:
        box = _box(edit, part.start, part.end, TOPS["sections"], SECTIONS)
        words = part.label + (f", {part.level}" if part.level else "")
        yield (
            f'<svg class="section" {box}><rect class="part {part.level}" y="3" width="100%" '
            f'height="{SECTIONS - 6}"/><text class="name" x="6" y="16">{html.escape(words)}'
            "</text></svg>"
        )


def _shots(edit: AssembledEdit) -> Iterator[str]:
    for slot in edit.slots:
        view = edit.views.shots.get(slot.number)
        pictures = ""
        if view is not None and (view.first or view.last):
            pictures = "".join(
                f'<use href="#{letter}{slot.number}" x="{x}" y="4" width="{width}" '
                f'height="{SHOTS - 26}"/>'
                for letter, jpeg, x, width in (
                    ("a", view.first, "0", "50%" if view.last else "100%"),
                    ("b", view.last, "50%", "50%"),
                )
                if jpeg
            )
        kind = "shot given" if slot.shot.given else "shot"
        box = _box(edit, slot.start_frame, slot.end_frame, TOPS["shots"], SHOTS)
        yield (
            f'<a class="{kind}" href="#shot-{slot.number}" data-shot="{slot.number}" '
            f'aria-label="Shot {slot.number}"><svg {box}><rect class="clip" y="4" width="100%" '
            f'height="{SHOTS - 8}"/>{pictures}<text class="number" x="5" y="{SHOTS - 10}">'
            f'{slot.number}<tspan class="of" dx="6">{html.escape(slot.shot.name)}</tspan></text>'
            f'<rect class="edge" y="4" width="100%" height="{SHOTS - 8}"/></svg></a>'
        )
    yield _stretched(edit, _cuts(edit))


def _cuts(edit: AssembledEdit) -> str:
    """A line at each cut, and a wedge over each dissolve."""
    top, bottom = TOPS["shots"] + 4, TOPS["shots"] + SHOTS - 4
    cuts, dissolves = [], []
    for slot in list(edit.slots)[1:]:
        half = slot.dissolve_frames / 2
        if half:
            low, high = coordinate(slot.start_frame - half), coordinate(slot.start_frame + half)
            dissolves.append(f"M{low} {top}L{high} {top}L{low} {bottom}z")
        else:
            cuts.append(f"M{coordinate(slot.start_frame)} {top - 4}V{TOPS['music'] - 1}")
    return (
        f'<path class="cutline" d="{"".join(cuts)}"/>'
        f'<path class="dissolve" d="{"".join(dissolves)}"/>'
    )


def _curves(edit: AssembledEdit) -> Iterator[str]:
    most = most_motion(edit)
    top = TOPS["motion"] + 8
    for slot in edit.slots:
        view = edit.views.shots.get(slot.number)
        if view is not None and view.motion is not None:
            data = motion_path(view.motion, edit.rate, top, MOTION - 14, most)
            yield f'<path class="motion" id="m{slot.number}" d="{data}"/>'
    middle = TOPS["music"] + MUSIC // 2
    waveform = edit.views.waveform
    if waveform is not None and len(waveform.lows):
        yield wave(waveform, edit.rate, middle, MUSIC - 12)
    if edit.views.loudness is not None and len(edit.views.loudness.values):
        yield f'<path class="loudness" d="{_loudness(edit.views.loudness, edit.rate)}"/>'


def _loudness(curve: Curve, rate: float) -> str:
    values = np.asarray(curve.values, np.float64)
    shares = np.clip((values - (values.max() - _QUIETEST_LU)) / _QUIETEST_LU, 0, 1)
    every = max(1, len(values) // 4000)
    top = TOPS["music"] + 6
    points = zip(
        np.asarray(curve.times_s)[::every] * rate,
        top + (MUSIC - 12) * (1 - shares[::every]),
        strict=True,
    )
    return "M" + "L".join(f"{coordinate(x)} {y:.1f}" for x, y in points)


def _peaks(edit: AssembledEdit) -> Iterator[str]:
    """A dot at each shot's peak, joined to the beat that it was put on."""
    y = TOPS["motion"] + 8
    for slot in edit.slots:
        if not slot.shot.HasField("peak_s"):
            continue
        x = edit.percent(slot.shot.peak_s * edit.rate)
        beat_s = beat_of(slot)
        if beat_s is not None:
            at = edit.percent(beat_s * edit.rate)
            yield (
                f'<line class="onbeat" x1="{at}" x2="{at}" y1="{y - 6}" y2="{TOPS["music"] - 1}"/>'
            )
        yield f'<circle class="peak" cx="{x}" cy="{y}" r="3.5"/>'


def _joins(edit: AssembledEdit) -> Iterator[str]:
    for join in edit.edit.sync_map.joins:
        x = edit.percent(join.time_s * edit.rate)
        yield f'<line class="join" x1="{x}" x2="{x}" y1="{TOPS["music"]}" y2="{HEIGHT}"/>'


def beat_of(slot: Slot) -> float | None:
    """The beat that a shot's peak was put on, in seconds of the timeline; None without one."""
    if not slot.shot.HasField("peak_s") or not slot.shot.HasField("peak_error_ms"):
        return None
    return float(slot.shot.peak_s - slot.shot.peak_error_ms / 1000)


def _timecodes(edit: AssembledEdit) -> Iterator[str]:
    nominal = max(1, round(edit.rate))
    steps = [1, 2, 5, 10, *(nominal * count for count in _SECONDS)]
    step = next((one for one in steps if one * edit.px_per_frame >= _TICK_PX), steps[-1])
    for count in range(math.ceil(edit.frames / step)):
        x, label = edit.percent(count * step), edit.edit.label(count * step)
        width = f"{100 * step * 2 ** _level(count) / edit.frames:.4f}%"
        yield (
            f'<svg class="l{_level(count)}" x="{x}" width="{width}" height="{RULER}">'
            f'<line class="tick" y2="{RULER}"/><text class="tc" x="4" y="15">{label}</text></svg>'
        )


def _bar_numbers(edit: AssembledEdit) -> Iterator[str]:
    downbeats = [beat for beat in edit.edit.sync_map.grid if beat.beat == 1]
    if len(downbeats) < 2:
        return
    span = (downbeats[-1].time_s - downbeats[0].time_s) * edit.rate * edit.px_per_frame
    each = span / (len(downbeats) - 1)
    step = 1
    while 0 < each * step < _BAR_PX:
        step *= 2
    for beat in downbeats:
        if (beat.bar - 1) % step == 0:
            level = _level((beat.bar - 1) // step)
            yield (
                f'<text class="barno l{level}" x="{edit.percent(beat.time_s * edit.rate)}" dx="4" '
                f'y="{TOPS["bars"] + 14}">{beat.bar}</text>'
            )


def _level(count: int) -> int:
    """How many times the strip can be halved until this label goes."""
    if not count:
        return _COARSER
    return min((count & -count).bit_length() - 1, _COARSER)


def _box(edit: AssembledEdit, start: int, end: int, top: int, height: int) -> str:
    width = f"{100 * (end - start) / edit.frames:.4f}%"
    return f'x="{edit.percent(start)}" y="{top}" width="{width}" height="{height}"'
