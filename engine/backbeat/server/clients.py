"""Telling callers apart, for limits and queues."""

from __future__ import annotations

import hashlib


def client_of(header: str | bytes | None) -> str:
    """What stands for the caller that sent an `authorization` header; empty without one.

    A digest, so that no token lies about in memory or logs.
    """
    if not header:
        return ""
    value = header.encode(errors="replace") if isinstance(header, str) else header
    return hashlib.sha256(value.partition(b" ")[2].strip()).hexdigest()[:16]
