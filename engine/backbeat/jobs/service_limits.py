"""How much an engine takes on, for all callers and for each."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields, replace

from backbeat.errors import RequestError

_MOST = 1 << 40


@dataclass(frozen=True)
class ServiceLimits:
    """The limits of an engine, each of them at least 1; `backbeat serve --limit` changes them."""

    message_bytes: int = 4 << 20
    """Bytes of a request, which holds paths and options, never media."""
    calls_at_once: int = 64
    """Calls that are answered at the same time over gRPC, watches aside."""
    connections: int = 128
    """Connections that are open at the same time over HTTP; each has a thread."""
    calls_per_second: int = 500
    """Calls of one client, on average; for a moment it may make twice as many."""
    watchers: int = 256
    """Watches of jobs that are open at the same time, of all clients."""
    jobs_queued: int = 10_000
    """Jobs that wait, of all clients."""
    jobs_queued_per_client: int = 5_000
    """Jobs of one client that wait."""
    jobs_on_a_page: int = 1_000
    """Jobs that one ListJobs returns, whatever is asked for."""
    media_tickets: int = 4_096
    """Files that pages may play; the one unused for longest makes room for another."""
    transfers: int = 16
    """Uploads and fetches at the same time, of all clients."""
    transfers_per_client: int = 8
    """Uploads and fetches of one client at the same time."""
    upload_bytes: int = 100 << 30
    """Bytes of uploaded files that are kept, of all clients."""
    upload_bytes_per_client: int = 50 << 30
    """Bytes of uploaded files of one client that are kept."""
    upload_days: int = 7
    """Days after its last use that an uploaded file is kept, and an output that nobody fetched."""


def limits_of(changes: Iterable[str], limits: ServiceLimits | None = None) -> ServiceLimits:
    """The limits with changes.

    Args:
        changes: each "NAME=VALUE".
        limits: those to change; None for the usual ones.

    Raises:
        RequestError: there is no such limit, or the value is no whole number above 0.
    """
    changed = limits or ServiceLimits()
    names = [field.name for field in fields(ServiceLimits)]
    for change in changes:
        name, sign, value = change.partition("=")
        if name not in names or not sign:
            raise RequestError(
                f"--limit {change} names no limit.", f"Write NAME=VALUE; NAME: {', '.join(names)}."
            )
        if not (value.isascii() and value.isdecimal() and 1 <= int(value[:20]) <= _MOST):
            raise RequestError(
                f"--limit {name} is {value[:40]!r}.", "Give a whole number of at least 1."
            )
        changed = replace(changed, **{name: int(value)})
    return changed
