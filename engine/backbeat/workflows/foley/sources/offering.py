"""What every source of sounds does, besides finding and being heard (see `foley.found.Source`)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from backbeat.foley.found import FoundSound, Source, Wanted

DEFAULT = ("library", "starter", "synthesis")
NAMES = (*DEFAULT, "freesound", "elevenlabs")
"""Names of sources, by which the keys of their sounds begin."""
COMMAND = "command"
"""The name of a program of the user's, as a source."""


@dataclass(frozen=True, slots=True)
class Refused:
    """Why a sound may not land."""

    reason: str
    """A sentence, for the person who looks at the cue."""


class SoundSource(Source, Protocol):
    """A source of sounds that can be asked for."""

    costs: bool
    """Whether each question costs money, requests or minutes: it is then asked only where nothing
    before it fits well."""

    def named(self, key: str) -> FoundSound | None:
        """The sound of a key that begins with this source's name; None where there is none."""

    def prepared(self, sound: FoundSound, wanted: Wanted, seed: int) -> FoundSound | Refused:
        """A sound of this source, ready to be heard: made or fetched where it has to be, and then
        measured against what was wanted.

        Raises:
            ServiceError: a service does not answer.
            InputError: a program of the user's fails.
            CancelledError: the job was cancelled.
        """

    def told(self) -> str:
        """What a person should know of what was asked of others, in a sentence; empty: nothing."""

    def close(self) -> None:
        """Closes what is open."""
