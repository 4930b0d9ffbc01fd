"""Timelines made to exhaust memory or time end as named errors."""

from __future__ import annotations

import json
import os
import re
import struct
import subprocess
import sys
import zipfile
import zlib
from pathlib import Path

import pytest

from backbeat.errors import RequestError, TimelineError
from backbeat.timeline.document import load
from backbeat.timeline.jsontext import JsonText
from backbeat.timeline.reading import read_edit
from tests import edits
from tests.edits import Piece

_MIB = 1 << 20
_PEAK_OF_LOADING = """\
import re, sys
from backbeat.timeline.document import load
try:
    load(sys.argv[1])
except Exception as error:
    status = open("/proc/self/status").read()
    print(type(error).__name__, re.search(r"VmHWM:\\s+(\\d+)", status)[1])
"""


def _bundle(path: Path, unit: bytes, size: int, head: bytes = b"[", tail: bytes = b"0]") -> Path:
    block = unit * (_MIB // len(unit))
    with (
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive,
        archive.open("content.otio", "w", force_zip64=True) as content,
    ):
        content.write(head)
        for _ in range(size // len(block)):
            content.write(block)
        content.write(tail)
    return path


def test_a_bundle_that_unpacks_a_thousandfold_is_refused_before_it_is_unpacked(
    tmp_path: Path,
) -> None:
    path = _bundle(tmp_path / "bomb.otioz", b"{},", 32 * _MIB)
    assert path.stat().st_size < _MIB
    with pytest.raises(TimelineError, match=r"'content.otio', which unpacks to 33,5"):
        load(path)


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_a_bundle_whose_header_lies_about_its_size_takes_little_memory(tmp_path: Path) -> None:
    path = tmp_path / "lying.otioz"
    raw = b" " * (200 * _MIB)
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    packed = packer.compress(raw) + packer.flush()
    name, crc, stated = b"content.otio", zlib.crc32(raw), 1000
    sizes = (crc, len(packed), stated)
    local = struct.pack("<4s5H3L2H", b"PK\3\4", 20, 0, 8, 0, 0, *sizes, len(name), 0)
    body = local + name + packed
    entry = struct.pack(
        "<4s4B4H3L5H2L", b"PK\1\2", 20, 0, 20, 0, 0, 8, 0, 0, *sizes, len(name), *[0] * 6
    )
    directory = entry + name
    end = struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, 1, 1, len(directory), len(body), 0)
    path.write_bytes(body + directory + end)
    # In a process of its own, whose peak is not that of the tests before.
    said = subprocess.run(
        [sys.executable, "-c", _PEAK_OF_LOADING, str(path)], capture_output=True, text=True
    ).stdout
    error, peak_kb = said.split()
    assert error == "TimelineError"
    assert int(peak_kb) < 150_000


def test_a_long_list_of_members_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "members.otioz"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("content.otio", "{}")
    content = bytearray(path.read_bytes())
    at = content.rfind(b"PK\5\6")
    content[at + 12 : at + 16] = struct.pack("<L", 0x7FFFFFFF)
    path.write_bytes(content)
    with pytest.raises(TimelineError, match="list of files of 2,147 MB"):
        load(path)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[" + "0," * 4_000_001 + "0]", "4,000,001 values"),
        ("[" * 100_000 + "]" * 100_000, "100000 levels deep"),
        ("[" * 2_000_000, "2,000,000 objects and lists"),
        ('{"a":"' + '\\"' * 20_000_000 + '"}', "strings, more than any timeline"),
    ],
    ids=["values", "depth", "lists", "quotes"],
)
def test_a_text_of_more_than_any_timeline_is_refused(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "much.otio"
    path.write_text(text)
    with pytest.raises(TimelineError, match=said):
        load(path)


def test_a_limit_is_raised_by_its_variable(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = edits.written(edits.timeline([[Piece()]]), tmp_path)
    monkeypatch.setenv("BACKBEAT_TIMELINE_OBJECTS", "3")
    with pytest.raises(TimelineError, match="BACKBEAT_TIMELINE_OBJECTS is 3 now"):
        load(path)
    monkeypatch.setenv("BACKBEAT_TIMELINE_OBJECTS", "3000")
    load(path)
    monkeypatch.setenv("BACKBEAT_TIMELINE_OBJECTS", "-1")
    with pytest.raises(RequestError, match="BACKBEAT_TIMELINE_OBJECTS is '-1', which is no number"):
        load(path)


def test_quotes_after_backslashes_are_paired_by_the_parity_of_the_run() -> None:
    for run in range(1, 7):
        inside = "\\" * run + '"' * (run % 2)
        text = f'{{"a":"{inside}","b":[1,2]}}'
        parsed = JsonText(text.encode())
        assert parsed.value(parsed.members(parsed.root)["b"]) == [1, 2]
        assert parsed.value(parsed.root) == json.loads(text)


@pytest.mark.parametrize("speed", [1e9, 1e300, -1e5])
def test_a_speed_beyond_any_editor_is_refused(tmp_path: Path, speed: float) -> None:
    path = edits.written(edits.timeline([[Piece(speed=2.0)]]), tmp_path)
    path.write_text(re.sub(r'("time_scalar": )[^,\s]+', rf"\g<1>{speed}", path.read_text()))
    with pytest.raises(TimelineError, match="times its speed, and editors stop far below 1000"):
        read_edit(load(path))


def test_a_timeline_of_months_is_refused_and_one_of_a_day_is_read(tmp_path: Path) -> None:
    months = edits.written(edits.timeline([[Piece(25 * 10**7)]]), tmp_path, "months.otio")
    with pytest.raises(TimelineError, match=r"2,778 hours long, and timecode counts 24") as caught:
        read_edit(load(months))
    assert "BACKBEAT_TIMELINE_HOURS" in caught.value.hint
    read_edit(load(edits.written(edits.timeline([[Piece(25 * 86400)]]), tmp_path, "day.otio")))


@pytest.mark.parametrize("rate", ["NaN", "Infinity", "Inf", "0", "-24", "1e-320", "1e308"])
def test_an_impossible_rate_is_refused(tmp_path: Path, rate: str) -> None:
    path = edits.written(edits.timeline([[Piece()]]), tmp_path)
    path.write_text(path.read_text().replace('"rate": 25.0', f'"rate": {rate}'))
    assert f'"rate": {rate}' in path.read_text()
    with pytest.raises(TimelineError, match="not a valid rate"):
        read_edit(load(path))


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("a.xml", "<xmeml>" + "<a/>" * 3000 + "</xmeml>", "over 1,500 elements"),
        (
            "a.edl",
            "TITLE: a\n" + "001 AX V C 00:00:00:00 00:00:01:00 01:00:00:00 01:00:01:00\n" * 101,
            "over 100 events",
        ),
    ],
    ids=["xml", "edl"],
)
def test_other_formats_have_the_same_limits(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, text: str, said: str
) -> None:
    monkeypatch.setenv("BACKBEAT_TIMELINE_VALUES", "1500")
    monkeypatch.setenv("BACKBEAT_TIMELINE_OBJECTS", "1500")
    path = tmp_path / name
    path.write_text(text)
    with pytest.raises(TimelineError, match=said):
        load(path)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
@pytest.mark.parametrize("ending", ["otio", "otioz", "otiod", "xml", "fcpxml", "edl", "aaf"])
def test_a_pipe_is_refused_at_once(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"pipe.{ending}"
    os.mkfifo(path)
    with pytest.raises(TimelineError):
        load(path)


def test_a_schema_version_that_no_program_writes_is_read_in_another_process_first(
    tmp_path: Path,
) -> None:
    path = tmp_path / "crash.otio"
    clip = {
        "OTIO_SCHEMA": "Clip.-1",
        "media_references": {"DEFAULT_MEDIA": {"OTIO_SCHEMA": "ExternalReference.1"}},
    }
    path.write_text(json.dumps({"OTIO_SCHEMA": "Timeline.1", "tracks": {"children": [clip]}}))
    with pytest.raises(TimelineError):
        load(path)


def test_a_damaged_bundle_is_named(tmp_path: Path) -> None:
    path = _bundle(tmp_path / "damaged.otioz", b"0,", _MIB)
    data = bytearray(path.read_bytes())
    data[60:80] = bytes(20)
    path.write_bytes(data)
    with pytest.raises(TimelineError, match=r"damaged.otioz is (damaged|not a zip)"):
        load(path)
