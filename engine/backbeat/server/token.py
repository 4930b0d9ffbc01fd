"""Tokens: the engine's own, those given out and those of panels, one of which callers send."""

from __future__ import annotations

import datetime
import hmac
import secrets
from dataclasses import dataclass

from backbeat.errors import PermissionDeniedError, UnauthenticatedError
from backbeat.server.access.given_tokens import GivenTokens
from backbeat.server.access.own_token import OwnToken
from backbeat.server.access.scopes import Scope
from backbeat.server.pairing.panels import PairedPanels

_HINT = (
    "Send `Authorization: Bearer TOKEN` (commands: BACKBEAT_TOKEN), with that of the engine's "
    "discovery file, or one of `backbeat tokens add`."
)


def new_token() -> str:
    """A new token: 32 random bytes in URL-safe base64."""
    return secrets.token_urlsafe(32)


@dataclass(frozen=True)
class Caller:
    """Whose token was sent."""

    name: str
    """Of the token, for messages and counts; never the token itself."""
    scope: Scope


class Callers:
    """Who may call."""

    def __init__(self, own: OwnToken, given: GivenTokens, panels: PairedPanels) -> None:
        self.own = own
        self._given = given
        self.panels = panels

    def check(self, header: str | bytes | None, needs: Scope = Scope.READ) -> Caller:
        """Checks a caller's token, in constant time, and what it allows; returns who calls.

        Args:
            header: the value of the caller's `authorization` header; None where there is none.
            needs: what the token must allow.

        Raises:
            UnauthenticatedError: the header is missing, or its token is wrong or has expired.
            PermissionDeniedError: the token allows less.
        """
        value = header.encode(errors="replace") if isinstance(header, str) else header or b""
        scheme, _, sent = value.partition(b" ")
        if not sent.strip():
            raise UnauthenticatedError("The engine requires a token and none was sent.", _HINT)
        caller = self._who(sent.strip())
        if scheme.lower() != b"bearer" or caller is None:
            raise UnauthenticatedError(
                "The token that was sent is not the one of this engine.", _HINT
            )
        if caller.scope < needs:
            raise PermissionDeniedError(
                f"The token {caller.name} has the scope {caller.scope.name.lower()}, and this call "
                f"needs {needs.name.lower()}.",
                "Ask for another token: backbeat tokens add NAME --scope SCOPE.",
            )
        return caller

    def knows(self, header: str | bytes | None) -> bool:
        """Whether a good token was sent."""
        try:
            self.check(header)
        except UnauthenticatedError:
            return False
        return True

    def _who(self, secret: bytes) -> Caller | None:
        # All three are asked in any case: how long it takes says nothing.
        is_own = hmac.compare_digest(secret, self.own.now())
        given = self._given.of(secret)
        is_panel = self.panels.knows(secret.decode(errors="replace"))
        if is_own:
            return Caller("of the engine", Scope.ADMIN)
        if given is not None:
            if given.is_over(datetime.datetime.now(datetime.UTC)):
                raise UnauthenticatedError(
                    f"The token {given.name} expired at {given.expires}.",
                    f"Make it anew on the engine's machine: backbeat tokens rotate {given.name}.",
                )
            return Caller(given.name, given.scope)
        return Caller("of a panel", Scope.PANEL) if is_panel else None
