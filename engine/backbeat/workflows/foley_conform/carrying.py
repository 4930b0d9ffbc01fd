"""Turns what became of cues into clips and markers of the new cut."""

from __future__ import annotations

import string
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from pathlib import Path

from backbeat.errors import BackbeatError
from backbeat.foley.conform.clips import Window, as_it_is, fitted, rounded
from backbeat.foley.conform.outcomes import Conformed, NewPlace, Outcome
from backbeat.foley.conform.refitting import refitted
from backbeat.foley.cues import Cue
from backbeat.foley.found import Choice, Placed
from backbeat.foley.landing.reading import Landed
from backbeat.foley.landing.record import LandedSound, Record
from backbeat.media.decode import read_audio
from backbeat.media.probe import probe
from backbeat.progress import Progress
from backbeat.workflows.foley_conform.cuts import Cuts


@dataclass(frozen=True)
class Carried:
    """What will be in the new cut."""

    records: list[Record] = field(default_factory=list)
    """Clips of files as they are, and markers."""
    placed: list[Placed] = field(default_factory=list)
    """Sounds whose files are written anew."""
    origins: dict[str, Landed] = field(default_factory=dict)
    """What each clip was in the old cut, by the number it has in the new one."""
    problems: dict[str, str] = field(default_factory=dict)
    """What is wrong with a clip, by its number."""


def carried(
    cuts: Cuts, results: Sequence[Conformed], taken: set[str], progress: Progress
) -> Carried:
    """Plans the clips and markers of the new cut.

    Files are used as they are wherever their hits stay within 2 ms of their moments; a part of one
    is written anew where the frames lie otherwise, or it is cut or has to go on.

    Args:
        cuts: both cuts, with the foley.
        results: what became of each cue, in the order of `cuts.landed`.
        taken: numbers that cues of the new cut have already, and keep.
        progress: may cancel.

    Raises:
        CancelledError: the job was asked to stop.
    """
    made = Carried()
    used = taken | {one.cue.number for one in cuts.landed}
    seen: set[str] = set()
    for index, (one, result) in enumerate(zip(cuts.landed, results, strict=True)):
        progress(index / len(results), "Moving sounds")
        for place in result.places:
            number = one.cue.number
            if number in seen or number in taken:
                number = _another(one.cue.number, used)
            used.add(number)
            seen.add(number)
            _carry(made, cuts, one, result, place, number)
    progress(1, "Sounds moved")
    return made


def _carry(
    made: Carried, cuts: Cuts, one: Landed, result: Conformed, place: NewPlace, number: str
) -> None:
    problem = result.reason if result.outcome is Outcome.REVIEW else one.record.problem
    cue = _cue(one.cue, cuts, place, number)
    made.origins[number] = one
    if one.sound is None or not place.heard:
        key = one.sound.found.key if one.sound is not None else cue.sound
        marker = replace(cue, placed=False, sound=key)
        made.records.append(Record(marker, None, one.record.alternatives, problem))
        return
    window = fitted(one, one.sound, result.anchored, place, cuts.new)
    if window.length <= 0 or window.begin >= cuts.new.duration:
        return
    where = as_it_is(window, one.sound, cuts.edit.rate)
    if where is None:
        anew = _anew(one, one.sound, cue, window, problem, cuts)
        if isinstance(anew, Placed):
            made.placed.append(anew)
            return
        problem = f"{problem} {anew}".strip()
        made.problems[number] = anew
        where = rounded(window, cuts.edit.rate)
    sound = replace(one.sound, place=where)
    made.records.append(Record(cue, sound, one.record.alternatives, problem))


def _cue(cue: Cue, cuts: Cuts, place: NewPlace, number: str) -> Cue:
    shift = place.time - cue.time
    end = place.end
    if end is None and cue.end is not None:
        end = cue.end + shift
    return replace(
        cue,
        number=number,
        time=place.time,
        end=end,
        under=cuts.new.under(place.time),
        evidence=tuple(replace(one, time=one.time + shift) for one in cue.evidence),
    )


def _anew(
    one: Landed, sound: LandedSound, cue: Cue, window: Window, problem: str, cuts: Cuts
) -> Placed | str:
    """A sound whose file is written anew; or why it is not, in a sentence."""
    path = _file_of(sound, cuts.sounding.path)
    off = abs(rounded(window, cuts.edit.rate).start - window.begin)
    try:
        rate = probe(path).sound(0).rate
        samples = read_audio(path, rate, channels=2).samples
    except BackbeatError as error:
        return f"{error.message} So its hit is up to {float(off) * 1000:.0f} ms off."
    start = Fraction(round(window.begin * rate), rate)
    return Placed(
        choice=Choice(cue, sound.found, one.record.alternatives, problem),
        take=0,
        samples=refitted(samples, rate, window, sound.seed),
        rate=rate,
        start=start,
        sync_s=float(cue.time - start),
        gain_db=sound.gain_db,
        pitch_semitones=sound.pitch_semitones,
        key=sound.key,
    )


def _file_of(sound: LandedSound, timeline: Path) -> Path:
    """A prepared file, also where its folder was moved with the timeline."""
    path = Path(sound.rendered)
    beside = timeline.parent / path.parent.name / path.name
    return beside if not path.is_file() and beside.is_file() else path


def _another(number: str, used: set[str]) -> str:
    """A number for a cue that is used once more: "12b"."""
    return next(name for name in _letters(number) if name not in used)


def _letters(number: str) -> Iterator[str]:
    yield from (f"{number}{letter}" for letter in string.ascii_lowercase[1:])
    count = 27
    while True:
        yield f"{number}-{count}"
        count += 1
