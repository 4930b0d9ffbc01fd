from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from google.protobuf.descriptor import FieldDescriptor
from google.protobuf.descriptor_pb2 import FileDescriptorProto
from google.protobuf.descriptor_pool import DescriptorPool
from google.protobuf.message import Message
from google.protobuf.message_factory import GetMessageClass

from backbeat.errors import RequestError
from backbeat.jobs.paths import check_paths, paths_of
from backbeat.v1.assembly_pb2 import CutRequest, MaterialOptions, Pin, Replacement
from backbeat.v1.cutting_pb2 import SnapRequest
from backbeat.v1.jobs_pb2 import JobRequest
from backbeat.v1.music_pb2 import BeatsRequest
from backbeat.v1.rendering_pb2 import RenderOptions, RenderRequest
from tests.contract import fields


def test_paths_are_found_at_any_depth() -> None:
    request = JobRequest(
        snap=SnapRequest(edit_path="/a.otio", music_track="/not/a/path", output_path="/b.otio")
    )
    assert dict(paths_of(request)) == {"edit_path": "/a.otio", "output_path": "/b.otio"}


_NAMES_NO_OUTPUT = ("foley_adapt", "sounds_add", "sounds_search")
"""Kinds that write into the user's home, or into the index that they are told of, or nothing."""


@pytest.mark.parametrize(
    "kind", [kind.name for kind in JobRequest.DESCRIPTOR.oneofs_by_name["kind"].fields]
)
def test_every_field_may_be_set(kind: str) -> None:
    """Of whatever type: a map, an enumeration, a message in a message, repeated or not."""
    found = set()
    for path in fields.paths(JobRequest.DESCRIPTOR.fields_by_name[kind].message_type):
        request = JobRequest()
        fields.put(request, (JobRequest.DESCRIPTOR.fields_by_name[kind], *path), _any(path[-1]))
        check_paths(request)
        found |= {name for name, _ in paths_of(request)}
    assert (kind in _NAMES_NO_OUTPUT) != bool(found & {"output_path", "output_paths"})
    others = found - {"clip", "fixed_folder"}
    assert all(name.removesuffix("s").rpartition("_")[2] == "path" for name in others)


def test_the_clip_of_a_replacement_is_a_path_and_that_of_a_pin_a_name() -> None:
    check_paths(JobRequest(cut=CutRequest(material=MaterialOptions(pins=[Pin(clip="a.mov")]))))
    with pytest.raises(RequestError, match="must be absolute"):
        check_paths(JobRequest(cut=CutRequest(replacements=[Replacement(clip="a.mov")])))


def _any(field: FieldDescriptor) -> Any:
    """A value that the field takes; of a string, an absolute path."""
    if fields.is_map(field):
        return {"A1": _any(field.message_type.fields_by_name["value"])}
    one = str(Path("/some/where").absolute()) if field.cpp_type == field.CPPTYPE_STRING else 1
    return [one] if field.is_repeated else one


def test_values_of_maps_are_paths_where_the_field_is_called_so() -> None:
    roles = RenderOptions(roles={"A1": "dialogue"})
    request = JobRequest(render=RenderRequest(edit_path="/a.otio", options=roles))
    assert list(paths_of(request)) == [("edit_path", "/a.otio")]
    assert list(paths_of(_with_a_map_of_paths())) == [("stem_paths", "relative.wav")]


def _with_a_map_of_paths() -> Message:
    """No request has one yet."""
    file = FileDescriptorProto(name="later.proto", package="later", syntax="proto3")
    message = file.message_type.add(name="Later")
    entry = message.nested_type.add(name="StemPathsEntry")
    entry.options.map_entry = True
    for number, name in enumerate(("key", "value"), 1):
        entry.field.add(name=name, number=number, type=9, label=1)
    message.field.add(
        name="stem_paths", number=1, type=11, label=3, type_name=".later.Later.StemPathsEntry"
    )
    pool = DescriptorPool()
    pool.Add(file)
    made = GetMessageClass(pool.FindMessageTypeByName("later.Later"))()
    made.stem_paths["music"] = "relative.wav"
    return made


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("song.wav", "must be absolute"),
        ("../song.wav", "must be absolute"),
        ("~/song.wav", "must be absolute"),
        ("http://example.com/song.wav", "not the path of a local file"),
        ("file:///etc/passwd", "not the path of a local file"),
        ("concat:/a.wav|/b.wav", "not the path of a local file"),
        ("/a\0b.wav", "zero byte"),
    ],
)
def test_what_an_engine_does_not_open(path: str, said: str) -> None:
    with pytest.raises(RequestError, match=said):
        check_paths(JobRequest(beats=BeatsRequest(path=path)))


@pytest.mark.skipif(os.name == "nt", reason="there are no such files there")
def test_devices_and_pipes_are_refused(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe.wav"
    os.mkfifo(pipe)
    for path in ("/dev/zero", str(pipe)):
        with pytest.raises(RequestError, match=r"is a pipe, not a file|belongs to the operating"):
            check_paths(JobRequest(beats=BeatsRequest(path=path)))


def test_files_that_are_or_will_be_are_accepted(tmp_path: Path) -> None:
    (tmp_path / "song.wav").touch()
    for path in (tmp_path / "song.wav", tmp_path / "later.json", tmp_path):
        check_paths(JobRequest(beats=BeatsRequest(path=str(path))))


def test_a_path_too_long_for_the_system_is_left_to_whoever_opens_it(tmp_path: Path) -> None:
    check_paths(JobRequest(beats=BeatsRequest(path=str(tmp_path / ("x" * 5000)))))
