"""The sounds that come with Backbeat."""

from __future__ import annotations

from backbeat.foley.found import FoundSound, Heard, Licence, Take, Wanted
from backbeat.foley.starter import StarterSound, starter_sounds
from backbeat.workflows.foley.sources.files import heard_take
from backbeat.workflows.foley.sources.fitting import fit, query_of
from backbeat.workflows.foley.sources.offering import Refused


class StarterSource:
    """The starter set as a source; see `offering.SoundSource`."""

    name = "starter"
    costs = False

    def __init__(self) -> None:
        self._sounds = {f"starter:{sound.name}": sound for sound in starter_sounds()}

    def close(self) -> None:
        """Nothing is open."""

    def find(self, wanted: Wanted, count: int) -> list[FoundSound]:
        """The sounds that fit best."""
        if not query_of(wanted):
            return []
        found = [
            _sound(key, sound, fit(wanted, sound.name, sound.description, sound.ucs))
            for key, sound in self._sounds.items()
        ]
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
        description=found.description,
        duration_s=found.seconds,
        takes=(Take(0.0, found.seconds, found.sync_s),),
        loops=found.loops,
        licence=Licence(found.licence, found.credit, found.url, True),
        path=str(found.path),
        score=score,
    )
