"""Licences of sounds: what they are called, and whether they allow commercial use."""

from __future__ import annotations

import re

_FORBIDS = re.compile(
    r"\bnc\b|non-?\s?commercial|personal use|sampling\+|evaluation", re.IGNORECASE
)
_ALLOWS = re.compile(
    r"\bcc0\b|public domain|unlicen[cs]e|\bcc[- ]by\b|\bmit\b|\bbsd\b|apache"
    r"|\b[la]?gpl|\bmpl\b|\bofl\b|\b0bsd\b|\bisc\b|royalty[- ]free|pixabay|commercial",
    re.IGNORECASE,
)
_URLS = (
    ("publicdomain/zero", "CC0-1.0"),
    ("licenses/by-nc-nd", "CC-BY-NC-ND-4.0"),
    ("licenses/by-nc-sa", "CC-BY-NC-SA-4.0"),
    ("licenses/by-nc", "CC-BY-NC-4.0"),
    ("licenses/by-sa", "CC-BY-SA-4.0"),
    ("licenses/by-nd", "CC-BY-ND-4.0"),
    ("licenses/by", "CC-BY-4.0"),
    ("licenses/sampling+", "Sampling+"),
)  # fmt: skip
_VERSION = re.compile(r"/(\d\.\d)(?:/|$)")


def named(licence: str) -> str:
    """A licence as it is written here: the name instead of Creative Commons' URL."""
    text = licence.strip()
    for part, name in _URLS:
        if part in text.lower():
            version = _VERSION.search(text)
            return name.replace("4.0", version[1]) if version else name
    return text


def allows_commercial(licence: str) -> bool | None:
    """Whether a licence allows commercial use; None: not known.

    Args:
        licence: SPDX identifier, name or URL.
    """
    text = named(licence)
    if not text:
        return None
    if _FORBIDS.search(text):
        return False
    return True if _ALLOWS.search(text) else None
