"""Hedra's Character-3: a still that speaks (POST /assets, /assets/ID/upload, /generations).

It takes one picture and not a video. Only the mouth of what it makes is used, laid on the head as
it is held in the video.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import quote

from backbeat.services.bodies import form_body, json_body
from backbeat.services.calling import Caller
from backbeat.services.ordering import Order, finished

_MODEL = "d1dd37a3-e39a-4854-a298-6510289f9cf2"
"""Its Character-3."""
_SHAPES = {"1:1": 1.0, "16:9": 16 / 9, "9:16": 9 / 16}


def make(order: Order, caller: Caller) -> str:
    """Has a still speak, and returns the video's address. Raises: as `lipsync.made`."""
    shape = order.width / order.height
    inputs: dict[str, Any] = {
        "text_prompt": f"A person speaks, {order.emotion or 'naturally'}; the head is still.",
        "resolution": "720p",
        "aspect_ratio": min(_SHAPES, key=lambda name: abs(_SHAPES[name] - shape)),
    }
    asked = {
        "type": "video",
        "ai_model_id": _MODEL,
        "start_keyframe_id": _uploaded(order.still, "image", caller),
        "audio_id": _uploaded(order.speech, "audio", caller),
        "generated_video_inputs": inputs,
    }
    begun = caller.json("POST", "/generations", json_body(asked), once=True)
    number = quote(caller.field(begun, "id"), safe="")
    done = finished(
        caller,
        f"/generations/{number}/status",
        lambda answer: caller.field(answer, "status").lower(),
    )
    return caller.field(done, "download_url" if done.get("download_url") else "url")


def _uploaded(path: Path, kind: str, caller: Caller) -> str:
    place = caller.json("POST", "/assets", json_body({"name": path.name, "type": kind}))
    number = caller.field(place, "id")
    caller.json("POST", f"/assets/{quote(number, safe='')}/upload", form_body(path))
    return number
