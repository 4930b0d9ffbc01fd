"""The services that there are seats for: where each is, what it takes and what its limits are.

Written after the public documentation of each, without an account of any: `documented` says which.
"""

from __future__ import annotations

import enum
from dataclasses import dataclass

from backbeat.errors import NotFoundError

PREFIX = "service:"
"""Before the name of a service, where a request names one."""
_MB = 1_000_000


class Kind(enum.Enum):
    """What a service does."""

    LIP_SYNC = "lip-sync"
    VOICE = "voice"
    TRANSLATION = "translation"
    SOUND = "sound effects"


@dataclass(frozen=True)
class Seat:
    """What is known of a service before it is asked."""

    name: str
    """As users write it."""
    title: str
    kinds: tuple[Kind, ...]
    url: str
    """Where its API begins."""
    key_variable: str
    """Environment variable with the user's key."""
    takes: str
    """What is sent to it."""
    documented: str
    """Where and when its API was read."""
    terms: str
    """Where it says what may be done with its results."""
    most_bytes: int
    """Largest file it takes; 0: it takes none."""
    key_optional: bool = False
    user_variable: str = ""
    """Environment variable with the user's account, where a key is not enough."""
    emotions: tuple[str, ...] | None = None
    """Words it takes for how something is said; empty: any; None: it takes none."""
    commercial: bool | None = None
    """Whether its terms allow commercial use; None: that depends on the user's plan."""
    closed: str = ""
    """Why nobody answers any more; empty: somebody does."""

    @property
    def url_variable(self) -> str:
        """Environment variable that names another address, of a server of the user's own."""
        return f"BACKBEAT_{self.name.upper()}_URL"


SEATS: dict[str, Seat] = {
    seat.name: seat
    for seat in (
        Seat(
            "heygen",
            "HeyGen",
            (Kind.LIP_SYNC,),
            "https://api.heygen.com",
            "HEYGEN_API_KEY",
            "the picture around the face and the new speech, of what is changed",
            "developers.heygen.com, API v3, 2026",
            "https://www.heygen.com/terms",
            32 * _MB,
        ),
        Seat(
            "sync",
            "Sync Labs",
            (Kind.LIP_SYNC,),
            "https://api.sync.so",
            "SYNC_API_KEY",
            "the picture around the face and the new speech, of what is changed",
            "sync.so/docs, API v2, 2026",
            "https://sync.so/terms",
            5000 * _MB,
            emotions=("happy", "sad", "angry", "disgusted", "surprised", "neutral"),
        ),
        Seat(
            "hedra",
            "Hedra",
            (Kind.LIP_SYNC,),
            "https://api.hedra.com/web-app/public",
            "HEDRA_API_KEY",
            "one picture around the face and the new speech, of what is changed",
            "api.hedra.com/web-app/public as its clients use it, 2026",
            "https://www.hedra.com/terms",
            100 * _MB,
            emotions=(),
        ),
        Seat(
            "elevenlabs",
            "ElevenLabs",
            (Kind.VOICE, Kind.SOUND),
            "https://api.elevenlabs.io",
            "ELEVENLABS_API_KEY",
            "the text of each line, or the words of each sound",
            "elevenlabs.io/docs, API v1, 2026",
            "https://elevenlabs.io/terms-of-use",
            0,
            emotions=(),
        ),
        Seat(
            "resemble",
            "Resemble",
            (Kind.VOICE,),
            "https://f.cluster.resemble.ai",
            "RESEMBLE_API_KEY",
            "the text of each line",
            "docs.resemble.ai, synthesis server, 2026",
            "https://www.resemble.ai/terms-of-service",
            0,
            emotions=(),
        ),
        Seat(
            "playht",
            "PlayHT",
            (Kind.VOICE,),
            "https://api.play.ht",
            "PLAYHT_API_KEY",
            "the text of each line",
            "docs.play.ht, API v2, 2025",
            "https://play.ht/terms",
            0,
            user_variable="PLAYHT_USER_ID",
            closed="it was closed on 31 December 2025",
        ),
        Seat(
            "freesound",
            "Freesound",
            (Kind.SOUND,),
            "https://freesound.org",
            "FREESOUND_API_KEY",
            "the words of each sound",
            "freesound.org/docs/api, APIv2, 2026",
            "https://freesound.org/help/tos_api",
            0,
            commercial=False,
        ),
        Seat(
            "libretranslate",
            "LibreTranslate",
            (Kind.TRANSLATION,),
            "https://libretranslate.com",
            "LIBRETRANSLATE_API_KEY",
            "the text of each line",
            "docs.libretranslate.com, 2026",
            "https://github.com/LibreTranslate/LibreTranslate",
            0,
            key_optional=True,
        ),
        Seat(
            "deepl",
            "DeepL",
            (Kind.TRANSLATION,),
            "https://api.deepl.com",
            "DEEPL_API_KEY",
            "the text of each line",
            "developers.deepl.com, API v2, 2026",
            "https://www.deepl.com/pro-license",
            0,
        ),
    )
}
"""By name."""


def seat_named(name: str, kind: Kind) -> Seat:
    """The seat of a service.

    Args:
        name: of the service, with or without "service:" before it.
        kind: what it is to do.

    Raises:
        NotFoundError: there is none of that kind.
    """
    seat = SEATS.get(name.removeprefix(PREFIX))
    if seat is None or kind not in seat.kinds:
        known = [PREFIX + one.name for one in SEATS.values() if kind in one.kinds]
        raise NotFoundError(
            f"There is no {kind.value} service called {name!r}.", f"There are {', '.join(known)}."
        )
    return seat
