"""Services on loopback that behave as their documentation says, and fail as services do."""

from __future__ import annotations

import base64
import contextlib
import json
import re
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

KEY = "secret-key-of-nobody"


@dataclass
class Asked:
    """One request."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        """The body."""
        return json.loads(self.body)


@dataclass
class Fault:
    """What is answered instead, once."""

    path: str
    """Regular expression."""
    status: int = 200
    body: bytes = b"{}"
    headers: dict[str, str] = field(default_factory=dict)
    short_by: int = 0
    """Bytes that are announced and do not come."""
    delay_s: float = 0.0


@dataclass
class Double:
    """All services at one address, each at its own paths."""

    url: str = ""
    video: bytes = b"a video"
    """What is made; empty: what was sent."""
    polls: int = 2
    """Questions after which something is finished."""
    fails: str = ""
    """Why it cannot be made; empty: it can."""
    asked: list[Asked] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    uploads: list[bytes] = field(default_factory=list)
    sounds: list[dict[str, Any]] = field(default_factory=list)
    """What Freesound has, as its API lists it; previews are `files` by their last part."""
    files: dict[str, bytes] = field(default_factory=dict)
    effects: list[bytes] = field(default_factory=list)
    """Sounds that ElevenLabs makes, one after another; the last one again and again."""
    _polled: int = 0

    def paths(self) -> list[str]:
        """Methods and paths of all requests."""
        return [f"{one.method} {one.path}" for one in self.asked]

    def answer(self, asked: Asked) -> tuple[int, bytes, str]:
        """Status, body and media type."""
        if asked.path.startswith("/files/"):
            if KEY in str(asked.headers):
                return 400, b"a key for strangers", "text/plain"
            if asked.method == "PUT":
                self.uploads.append(asked.body)
                return 200, b"", "text/plain"
            if (name := asked.path.removeprefix("/files/")) in self.files:
                return 200, self.files[name], "audio/ogg"
            return 200, self.video or self.uploads[0], "video/mp4"
        if not self._knows(asked):
            return 401, b'{"error": {"message": "bad key ' + KEY.encode() + b'"}}', "text/plain"
        found = self._made(asked)
        if isinstance(found, bytes):
            return 200, found, "audio/mpeg"
        return (
            (404, b"{}", "text/plain") if found is None else (200, json.dumps(found).encode(), "")
        )

    def _knows(self, asked: Asked) -> bool:
        headers = {key.lower(): value for key, value in asked.headers.items()}
        sent = [headers.get(name, "") for name in ("x-api-key", "xi-api-key", "authorization")]
        if asked.path == "/translate":
            sent.append(asked.json.get("api_key", ""))
        return any(one.split(" ")[-1] == KEY for one in sent)

    def _made(self, asked: Asked) -> Any:
        path = urlsplit(asked.path).path
        if path in ("/v3/assets", "/assets/asset-1/upload"):
            self.uploads.append(_file_in(asked))
            return {"data": {"asset_id": f"asset-{len(self.uploads)}"}}
        fixed: dict[str, Any] = {
            "/v3/lipsyncs": {"data": {"lipsync_id": "job/1"}},
            "/v2/assets/upload": {
                "uploadUrl": f"{self.url}/files/put", "url": f"{self.url}/files/there",
                "expiresIn": 60,
            },
            "/v2/generate": {"id": "job/1", "status": "PENDING"},
            "/assets": {"id": "asset-1"},
            "/generations": {"id": "job/1", "status": "queued"},
        }  # fmt: skip
        if asked.method == "POST" and path in fixed:
            return fixed[path]
        if path.startswith("/apiv2/"):
            return self._freesound(asked)
        if path == "/v1/sound-generation":
            return self._effect(asked)
        if asked.method == "GET":
            return self._state(path)
        return self._said(path, asked)

    def _state(self, path: str) -> Any:
        self._polled += 1
        done = self._polled >= self.polls
        url = f"{self.url}/files/made.mp4"
        if path == "/v3/lipsyncs/job%2F1":
            state = "failed" if self.fails else "completed" if done else "running"
            more = {"failure_message": self.fails} if self.fails else {}
            return {"data": {"status": state, "video_url": url if done else None, **more}}
        if path == "/v2/generate/job%2F1":
            state = "FAILED" if self.fails else "COMPLETED" if done else "PROCESSING"
            return {"id": "job/1", "status": state, "outputUrl": url, "error": self.fails or None}
        if path == "/generations/job%2F1/status":
            state = "error" if self.fails else "complete" if done else "processing"
            return {"status": state, "download_url": url, "error_message": self.fails or None}
        return None

    def _freesound(self, asked: Asked) -> Any:
        """GET /apiv2/search/ with every word mandatory, filters on numbers, and pages."""
        parts = urlsplit(asked.path)
        if match := re.fullmatch(r"/apiv2/sounds/(\d+)/", parts.path):
            return next((one for one in self.sounds if one["id"] == int(match[1])), None)
        if parts.path != "/apiv2/search/":
            return None
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        low, high = map(float, re.findall(r"duration:\[(\S+) TO (\S+)\]", query["filter"])[0])
        words = query["query"].lower().split()
        found = [
            one
            for one in self.sounds
            if all(word in f"{one['name']} {one.get('tags')}".lower() for word in words)
            and low <= one["duration"] <= high
        ]
        page, size = int(query["page"]), int(query["page_size"])
        assert size <= 150
        more = page * size < len(found)
        following = f"{self.url}{parts.path}?page={page + 1}" if more else None
        results = found[(page - 1) * size : page * size]
        return {"count": len(found), "next": following, "previous": None, "results": results}

    def _effect(self, asked: Asked) -> Any:
        """POST /v1/sound-generation, within the limits of its description."""
        seconds = asked.json.get("duration_seconds")
        assert asked.json["text"] and (seconds is None or 0.5 <= seconds <= 30)
        return self.effects.pop(0) if len(self.effects) > 1 else (self.effects or [b"a sound"])[0]

    def _said(self, path: str, asked: Asked) -> Any:
        if path.startswith("/v1/text-to-speech/") or path == "/api/v2/tts/stream":
            return b"a sound"
        if path == "/synthesize":
            return {"success": True, "audio_content": base64.b64encode(b"a sound").decode()}
        if path == "/translate":
            return {"translatedText": [text.upper() for text in asked.json["q"]]}
        if path == "/v2/translate":
            texts = [{"text": text.upper()} for text in asked.json["text"]]
            return {"translations": texts}
        return None


def _file_in(asked: Asked) -> bytes:
    """The one file of a form (RFC 7578)."""
    kind = asked.headers["Content-Type"]
    mark = b"--" + kind.partition("boundary=")[2].encode()
    head, _, content = asked.body.partition(b"\r\n\r\n")
    assert head.startswith(mark) and b'name="file"' in head
    assert content.endswith(b"\r\n" + mark + b"--\r\n")
    return content[: -len(mark) - 6]


@contextlib.contextmanager
def running(double: Double) -> Iterator[Double]:
    """The services, at `double.url` for as long as the block runs."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def _do(self) -> None:
            length = int(self.headers.get("Content-Length", 0))
            asked = Asked(self.command, self.path, dict(self.headers), self.rfile.read(length))
            double.asked.append(asked)
            fault = next((f for f in double.faults if re.search(f.path, self.path)), None)
            if fault is None:
                status, body, kind = double.answer(asked)
                headers, short = {"Content-Type": kind or "application/json"}, 0
            else:
                double.faults.remove(fault)
                time.sleep(fault.delay_s)
                status, body, headers, short = (
                    fault.status, fault.body, fault.headers, fault.short_by,
                )  # fmt: skip
            with contextlib.suppress(OSError):
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(body) + short))
                self.end_headers()
                self.wfile.write(body)
            self.close_connection = True

        do_GET = do_POST = do_PUT = _do  # noqa: N815

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    double.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield double
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
