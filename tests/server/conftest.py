"""An engine in this process, and both ways to call it."""

from __future__ import annotations

import http.client
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from backbeat.client.discovery import Discovery
from backbeat.server import Engine, ServeOptions

ORIGIN = "http://localhost:3000"


@dataclass(frozen=True)
class Http:
    """The HTTP server of an engine."""

    found: Discovery

    def call(self, method: str, body: object, **headers: str) -> tuple[int, Any]:
        """One call as a good client makes it; a `None` header is left out."""
        status, _, answer = self.send(
            "POST", f"/backbeat.v1.{method}", json.dumps(body).encode(), **headers
        )
        return status, json.loads(answer)

    def send(
        self, verb: str, path: str, body: bytes | None = None, **headers: str | None
    ) -> tuple[int, http.client.HTTPMessage, bytes]:
        """Any request; underscores in names of headers are hyphens."""
        sent = {
            "authorization": f"Bearer {self.found.token}",
            "content-type": "application/json",
            **{name.replace("_", "-"): value for name, value in headers.items()},
        }
        line = http.client.HTTPConnection("127.0.0.1", self.found.http_port, timeout=20)
        try:
            present = {name: value for name, value in sent.items() if value is not None}
            line.request(verb, path, body, present)
            answer = line.getresponse()
            return answer.status, answer.headers, answer.read()
        finally:
            line.close()


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("home")


@pytest.fixture(scope="module")
def engine(home: Path) -> Iterator[Discovery]:
    """A running engine, one for the tests of a file."""
    running = Engine(ServeOptions(home=home, workers=1, origins=(ORIGIN,)))
    yield running.start()
    running.stop(0)


@pytest.fixture(scope="module")
def http_server(engine: Discovery) -> Http:
    return Http(engine)
