"""HeyGen's lip-sync (API v3: POST /v3/assets, POST /v3/lipsyncs, GET /v3/lipsyncs/ID)."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import quote

from backbeat.services.bodies import form_body, json_body
from backbeat.services.calling import Caller
from backbeat.services.ordering import Order, finished


def make(order: Order, caller: Caller) -> str:
    """Has a lip-sync made, and returns its address. Raises: as `lipsync.made`."""
    asked = {
        "video": {"type": "asset_id", "asset_id": _uploaded(order.video, caller)},
        "audio": {"type": "asset_id", "asset_id": _uploaded(order.speech, caller)},
        "mode": "precision",
        "title": f"Backbeat, take {order.take}",
        # The picture's clock is ours: what comes back is laid over it.
        "enable_dynamic_duration": False,
        "keep_the_same_format": True,
        "fps_mode": "passthrough",
    }
    begun = caller.json("POST", "/v3/lipsyncs", json_body(asked), once=True)
    number = quote(caller.field(begun, "data", "lipsync_id"), safe="")
    done = finished(
        caller,
        f"/v3/lipsyncs/{number}",
        lambda answer: caller.field(answer, "data", "status").lower(),
    )
    return caller.field(done, "data", "video_url")


def _uploaded(path: Path, caller: Caller) -> str:
    return caller.field(caller.json("POST", "/v3/assets", form_body(path)), "data", "asset_id")
