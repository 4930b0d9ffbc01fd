"""The Pairing service, independent of the transport."""

from __future__ import annotations

import datetime
import time
from pathlib import Path

from google.protobuf.timestamp_pb2 import Timestamp

from backbeat.errors import RequestError
from backbeat.server.pairing.codes import LIFE_S, Codes
from backbeat.server.pairing.greeting import greeting
from backbeat.server.pairing.panels import PairedPanels, Panel
from backbeat.v1.pairing_pb2 import (
    CodeLook,
    HelloRequest,
    HelloResponse,
    ListPairedRequest,
    ListPairedResponse,
    LookAtCodeRequest,
    NewCodeRequest,
    PairedPanel,
    PairingCode,
    PairRequest,
    PairResponse,
    UnpairRequest,
    UnpairResponse,
)

_MAX_CLIENT = 100
_UNNAMED = "panel"


class PairingService:
    """The methods, each from a request message to its answer; thread-safe."""

    def __init__(self, home: Path, server_id: str) -> None:
        self.panels = PairedPanels(home)
        self._codes = Codes()
        self._server_id = server_id
        self.http_port = 0
        """Port of the pages that codes are for; 0 until the server has one."""

    def hello(self, request: HelloRequest, known: bool) -> HelloResponse:
        """Who this engine is. `known`: the caller sent a good token."""
        return greeting(request, self._server_id, known)

    def new_code(self, request: NewCodeRequest) -> PairingCode:
        """A code to type, or to put into an address. Raises: RequestError."""
        code = self._codes.new(_client(request.client), request.for_page, time.monotonic())
        ends = datetime.datetime.now(datetime.UTC) + datetime.timedelta(seconds=LIFE_S)
        answer = PairingCode(code=code, http_port=self.http_port)
        answer.expire_time.FromDatetime(ends)
        return answer

    def look_at_code(self, request: LookAtCodeRequest) -> CodeLook:
        """What became of a code."""
        return CodeLook(state=self._codes.state_of(request.code, time.monotonic()))

    def pair(self, request: PairRequest, known: bool) -> PairResponse:
        """Trades a code for a token. Raises: PermissionDeniedError, RequestError, OutputError."""
        del known
        client = _client(request.client)
        use = self._codes.trade(request.code, time.monotonic())
        if use.for_page:
            return PairResponse(token=self.panels.add_page())
        name, token = self.panels.add(client or use.client or _UNNAMED)
        return PairResponse(token=token, name=name)

    def list_paired(self, request: ListPairedRequest) -> ListPairedResponse:
        """The panels, the newest first."""
        del request
        return ListPairedResponse(panels=[_message(panel) for panel in self.panels.all()])

    def unpair(self, request: UnpairRequest) -> UnpairResponse:
        """Makes a panel's token useless. Raises: NotFoundError, OutputError."""
        self.panels.remove(request.name)
        return UnpairResponse()


def _client(name: str) -> str:
    if len(name) > _MAX_CLIENT or not name.isprintable():
        raise RequestError(
            f"The panel's name has {len(name)} characters, or some that cannot be shown.",
            f"Give at most {_MAX_CLIENT} that can.",
        )
    return name.strip()


def _message(panel: Panel) -> PairedPanel:
    return PairedPanel(
        name=panel.name,
        client=panel.client,
        create_time=_timestamp(panel.created),
        last_use_time=_timestamp(panel.used),
    )


def _timestamp(text: str) -> Timestamp:
    found = Timestamp()
    found.FromDatetime(datetime.datetime.fromisoformat(text))
    return found
