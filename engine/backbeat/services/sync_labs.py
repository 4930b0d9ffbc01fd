"""Sync Labs' lip-sync (API v2: POST /v2/assets/upload, POST /v2/generate, GET /v2/generate/ID)."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import quote

from backbeat.services.bodies import file_body, json_body
from backbeat.services.calling import Caller
from backbeat.services.ordering import Order, finished

_MODEL, _WITH_EMOTION = "lipsync-2", "react-1"
_TEMPERATURES = (0.5, 0.7, 0.3, 0.9, 0.1)
"""How freely mouths are made, take by take; the first is the service's own default."""


def make(order: Order, caller: Caller) -> str:
    """Has a lip-sync made, and returns its address. Raises: as `lipsync.made`."""
    options: dict[str, Any] = {
        "sync_mode": "cut_off",
        "temperature": _TEMPERATURES[(order.take - 1) % len(_TEMPERATURES)],
    }
    if order.emotion:
        options |= {"prompt": order.emotion, "model_mode": "lips"}
    asked = {
        "model": _WITH_EMOTION if order.emotion else _MODEL,
        "input": [
            {"type": "video", "url": _uploaded(order.video, caller)},
            {"type": "audio", "url": _uploaded(order.speech, caller)},
        ],
        "options": options,
    }
    begun = caller.json("POST", "/v2/generate", json_body(asked), once=True)
    number = quote(caller.field(begun, "id"), safe="")
    done = finished(
        caller, f"/v2/generate/{number}", lambda answer: caller.field(answer, "status").lower()
    )
    return caller.field(done, "outputUrl")


def _uploaded(path: Path, caller: Caller) -> str:
    """Puts a file where the service says, and returns the address it has then."""
    body = file_body(path)
    asked = {"fileName": path.name, "contentType": body.kind, "size": body.length}
    place = caller.json("POST", "/v2/assets/upload", json_body(asked))
    caller.put(caller.field(place, "uploadUrl"), body)
    return caller.field(place, "url")
