"""Codes that a panel is paired with: short, soon over, dead after a few wrong tries."""

from __future__ import annotations

import hmac
import secrets
import threading
from dataclasses import dataclass

from backbeat.errors import PermissionDeniedError

LIFE_S = 120.0
"""Seconds that a code works."""
TRIES = 5
"""Wrong codes after which every code that is typed by hand is dead."""
_ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Without those that look alike."""
_GROUP = 4
_REFUSED = "The code is wrong, was used, or is older than two minutes."
_HINT = "Run `backbeat pair` again and type the new code."


@dataclass
class _Code:
    secret: str
    client: str
    for_page: bool
    ends: float
    tries: int = TRIES


@dataclass(frozen=True)
class Use:
    """A code that was traded."""

    client: str
    """Who it was made for."""
    for_page: bool


class Codes:
    """The codes that work at present; thread-safe."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._codes: list[_Code] = []

    def new(self, client: str, for_page: bool, now: float) -> str:
        """A code, as it is shown. Of those to type, one at a time works for a client.

        Args:
            client: who is to use it.
            for_page: a long one, for an address.
            now: seconds of a clock that never goes back.
        """
        secret = secrets.token_urlsafe(16) if for_page else _typed()
        with self._lock:
            self._forget(now)
            if not for_page:
                self._codes = [one for one in self._codes if one.for_page or one.client != client]
            self._codes.append(_Code(secret, client, for_page, now + LIFE_S))
        return secret if for_page else f"{secret[:_GROUP]}-{secret[_GROUP:]}"

    def trade(self, sent: str, now: float) -> Use:
        """Uses a code up.

        Raises:
            PermissionDeniedError: it does not work.
        """
        with self._lock:
            self._forget(now)
            found = None
            for code in self._codes:
                if hmac.compare_digest(_normal(sent, code.for_page), code.secret.encode()):
                    found = code
            if found is None:
                for code in self._codes:
                    code.tries -= not code.for_page
                self._forget(now)
                raise PermissionDeniedError(_REFUSED, _HINT)
            self._codes.remove(found)
        return Use(found.client, found.for_page)

    def _forget(self, now: float) -> None:
        self._codes = [one for one in self._codes if one.tries > 0 and now < one.ends]


def _typed() -> str:
    return "".join(secrets.choice(_ALPHABET) for _ in range(2 * _GROUP))


def _normal(sent: str, for_page: bool) -> bytes:
    if not for_page:
        sent = "".join(sent.split()).replace("-", "").upper()
    return sent.encode(errors="replace")
