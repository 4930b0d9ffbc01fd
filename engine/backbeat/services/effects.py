"""ElevenLabs' sound effects: POST /v1/sound-generation, as its OpenAPI description of 2026 has it.

The sound itself is answered, as MP3 of 44.1 kHz and 128 kbit/s, which every plan allows. It is
asked for again where the service is busy (408, 409, 429, as its own client does), after the time
that it names.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from backbeat.errors import RequestError
from backbeat.progress import Progress
from backbeat.services.bodies import json_body
from backbeat.services.calling import Caller, Patience
from backbeat.services.switches import Access

SHORTEST_S, LONGEST_S = 0.5, 30.0
"""Durations that it makes."""
ENDING = ".mp3"
MODEL = "eleven_text_to_sound_v2"
_BUSY = frozenset((408, 409, 429, 503))
_INFLUENCE = 0.3
"""Its own default."""


@dataclass(frozen=True, slots=True)
class EffectOrder:
    """A sound that is to be made."""

    words: str
    seconds: float | None = None
    """From `SHORTEST_S` to `LONGEST_S`; None: it finds a length that suits the words."""
    loop: bool = False
    """Whether its end is to join its beginning."""
    influence: float = _INFLUENCE
    """How closely it follows the words, from 0 to 1."""

    @property
    def content(self) -> dict[str, Any]:
        """What is sent."""
        return {
            "text": self.words,
            "duration_seconds": self.seconds,
            "loop": self.loop,
            "prompt_influence": self.influence,
            "model_id": MODEL,
        }


def made_effect(
    access: Access, order: EffectOrder, progress: Progress, patience: Patience | None = None
) -> bytes:
    """Has a sound made.

    Args:
        access: ElevenLabs.
        order: the sound.
        progress: may cancel.
        patience: how long the service is waited for.

    Returns:
        A sound file, of the kind `ENDING` says.

    Raises:
        PermissionDeniedError: the service refuses the key, or there is no credit left.
        RequestError: it takes no such order; the message is its own.
        ServiceError: it does not answer, or not as documented.
        CancelledError: the job was cancelled.
    """
    if order.seconds is not None and not SHORTEST_S <= order.seconds <= LONGEST_S:
        raise RequestError(
            f"{access.seat.title} makes no sound of {order.seconds:g} s.",
            f"It makes {SHORTEST_S:g} to {LONGEST_S:g} s.",
        )
    if not order.words.strip():
        raise RequestError(f"{access.seat.title} makes no sound without words.", "Write some.")
    caller = Caller(access, {"xi-api-key": access.key}, progress, patience, _BUSY)
    return caller.content(
        "POST",
        "/v1/sound-generation?output_format=mp3_44100_128",
        json_body(order.content),
        once=True,
        kinds=("audio/", "application/octet-stream"),
    )
