"""Lip-sync by services: what is ordered, and which service makes it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from backbeat.errors import RequestError
from backbeat.progress import Progress
from backbeat.services import hedra, heygen, sync_labs
from backbeat.services.calling import Caller, Patience
from backbeat.services.ordering import Order
from backbeat.services.seats import Seat
from backbeat.services.switches import Access


class _Maker(Protocol):
    def __call__(self, order: Order, caller: Caller) -> str:
        """Has something made, and returns where it can be fetched."""


@dataclass(frozen=True)
class _Service:
    make: _Maker
    headers: Callable[[str], dict[str, str]]


_SERVICES = {
    "heygen": _Service(heygen.make, lambda key: {"X-Api-Key": key}),
    "sync": _Service(sync_labs.make, lambda key: {"x-api-key": key}),
    "hedra": _Service(hedra.make, lambda key: {"X-API-Key": key}),
}


def check_order(seat: Seat, emotion: str) -> None:
    """Raises: RequestError: the service does not take that emotion."""
    if not emotion or seat.emotions == ():
        return
    if seat.emotions is None:
        raise RequestError(f"{seat.title} takes no emotion.", "Leave it out.")
    if emotion not in seat.emotions:
        raise RequestError(
            f"{seat.title} does not know the emotion {emotion!r}.",
            f"It knows {', '.join(seat.emotions)}.",
        )


def made(
    access: Access,
    order: Order,
    target: Path,
    progress: Progress,
    patience: Patience | None = None,
) -> None:
    """Has a service make a video, and fetches it.

    Args:
        access: the service.
        order: what is sent.
        target: where its video is put.
        progress: may cancel.
        patience: how long it is waited for.

    Raises:
        PermissionDeniedError: the service refuses the key, or there is no credit left.
        RequestError: what is sent is too large, or refused.
        ServiceError: it does not answer, could not do it, or takes too long.
        CancelledError: the job was cancelled.
    """
    seat, service = access.seat, _SERVICES[access.seat.name]
    check_order(seat, order.emotion)
    for path in (order.video, order.speech):
        if path.stat().st_size > seat.most_bytes:
            raise RequestError(
                f"{seat.title} takes files of {seat.most_bytes // 1_000_000} MB at most, and "
                f"{path.stat().st_size // 1_000_000} MB would be sent.",
                "Change less at a time, as with --words or shorter clips.",
            )
    caller = Caller(access, service.headers(access.key), progress, patience)
    caller.download(service.make(order, caller), target)
