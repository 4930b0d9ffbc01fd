"""How long shots are to be, moment by moment, in beats."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from backbeat.cutting.pacing.form import Form
from backbeat.cutting.pacing.intensity import Intensity, by_level
from backbeat.cutting.pacing.pattern import Length, Over, Pattern, Sequence, Unit
from backbeat.cutting.pacing.ticks import Ticks

_BAR_S = 2.0
"""The bar that `follow_tempo` compares with: of 4/4 at 120 bpm."""
_OCTAVES = 1.0
"""How many times a pace of 1 halves, and a pace of 0 doubles, the lengths."""
_OF_SECTION = 0.5
"""How much a section's own length evens out those of its moments."""
_AROUND_BEATS = 4.0
"""Length of the moment that intensity is read over."""
_ABOVE_NEIGHBOURS = 1.8
"""How many times longer than its neighbours a held shot is that cannot be held any longer."""
_AROUND_SHOTS = 2
"""The neighbours on each side."""


@dataclass(frozen=True)
class Targets:
    """Lengths in beats that shots are to have around each tick, shape (ticks,)."""

    usual: NDArray[np.float64]
    """Without the shots on drops."""
    held: NDArray[np.float64]
    """With them. Cuts are placed by these."""


def targets(
    pattern: Pattern,
    pace: float,
    ticks: Ticks,
    form: Form,
    intensity: Intensity,
    holds: Mapping[int, float],
    shortest: float,
) -> Targets:
    """The lengths wanted of shots.

    Args:
        pattern: what is wanted.
        pace: 0 to 1; 0.5 takes the pattern as it is.
        ticks, form, intensity: of the music.
        holds: by the tick of a drop, how many times longer than its neighbours its shot is.
        shortest: no length is below this, in beats.
    """
    faster = 2 ** (2 * _OCTAVES * (pace - 0.5))
    seconds = (_BAR_S / (ticks.beat_s * ticks.beats_per_bar)) ** pattern.follow_tempo
    lengths = [_wanted(pattern, tick, ticks, form, intensity) for tick in range(len(ticks))]
    usual = np.array(lengths) * seconds / faster
    if pattern.sequence is None and pattern.length.follow_energy:
        _keep_to_sections(usual, pattern, ticks, form, seconds / faster)
    usual *= [_in_build(pattern, tick, ticks, form) for tick in range(len(ticks))]
    usual = np.maximum(usual, shortest)
    return _with_holds(usual, ticks, form, holds, pattern.hold_at_drops)


def _wanted(pattern: Pattern, tick: int, ticks: Ticks, form: Form, intensity: Intensity) -> float:
    """The length wanted at a tick before pace, tempo, builds and drops."""
    part = form.part_at(tick)
    in_beats = _converter(tick, ticks, form)
    length = _step_at(pattern.sequence, tick, ticks, form) if pattern.sequence else None
    if length is not None:
        beats = in_beats(length)
    elif pattern.length.follow_energy:
        time_s = float(ticks[tick].time_s)
        around = _AROUND_BEATS * ticks.beat_s / 2
        moment = intensity.of(max(time_s - around, 0), time_s + around, None)
        beats = _by_energy(pattern, moment, in_beats)
    else:
        beats = in_beats(pattern.length.medium)
    return beats * pattern.sections.get(part.label, 1.0)


def _by_energy(pattern: Pattern, energy: float, in_beats: Callable[[Length], float]) -> float:
    lengths = (pattern.length.low, pattern.length.medium, pattern.length.high)
    return by_level([in_beats(each) for each in lengths], energy)


def _keep_to_sections(
    usual: NDArray[np.float64], pattern: Pattern, ticks: Ticks, form: Form, times: float
) -> None:
    """Evens the lengths of each section out, and brings them to what its own energy asks for."""
    positions = _positions(ticks)
    for part in form.parts:
        wanted = _by_energy(pattern, part.intensity, _converter(part.start, ticks, form))
        wanted *= pattern.sections.get(part.label, 1.0) * times
        inside = slice(part.start, part.end)
        evened = usual[inside] ** (1 - _OF_SECTION) * wanted**_OF_SECTION
        beats = np.diff(positions[part.start : part.end + 1])
        usual[inside] = evened * (beats / evened).sum() / (beats.sum() / wanted)


def _in_build(pattern: Pattern, tick: int, ticks: Ticks, form: Form) -> float:
    """How many times longer shots are at a tick for lying in a build."""
    build = form.build_at(tick)
    if build is None or pattern.builds is None:
        return 1.0
    share = _share(tick, *build, ticks)
    return float(pattern.builds.first ** (1 - share) * pattern.builds.last**share)


def _converter(tick: int, ticks: Ticks, form: Form) -> Callable[[Length], float]:
    """The function from a length to beats, at a tick."""

    def in_beats(length: Length) -> float:
        amount = float(length.amount)
        match length.unit:
            case Unit.BEAT:
                return amount
            case Unit.BAR:
                return amount * ticks.bars[tick]
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


def _with_holds(
    usual: NDArray[np.float64], ticks: Ticks, form: Form, holds: Mapping[int, float], times: float
) -> Targets:
    """A longer length from each drop to the end of its shot.

    Where the next drop or section leaves no room for it, or it is to be longer than the `times` of
    the pattern, its neighbours are shorter too.
    """
    positions = _positions(ticks)
    fixed = sorted({part.end for part in form.parts} | set(holds))
    lengths: dict[int, float] = {}
    usual = usual.copy()
    for drop, longer in holds.items():
        following = next(tick for tick in fixed if tick > drop)
        room = float(positions[following] - positions[drop])
        before, after = float(usual[drop - 1]), float(usual[drop])
        length = longer * max((before + after) / 2, after)
        if following in holds:
            # Before the next drop there are shots to compare with.
            room /= 2
        lengths[drop] = min(length, room)
        if length > room or longer > times:
            most = lengths[drop] / (_ABOVE_NEIGHBOURS * longer / times)
            start, end = positions[drop], positions[drop] + lengths[drop]
            near = (positions >= start - _AROUND_SHOTS * most - 0.5) & (
                positions < end + _AROUND_SHOTS * most
            )
            usual[near] = np.minimum(usual[near], most)
    held = usual.copy()
    for drop, length in lengths.items():
        inside = (positions >= positions[drop]) & (positions < positions[drop] + length - 1e-6)
        held[inside] = np.maximum(length, 0.5)
    return Targets(usual, held)


def _positions(ticks: Ticks) -> NDArray[np.float64]:
    return np.array([tick.position for tick in ticks.ticks])


def phases(lengths: NDArray[np.float64], ticks: Ticks) -> NDArray[np.float64]:
    """How many shots of the wanted lengths fit from the first tick to each, shape (ticks,).

    Between two ticks it grows by their distance over the length wanted at the first of them.
    """
    positions = _positions(ticks)
    return np.concatenate([[0.0], np.cumsum(np.diff(positions) / lengths[:-1])])
