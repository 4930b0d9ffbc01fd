"""Edits of a document's text respell what they mean and leave every other byte."""

from __future__ import annotations

import difflib
from pathlib import Path

import pytest

from backbeat.timeline import Document, load
from backbeat.timeline.patch import Patch
from backbeat.timeline.reading import read_edit
from tests import edits
from tests.edits import Piece


def differing(before: Document, after: Document) -> list[str]:
    lines = difflib.ndiff(before.data.decode().splitlines(), after.data.decode().splitlines())
    return [line for line in lines if line[0] in "+-"]


def trimmed(document: Document, head: int, tail: int) -> Document:
    edit = read_edit(document)
    patch = Patch(document, edit)
    patch.trim(edit.tracks[0].items[0], head, tail)
    return patch.apply()


def test_a_trim_changes_two_numbers(tmp_path: Path) -> None:
    document = edits.document(edits.timeline([[Piece(50, 20, 20), Piece()]]), tmp_path)
    lines = [
        line.replace(" ", "").rstrip(",") for line in differing(document, trimmed(document, 3, -2))
    ]
    assert lines == ['-"value":50.0', '+"value":45.0', '-"value":86420.0', '+"value":86423.0']


@pytest.mark.parametrize(
    ("literal", "moved"),
    [
        ("50", "53"),
        ("50.0", "53.0"),
        ("50.625", "53.625"),
        ("20.000000000000004", "23.000000000000004"),
        ("5e1", "53.0"),
        ("91046.100000000000001", "91049.100000000000001"),
    ],
)
def test_a_number_keeps_its_own_spelling(tmp_path: Path, literal: str, moved: str) -> None:
    path = edits.written(edits.timeline([[Piece(50), Piece()]]), tmp_path)
    path.write_text(path.read_text().replace('"value": 50.0', f'"value": {literal}', 1))
    assert f'"value": {moved}'.encode() in trimmed(load(path), 0, 3).data


def test_a_retimed_clip_consumes_media_at_its_speed(tmp_path: Path) -> None:
    document = edits.document(edits.timeline([[Piece(50, speed=2.5), Piece()]]), tmp_path)
    after = edits.tree(trimmed(document, 3, 0))
    own = after["tracks"]["children"][0]["children"][0]["source_range"]
    assert own["start_time"]["value"] == 86400 + 50 + 7.5
    assert own["duration"]["value"] == 47


def test_a_clip_without_a_range_gets_one(tmp_path: Path) -> None:
    made = edits.timeline([[Piece(50, 0, 0), Piece()]])
    made.tracks[0][0].source_range = None
    document = edits.document(made, tmp_path)
    own = edits.tree(trimmed(document, 0, -4))["tracks"]["children"][0]["children"][0]
    assert own["source_range"]["start_time"]["value"] == 86400
    assert own["source_range"]["duration"]["value"] == 46


def test_notes_and_markers(tmp_path: Path) -> None:
    document = edits.document(edits.timeline([[Piece()]]), tmp_path)
    edit = read_edit(document)
    patch = Patch(document, edit)
    patch.annotate(edit.tracks[0].items[0].path, {"reason": "why"})
    patch.change_markers([], [{"OTIO_SCHEMA": "Marker.2", "name": "B1.1"}])
    tree = edits.tree(patch.apply())
    assert tree["tracks"]["children"][0]["children"][0]["metadata"] == {
        "backbeat": {"reason": "why"}
    }
    assert [marker["name"] for marker in tree["tracks"]["markers"]] == ["B1.1"]


def test_no_edit_is_no_difference(tmp_path: Path) -> None:
    document = edits.document(edits.timeline([[Piece()]]), tmp_path)
    after = Patch(document, read_edit(document)).apply()
    assert after.data == document.data
    assert not after.edited
