"""The schemas of tools say what the jobs take."""

from __future__ import annotations

import json
from typing import Any

import jsonschema
import pytest
from google.protobuf import json_format
from google.protobuf.descriptor import FieldDescriptor
from google.protobuf.message import Message

from backbeat.assistants.answers import MAX_CHARACTERS, MAX_ITEMS, sentence, told
from backbeat.assistants.schemas import reachable, shipped_comments
from backbeat.assistants.tools import MEASURING, request_of, tools
from backbeat.errors import RequestError
from backbeat.jobs.paths import paths_of
from backbeat.jobs.run import KINDS
from backbeat.v1.jobs_pb2 import JobRequest, JobResult
from backbeat.v1.music_pb2 import Beat, Energy, MusicAnalysis

ALL = {tool.name: tool for tool in tools(read_only=False, overwrite=True)}
_VALUES: dict[int, Any] = {
    FieldDescriptor.CPPTYPE_DOUBLE: 1.5,
    FieldDescriptor.CPPTYPE_FLOAT: 0.5,
    FieldDescriptor.CPPTYPE_INT32: -3,
    FieldDescriptor.CPPTYPE_UINT32: 3,
    FieldDescriptor.CPPTYPE_INT64: -(1 << 60),
    FieldDescriptor.CPPTYPE_BOOL: True,
    FieldDescriptor.CPPTYPE_STRING: "/a",
}


def _filled(message: Message) -> Message:
    """The message with every field set, of a oneof the last."""
    for field in message.DESCRIPTOR.fields:
        if field.message_type is not None and field.message_type.GetOptions().map_entry:
            getattr(message, field.name)["a"] = "b"
        elif field.message_type is not None:
            inner = getattr(message, field.name)
            _filled(inner.add() if field.is_repeated else inner)
        else:
            value = (
                field.enum_type.values[-1].number
                if field.enum_type is not None
                else _VALUES[field.cpp_type]
            )
            if field.is_repeated:
                getattr(message, field.name).append(value)
            else:
                setattr(message, field.name, value)
    return message


@pytest.mark.parametrize("kind", KINDS)
def test_a_request_with_every_field_fits_its_schema_and_comes_back(kind: str) -> None:
    request = JobRequest()
    _filled(getattr(request, kind))
    arguments = json_format.MessageToDict(getattr(request, kind))
    schema = ALL[kind].input_schema
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(arguments, schema)
    assert request_of(ALL[kind], arguments) == request
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({**arguments, "invented": 1}, schema)
    with pytest.raises(RequestError, match="invented"):
        request_of(ALL[kind], {"invented": 1})


def test_every_field_is_explained_or_explains_itself_by_its_message() -> None:
    comments = shipped_comments()
    assert all(tool.description for tool in ALL.values())
    known = {one.full_name for one in reachable(JobRequest.DESCRIPTOR)}
    assert all(name in known or name.rpartition(".")[0] in known for name in comments)
    assert "description" in ALL["snap"].input_schema["properties"]["musicTrack"]


def test_overwriting_is_offered_only_where_it_was_allowed() -> None:
    careful = {tool.name: tool for tool in tools(read_only=False, overwrite=False)}
    assert careful.keys() == ALL.keys() == set(KINDS)
    assert "overwrite" in ALL["snap"].input_schema["properties"]
    assert ALL["snap"].is_destructive and not ALL["sounds_search"].is_destructive
    for tool in careful.values():
        assert "overwrite" not in tool.input_schema["properties"]
        assert not tool.is_destructive
    with pytest.raises(RequestError, match="overwrite may not be set here"):
        request_of(careful["snap"], {"overwrite": True})


def test_read_only_tools_have_no_field_that_names_an_output() -> None:
    measuring = {tool.name: tool for tool in tools(read_only=True, overwrite=True)}
    assert measuring.keys() == MEASURING.keys()
    for name, tool in measuring.items():
        assert tool.is_read_only and not tool.is_destructive
        request = JobRequest()
        message = _filled(getattr(request, name))
        for field in tool.left_out:
            message.ClearField(field)
        left = {field for field, _ in paths_of(request)}
        assert left <= {
            "path", "voice_path", "reference_path", "other_paths", "like_path", "index_path",
        }  # fmt: skip
    with pytest.raises(RequestError, match="outputPath may not be set here"):
        request_of(measuring["beats"], {"outputPath": "/a/b.json"})


def test_a_result_too_long_to_tell_is_shortened_and_says_so() -> None:
    analysis = MusicAnalysis(
        duration_s=3600.0,
        beats=[Beat(time_s=number / 2) for number in range(7200)],
        energy=Energy(rate_hz=10, lufs=[-14.0] * 36000),
    )
    told_of, cut = told(JobResult(beats=analysis))
    assert len(json.dumps(told_of)) <= MAX_CHARACTERS
    assert 0 < len(told_of["beats"]) <= MAX_ITEMS and told_of["durationS"] == 3600
    assert cut == ["beats", "energy.lufs"]
    request = JobRequest()
    request.beats.path = "/song.wav"
    words = sentence(request, told_of, cut, 1.25)
    assert words.startswith("beats is done, in 1.2 s. durationS 3600.0, ")
    assert "Of beats, energy.lufs only the first are shown" in words
    short, uncut = told(JobResult(beats=MusicAnalysis(beats=[Beat(time_s=1)])))
    assert (len(short["beats"]), uncut) == (1, [])
