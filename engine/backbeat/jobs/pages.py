"""Pages of a list: their size, and the tokens that lead from one to the next."""

from __future__ import annotations

import base64
import binascii

from backbeat.errors import RequestError

MAX_BYTES = 2 << 20
"""Bytes of requests in one page; a message may have 4 MiB."""
_DEFAULT = 50
_MOST = 1000
_BEYOND_ALL = (1 << 63) - 1
_MARK = "before:"


def size(asked: int) -> int:
    """Jobs on a page. Raises: RequestError: a negative size."""
    if asked < 0:
        raise RequestError(f"page_size is {asked}, below 0.", "Ask for 1 to 1000, or 0.")
    return min(asked or _DEFAULT, _MOST)


def token_after(number: int) -> str:
    """The token of the page that follows the job of this number."""
    return base64.urlsafe_b64encode(f"{_MARK}{number}".encode()).decode().rstrip("=")


def number_of(token: str) -> int:
    """The number that every job of the token's page is below.

    Raises:
        RequestError: no page gave this token.
    """
    if not token:
        return _BEYOND_ALL
    try:
        padded = token.encode("ascii") + b"=" * (-len(token) % 4)
        text = base64.b64decode(padded, altchars=b"-_", validate=True).decode("ascii")
        number = int(text.removeprefix(_MARK))
    except (ValueError, binascii.Error):
        number = -1
    if not 0 < number <= _BEYOND_ALL or token_after(number) != token:
        raise RequestError(
            f"page_token is {token[:80]!r}, which no page gave.", "Start again from the first page."
        )
    return number
