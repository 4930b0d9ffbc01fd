"""The result of one check of `backbeat doctor`."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Finding:
    """The result of one check."""

    subject: str
    """What was checked."""
    ok: bool
    says: str
    """What was found, in words."""
    fix: str = ""
    """What to do about it; empty when nothing is wrong."""
