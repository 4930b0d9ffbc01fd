"""Tokens: the engine's own, and those of paired panels, one of which every caller must send."""

from __future__ import annotations

import hmac
import secrets

from backbeat.errors import UnauthenticatedError
from backbeat.server.pairing.panels import PairedPanels

_HINT = "Send `Authorization: Bearer TOKEN`, with the token from the engine's discovery file."


def new_token() -> str:
    """A new token: 32 random bytes in URL-safe base64."""
    return secrets.token_urlsafe(32)


class Callers:
    """Who may call."""

    def __init__(self, token: str, panels: PairedPanels) -> None:
        self._token = token
        self._panels = panels

    def check(self, header: str | bytes | None) -> None:
        """Checks a caller's token, in constant time.

        Args:
            header: the value of the caller's `authorization` header; None where there is none.

        Raises:
            UnauthenticatedError: the header is missing, or its token is wrong.
        """
        if not header:
            raise UnauthenticatedError("The engine requires a token and none was sent.", _HINT)
        value = header.encode(errors="replace") if isinstance(header, str) else header
        scheme, _, sent = value.partition(b" ")
        secret = sent.strip()
        own = hmac.compare_digest(secret, self._token.encode())
        panel = self._panels.knows(secret.decode(errors="replace"))
        if scheme.lower() != b"bearer" or not (own or panel):
            raise UnauthenticatedError(
                "The token that was sent is not the one of this engine.", _HINT
            )

    def knows(self, header: str | bytes | None) -> bool:
        """Whether a good token was sent."""
        try:
            self.check(header)
        except UnauthenticatedError:
            return False
        return True
