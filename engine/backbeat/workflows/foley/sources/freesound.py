"""Sounds of Freesound's users, with the user's own key: for non-commercial work only.

What was found and fetched is kept in the folder `services` of Backbeat's home, so that a second run
asks for nothing again and gives the same sounds.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import asdict, replace
from pathlib import Path

from backbeat.errors import MediaError, RequestError
from backbeat.files import replacing, write_text
from backbeat.foley.checking import check
from backbeat.foley.cues import Kind
from backbeat.foley.found import FoundSound, Heard, Licence, Take, Wanted
from backbeat.media.decode import read_audio
from backbeat.progress import Progress
from backbeat.services.calling import Patience
from backbeat.services.freesound import ENDING, Freesound, Hit, Sought
from backbeat.services.seats import Kind as Does
from backbeat.services.seats import seat_named
from backbeat.services.switches import access_to
from backbeat.sounds.licences import allows_commercial, named
from backbeat.sounds.words import GENERIC, words_of
from backbeat.workflows.foley.sources.files import heard_take, native_rate
from backbeat.workflows.foley.sources.fitting import fit, query_of
from backbeat.workflows.foley.sources.keeping import kept_at
from backbeat.workflows.foley.sources.offering import Refused

PATIENCE = Patience()
_RESULTS = 30
_LONGEST_HIT_S, _LONGEST_EFFECT_S = 8.0, 30.0
_SHORTEST_BED_S, _LONGEST_BED_S = 8.0, 300.0
_NAMES = {
    "creative commons 0": "CC0-1.0",
    "attribution": "CC-BY-4.0",
    "attribution noncommercial": "CC-BY-NC-4.0",
}
"""Licences by Freesound's names for them."""


class FreesoundSource:
    """Freesound as a source; see `offering.SoundSource`.

    Args:
        progress: may cancel.

    Raises:
        PermissionDeniedError: it is not switched on, or there is no key.
    """

    name = "freesound"
    costs = True

    def __init__(self, progress: Progress) -> None:
        access = access_to(seat_named(self.name, Does.SOUND))
        self._url, self._host = access.url, access.host
        self._progress = progress
        self._sent = 0
        self._client = Freesound(access, progress, PATIENCE)
        self._known: dict[int, Hit] = {}

    def told(self) -> str:
        """What was sent to whom."""
        what = "The words of a sound were" if self._sent == 1 else f"{self._sent} queries were"
        return f"{what} sent to {self._host}." if self._sent else ""

    def close(self) -> None:
        """Nothing is open."""

    def find(self, wanted: Wanted, count: int) -> list[FoundSound]:
        """The sounds that fit best; where none has all words, those that have fewer of them."""
        for words in _queries(query_of(wanted)):
            if hits := self._search(words, wanted):
                found = [_sound(hit, wanted) for hit in hits]
                return sorted(found, key=lambda sound: (-sound.score, sound.key))[:count]
        return []

    def named(self, key: str) -> FoundSound | None:
        """The sound "freesound:NUMBER"."""
        hit = self._hit(key)
        return None if hit is None else _sound(hit, None)

    def prepared(self, sound: FoundSound, wanted: Wanted, seed: int) -> FoundSound | Refused:
        """Fetches its preview, and measures it."""
        del seed
        file = kept_at(self.name, [self._url, "preview", sound.key], ENDING)
        if not file.is_file():
            hit = self._hit(sound.key)
            if hit is None:
                return Refused(f"{sound.name} is not on Freesound any more.")
            with replacing(file) as target:
                self._client.fetch(hit, target)
        try:
            rate = native_rate(file)
            samples = read_audio(file, rate).samples
        except MediaError:
            file.unlink(missing_ok=True)
            return Refused(f"What Freesound sends for {sound.name} is no sound.")
        verdict = check(samples, rate, wanted)
        if not verdict.takes:
            return Refused(f"{sound.name} of Freesound may not land: {verdict.reason}.")
        seconds = len(samples) / rate
        return replace(sound, path=str(file), duration_s=seconds, takes=verdict.takes)

    def hear(
        self, sound: FoundSound, take: int, seed: int, seconds: float | None, rate: int
    ) -> Heard:
        """A take of a prepared sound; see `Source.hear`."""
        del seed, seconds
        if not sound.path:
            raise MediaError(
                f"{sound.key} is not fetched yet.", "Choose it for a cue, as with --swap."
            )
        return heard_take(sound, take, rate)

    def _search(self, words: str, wanted: Wanted) -> list[Hit]:
        single = wanted.kind in (Kind.IMPACT, Kind.WHOOSH)
        sought = Sought(words, *_durations(wanted.kind), single_event=single)
        return self._kept(
            ["search", words, sought.filter], lambda: self._client.search(sought, _RESULTS)
        )

    def _hit(self, key: str) -> Hit | None:
        number = key.partition(":")[2]
        if not number.isdigit():
            return None
        if int(number) not in self._known:
            self._kept(["sound", number], lambda: self._one(int(number)))
        return self._known.get(int(number))

    def _one(self, number: int) -> list[Hit]:
        try:
            hit = self._client.sound(number)
        except RequestError:
            # Status 404: it was never there, or its owner took it away.
            return []
        return [] if hit is None else [hit]

    def _kept(self, asked: list[str], ask: Callable[[], list[Hit]]) -> list[Hit]:
        """What was answered before, or is answered now."""
        hits = self._answered(asked, ask)
        self._known.update({hit.number: hit for hit in hits})
        return hits

    def _answered(self, asked: list[str], ask: Callable[[], list[Hit]]) -> list[Hit]:
        file = kept_at(self.name, [self._url, *asked], ".json")
        if (kept := _read(file)) is not None:
            return kept
        self._progress(0, f"Asking {self._host}: {asked[1]}")
        self._sent += 1
        hits = ask()
        write_text(file, json.dumps([asdict(hit) for hit in hits], ensure_ascii=False))
        return hits


def licence_of(hit: Hit) -> Licence:
    """The licence of a sound, and whom to name."""
    name = _NAMES.get(hit.licence.strip().lower()) or named(hit.licence)
    return Licence(name, f"{hit.name} by {hit.username}", hit.url, allows_commercial(name))


def _sound(hit: Hit, wanted: Wanted | None) -> FoundSound:
    name = re.sub(r"\.(wav|aiff?|flac|ogg|mp3|m4a)$", "", hit.name, flags=re.IGNORECASE)
    said = f"{hit.description[:200]} {' '.join(hit.tags)}"
    return FoundSound(
        key=f"freesound:{hit.number}",
        source="freesound",
        name=name,
        ucs="",
        description=hit.description[:200],
        duration_s=hit.duration_s,
        takes=(Take(0.0, hit.duration_s, 0.0),),
        licence=licence_of(hit),
        score=1.0 if wanted is None else fit(wanted, name, said, ""),
    )


def _queries(words: str) -> list[str]:
    """Words to look for, and fewer of them, since Freesound wants each of them in a sound.

    Of "big old wooden door slam" first all, then those that do not fit many sounds, then the last
    two, which say what it is.
    """
    every = words_of(words)
    telling = [word for word in every if word not in GENERIC] or every
    return list(dict.fromkeys(" ".join(some) for some in (every, telling, telling[-2:]) if some))


def _durations(kind: Kind) -> tuple[float, float]:
    if kind.is_bed:
        return _SHORTEST_BED_S, _LONGEST_BED_S
    return 0.05, _LONGEST_EFFECT_S if kind is Kind.EFFECT else _LONGEST_HIT_S


def _read(file: Path) -> list[Hit] | None:
    try:
        found = json.loads(file.read_text("utf-8"))
        return [Hit(**{**one, "tags": tuple(one["tags"])}) for one in found]
    except (OSError, ValueError, TypeError, KeyError):
        return None
