"""From music to slots: the one entry to pacing."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from statistics import median

import numpy as np
from numpy.typing import NDArray

from backbeat.cutting.pacing.counts import Wanted, counts, shared_out
from backbeat.cutting.pacing.describing import slots_of
from backbeat.cutting.pacing.form import Form, Part, form_of, spans
from backbeat.cutting.pacing.intensity import Intensity
from backbeat.cutting.pacing.pattern import Pattern, Place
from backbeat.cutting.pacing.patterns import pattern_named
from backbeat.cutting.pacing.placing import Placed, Rules, Run, place
from backbeat.cutting.pacing.slots import Pacing
from backbeat.cutting.pacing.targets import phases, targets
from backbeat.cutting.pacing.ticks import Ticks, ticks_of
from backbeat.errors import InputError, RequestError
from backbeat.v1.assembly_pb2 import TRANSITIONS_NONE, PacingOptions, Transitions
from backbeat.v1.music_pb2 import MusicAnalysis

MIN_FRAMES = 6
"""Fewest frames of a slot."""
PACE = 0.5
"""The pace of a request that states none: the pattern as it is."""
HELD = 1.5
"""Least length of the shot on a drop against the median of its neighbours."""
NEIGHBOURS = 2
"""Shots on each side that the shot on a drop is compared with."""
_GIVEN_UP = 0.2
"""Share of the shots that a held drop takes the place of which its section does without."""
_HARDER = 1.3
_TRIES = 5
_LONGEST_SPAN_BEATS = 96.0
_APART_S = 1.0
"""Least distance between two starts of sections, and between a drop and one."""


def check_options(options: PacingOptions) -> None:
    """Raises:
    RequestError: an option is out of range or unknown, or two exclude each other.
    """
    if options.pattern and options.pattern_path:
        raise RequestError("pattern and pattern_path exclude each other.", "Give one of them.")
    if not math.isfinite(options.pace) or not 0 <= options.pace <= 1:
        raise RequestError(f"pace is {options.pace:g}.", "Give 0, long shots, to 1, short ones.")
    if options.transitions not in Transitions.values():
        raise RequestError(f"transitions = {options.transitions} is no known choice.")
    if not options.pattern_path:
        pattern_named(options.pattern)


def pace(
    analysis: MusicAnalysis,
    options: PacingOptions,
    rate: Fraction,
    pattern: Pattern | None = None,
) -> Pacing:
    """The slots of an edit to this music, and what to know of them.

    Args:
        analysis: of the music as it plays, in seconds from the timeline's first frame.
        options: what the user wants.
        rate: frames a second of the timeline.
        pattern: read from the file that the options name; None: the one that they name.

    Returns:
        Slots without gaps from 0 to the end of the music, in order, none shorter than `MIN_FRAMES`.
        The same arguments give the same slots.

    Raises:
        RequestError: an option is out of range or unknown.
        InputError: the music is shorter than `MIN_FRAMES`.
    """
    check_options(options)
    if analysis.duration_s * rate < MIN_FRAMES:
        raise InputError(
            f"The music lasts {analysis.duration_s:.2f} s, less than {MIN_FRAMES} frames.",
            "Give a longer piece.",
        )
    pattern = pattern or pattern_named(options.pattern)
    wanted_pace = options.pace if options.HasField("pace") else PACE
    music = _Music.of(analysis, pattern, wanted_pace, rate)
    cuts = _held_cuts(music) if music.holds_drops else _cuts(music, {}, {})
    dissolves = options.transitions != TRANSITIONS_NONE
    slots = slots_of(cuts, music.ticks, music.form, music.intensity, analysis, dissolves)
    return Pacing(slots, tuple(_warnings(music, cuts)))


@dataclass(frozen=True)
class _Music:
    """All that cuts are placed by."""

    pattern: Pattern
    pace: float
    ticks: Ticks
    form: Form
    intensity: Intensity
    min_frames: int
    """Shortest shot."""
    shortest_beats: float
    """The same, rounded up to half beats."""

    @classmethod
    def of(cls, analysis: MusicAnalysis, pattern: Pattern, pace: float, rate: Fraction) -> _Music:
        intensity = Intensity(analysis)
        min_frames = max(MIN_FRAMES, round(pattern.shortest_s * rate))
        apart = max(min_frames, round(_APART_S * rate))
        ticks = ticks_of(analysis, rate, half_beats=False)
        form = form_of(analysis, ticks, intensity, apart)
        # Beats are a frame more or less apart from one another.
        beat_frames = ticks.beat_s * float(rate)
        shortest = math.ceil(2 * (min_frames + 1) / beat_frames) / 2
        lengths = targets(pattern, pace, ticks, form, intensity, {}, shortest)
        if lengths.usual.min() < 1 or pattern.cut_on is Place.HALF_BEAT:
            ticks = ticks_of(analysis, rate, half_beats=True)
            form = form_of(analysis, ticks, intensity, apart)
        return cls(pattern, pace, ticks, form, intensity, min_frames, shortest)

    @property
    def holds_drops(self) -> bool:
        """Whether shots on drops are held; drops are cut in any case then."""
        return self.pattern.hold_at_drops > 1

    def room(self, start: int, end: int) -> int:
        """Most shots between two ticks."""
        frames = self.ticks[end].frame - self.ticks[start].frame
        return max(min(frames // self.min_frames, end - start), 1)


def _held_cuts(music: _Music) -> list[int]:
    """The cuts with as many drops held as can be: those that are not are held longer, and so on."""
    remembered: _Remembered = {}
    holds = dict.fromkeys(music.form.drops, music.pattern.hold_at_drops)
    best = cuts = _cuts(music, holds, remembered)
    for _ in range(_TRIES):
        loose = _not_held(music, cuts)
        if len(loose) < len(_not_held(music, best)):
            best = cuts
        if not loose:
            break
        holds |= {drop: holds[drop] * _HARDER for drop in loose}
        cuts = _cuts(music, holds, remembered)
    return best


_Remembered = dict[tuple[int, int, int, Run, bytes], Placed]
"""Stretches that were placed before, by all that they depend on."""


def _cuts(music: _Music, holds: dict[int, float], remembered: _Remembered) -> list[int]:
    """The ticks that slots start on, and the last tick."""
    lengths = targets(
        music.pattern,
        music.pace,
        music.ticks,
        music.form,
        music.intensity,
        holds,
        music.shortest_beats,
    )
    grown = phases(lengths.held, music.ticks)
    # A drop costs its section few of the shots that it holds: it stays as fast as it is loud.
    without = phases(lengths.usual, music.ticks)
    wanted = _GIVEN_UP * grown + (1 - _GIVEN_UP) * without
    stretches = spans(music.form, tuple(holds), music.ticks, _LONGEST_SPAN_BEATS)
    of_part = [
        [(start, end) for start, end in stretches if part.start <= start < part.end]
        for part in music.form.parts
    ]
    rules = Rules(
        music.pattern.cut_on,
        music.pattern.accents,
        music.pattern.longest_run,
        music.min_frames,
        frozenset(holds),
        frozenset(music.form.phrases),
    )
    numbers = counts(
        [
            _wanted(part, inside, wanted, music)
            for part, inside in zip(music.form.parts, of_part, strict=True)
        ],
        ordered=music.pattern.length.follow_energy and music.pattern.sequence is None,
    )
    found: list[int] = []
    run = Run()
    for number, inside in zip(numbers, of_part, strict=True):
        shares = shared_out(
            number,
            [float(grown[end] - grown[start]) for start, end in inside],
            [music.room(start, end) for start, end in inside],
        )
        for (start, end), shots in zip(inside, shares, strict=True):
            key = (start, end, shots, run, lengths.held[start:end].tobytes())
            if key not in remembered:
                remembered[key] = place(music.ticks, start, end, shots, grown, rules, run)
            placed = remembered[key]
            found += [start, *placed.cuts]
            run = placed.run
    return [*found, len(music.ticks) - 1]


def _wanted(
    part: Part, inside: Sequence[tuple[int, int]], grown: NDArray[np.float64], music: _Music
) -> Wanted:
    return Wanted(
        shots=float(grown[part.end] - grown[part.start]),
        fewest=len(inside),
        most=sum(music.room(start, end) for start, end in inside),
        seconds=float(music.ticks[part.end].time_s - music.ticks[part.start].time_s),
        loudness=part.loudness,
    )


def _not_held(music: _Music, cuts: Sequence[int]) -> list[int]:
    """Drops whose shot is not long enough against its neighbours, and could be longer."""
    seconds = [
        float(music.ticks[end].time_s - music.ticks[start].time_s) for start, end in pairwise(cuts)
    ]
    found = []
    for at, start in enumerate(cuts[:-1]):
        if start not in music.form.drops:
            continue
        around = seconds[max(at - NEIGHBOURS, 0) : at] + seconds[at + 1 : at + 1 + NEIGHBOURS]
        if around and seconds[at] < HELD * median(around):
            found.append(start)
    return found


def _warnings(music: _Music, cuts: Sequence[int]) -> list[str]:
    found = []
    if not music.ticks.has_beats:
        found.append(
            "No beats were found: cuts are on the starts of sounds, and where sections change."
        )
    if music.holds_drops:
        for drop in _not_held(music, cuts):
            found.append(
                f"The drop in bar {music.ticks[drop].bar} is not held {HELD:g} times as long as "
                "the shots around it: the form leaves no room for it."
            )
    return found
