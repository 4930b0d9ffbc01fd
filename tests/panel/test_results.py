"""Every kind of result is known by its JSON."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from google.protobuf.descriptor import FieldDescriptor
from google.protobuf.message import Message

from backbeat.errors import InputError
from backbeat.panel.results import result_of
from backbeat.v1.cutting_pb2 import Cut, SyncMap
from backbeat.v1.jobs_pb2 import JobResult
from backbeat.v1.loudness_pb2 import LoudnessReport
from backbeat.v1.music_pb2 import MusicEdits
from backbeat.workflows.outputs import json_list, json_of, write_json

KINDS = [field.name for field in JobResult.DESCRIPTOR.oneofs_by_name["kind"].fields]


def fill(message: Message, depth: int = 0) -> Any:
    """Sets every field of a message, three levels deep."""
    for field in message.DESCRIPTOR.fields:
        if field.containing_oneof is not None and field.containing_oneof.fields[0] is not field:
            continue
        if field.message_type is not None:
            if depth < 3 and not field.message_type.GetOptions().map_entry:
                inner = getattr(message, field.name)
                fill(inner.add() if field.is_repeated else inner, depth + 1)
            continue
        value = _value(field)
        if field.is_repeated:
            getattr(message, field.name).append(value)
        else:
            setattr(message, field.name, value)
    return message


def _value(field: FieldDescriptor) -> Any:
    kinds = {
        FieldDescriptor.CPPTYPE_STRING: "text",
        FieldDescriptor.CPPTYPE_BOOL: True,
        FieldDescriptor.CPPTYPE_ENUM: 1,
    }
    if field.type == FieldDescriptor.TYPE_BYTES:
        return b"bytes"
    return kinds.get(field.cpp_type, 3)


@pytest.mark.parametrize("kind", KINDS)
def test_a_result_is_read_as_what_it_is(kind: str, tmp_path: Path) -> None:
    path = tmp_path / "result.json"
    result = JobResult()
    getattr(result, kind).SetInParent()
    # Of a job that found nothing, and of one that found everything.
    for _ in range(2):
        for names in (False, True):
            path.write_text(json_of(getattr(result, kind), field_names=names), encoding="utf-8")
            assert result_of(path) == (result, ())
        fill(getattr(result, kind))


def sync_map() -> SyncMap:
    cuts = [Cut(action=Cut.ACTION_MOVED), Cut(action=Cut.ACTION_MOVED), Cut(action=Cut.ACTION_KEPT)]
    return SyncMap(start_timecode="01:00:00:00", cuts=cuts, warnings=["mind"])


def test_a_sync_map_is_what_a_snap_said(tmp_path: Path) -> None:
    path = tmp_path / "edit.syncmap.json"
    write_json(sync_map(), path)
    snapped = result_of(path)[0].snap
    assert (snapped.moved, snapped.kept, snapped.skipped) == (2, 1, 0)
    assert list(snapped.warnings) == ["mind"]
    assert snapped.sync_map.start_timecode == "01:00:00:00"


def test_a_report_leads_to_its_data(tmp_path: Path) -> None:
    report = tmp_path / "edit.report.html"
    report.write_text("<html>")
    with pytest.raises(InputError, match=r"edit\.syncmap\.json beside it"):
        result_of(report)
    write_json(sync_map(), tmp_path / "edit.syncmap.json")
    assert result_of(report)[0].snap.moved == 2
    other = tmp_path / "levels.html"
    other.write_text("<html>")
    write_json(LoudnessReport(path="/song.wav"), tmp_path / "levels.json")
    assert result_of(other)[0].loudness.path == "/song.wav"


def test_of_several_the_first_is_shown(tmp_path: Path) -> None:
    path = tmp_path / "levels.json"
    reports = [LoudnessReport(path="/one.wav"), LoudnessReport(path="/two.wav")]
    path.write_text(json_list(reports[:1]))
    assert result_of(path)[1] == ()
    path.write_text(json_list(reports))
    result, warnings = result_of(path)
    assert result.loudness.path == "/one.wav"
    assert warnings == ("levels.json holds 2 results; the first is shown.",)


@pytest.mark.parametrize(
    "said",
    [
        "{}", "[]", "[[]]", "3", "null", '"text"', "not JSON", "[" * 5000, '{"beats": 3}',
        '{"name": "package", "version": "1.0"}', '{"OTIO_SCHEMA": "Timeline.1"}', "\x00",
    ],
)  # fmt: skip
def test_what_is_no_result_is_refused(said: str, tmp_path: Path) -> None:
    path = tmp_path / "other.json"
    path.write_text(said)
    with pytest.raises(InputError, match=r"other\.json is no result that Backbeat wrote"):
        result_of(path)


def test_bytes_that_are_no_text_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "other.json"
    path.write_bytes(b"\xff\xfe\x00{")
    with pytest.raises(InputError):
        result_of(path)


def test_what_is_too_large_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "other.json"
    with path.open("wb") as file:
        file.truncate((256 << 20) + 1)
    with pytest.raises(InputError, match="too large"):
        result_of(path)


def test_a_mark_at_the_start_is_no_fault(tmp_path: Path) -> None:
    path = tmp_path / "levels.json"
    said = json.loads(json_of(LoudnessReport(path="/song.wav")))
    path.write_text(json.dumps(said), encoding="utf-8-sig")
    assert result_of(path)[0].loudness.path == "/song.wav"


def test_corrections_lead_to_their_song(tmp_path: Path) -> None:
    path = tmp_path / "song.wav.edits.json"
    write_json(MusicEdits(removed_beats_s=[1]), path)
    with pytest.raises(InputError, match="Open the song they belong to"):
        result_of(path)
