"""How long shots are to be, moment by moment, in beats."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
from numpy.typing import NDArray

from backbeat.cutting.pacing.form import Form
from backbeat.cutting.pacing.intensity import Intensity, between_levels
from backbeat.cutting.pacing.pattern import Length, Over, Pattern, Sequence, Unit
from backbeat.cutting.pacing.ticks import BEAT_S, Ticks

_OCTAVES = 1.0
"""How many times a pace of 1 halves, and a pace of 0 doubles, the lengths."""
_OF_SECTION = 0.65
"""How much the intensity of the whole section counts against that of the moment."""
_AROUND_BEATS = 4.0
"""Length of the moment that intensity is read over."""


def targets(
    pattern: Pattern,
    pace: float,
    ticks: Ticks,
    form: Form,
    intensity: Intensity,
    holds: Mapping[int, float],
) -> NDArray[np.float64]:
    """The length in beats that a shot around each tick is to have, shape (ticks,).

    Args:
        pattern: what is wanted.
        pace: 0 to 1; 0.5 takes the pattern as it is.
        ticks, form, intensity: of the music.
        holds: by the tick of a drop, how many times longer than its neighbours its shot is.
    """
    faster = 2 ** (2 * _OCTAVES * (pace - 0.5))
    seconds = (BEAT_S / ticks.beat_s) ** pattern.follow_tempo
    found = np.array(
        [
            _usual(pattern, tick, ticks, form, intensity) * seconds / faster
            for tick in range(len(ticks))
        ]
    )
    return _held(found, ticks, form, holds)


def _usual(pattern: Pattern, tick: int, ticks: Ticks, form: Form, intensity: Intensity) -> float:
    """The length wanted at a tick before pace, tempo and drops."""
    part = form.part_at(tick)
    in_beats = _converter(tick, ticks, form)
    length = _step_at(pattern.sequence, tick, ticks, form) if pattern.sequence else None
    if length is not None:
        beats = in_beats(length)
    elif pattern.length.follow_energy:
        time_s = float(ticks[tick].time_s)
        around = _AROUND_BEATS * ticks.beat_s / 2
        moment = intensity.of(max(time_s - around, 0), time_s + around, None)
        mixed = _OF_SECTION * part.intensity + (1 - _OF_SECTION) * moment
        lengths = (pattern.length.low, pattern.length.medium, pattern.length.high)
        beats = between_levels([in_beats(each) for each in lengths], mixed)
    else:
        beats = in_beats(pattern.length.medium)
    beats *= pattern.sections.get(part.label, 1.0)
    build = form.build_at(tick)
    if build and pattern.builds:
        share = _share(tick, *build, ticks)
        first, last = pattern.builds.first, pattern.builds.last
        beats *= float(first ** (1 - share) * last**share)
    return beats


def _converter(tick: int, ticks: Ticks, form: Form) -> Callable[[Length], float]:
    """The function from a length to beats, at a tick."""

    def in_beats(length: Length) -> float:
        amount = float(length.amount)
        match length.unit:
            case Unit.BEAT:
                return amount
            case Unit.BAR:
                return amount * ticks.beats_per_bar
            case Unit.SECOND:
                return amount / ticks.beat_s
            case Unit.PHRASE:
                start, end = form.phrase_at(tick, len(ticks) - 1)
            case Unit.SECTION:
                part = form.part_at(tick)
                start, end = part.start, part.end
        return amount * max(ticks[end].position - ticks[start].position, 0.5)

    return in_beats


def _step_at(sequence: Sequence, tick: int, ticks: Ticks, form: Form) -> Length | None:
    """The length of the step that a tick lies in; None outside of what a sequence is laid over."""
    match sequence.over:
        case Over.PHRASE:
            stretch: tuple[int, int] | None = form.phrase_at(tick, len(ticks) - 1)
        case Over.SECTION:
            part = form.part_at(tick)
            stretch = part.start, part.end
        case Over.BUILD:
            stretch = form.build_at(tick)
    if stretch is None:
        return None
    share, total = _share(tick, *stretch, ticks), 0.0
    for step in sequence.steps:
        total += step.share
        if share < total - 1e-9:
            return step.length
    return sequence.steps[-1].length


def _share(tick: int, start: int, end: int, ticks: Ticks) -> float:
    """Where in a stretch a tick lies, 0 to 1."""
    first, last = ticks[start].position, ticks[end].position
    return (ticks[tick].position - first) / max(last - first, 1e-9)


def _held(
    usual: NDArray[np.float64], ticks: Ticks, form: Form, holds: Mapping[int, float]
) -> NDArray[np.float64]:
    """With longer lengths from each drop to the end of its shot."""
    found = usual.copy()
    for drop, times in holds.items():
        length = times * (usual[drop - 1] + usual[drop]) / 2
        end = form.part_at(drop).end
        for tick in range(drop, end):
            if ticks[tick].position - ticks[drop].position >= length - 1e-6:
                break
            found[tick] = length
    return found


def phases(lengths: NDArray[np.float64], ticks: Ticks) -> NDArray[np.float64]:
    """How many shots of the wanted lengths fit from the first tick to each, shape (ticks,).

    Between two ticks it grows by their distance over the length wanted at the first of them.
    """
    positions = np.array([tick.position for tick in ticks.ticks])
    return np.concatenate([[0.0], np.cumsum(np.diff(positions) / lengths[:-1])])
