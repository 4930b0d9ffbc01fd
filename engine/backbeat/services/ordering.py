"""What is ordered from a service, and how it is waited for."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from backbeat.errors import ServiceError
from backbeat.services.calling import Caller, words_of


@dataclass(frozen=True)
class Order:
    """A face that is to say something."""

    video: Path
    """Of the face, .mp4, as long as the speech."""
    still: Path
    """A picture of it, .png."""
    speech: Path
    """.wav."""
    width: int
    height: int
    """Of video and picture."""
    emotion: str = ""
    """How it is said; empty: as it is heard."""
    take: int = 1
    """From 1; others differ where a service can make others."""


def finished(
    caller: Caller, path: str, state_of: Callable[[Mapping[str, Any]], str]
) -> dict[str, Any]:
    """Asks until something is finished.

    Args:
        caller: of the service.
        path: where it says how far it is.
        state_of: its state, in lower case, from an answer.

    Raises:
        ServiceError: it failed, or takes too long.
        CancelledError: the job was cancelled.
    """
    seat, patience = caller.access.seat, caller.patience
    until = time.monotonic() + patience.longest_s
    while True:
        answer = caller.json("GET", path)
        state = state_of(answer)
        if state in ("completed", "complete"):
            return answer
        if state in ("failed", "error", "rejected", "canceled", "cancelled"):
            raise caller.failed(_why(answer))
        if time.monotonic() > until:
            raise ServiceError(
                f"{seat.title} is not finished after {patience.longest_s / 60:.0f} minutes.",
                "Look at your account there, and try again later.",
            )
        caller.progress(0.5, f"Waiting for {seat.title}")
        caller.wait(patience.poll_s)


def _why(answer: Mapping[str, Any]) -> str:
    for found in (answer, answer.get("data")):
        if isinstance(found, Mapping):
            said = str(found.get("failure_message") or "") or words_of(found)
            if said:
                return said
    return ""
