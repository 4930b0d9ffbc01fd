"""Requests of a newer client: refused, not carried out without what is new in them."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any

import grpc
import pytest
from google.protobuf import descriptor_pb2, descriptor_pool, message_factory
from google.protobuf.descriptor import FileDescriptor
from google.protobuf.message import Message

import backbeat.client
from backbeat.errors import EngineUnavailableError, RequestError
from backbeat.jobs.skew import check_known
from backbeat.server import Engine, ServeOptions
from backbeat.server.announcement import announce
from backbeat.v1 import jobs_pb2, music_pb2
from backbeat.v1.jobs_pb2 import SubmitJobRequest
from backbeat.version import __version__


def _newer() -> type[Message]:
    """`SubmitJobRequest` of a later version: an option of `BeatsRequest` and a kind are new."""
    pool = descriptor_pool.DescriptorPool()
    files: dict[str, descriptor_pb2.FileDescriptorProto] = {}

    def take(descriptor: FileDescriptor) -> None:
        if descriptor.name not in files:
            for needed in descriptor.dependencies:
                take(needed)
            files[descriptor.name] = descriptor_pb2.FileDescriptorProto()
            descriptor.CopyToProto(files[descriptor.name])

    take(jobs_pb2.DESCRIPTOR)
    text = descriptor_pb2.FieldDescriptorProto.TYPE_STRING
    once = descriptor_pb2.FieldDescriptorProto.LABEL_OPTIONAL
    for message in files[music_pb2.DESCRIPTOR.name].message_type:
        if message.name == "BeatsRequest":
            message.field.add(name="swing", number=4711, type=text, label=once)
    for message in files[jobs_pb2.DESCRIPTOR.name].message_type:
        if message.name == "JobRequest":
            message.field.add(name="dance", number=4712, type=text, label=once, oneof_index=0)
    for proto in files.values():
        pool.Add(proto)
    found = pool.FindMessageTypeByName("backbeat.v1.SubmitJobRequest")
    newer: type[Message] = message_factory.GetMessageClass(found)
    return newer


def test_an_option_and_a_kind_that_are_not_known_are_refused() -> None:
    request: Any = _newer()()
    request.request.beats.path = "/song.wav"
    check_known(SubmitJobRequest.FromString(request.SerializeToString()))
    request.request.beats.swing = "much"
    with pytest.raises(RequestError, match="its BeatsRequest holds a field") as caught:
        check_known(SubmitJobRequest.FromString(request.SerializeToString()))
    assert f"Backbeat {__version__}" in caught.value.message
    request.request.dance = "waltz"
    with pytest.raises(RequestError, match="its JobRequest holds a field"):
        check_known(SubmitJobRequest.FromString(request.SerializeToString()))


def test_over_grpc_it_is_said_and_nothing_is_queued(tmp_path: Path) -> None:
    request: Any = _newer()()
    request.request.beats.path = str(tmp_path / "song.wav")
    request.request.beats.swing = "much"
    engine = Engine(ServeOptions(home=tmp_path / "home", workers=1))
    found = engine.start()
    try:
        with grpc.insecure_channel(f"127.0.0.1:{found.grpc_port}") as channel:
            submit = channel.unary_unary("/backbeat.v1.Jobs/SubmitJob")
            with pytest.raises(grpc.RpcError) as caught:
                submit(
                    request.SerializeToString(),
                    metadata=(("authorization", f"Bearer {found.token}"),),
                )
        assert caught.value.code() == grpc.StatusCode.INVALID_ARGUMENT
        assert "comes from a newer Backbeat" in caught.value.details()
        with backbeat.client.connect(home=tmp_path / "home") as client:
            assert not client.list().jobs
    finally:
        engine.stop(0)


def test_an_engine_of_another_contract_is_not_called(tmp_path: Path) -> None:
    home = tmp_path / "home"
    engine = Engine(ServeOptions(home=home, workers=1))
    found = engine.start()
    try:
        announce(home, dataclasses.replace(found, proto="backbeat.v2", version="7.0"))
        with pytest.raises(
            EngineUnavailableError, match=r"is Backbeat 7\.0, which speaks backbeat\.v2"
        ):
            backbeat.client.connect(home=home)
    finally:
        engine.stop(0)
