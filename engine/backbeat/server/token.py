"""The secret that a caller must show."""

from __future__ import annotations

import hmac
import secrets

from backbeat.errors import UnauthenticatedError

_HINT = "Send `Authorization: Bearer TOKEN`, with the token of the engine's discovery file."


def new_token() -> str:
    """A fresh secret: 32 random bytes, in characters that a header may hold."""
    return secrets.token_urlsafe(32)


def check_bearer(header: str | bytes | None, token: str) -> None:
    """Compares in constant time.

    Args:
        header: the value of the caller's `authorization` header.
        token: the engine's.

    Raises:
        UnauthenticatedError: it is missing or wrong.
    """
    if not header:
        raise UnauthenticatedError("The engine wants a token and none was sent.", _HINT)
    shown = header.encode(errors="replace") if isinstance(header, str) else header
    scheme, _, secret = shown.partition(b" ")
    if scheme.lower() != b"bearer" or not hmac.compare_digest(secret.strip(), token.encode()):
        raise UnauthenticatedError("The token that was sent is not this engine's.", _HINT)
