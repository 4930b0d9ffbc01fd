"""Freesound: sounds of its users found by words (APIv2, GET /apiv2/search/), and their previews.

Its API may be used for non-commercial purposes only. It allows 60 requests a minute and 2000 a day,
which are counted across runs. Previews (Ogg Vorbis of about 192 kbit/s) need no sign-in; the
original files would need one in a browser.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from backbeat.home import home
from backbeat.progress import Progress
from backbeat.services.allowance import Allowance, Limit
from backbeat.services.calling import Caller, Patience
from backbeat.services.switches import Access

LIMITS = (Limit(60, 60.0), Limit(2000, 86400.0))
LARGEST_PAGE = 150
ENDING = ".ogg"
_FIELDS = "id,name,description,tags,username,license,url,duration,previews"
_PREVIEWS = ("preview-hq-ogg", "preview-hq-mp3", "preview-lq-ogg", "preview-lq-mp3")
"""Best first: MP3 of 128 kbit/s has a delay at its start that not every encoder notes."""


@dataclass(frozen=True, slots=True)
class Sought:
    """What is looked for."""

    words: str
    shortest_s: float = 0.0
    longest_s: float = 60.0
    single_event: bool = False
    """Whether it must be one event alone."""
    licences: tuple[str, ...] = ()
    """Names of licences as Freesound writes them, any of which it must have; empty: any."""

    @property
    def filter(self) -> str:
        """In Solr's syntax."""
        parts = [f"duration:[{self.shortest_s:g} TO {self.longest_s:g}]"]
        if self.single_event:
            parts.append("single_event:true")
        if self.licences:
            parts.append("license:(" + " OR ".join(f'"{name}"' for name in self.licences) + ")")
        return " ".join(parts)


@dataclass(frozen=True, slots=True)
class Hit:
    """A sound of Freesound's."""

    number: int
    name: str
    description: str
    tags: tuple[str, ...]
    username: str
    licence: str
    """As Freesound gives it: an address of Creative Commons, or a name."""
    url: str
    """Its page."""
    duration_s: float
    preview: str
    """Where it can be fetched without a key."""


class Freesound:
    """Asks Freesound.

    Args:
        access: its seat's.
        progress: may cancel.
        patience: how long it is waited for.
    """

    def __init__(
        self, access: Access, progress: Progress, patience: Patience | None = None
    ) -> None:
        noted = home() / "services" / f"{access.seat.name}-requests.txt"
        allowance = Allowance(noted, access.seat.title, LIMITS)
        headers = {"Authorization": f"Token {access.key}"}
        self._caller = Caller(access, headers, progress, patience, before=allowance.take)
        # Files come from elsewhere, and are not counted.
        self._fetcher = Caller(access, {}, progress, patience)

    def search(self, sought: Sought, count: int) -> list[Hit]:
        """Sounds that fit, best first.

        Args:
            sought: what is looked for; every word of it is in each sound's name, tags or
                description.
            count: how many are wanted at most.

        Raises:
            PermissionDeniedError: the key is refused.
            RequestError: it refuses what is asked.
            ServiceError: it does not answer, not as documented, or nothing more may be asked today.
            CancelledError: the job was cancelled.
        """
        found: list[Hit] = []
        page = 1
        while len(found) < count:
            asked = {
                "query": sought.words,
                "filter": sought.filter,
                "fields": _FIELDS,
                "page_size": min(count, LARGEST_PAGE),
                "page": page,
            }
            answer = self._caller.json("GET", f"/apiv2/search/?{urlencode(asked)}")
            results = answer.get("results")
            if not isinstance(results, list):
                raise self._caller.undocumented("answered a search without results")
            found.extend(hit for one in results if (hit := _hit(one)) is not None)
            if not answer.get("next") or not results:
                break
            page += 1
        return found[:count]

    def sound(self, number: int) -> Hit | None:
        """A sound by its number; None where it cannot be used. Raises: as `search`."""
        return _hit(self._caller.json("GET", f"/apiv2/sounds/{number}/?fields={_FIELDS}"))

    def fetch(self, hit: Hit, target: Path) -> None:
        """Fetches a sound's preview, whole or not at all. Raises: as `search`."""
        self._fetcher.download(hit.preview, target)


def _hit(found: Any) -> Hit | None:
    """A result; None where it lacks what is needed to use it and to say whose it is."""
    if not isinstance(found, Mapping):
        return None
    previews = found.get("previews")
    preview = None
    if isinstance(previews, Mapping):
        preview = next((previews[name] for name in _PREVIEWS if previews.get(name)), None)
    number, duration = found.get("id"), found.get("duration")
    texts = [found.get(name) for name in ("name", "username", "license")]
    if not isinstance(number, int) or not isinstance(duration, int | float):
        return None
    if not isinstance(preview, str) or not all(isinstance(text, str) and text for text in texts):
        return None
    tags = found.get("tags")
    return Hit(
        number=number,
        name=str(found["name"]),
        description=str(found.get("description") or ""),
        tags=tuple(map(str, tags)) if isinstance(tags, list) else (),
        username=str(found["username"]),
        licence=str(found["license"]),
        url=str(found.get("url") or f"https://freesound.org/s/{number}/"),
        duration_s=float(duration),
        preview=preview,
    )
