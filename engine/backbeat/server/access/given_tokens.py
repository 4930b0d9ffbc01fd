"""The tokens that were given out: digests, in a file that only the user can read."""

from __future__ import annotations

import datetime
import hashlib
import hmac
import json
import logging
import re
import secrets
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from backbeat.errors import (
    AlreadyExistsError,
    InputError,
    NotFoundError,
    OutputError,
    RequestError,
)
from backbeat.filelock import FileLock
from backbeat.files.private import private_folder, write_private_json
from backbeat.home import default_home
from backbeat.server.access.changes import Changes
from backbeat.server.access.scopes import GIVEN, Scope

FILE = "tokens.json"
"""Name of the file in the engine's folder."""
MAX_DAYS = 3650.0
"""Most days that a token may live; without a number it does not expire."""
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
_LIST = "List them: backbeat tokens list."
_LOG = logging.getLogger(__name__)


@dataclass(frozen=True)
class GivenToken:
    """One token, which itself is kept nowhere."""

    name: str
    scope: Scope
    sha256: str
    """Digest of the token."""
    created: str
    """ISO 8601, UTC."""
    expires: str = ""
    """ISO 8601, UTC; empty where it does not expire."""

    def is_over(self, now: datetime.datetime) -> bool:
        """Whether it has expired."""
        return bool(self.expires) and now >= datetime.datetime.fromisoformat(self.expires)


class GivenTokens:
    """The tokens of an engine's folder; thread-safe. Changes by other processes are seen."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._path = folder / FILE
        self._lock = threading.Lock()
        self._changes = Changes(self._path)
        self._kept: tuple[GivenToken, ...] = ()

    def all(self) -> tuple[GivenToken, ...]:
        """The tokens in the order of their making.

        Raises:
            InputError: the file is damaged.
        """
        return _read(self._path)

    def of(self, token: bytes) -> GivenToken | None:
        """The entry of a token, expired or not; as fast for every token. None when there is none.

        A damaged file stands for no tokens.
        """
        with self._lock:
            if self._changes.any():
                try:
                    self._kept = _read(self._path)
                except InputError as error:
                    _LOG.error("no token that was given out works: %s", error)
                    self._kept = ()
            kept = self._kept
        digest = hashlib.sha256(token).hexdigest()
        found = [one for one in kept if hmac.compare_digest(one.sha256, digest)]
        return found[0] if found else None

    def add(self, name: str, scope: Scope, days: float | None) -> str:
        """Makes a token and returns it.

        Args:
            name: by which it is listed and revoked.
            scope: one of `GIVEN`.
            days: how long it works; None for as long as it is not revoked.

        Raises:
            RequestError: the name or the number of days cannot be.
            AlreadyExistsError: there is one of that name.
            OutputError: it cannot be kept.
        """
        if not _NAME.fullmatch(name):
            raise RequestError(
                f"{name[:80]!r} cannot be the name of a token.",
                "Use up to 64 letters, digits, dots, hyphens and underscores.",
            )
        if scope not in GIVEN:
            raise RequestError(f"No token can have the scope {scope.name}.")
        with self._changing() as kept:
            if any(one.name == name for one in kept):
                raise AlreadyExistsError(
                    f"There is a token {name} already.",
                    f"Choose another name, or make it anew: backbeat tokens rotate {name}.",
                )
            entry, token = _new(name, scope, days)
            self._write((*kept, entry))
        return token

    def revoke(self, name: str) -> None:
        """Makes a token useless. Raises: NotFoundError, OutputError."""
        with self._changing() as kept:
            gone = _named(kept, name)
            self._write(tuple(one for one in kept if one is not gone))

    def rotate(self, name: str, days: float | None) -> str:
        """A new token in the place of one, which is useless from now on.

        Args:
            name: of the token; name and scope stay.
            days: how long the new one works; None for as long as the old one was to.

        Raises:
            NotFoundError: there is none of that name.
            OutputError: it cannot be kept.
        """
        with self._changing() as kept:
            old = _named(kept, name)
            entry, token = _new(name, old.scope, _days(old) if days is None else days)
            self._write(tuple(entry if one is old else one for one in kept))
        return token

    @contextmanager
    def _changing(self) -> Iterator[tuple[GivenToken, ...]]:
        """The tokens, with the file kept from other processes that would change it."""
        try:
            private_folder(self._folder, is_ours=self._folder == default_home())
            lock = FileLock(self._path.with_suffix(".lock"))
            if not lock.acquire():
                raise OutputError(f"{self._path} is being changed.", "Try again.")
        except OSError as error:
            raise self._unwritable(error) from error
        try:
            yield self.all()
        finally:
            lock.release()

    def _write(self, kept: tuple[GivenToken, ...]) -> None:
        listed = [{**vars(one), "scope": one.scope.name.lower()} for one in kept]
        try:
            write_private_json(self._path, {"tokens": listed})
        except OSError as error:
            raise self._unwritable(error) from error

    def _unwritable(self, error: OSError) -> OutputError:
        return OutputError(
            f"{self._path} cannot be written: {error.strerror or error}.",
            "Check the folder's permissions and free space.",
        )


def _new(name: str, scope: Scope, days: float | None) -> tuple[GivenToken, str]:
    token, now = secrets.token_urlsafe(32), datetime.datetime.now(datetime.UTC)
    expires = ""
    if days is not None:
        if not 0 < days <= MAX_DAYS:
            raise RequestError(
                "The number of days is out of range.", f"Give more than 0, up to {MAX_DAYS:.0f}."
            )
        expires = (now + datetime.timedelta(days=days)).isoformat(timespec="seconds")
    digest = hashlib.sha256(token.encode()).hexdigest()
    return GivenToken(name, scope, digest, now.isoformat(timespec="seconds"), expires), token


def _days(old: GivenToken) -> float | None:
    """The days that a token was made for."""
    if not old.expires:
        return None
    began, ends = map(datetime.datetime.fromisoformat, (old.created, old.expires))
    return (ends - began) / datetime.timedelta(days=1)


def _named(kept: tuple[GivenToken, ...], name: str) -> GivenToken:
    found = next((one for one in kept if one.name == name), None)
    if found is None:
        raise NotFoundError(f"There is no token {name[:80]!r}.", _LIST)
    return found


def _read(path: Path) -> tuple[GivenToken, ...]:
    try:
        listed = json.loads(path.read_text(encoding="utf-8"))["tokens"]
        kept = tuple(
            replace(GivenToken(**one), scope=Scope[one["scope"].upper()]) for one in listed
        )
        for one in kept:
            if not isinstance(one.name, str) or len(bytes.fromhex(one.sha256)) != 32:
                raise ValueError(one.name)
            times = [one.created, one.expires] if one.expires else [one.created]
            if any(datetime.datetime.fromisoformat(time).tzinfo is None for time in times):
                raise ValueError(one.name)
    except FileNotFoundError:
        return ()
    except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise InputError(
            f"{path} is damaged or cannot be read, so no token in it works.",
            "Remove it and make new tokens: backbeat tokens add.",
        ) from error
    return kept
