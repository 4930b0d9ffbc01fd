"""Sounds that are made by words: by a service, or by a program of the user's.

What is made is kept in the folder `services` of Backbeat's home, by what was asked for, and
measured each time: where it is broken, or something else than an effect, it is made once more with
another seed, and otherwise refused with the reason.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol

from backbeat.errors import MediaError, RequestError
from backbeat.foley.checking import Verdict, check
from backbeat.foley.cues import Kind
from backbeat.foley.found import FoundSound, Heard, Licence, Take, Wanted
from backbeat.media.decode import read_audio
from backbeat.workflows.foley.sources.files import heard_take, native_rate
from backbeat.workflows.foley.sources.fitting import query_of
from backbeat.workflows.foley.sources.offering import Refused

_FITS = 0.62
"""Score of what is made by the right words, without a person having heard it: under a sound of a
library that fits, over one that does not."""
_SECONDS = {
    Kind.FOOTSTEP: 2.0, Kind.IMPACT: 2.0, Kind.WHOOSH: 1.5, Kind.EFFECT: 4.0,
    Kind.AMBIENCE: 20.0, Kind.ROOM_TONE: 20.0,
}  # fmt: skip
"""Of what has no length of its own."""
_SHORTEST_S, _LONGEST_S = 0.5, 30.0


@dataclass(frozen=True, slots=True)
class Asked:
    """A sound that is to be made."""

    words: str
    seconds: float
    loop: bool
    seed: int


@dataclass(frozen=True, slots=True)
class Made:
    """A sound that was made."""

    file: Path
    licence: Licence


class Maker(Protocol):
    """Makes sounds by words."""

    name: str
    title: str
    """For people."""

    def make(self, asked: Asked) -> Made:
        """Makes a sound, or gives what was made of the same before.

        Raises:
            PermissionDeniedError: a service refuses the key, or there is no credit left.
            RequestError: it refuses what was asked for.
            ServiceError: a service does not answer.
            InputError: a program fails.
            CancelledError: the job was cancelled.
        """

    def told(self) -> str:
        """What was sent to whom, in a sentence; empty: nothing."""


class MakingSource:
    """A maker as a source; see `offering.SoundSource`."""

    costs = True

    def __init__(self, maker: Maker) -> None:
        self._maker = maker
        self.name = maker.name

    def told(self) -> str:
        """What was sent to whom."""
        return self._maker.told()

    def close(self) -> None:
        """Nothing is open."""

    def find(self, wanted: Wanted, count: int) -> list[FoundSound]:
        """The sound that would be made, by what is wanted; none where there are no words for it."""
        words = query_of(wanted)
        if not words or not count:
            return []
        return [replace(self._promise(words), ucs=wanted.ucs)]

    def named(self, key: str) -> FoundSound | None:
        """The sound that would be made by the words of a key."""
        words = key.partition(":")[2].strip()
        return self._promise(words) if words else None

    def prepared(self, sound: FoundSound, wanted: Wanted, seed: int) -> FoundSound | Refused:
        """Has it made, and measures it; once more with another seed where it may not land."""
        reasons: list[str] = []
        for number in range(2):
            asked = Asked(sound.name, seconds_for(wanted), wanted.kind.is_bed, seed + number)
            try:
                made = self._maker.make(asked)
            except RequestError as error:
                return Refused(str(error))
            try:
                rate = native_rate(made.file)
                samples = read_audio(made.file, rate).samples
            except MediaError:
                # Kept, it would be no sound the next time either.
                made.file.unlink(missing_ok=True)
                reasons.append("it is no sound")
                continue
            verdict = check(samples, rate, wanted)
            if verdict.takes:
                return self._measured(sound, made, verdict, len(samples) / rate)
            reasons.append(verdict.reason)
        return Refused(
            f"{self._maker.title} made {sound.name!r} twice, and neither may land: "
            f"{'; '.join(dict.fromkeys(reasons))}."
        )

    def hear(
        self, sound: FoundSound, take: int, seed: int, seconds: float | None, rate: int
    ) -> Heard:
        """A take of a prepared sound; see `Source.hear`."""
        del seed, seconds
        if not sound.path:
            raise MediaError(
                f"{sound.key} is not made yet.", "Choose it for a cue, as with --swap."
            )
        return heard_take(sound, take, rate)

    def _promise(self, words: str) -> FoundSound:
        return FoundSound(
            key=f"{self.name}:{words}",
            source=self.name,
            name=words,
            ucs="",
            description=f"made by {self._maker.title}",
            duration_s=0.0,
            takes=(Take(0.0, 0.0, 0.0),),
            score=_FITS,
        )

    @staticmethod
    def _measured(sound: FoundSound, made: Made, verdict: Verdict, seconds: float) -> FoundSound:
        return replace(
            sound,
            path=str(made.file),
            duration_s=seconds,
            takes=verdict.takes,
            licence=made.licence,
        )


def seconds_for(wanted: Wanted) -> float:
    """How long a sound should be made: as long as it is wanted, within what makers make.

    Beds go round, and all of a kind are as long, so that two scenes of one place share one.
    """
    if wanted.kind.is_bed or not wanted.seconds:
        return _SECONDS[wanted.kind]
    asked = wanted.seconds
    # In steps, so that two sounds of nearly the same length are one.
    return min(_LONGEST_S, max(_SHORTEST_S, round(2 * asked) / 2))
