"""Every call of the Pairing and Panel services gives the same over gRPC and over HTTP."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import grpc
import pytest
from google.protobuf import json_format
from google.protobuf.message import Message

from backbeat.client.failures import CODE_KEY, HINT_KEY
from backbeat.v1 import pairing_pb2, pairing_pb2_grpc, panel_pb2, panel_pb2_grpc
from backbeat.v1.music_pb2 import MusicEdits
from tests import commands, edits
from tests.edits import Piece
from tests.engines import EngineProcess, engine_process, wait_for

STUBS: dict[str, Any] = {
    "Pairing": pairing_pb2_grpc.PairingStub,
    "Panel": panel_pb2_grpc.PanelStub,
}
METHODS = [
    f"{service.name}/{method.name}"
    for module in (pairing_pb2, panel_pb2)
    for service in module.DESCRIPTOR.services_by_name.values()
    for method in service.methods
]
DIFFER = {"code", "expireTime", "token", "name", "createTime", "lastUseTime"}
"""Of a pairing, what is another each time."""
_OF_PAIRING = {"Pairing/NewCode", "Pairing/Pair"}


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EngineProcess]:
    with engine_process(tmp_path_factory.mktemp("home"), "--workers", "1") as running:
        yield running


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("media")
    commands.write_clicks(made / "song.wav")
    edits.document(edits.timeline([[Piece(27), Piece(40)]]), made)
    return made


Requests = dict[str, Callable[[], Message]]


@pytest.fixture
def requests(engine: EngineProcess, folder: Path) -> Requests:
    """A request of each method that can be answered."""
    song = str(folder / "song.wav")

    def code() -> str:
        answer = _over_http(engine, "Pairing/NewCode", pairing_pb2.NewCodeRequest(client="x"))
        return str(answer["code"])

    def paired() -> str:
        request = pairing_pb2.PairRequest(code=code(), client="contract")
        return str(_over_http(engine, "Pairing/Pair", request)["name"])

    def waveform() -> panel_pb2.GetWaveformRequest:
        request = panel_pb2.GetWaveformRequest(path=song, start_s=1, end_s=2, columns=30)
        # The first answers may be of a part of the sound.
        wait_for(lambda: _over_http(engine, "Panel/GetWaveform", request).get("fraction") == 1)
        return request

    return {
        "Pairing/Hello": lambda: pairing_pb2.HelloRequest(
            protocol=1, client="c", client_version="1", host="h"
        ),
        "Pairing/NewCode": lambda: pairing_pb2.NewCodeRequest(client="c", for_page=True),
        "Pairing/LookAtCode": lambda: pairing_pb2.LookAtCodeRequest(code=code()),
        "Pairing/Pair": lambda: pairing_pb2.PairRequest(code=code(), client="c"),
        "Pairing/ListPaired": pairing_pb2.ListPairedRequest,
        "Pairing/Unpair": lambda: pairing_pb2.UnpairRequest(name=paired()),
        "Panel/OpenFile": lambda: panel_pb2.OpenFileRequest(path=str(folder / "edit.otio")),
        "Panel/GetWaveform": waveform,
        "Panel/OpenMedia": lambda: panel_pb2.OpenMediaRequest(path=song),
        "Panel/ListFolder": lambda: panel_pb2.ListFolderRequest(path=str(folder)),
        "Panel/SaveMusicEdits": lambda: panel_pb2.SaveMusicEditsRequest(
            path=song,
            edits=MusicEdits(removed_beats_s=[1]),
            output_path=str(folder / "kept.json"),
            overwrite=True,
        ),
        "Panel/LoadMusicEdits": lambda: panel_pb2.LoadMusicEditsRequest(path=song),
    }


def test_every_method_has_a_request(requests: Requests) -> None:
    assert sorted(requests) == sorted(METHODS)


@pytest.mark.parametrize("method", METHODS)
def test_a_call_gives_the_same_over_both_faces(
    method: str, engine: EngineProcess, requests: Requests
) -> None:
    make = requests[method]
    one, other = (face(engine, method, make()) for face in (_over_grpc, _over_http))
    assert "error" not in one, one
    if method in _OF_PAIRING:
        assert one.keys() == other.keys()
        one, other = ({k: v for k, v in a.items() if k not in DIFFER} for a in (one, other))
    assert one == other


@pytest.mark.parametrize("method", [name for name in METHODS if name.startswith("Panel/")])
def test_a_refusal_is_the_same_over_both_faces(
    method: str, engine: EngineProcess, requests: Requests
) -> None:
    for path in ("relative.wav", "/gone/for/good.wav", "https://x.example/a.wav", "/dev/zero"):
        request: Any = requests[method]()
        request.path = path
        one, other = (face(engine, method, request) for face in (_over_grpc, _over_http))
        assert one == other and "error" in one, path


def _over_grpc(engine: EngineProcess, method: str, request: Message) -> dict[str, Any]:
    found = engine.discovery()
    service, _, name = method.partition("/")
    with grpc.insecure_channel(f"127.0.0.1:{found.grpc_port}") as channel:
        try:
            answer = getattr(STUBS[service](channel), name)(
                request, metadata=(("authorization", f"Bearer {found.token}"),), timeout=30
            )
        except grpc.RpcError as error:
            told = dict(error.trailing_metadata())
            message = f"{error.details()} {told[HINT_KEY].decode()}".strip()
            return {"error": told[CODE_KEY], "message": message}
    return dict(json_format.MessageToDict(answer, always_print_fields_with_no_presence=True))


def _over_http(engine: EngineProcess, method: str, request: Message) -> dict[str, Any]:
    found = engine.discovery()
    sent = urllib.request.Request(
        f"http://127.0.0.1:{found.http_port}/backbeat.v1.{method}",
        json.dumps(json_format.MessageToDict(request)).encode(),
        {"Content-Type": "application/json", "Authorization": f"Bearer {found.token}"},
    )
    try:
        with urllib.request.urlopen(sent, timeout=30) as answer:
            return dict(json.load(answer))
    except urllib.error.HTTPError as error:
        told = json.loads(error.read())
        return {"error": told["code"], "message": told["message"]}
