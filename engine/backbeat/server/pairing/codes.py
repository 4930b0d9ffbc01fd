"""Codes that a panel is paired with: short, soon over, dead after a few wrong tries."""

from __future__ import annotations

import hmac
import secrets
import threading
from collections import OrderedDict
from dataclasses import dataclass

from backbeat.errors import PermissionDeniedError
from backbeat.v1.pairing_pb2 import (
    CODE_STATE_EXPIRED,
    CODE_STATE_REFUSED,
    CODE_STATE_REPLACED,
    CODE_STATE_UNSPECIFIED,
    CODE_STATE_USED,
    CODE_STATE_WAITING,
    CodeState,
)

LIFE_S = 120.0
"""Seconds that a code works."""
TRIES = 5
"""Wrong codes after which every code that is typed by hand is dead."""
_ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Without those that look alike."""
_GROUP = 4
_MOST_ENDED = 64
"""Codes that are over, of which is kept why."""
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
        self._ended: OrderedDict[str, CodeState] = OrderedDict()

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
                older = [one for one in self._codes if not one.for_page and one.client == client]
                for code in older:
                    self._end(code, CODE_STATE_REPLACED)
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
            self._end(found, CODE_STATE_USED)
        return Use(found.client, found.for_page)

    def state_of(self, shown: str, now: float) -> CodeState:
        """What became of a code, given as `new` returned it."""
        with self._lock:
            self._forget(now)
            for code in self._codes:
                if hmac.compare_digest(_normal(shown, code.for_page), code.secret.encode()):
                    return CODE_STATE_WAITING
            ended = (self._ended.get(_normal(shown, page).decode()) for page in (False, True))
            return next((state for state in ended if state), CODE_STATE_UNSPECIFIED)

    def _forget(self, now: float) -> None:
        for code in tuple(self._codes):
            if code.tries <= 0:
                self._end(code, CODE_STATE_REFUSED)
            elif now >= code.ends:
                self._end(code, CODE_STATE_EXPIRED)

    def _end(self, code: _Code, why: CodeState) -> None:
        self._codes.remove(code)
        self._ended[code.secret] = why
        while len(self._ended) > _MOST_ENDED:
            self._ended.popitem(last=False)


def _typed() -> str:
    return "".join(secrets.choice(_ALPHABET) for _ in range(2 * _GROUP))


def _normal(sent: str, for_page: bool) -> bytes:
    if not for_page:
        sent = "".join(sent.split()).replace("-", "").upper()
    return sent.encode(errors="replace")
