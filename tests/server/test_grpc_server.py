from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import grpc
import pytest
from google.protobuf import json_format
from grpc_health.v1 import health_pb2, health_pb2_grpc
from grpc_reflection.v1alpha import reflection_pb2, reflection_pb2_grpc

from backbeat.client.discovery import Discovery
from backbeat.errors import EngineUnavailableError
from backbeat.jobs.info import EngineFacts
from backbeat.server import Engine, ServeOptions
from backbeat.v1.engine_pb2 import GetInfoRequest
from backbeat.v1.engine_pb2_grpc import EngineStub
from backbeat.v1.jobs_pb2 import GetJobRequest, JobState, SubmitJobRequest, WatchJobRequest
from backbeat.v1.jobs_pb2_grpc import JobsStub
from tests import commands, engines
from tests.server.conftest import Http


@pytest.fixture
def channel(engine: Discovery) -> Iterator[grpc.Channel]:
    with grpc.insecure_channel(f"127.0.0.1:{engine.grpc_port}") as opened:
        yield opened


@pytest.fixture
def bearer(engine: Discovery) -> tuple[tuple[str, str]]:
    return (("authorization", f"Bearer {engine.token}"),)


def test_both_faces_give_the_same_result(
    http_server: Http, channel: grpc.Channel, bearer: tuple[tuple[str, str]], tmp_path: Path
) -> None:
    request = engines.beats(commands.write_clicks(tmp_path / "click.wav", 6))
    jobs = JobsStub(channel)
    mine = jobs.SubmitJob(SubmitJobRequest(request=request), metadata=bearer)
    status, theirs = http_server.call(
        "Jobs/SubmitJob", {"request": json_format.MessageToDict(request)}
    )
    assert status == 200
    assert theirs["name"] != mine.name
    for name in (mine.name, theirs["name"]):
        list(jobs.WatchJob(WatchJobRequest(name=name), metadata=bearer))
    job = jobs.GetJob(GetJobRequest(name=mine.name), metadata=bearer)
    assert job.state == JobState.JOB_STATE_SUCCEEDED
    assert job.result.beats.beats
    _, twin = http_server.call("Jobs/GetJob", {"name": theirs["name"]})
    assert twin["state"] == "JOB_STATE_SUCCEEDED"
    mapped = json_format.MessageToDict(job.result, always_print_fields_with_no_presence=True)
    assert twin["result"] == mapped
    _, page = http_server.call("Jobs/ListJobs", {"pageSize": 1})
    assert [listed["name"] for listed in page["jobs"]] == [theirs["name"]]
    assert page["nextPageToken"]


@pytest.mark.parametrize("metadata", [(), (("authorization", "Bearer no"),), (("token", "x"),)])
def test_without_the_token_there_is_nothing(
    channel: grpc.Channel, metadata: tuple[tuple[str, str], ...]
) -> None:
    calls = [
        lambda: EngineStub(channel).GetInfo(GetInfoRequest(), metadata=metadata),
        lambda: list(JobsStub(channel).WatchJob(WatchJobRequest(name="jobs/x"), metadata=metadata)),
        lambda: list(_reflect(channel, metadata)),
        lambda: channel.unary_unary("/no.Such/Method")(b"", metadata=metadata),
    ]
    for call in calls:
        with pytest.raises(grpc.RpcError) as caught:
            call()
        assert caught.value.code() == grpc.StatusCode.UNAUTHENTICATED
        told = dict(caught.value.trailing_metadata())
        assert told["backbeat-code"] == "unauthenticated"
        assert b"discovery file" in told["backbeat-hint-bin"]


def test_health_needs_no_token(channel: grpc.Channel) -> None:
    stub = health_pb2_grpc.HealthStub(channel)
    for service in ("", "backbeat.v1.Jobs", "backbeat.v1.Engine"):
        answer = stub.Check(health_pb2.HealthCheckRequest(service=service))
        assert answer.status == health_pb2.HealthCheckResponse.SERVING


def test_reflection_names_the_services(
    channel: grpc.Channel, bearer: tuple[tuple[str, str]]
) -> None:
    (answer,) = _reflect(channel, bearer)
    names = {service.name for service in answer.list_services_response.service}
    assert {"backbeat.v1.Jobs", "backbeat.v1.Engine", "grpc.health.v1.Health"} <= names


def _reflect(channel: grpc.Channel, metadata: object) -> Iterator[object]:
    request = reflection_pb2.ServerReflectionRequest(list_services="")
    stub = reflection_pb2_grpc.ServerReflectionStub(channel)
    yield from stub.ServerReflectionInfo(iter([request]), metadata=metadata)


def test_an_error_carries_its_code_and_hint(
    channel: grpc.Channel, bearer: tuple[tuple[str, str]]
) -> None:
    long = engines.beats(Path("музыка/" * 2000))
    for call in (
        lambda: JobsStub(channel).SubmitJob(SubmitJobRequest(request=long), metadata=bearer),
        lambda: list(
            JobsStub(channel).WatchJob(WatchJobRequest(name="x", from_seq=-1), metadata=bearer)
        ),
    ):
        with pytest.raises(grpc.RpcError) as caught:
            call()
        assert caught.value.code() == grpc.StatusCode.INVALID_ARGUMENT
        told = dict(caught.value.trailing_metadata())
        assert told["backbeat-code"] == "invalid_argument"
        assert told["backbeat-hint-bin"].decode()


def test_a_fault_of_ours_is_internal(
    channel: grpc.Channel, bearer: tuple[tuple[str, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(facts: EngineFacts) -> None:
        raise ZeroDivisionError("a secret")

    monkeypatch.setattr(EngineFacts, "info", fail)
    with pytest.raises(grpc.RpcError) as caught:
        EngineStub(channel).GetInfo(GetInfoRequest(), metadata=bearer)
    assert caught.value.code() == grpc.StatusCode.INTERNAL
    assert "a secret" not in caught.value.details()


def test_a_message_over_the_cap_is_refused(
    channel: grpc.Channel, bearer: tuple[tuple[str, str]]
) -> None:
    with pytest.raises(grpc.RpcError) as caught:
        JobsStub(channel).GetJob(GetJobRequest(name="x" * (5 << 20)), metadata=bearer)
    assert caught.value.code() == grpc.StatusCode.RESOURCE_EXHAUSTED
    with pytest.raises(grpc.RpcError) as caught:
        JobsStub(channel).GetJob(GetJobRequest(name="x" * (4_000_000)), metadata=bearer)
    assert caught.value.code() == grpc.StatusCode.NOT_FOUND


def test_nobody_else_gets_the_port(engine: Discovery, tmp_path: Path) -> None:
    second = Engine(ServeOptions(home=tmp_path / "second", port=engine.grpc_port))
    with pytest.raises(EngineUnavailableError, match="is taken"):
        second.start()
    other = grpc.server(None, options=(("grpc.so_reuseport", 1),))
    with pytest.raises(RuntimeError):
        other.add_insecure_port(f"127.0.0.1:{engine.grpc_port}")
    assert not (tmp_path / "second" / "engine.json").exists()
    third = Engine(ServeOptions(home=tmp_path / "second"))
    third.start()
    third.stop(0)
