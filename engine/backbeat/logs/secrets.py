"""Keeping tokens, codes and keys out of the log, whoever wrote them there."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping

HIDDEN = "[hidden]"
"""Stands where a secret stood."""
_MIN_LENGTH = 8
"""Characters below which a value is no secret: hiding "1" would make the log unreadable."""
_SECRET_NAMES = re.compile(r"(KEY|TOKEN|SECRET|PASSWORD)$")
_PATTERNS = (
    re.compile(r"(\bbearer\s+)[^\s\"',;]+", re.IGNORECASE),
    re.compile(r"([?&#](?:code|token|key|secret|signature)=)[^&\s\"']+", re.IGNORECASE),
    re.compile(r"(/media/)[\w\-]{8,}"),
    # A name and a password in a URL.
    re.compile(r"(\b\w+://[^\s/:@]*:)[^\s/@]+(?=@)"),
)
_known: set[str] = set()


def hide(secret: str) -> None:
    """Keeps a secret out of every line from now on."""
    if len(secret) >= _MIN_LENGTH:
        _known.add(secret)


def hide_keys_of(environment: Mapping[str, str] = os.environ) -> None:
    """Hides the values of variables that hold keys of services, by their names."""
    for name, value in environment.items():
        if _SECRET_NAMES.search(name.upper()):
            hide(value)


def without_secrets(text: str) -> str:
    """The text with every secret replaced."""
    # The longest first: one may be the start of another.
    for secret in sorted(_known, key=len, reverse=True):
        text = text.replace(secret, HIDDEN)
    for pattern in _PATTERNS:
        text = pattern.sub(rf"\1{HIDDEN}", text)
    return text
