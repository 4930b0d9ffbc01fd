"""The sounds that come with Backbeat."""

from __future__ import annotations

from backbeat.foley.found import FoundSound, Heard, Take, Wanted
from backbeat.foley.starter import StarterSound, starter_sounds
from backbeat.workflows.foley.sources.files import heard_take
from backbeat.workflows.foley.sources.fitting import fit, query_of, suited
from backbeat.workflows.foley.sources.offering import Refused


class StarterSource:
    """The starter set as a source; see `offering.SoundSource`."""

    name = "starter"
    costs = False

    def __init__(self) -> None:
        self._sounds = {f"starter:{sound.name}": sound for sound in starter_sounds()}

    def told(self) -> str:
        """Nothing is asked of others."""
        return ""

    def close(self) -> None:
        """Nothing is open."""

    def find(self, wanted: Wanted, count: int) -> list[FoundSound]:
        """The sounds that fit best."""
        if not query_of(wanted):
            return []
        found = [_sound(key, sound, _score(sound, wanted)) for key, sound in self._sounds.items()]
        return sorted(found, key=lambda sound: (-sound.score, sound.key))[:count]

    def named(self, key: str) -> FoundSound | None:
        """The sound "starter:NAME"."""
        sound = self._sounds.get(key)
        return None if sound is None else _sound(key, sound, 1.0)

    def prepared(self, sound: FoundSound, wanted: Wanted, seed: int) -> FoundSound | Refused:
        """The sound as it is."""
        del wanted, seed
        return sound

    def hear(
        self, sound: FoundSound, take: int, seed: int, seconds: float | None, rate: int
    ) -> Heard:
        """A take of a file; see `Source.hear`."""
        del seed, seconds
        return heard_take(sound, take, rate)


def _sound(key: str, found: StarterSound, score: float) -> FoundSound:
    return FoundSound(
        key=key,
        source="starter",
        name=found.name,
        ucs=found.ucs,
        description=", ".join(found.words),
        duration_s=found.duration_s,
        takes=(Take(0.0, found.duration_s, found.sync_s),),
        loops=found.loop_s is not None,
        licence=found.licence,
        path=str(found.path),
        score=score,
    )


def _score(sound: StarterSound, wanted: Wanted) -> float:
    fits = fit(wanted, sound.name, " ".join(sound.words), sound.ucs)
    return suited(fits, wanted, sound.duration_s, sound.loop_s is not None, 1)
