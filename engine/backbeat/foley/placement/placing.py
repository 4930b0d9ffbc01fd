"""Puts the chosen sounds in their places: hits on their cues, beds under their scenes."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from math import log10

from backbeat.errors import MediaError
from backbeat.foley.cues import Cue
from backbeat.foley.found import Choice, FoundSound, Heard, Placed
from backbeat.foley.placement import beds, chance, levels, perspective, variation
from backbeat.foley.placement.hits import Hit, prepared, without_start
from backbeat.foley.placement.limiting import CEILING_DBTP
from backbeat.foley.placement.looping import going_on
from backbeat.foley.placement.variation import Draw, Named
from backbeat.foley.spine import Spine
from backbeat.progress import SILENT, Progress

RATE = 48000
CHOKE = "choke"
"""Tag of a cue whose sound ends where the same sound is heard again."""

_ABOVE_LOW_DB = 0.5
"""How far above the low end of its layer a sound must be, if it can."""
_AUDIBLE_LU = 1.0
"""How far outside its range a level is said."""
_KEPT = 48
"""Takes that are kept decoded for the next cue."""
_LONGEST_KEPT_S = 10.0


@dataclass(frozen=True, slots=True)
class Scene:
    """A stretch of the programme that is in one place. Times are from the timeline's start."""

    start: Fraction
    end: Fraction


@dataclass(frozen=True, slots=True)
class Options:
    """How sounds are placed."""

    rate: int = RATE
    """Of what is made, in Hz; a multiple of 100."""
    seed: int = 0
    level_db: float = 0.0
    """Of everything."""
    perspective: bool = False
    """Whether the size of the shot is heard."""
    bed_crossfade_s: float = 0.25
    """In which beds change where a scene does, the cut in its middle. 0: at once."""


@dataclass(frozen=True)
class Placement:
    """What was placed, in order of time, and what could not be, with the problem."""

    placed: list[Placed]
    unplaced: list[Choice]


Hear = Callable[[FoundSound, int, int, float | None, int], Heard]
"""A take as samples: the sound, the number of its take, seed, seconds, rate; see `Source.hear`."""


def place(
    choices: Sequence[Choice],
    spine: Spine,
    scenes: Sequence[Scene],
    hear: Hear,
    options: Options | None = None,
    named: Named | None = None,
    closeness: Mapping[str, float] | None = None,
    progress: Progress = SILENT,
) -> Placement:
    """Makes each chosen sound ready and puts its hit on its cue, to half a sample.

    The same choices, seed and version give the same samples. A cue's take, pitch and level are its
    own: a cue that is added elsewhere does not change them.

    Args:
        choices: sounds of cues; those without a sound, or of cues that are markers, are left out.
        spine: the picture, for the programme's length.
        scenes: in order; beds without an end last as long as theirs.
        hear: reads sounds.
        options: how; None for the usual.
        named: finds variants by key, besides those among the choices and their alternatives.
        closeness: size of the shot by number of the cue: 0 the widest, 1 a close-up. Those that are
            missing are taken for medium shots.
        progress: notified cue by cue; may cancel.

    Raises:
        CancelledError: the job was asked to stop.
    """
    work = _Work(choices, spine, scenes, hear, options or Options(), named, closeness or {})
    placed: list[Placed] = []
    unplaced: list[Choice] = []
    wanted = [choice for choice in choices if choice.cue.placed and choice.sound is not None]
    for index, choice in enumerate(wanted):
        progress(index / len(wanted), "Placing sounds")
        made = work.made(choice)
        if isinstance(made, Placed):
            placed.append(made)
        else:
            unplaced.append(made)
    placed.sort(key=lambda each: (each.start, each.choice.cue.number))
    return Placement(placed, unplaced)


class _Work:
    """What all cues of a job share."""

    def __init__(
        self,
        choices: Sequence[Choice],
        spine: Spine,
        scenes: Sequence[Scene],
        hear: Hear,
        options: Options,
        named: Named | None,
        closeness: Mapping[str, float],
    ) -> None:
        self._options, self._hear, self._closeness = options, hear, closeness
        self._duration = spine.duration
        self._scenes = scenes
        sounding = [each for each in choices if each.cue.placed and each.sound is not None]
        self._draws = variation.draws(sounding, options.seed, named)
        self._beds = [each.cue for each in sounding if each.cue.kind.is_bed]
        self._chokes = _chokes(sounding)
        self._heard: dict[tuple[str, int], Heard] = {}

    def made(self, choice: Choice) -> Placed | Choice:
        """The sound in its place; where its file cannot be read, the next best one."""
        cue, problem = choice.cue, choice.problem
        if not 0 <= cue.time < self._duration:
            return replace(choice, problem=_said(problem, "It is outside the timeline."))
        drawn = self._draws[cue.number]
        others = {each.key: each for each in (choice.sound, *choice.alternatives) if each}
        others.pop(drawn.sound.key, None)
        for draw in (drawn, *(replace(drawn, sound=other, take=0) for other in others.values())):
            try:
                make = self._bed if cue.kind.is_bed else self._hit
                return make(replace(choice, problem=problem), draw)
            except MediaError as error:
                problem = _said(problem, str(error))
        return replace(choice, problem=problem)

    def _hit(self, choice: Choice, draw: Draw) -> Placed:
        cue, rate = choice.cue, self._options.rate
        closeness = self._closeness_of(cue)
        end = self._asked_end(cue)
        seconds = None if end is None else max(float(end - cue.time), 0.0)
        heard = self._listen(draw, None if draw.sound.duration_s else seconds)
        if seconds is not None and heard.loops:
            heard = going_on(heard, seconds)
        left = float(self._duration - cue.time)
        rings = left if seconds is None else min(seconds, left)
        hit = prepared(heard, cue, draw, rings, closeness, self._room_of(cue))
        start = round(cue.time * rate - Fraction(hit.sync))
        if start < 0:
            hit, start = without_start(hit, -start, rate), 0
        further_db = 0.0 if closeness is None else perspective.level_db(closeness)
        lufs = levels.target(cue, draw.level_db + further_db) + self._options.level_db
        least = min(lufs, levels.range_of(cue).low + _ABOVE_LOW_DB + self._options.level_db)
        levelled = levels.levelled(hit.samples, rate, lufs, least)
        problem = choice.problem
        if levelled.lufs < least - _ABOVE_LOW_DB - _AUDIBLE_LU:
            problem = _said(problem, _too_sharp(levelled.lufs, least - _ABOVE_LOW_DB))
        return self._placed(
            replace(choice, problem=problem),
            draw,
            Hit(levelled.samples, hit.sync),
            start,
            levelled.gain_db,
        )

    def _bed(self, choice: Choice, draw: Draw) -> Placed:
        cue, rate = choice.cue, self._options.rate
        end = min(self._end_of(cue), self._duration)
        half = Fraction(self._options.bed_crossfade_s) / 2
        first = max(0, round((cue.time - half) * rate))
        whole = round(self._duration * rate)
        last = min(whole, round((end + half) * rate))
        count = max(last - first, 1)
        heard = self._listen(draw, count / rate)
        across = max(self._options.bed_crossfade_s, beds.HARD_S)
        shared_db = -10 * log10(self._beds_with(cue, end))
        under = beds.Under(
            count,
            beds.EDGE_S if first == 0 else across,
            beds.EDGE_S if last == whole else across,
            levels.target(cue, shared_db) + self._options.level_db,
            cue.pan,
        )
        made = beds.made(heard, under, chance.generator(draw.seed, "bed"))
        sync = float(cue.time * rate) - first
        return self._placed(choice, draw, Hit(made.samples, sync), first, made.gain_db)

    def _placed(self, choice: Choice, draw: Draw, hit: Hit, start: int, gain_db: float) -> Placed:
        rate = self._options.rate
        return Placed(
            choice=choice,
            take=draw.take,
            samples=hit.samples,
            rate=rate,
            start=Fraction(start, rate),
            sync_s=hit.sync / rate,
            gain_db=gain_db,
            pitch_semitones=0.0 if choice.cue.kind.is_bed else draw.pitch_semitones,
            key=draw.sound.key,
        )

    def _listen(self, draw: Draw, seconds: float | None) -> Heard:
        """A take; those of files are kept for when they come again."""
        key = (draw.sound.key, draw.take)
        if key in self._heard:
            return self._heard[key]
        heard = self._hear(draw.sound, draw.take, draw.seed, seconds, self._options.rate)
        if not len(heard.samples):
            raise MediaError(f"{draw.sound.path or draw.sound.name}: there is no sound in it.")
        if draw.sound.path and len(heard.samples) < _LONGEST_KEPT_S * heard.rate:
            if len(self._heard) >= _KEPT:
                del self._heard[next(iter(self._heard))]
            self._heard[key] = heard
        return heard

    def _asked_end(self, cue: Cue) -> Fraction | None:
        ends = [end for end in (cue.end, self._chokes.get(cue.number)) if end is not None]
        return min(ends) if ends else None

    def _closeness_of(self, cue: Cue) -> float | None:
        if not self._options.perspective:
            return None
        return min(max(self._closeness.get(cue.number, perspective.MEDIUM), 0.0), 1.0)

    def _room_of(self, cue: Cue) -> int:
        return chance.number(self._options.seed, "room", str(cue.scene))

    def _end_of(self, cue: Cue) -> Fraction:
        """Where a bed ends: where it was asked to, or with its scene."""
        if cue.end is not None:
            return cue.end
        for scene in self._scenes:
            if scene.start <= cue.time < scene.end:
                return scene.end
        return self._duration

    def _beds_with(self, cue: Cue, end: Fraction) -> int:
        """Beds that play in its layer for most of the time that it does, itself among them."""
        most = (end - cue.time) / 2
        return 1 + sum(
            other is not cue
            and other.layer is cue.layer
            and min(end, self._end_of(other)) - max(cue.time, other.time) > most
            for other in self._beds
        )


def _chokes(choices: Sequence[Choice]) -> dict[str, Fraction]:
    """When the sounds that must not ring on are heard again, by number of the cue."""
    found: dict[str, Fraction] = {}
    last: dict[str, Cue] = {}
    for choice in sorted(choices, key=lambda each: each.cue.time):
        if choice.sound is None or choice.cue.kind.is_bed:
            continue
        before = last.get(choice.sound.key)
        if before is not None and CHOKE in before.tags:
            found[before.number] = choice.cue.time
        last[choice.sound.key] = choice.cue
    return found


def _said(problem: str, more: str) -> str:
    return f"{problem} {more}".strip()


def _too_sharp(lufs: float, low: float) -> str:
    return (
        f"At its highest peak of {CEILING_DBTP:g} dBTP it is at {lufs:.1f} LUFS, and its layer "
        f"begins at {low:g}: it is a short click. Choose a longer sound, or layer another with it."
    )
