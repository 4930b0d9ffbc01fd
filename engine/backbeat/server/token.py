"""The token that every caller must send."""

from __future__ import annotations

import hmac
import secrets

from backbeat.errors import UnauthenticatedError

_HINT = "Send `Authorization: Bearer TOKEN`, with the token from the engine's discovery file."


def new_token() -> str:
    """A new token: 32 random bytes in URL-safe base64."""
    return secrets.token_urlsafe(32)


def check_bearer(header: str | bytes | None, token: str) -> None:
    """Checks a caller's token, in constant time.

    Args:
        header: the value of the caller's `authorization` header; None where there is none.
        token: the token of the engine.

    Raises:
        UnauthenticatedError: the header is missing, or its token is wrong.
    """
    if not header:
        raise UnauthenticatedError("The engine requires a token and none was sent.", _HINT)
    value = header.encode(errors="replace") if isinstance(header, str) else header
    scheme, _, secret = value.partition(b" ")
    if scheme.lower() != b"bearer" or not hmac.compare_digest(secret.strip(), token.encode()):
        raise UnauthenticatedError("The token that was sent is not the one of this engine.", _HINT)
