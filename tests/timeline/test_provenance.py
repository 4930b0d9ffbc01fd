"""A timeline of ours says so in its root's metadata, and is otherwise as it was."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from backbeat.files.seal import is_sealed
from backbeat.timeline import load, save
from backbeat.timeline.provenance import KEY, marked
from tests import edits
from tests.edits import Piece

_OURS = {"retimes_in_record_frames": True}


@pytest.mark.parametrize(
    "metadata",
    [{}, {"theirs": {"a": [1]}}, {"backbeat": _OURS}, {"backbeat": None}, "left out"],
)
@pytest.mark.parametrize("indent", [None, 4])
def test_only_the_mark_is_added(tmp_path: Path, metadata: Any, indent: int | None) -> None:
    path = edits.written(edits.timeline([[Piece(), Piece()]]), tmp_path)
    tree = json.loads(path.read_text())
    tree["metadata"] = metadata
    if metadata == "left out":
        del tree["metadata"]
    path.write_text(json.dumps(tree, indent=indent))
    document = marked(load(path))
    after = json.loads(document.data)
    assert is_sealed(document.data) and document.edited
    assert after["metadata"]["backbeat"].pop(KEY).startswith("Backbeat ")
    kept = metadata if isinstance(metadata, dict) else {}
    assert after.pop("metadata") == {**kept, "backbeat": kept.get("backbeat") or {}}
    tree.pop("metadata", None)
    assert after == tree


def test_marked_again_it_is_the_same(tmp_path: Path) -> None:
    once = marked(edits.document(edits.timeline([[Piece()]]), tmp_path))
    assert marked(once).data == once.data
    save(once, tmp_path / "out.otio")
    assert marked(load(tmp_path / "out.otio")).data == once.data


def test_a_changed_timeline_is_somebodys_and_ours_again_when_marked(tmp_path: Path) -> None:
    once = marked(edits.document(edits.timeline([[Piece()]]), tmp_path))
    changed = once.with_data(once.data.replace(b"Video 1", b"Picture"))
    assert not is_sealed(changed.data)
    assert is_sealed(marked(changed).data)
