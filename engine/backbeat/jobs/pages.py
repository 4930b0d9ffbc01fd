"""Paging of the list of jobs: page sizes and page tokens."""

from __future__ import annotations

import base64
import binascii

from backbeat.errors import RequestError

MAX_BYTES = 2 << 20
"""Maximum bytes of requests in one page; a message may have 4 MiB."""
_DEFAULT_SIZE = 50
_MAX_NUMBER = (1 << 63) - 1
_PREFIX = "before:"


def size(requested: int, most: int) -> int:
    """Jobs on a page.

    Args:
        requested: 0 for the default.
        most: the maximum.

    Raises:
        RequestError: `requested` is negative.
    """
    if requested < 0:
        raise RequestError(f"page_size is {requested}, below 0.", f"Ask for 1 to {most}, or 0.")
    return min(requested or _DEFAULT_SIZE, most)


def token_after(number: int) -> str:
    """The token of the page that starts after the job of this number."""
    return base64.urlsafe_b64encode(f"{_PREFIX}{number}".encode()).decode().rstrip("=")


def number_of(token: str) -> int:
    """The number that those of all jobs on the token's page are below.

    Raises:
        RequestError: the token was not returned with a page.
    """
    if not token:
        return _MAX_NUMBER
    try:
        padded = token.encode("ascii") + b"=" * (-len(token) % 4)
        text = base64.b64decode(padded, altchars=b"-_", validate=True).decode("ascii")
        number = int(text.removeprefix(_PREFIX))
    except (ValueError, binascii.Error):
        number = -1
    if not 0 < number <= _MAX_NUMBER or token_after(number) != token:
        raise RequestError(
            f"page_token is {token[:80]!r}, which is not a token of any page.",
            "Start again from the first page.",
        )
    return number
