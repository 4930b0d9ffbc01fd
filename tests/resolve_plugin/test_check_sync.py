"""Check Sync, from the menu to the last words: a modelled Resolve, a real engine, real clips."""

from __future__ import annotations

from pathlib import Path

import pytest

from backbeat_resolve import check_sync
from backbeat_resolve.check_sync import Checked
from tests.doubles.resolve.session import Session, session
from tests.resolve_plugin.clips import write_clip
from tests.resolve_plugin.flows import run, shape
from tests.resolve_plugin.inside import opened

OUT, OTHER, IN = check_sync._OUT, check_sync._OTHER, check_sync._IN


def world(folder: Path, names: tuple[str, ...] = ("one é.mov", "two.mov")) -> Session:
    held = session("20.3", "free")
    edit = held.add_timeline("edit ü")
    for number, name in enumerate(names):
        path = folder / name
        if not path.exists():
            write_clip(path, 3, seed=number)
        media = held.add_media(path, 3, 25)
        held.add_item(edit, media, number * 50, 50)
    return held


def test_clips_without_a_voice_are_said_to_be_so(
    tmp_path: Path, at_home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    held = world(tmp_path)
    before = shape(held.timeline)
    assert run(held, "check_sync")
    said = capsys.readouterr().out
    assert "0 of 2 files in sync." in said
    assert "“one é.mov”: cannot tell." in said and "“two.mov”: cannot tell." in said
    assert shape(held.timeline) == before


def test_a_timeline_without_clips_is_refused(
    at_home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    held = session("20.3", "free")
    held.add_timeline("empty")
    assert not run(held, "check_sync")
    assert "shows no clip with a file behind it" in capsys.readouterr().out


def test_a_marker_stands_at_each_clip_that_is_out_of_step(tmp_path: Path) -> None:
    held = world(tmp_path, ("late.mov", "dub.mov", "good.mov"))
    paths = [str(tmp_path / name) for name in ("late.mov", "dub.mov", "good.mov")]
    verdicts = (Checked(paths[0], OUT, 80.0, ""), Checked(paths[1], OTHER, 0.0, "x"))
    checked = {one.path: one for one in (*verdicts, Checked(paths[2], IN, 4.0, ""))}
    now = opened(held)
    shown = check_sync._shown(now)
    made = check_sync._wanted(now, shown, checked)
    assert [(each.frame, each.color, each.name) for each in made] == [
        (0, "Red", "Sound 80 ms late (2.0 frames)"),
        (50, "Yellow", "Another voice"),
    ]
    held.timeline.markers[0.0] = held.timeline.markers.get(0.0) or _theirs()
    assert check_sync._wanted(now, shown, checked)[0].frame == 1


def _theirs() -> object:
    from tests.doubles.resolve import state

    return state.Marker("Green", "mine", "", 1, "")
