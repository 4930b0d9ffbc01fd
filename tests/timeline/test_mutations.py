"""Files that went wrong in a few places: an edit comes out, or a named error; never a crash."""

from __future__ import annotations

import copy
import json
import random
from pathlib import Path
from typing import Any

import opentimelineio as otio
import pytest

from backbeat.cutting import snap
from backbeat.errors import BackbeatError
from backbeat.timeline import load
from backbeat.v1.cutting_pb2 import SnapOptions
from tests import edits
from tests.edits import Piece

MUTANTS = 150
ODD: list[Any] = [
    None, 0, -1, 1e308, 1 << 70, float("nan"), float("inf"), "", "x", True, 23.976, [], {}, [None],
    {"OTIO_SCHEMA": "Gap.1"}, {"OTIO_SCHEMA": "Unheard.1"}, {"OTIO_SCHEMA": "Clip.9"},
    {"OTIO_SCHEMA": "RationalTime.1", "rate": 25, "value": 3}, {"a": {"OTIO_SCHEMA": "Gap.1"}},
]  # fmt: skip


def places(value: Any) -> list[tuple[Any, Any]]:
    """(container, key) of everything below `value`."""
    keys = value if isinstance(value, dict) else range(len(value))
    here = [(value, key) for key in keys] if isinstance(value, dict | list) else []
    return here + [
        place for owner, key in here if isinstance(owner[key], dict | list)
        for place in places(owner[key])
    ]  # fmt: skip


def mutated(tree: Any, luck: random.Random) -> Any:
    tree = copy.deepcopy(tree)
    for _ in range(luck.randint(1, 3)):
        owner, key = luck.choice(places(tree))
        if luck.random() < 0.3:
            del owner[key]
        elif luck.random() < 0.6:
            owner[key] = copy.deepcopy(luck.choice(ODD))
        else:
            source, other = luck.choice(places(tree))
            owner[key] = copy.deepcopy(source[other])
    return tree


def sample() -> Any:
    dissolve = Piece(kind="transition", offsets=(4, 4))
    video = [Piece(27, link=1), dissolve, Piece(30, speed=2.0), Piece(12, kind="gap"), Piece(60)]
    made = edits.timeline([video, [Piece(40), Piece(41)]], [[Piece(50, link=1)]])
    made.tracks.markers.append(otio.schema.Marker("theirs", edits.span(10, 1)))
    return json.loads(otio.adapters.write_to_string(made, "otio_json"))


@pytest.mark.parametrize("seed", range(4))
def test_mutants(seed: int, tmp_path: Path) -> None:
    luck = random.Random(seed)
    tree, analysis = sample(), edits.analysis(bpm=118)
    path = tmp_path / "mutant.otio"
    whole = 0
    for _ in range(MUTANTS):
        path.write_text(json.dumps(mutated(tree, luck), indent=luck.choice([None, 1, 4])))
        try:
            document = load(path)
            result = snap(document, analysis, SnapOptions(tolerance_frames=luck.choice([0, 3])))
        except BackbeatError as error:
            assert str(path) in error.message
            continue
        assert document.with_data(result.document.data).root is not None
        whole += 1
    assert 0 < whole < MUTANTS
