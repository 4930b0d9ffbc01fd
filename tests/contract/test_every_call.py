"""Every field of the calls around a job, over gRPC and over HTTP."""

from __future__ import annotations

import json
import urllib.error
from collections.abc import Iterator
from typing import Any

import grpc
import pytest
from google.protobuf import json_format
from google.protobuf.message import Message

from backbeat.client.failures import CODE_KEY, HINT_KEY
from backbeat.v1 import jobs_pb2, jobs_pb2_grpc
from tests import commands
from tests.contract import http
from tests.engines import EngineProcess, beats, engine_process

METHODS = [method.name for method in jobs_pb2.DESCRIPTOR.services_by_name["Jobs"].methods]
STREAMING = "WatchJob"


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EngineProcess]:
    with engine_process(tmp_path_factory.mktemp("home"), "--workers", "1") as running:
        yield running


@pytest.fixture(scope="module")
def calls(engine: EngineProcess, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Message]:
    """A request of each method with every field set, on an engine that has done three jobs."""
    song = commands.write_clicks(tmp_path_factory.mktemp("media") / "song.wav")
    with engine.client() as client:
        done = [client.submit(beats(song), f"id {number}") for number in range(3)]
        for job in done:
            assert [event.seq for event in client.watch(job.name)]
        token = client.list(page_size=1).next_page_token
    return {
        "SubmitJob": jobs_pb2.SubmitJobRequest(request=beats(song), request_id="id 1"),
        "GetJob": jobs_pb2.GetJobRequest(name=done[1].name, with_log=True),
        "WatchJob": jobs_pb2.WatchJobRequest(name=done[1].name, from_seq=1),
        "CancelJob": jobs_pb2.CancelJobRequest(name=done[1].name),
        "ListJobs": jobs_pb2.ListJobsRequest(page_size=1, page_token=token),
    }


def test_every_field_of_every_call_is_set(calls: dict[str, Message]) -> None:
    assert sorted(calls) == sorted(METHODS)
    for method, request in calls.items():
        unset = {field.name for field in request.DESCRIPTOR.fields} - {
            field.name for field, _ in request.ListFields()
        }
        assert not unset, f"give these fields of {method} a value"


@pytest.mark.parametrize("method", [name for name in METHODS if name != STREAMING])
def test_a_call_gives_the_same_over_both_faces(
    method: str, engine: EngineProcess, calls: dict[str, Message]
) -> None:
    request = calls[method]
    good = _over_grpc(engine, method, request)
    assert "error" not in good
    assert good == _over_http(engine, method, request)
    for field in request.DESCRIPTOR.fields:
        if field.name == "request_id":
            continue  # Another id is another job, made at another time.
        for wrong in _wrong(request, field.name):
            answer = _over_grpc(engine, method, wrong)
            assert answer == _over_http(engine, method, wrong), field.name


def test_a_watch_starts_where_it_is_asked_to(
    engine: EngineProcess, calls: dict[str, Message]
) -> None:
    request: Any = calls[STREAMING]
    with engine.client() as client:
        every = list(client.watch(request.name))
        assert list(client.watch(request.name, request.from_seq)) == every[1:]


def _wrong(request: Message, name: str) -> Iterator[Message]:
    """The request with one field unset, and with one that makes no sense."""
    for value in (None, "no such thing", -1):
        changed = type(request)()
        changed.CopyFrom(request)
        changed.ClearField(name)
        try:
            if value is not None:
                setattr(changed, name, value)
        except (TypeError, AttributeError, ValueError):
            continue
        yield changed


def _over_grpc(engine: EngineProcess, method: str, request: Message) -> dict[str, Any]:
    found = engine.discovery()
    with grpc.insecure_channel(f"127.0.0.1:{found.grpc_port}") as channel:
        stub: Any = jobs_pb2_grpc.JobsStub(channel)  # type: ignore[no-untyped-call]
        try:
            answer = getattr(stub, method)(
                request, metadata=(("authorization", f"Bearer {found.token}"),), timeout=30
            )
        except grpc.RpcError as error:
            told = dict(error.trailing_metadata())
            message = f"{error.details()} {told[HINT_KEY].decode()}".strip()
            return {"error": told[CODE_KEY], "message": message}
    return dict(json_format.MessageToDict(answer, always_print_fields_with_no_presence=True))


def _over_http(engine: EngineProcess, method: str, request: Message) -> dict[str, Any]:
    try:
        return http.post(engine, method, json_format.MessageToDict(request))
    except urllib.error.HTTPError as error:
        told = json.loads(error.read())
        return {"error": told["code"], "message": told["message"]}
