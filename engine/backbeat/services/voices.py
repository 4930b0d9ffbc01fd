"""Voices of services: lines said by a machine, and by whose leave."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable
from dataclasses import dataclass
from html import escape
from typing import Any, Protocol
from urllib.parse import quote

from backbeat.errors import RequestError
from backbeat.progress import Progress
from backbeat.services.bodies import json_body
from backbeat.services.calling import Caller, Patience
from backbeat.services.seats import PREFIX, Kind, Seat, seat_named
from backbeat.services.switches import Access


@dataclass(frozen=True)
class Saying:
    """A line that is to be said."""

    text: str
    voice: str
    """The service's own id of the voice."""
    language: str = ""
    """ISO 639-1; empty: not known."""
    direction: str = ""
    """SSML around "{text}", or words such as "whispers"; empty: none."""

    @property
    def is_markup(self) -> bool:
        """Whether the direction is SSML."""
        return self.direction.lstrip().startswith("<") and "{text}" in self.direction

    @property
    def markup(self) -> str:
        """The text in its SSML, without the element around it."""
        return self.direction.replace("{text}", escape(self.text, quote=False))


@dataclass(frozen=True)
class Said:
    """What a service said."""

    sound: bytes
    """A sound file of the kind `ending` says."""
    ending: str
    licence: str
    """Where the terms are under which it may be used."""
    watermark: bool
    """Whether the service documents an inaudible mark in it."""


class _Speaker(Protocol):
    def __call__(self, saying: Saying, caller: Caller) -> bytes:
        """The sound file."""


@dataclass(frozen=True)
class _Voice:
    say: _Speaker
    headers: Callable[[Access], dict[str, str]]
    ending: str
    watermark: bool = False


def voice_named(named: str) -> tuple[Seat, str]:
    """The seat and the voice of, say, "service:elevenlabs/21m00Tcm4TlvDq8ikWAM".

    Raises:
        NotFoundError: there is no such service.
        RequestError: it names no voice.
    """
    name, _, voice = named.removeprefix(PREFIX).partition("/")
    seat = seat_named(name, Kind.VOICE)
    if not voice:
        raise RequestError(
            f"{named} does not say which voice of {seat.title}.",
            f"Write it as {PREFIX}{seat.name}/VOICE, with the voice's id.",
        )
    return seat, voice


def said(
    access: Access, saying: Saying, progress: Progress, patience: Patience | None = None
) -> Said:
    """Has a line said.

    Args:
        access: the service.
        saying: the line.
        progress: may cancel.
        patience: how long the service is waited for.

    Raises:
        PermissionDeniedError: the service refuses the key, or there is no credit left.
        RequestError: it refuses what is sent, or takes no direction.
        ServiceError: it does not answer, or not as documented.
        CancelledError: the job was cancelled.
    """
    seat, voice = access.seat, _VOICES[access.seat.name]
    if saying.direction and seat.emotions is None:
        raise RequestError(f"{seat.title} takes no direction.", "Leave it out.")
    caller = Caller(access, voice.headers(access), progress, patience)
    return Said(voice.say(saying, caller), voice.ending, seat.terms, voice.watermark)


def _elevenlabs(saying: Saying, caller: Caller) -> bytes:
    """POST /v1/text-to-speech/VOICE: the sound itself is answered, as MP3."""
    text, model = saying.text, "eleven_multilingual_v2"
    if saying.is_markup:
        text = saying.markup
    elif saying.direction:
        # Directions in brackets are of the third generation of its models.
        text, model = f"[{saying.direction}] {text}", "eleven_v3"
    path = f"/v1/text-to-speech/{quote(saying.voice, safe='')}?output_format=mp3_44100_128"
    return caller.content("POST", path, json_body({"text": text, "model_id": model}), once=True)


def _resemble(saying: Saying, caller: Caller) -> bytes:
    """POST /synthesize: a WAV in Base64 is answered."""
    text = escape(saying.text, quote=False)
    data = saying.text
    if saying.is_markup:
        data = f"<speak>{saying.markup}</speak>"
    elif saying.direction:
        data = f'<speak prompt="{escape(saying.direction)}">{text}</speak>'
    asked = {
        "voice_uuid": saying.voice,
        "data": data,
        "sample_rate": 48000,
        "output_format": "wav",
        "precision": "PCM_16",
    }
    answer = caller.json("POST", "/synthesize", json_body(asked), once=True)
    if answer.get("success") is False:
        raise caller.failed(_reason(answer))
    try:
        return base64.b64decode(caller.field(answer, "audio_content"), validate=True)
    except binascii.Error:
        raise caller.failed("its sound is not Base64") from None


def _playht(saying: Saying, caller: Caller) -> bytes:
    """POST /api/v2/tts/stream: the sound itself is answered."""
    asked = {
        "text": saying.text,
        "voice": saying.voice,
        "voice_engine": "PlayHT2.0",
        "output_format": "wav",
        "sample_rate": 48000,
    }
    return caller.content("POST", "/api/v2/tts/stream", json_body(asked), once=True)


def _reason(answer: dict[str, Any]) -> str:
    issues = answer.get("issues")
    return "; ".join(map(str, issues)) if isinstance(issues, list) else str(answer.get("message"))


_VOICES = {
    "elevenlabs": _Voice(_elevenlabs, lambda access: {"xi-api-key": access.key}, ".mp3"),
    "resemble": _Voice(_resemble, lambda access: {"Authorization": f"Bearer {access.key}"}, ".wav"),
    "playht": _Voice(
        _playht,
        lambda access: {"AUTHORIZATION": access.key, "X-USER-ID": access.user},
        ".wav",
    ),
}
