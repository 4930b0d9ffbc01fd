from __future__ import annotations

import dataclasses
import json
from pathlib import Path

import pytest

from backbeat.plugins import manifest
from backbeat.plugins.places import Places
from backbeat.plugins.state import Condition, installed
from tests.plugins.plugin import install, linux, write_plugin


@pytest.fixture
def where(tmp_path: Path) -> Places:
    return linux(tmp_path / "disk")


@pytest.fixture
def source(tmp_path: Path) -> Path:
    return write_plugin(tmp_path / "plugin", "beats")


def test_from_absent_to_current(where: Places, source: Path) -> None:
    assert installed(where, source).condition is Condition.ABSENT
    install(where, source)
    found = installed(where, source)
    assert (found.condition, found.faults) == (Condition.CURRENT, ())


def test_other_files_are_another_version(where: Places, source: Path) -> None:
    install(where, source)
    (source / "backbeat_resolve" / "beats.py").write_text("NAME = 'new'\n")
    found = installed(where, source)
    assert found.condition is Condition.OUTDATED
    assert found.faults == ("its files are not those that come with this Backbeat",)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"version": "0.0.9"}, "it is 0.0.9"),
        ({"engine": ["/gone/python"]}, "another Backbeat"),
        ({"home": "/elsewhere"}, "/elsewhere"),
    ],
)
def test_another_engine_is_another_version(
    where: Places, source: Path, change: dict[str, object], says: str
) -> None:
    install(where, source)
    before = manifest.read(where)
    assert before
    path = manifest.path_of(where)
    path.write_text(json.dumps({**dataclasses.asdict(before), **change}))
    found = installed(where, source)
    assert found.condition is Condition.OUTDATED
    assert len(found.faults) == 1 and says in found.faults[0]


def test_damage_is_named(where: Places, source: Path) -> None:
    install(where, source)
    (where.package / "backbeat_resolve" / "beats.py").unlink()
    (where.menu / "Snap to Beats.py").write_text("changed")
    found = installed(where, source)
    assert found.condition is Condition.DAMAGED
    assert found.faults == (
        "Backbeat/backbeat_resolve/beats.py is missing",
        "Scripts/Utility/Backbeat/Snap to Beats.py was changed",
    )
    manifest.path_of(where).write_text("{")
    assert installed(where, source).condition is Condition.DAMAGED
