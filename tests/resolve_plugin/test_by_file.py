"""Without scripts: export by the menu, `backbeat snap --for resolve`, import by the menu."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.doubles.resolve.behaviour import Edition
from tests.doubles.resolve.session import VERSIONS, Session, session
from tests.resolve_plugin.flows import cut_world, shape, write_song
from tests.resolve_plugin.test_flows import expected, same_pictures
from tests.sampling import sampled

COMMAND = [sys.executable, "-m", "backbeat.cli.main"]


def by_menu(held: Session, folder: Path, song: Path) -> Any:
    """Export, snap, import: what a person does; the timeline that came in, or None."""
    resolve = held.resolve
    project = resolve.GetProjectManager().GetCurrentProject()
    edit, out = folder / "edit é.otio", folder / "out é.otio"
    assert project.GetCurrentTimeline().Export(str(edit), resolve.EXPORT_OTIO, resolve.EXPORT_NONE)
    done = subprocess.run(
        [*COMMAND, "snap", str(edit), "--music", str(song), "-o", str(out), "--for", "resolve"],
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    return project.GetMediaPool().ImportTimelineFromFile(str(out))


@pytest.mark.parametrize(
    ("version", "edition"),
    sampled(
        [(version, edition) for version in VERSIONS for edition in ("studio", "free")],
        lambda place, _: place in (0, 2 * len(VERSIONS) - 1),
    ),
)
def test_every_edition_of_every_version_has_a_way(
    tmp_path: Path, version: str, edition: Edition
) -> None:
    song = write_song(tmp_path / "söng 100 %.wav")
    # What a person imports by the menu is reported to be linked, on 18.6 too.
    held = cut_world(tmp_path, song, version, edition, import_links_media=True)
    original, before = held.timeline, shape(held.timeline)
    assert by_menu(held, tmp_path, song) is not None
    moves = json.loads((tmp_path / "out é.syncmap.json").read_text())
    assert any(cut["action"] == "ACTION_MOVED" for cut in moves["cuts"])
    assert held.timeline is not original
    assert same_pictures(held.timeline, expected(original, moves))
    assert shape(original) == before
    assert all(item.linked for item in held.timeline.all_items())
    assert len(held.timeline.markers) > 20


def test_only_the_newest_free_edition_has_no_other_way() -> None:
    lacking = [
        (version, edition)
        for version in VERSIONS
        for edition in ("studio", "free")
        if not session(version, edition).python_allowed
    ]
    assert lacking == [("21.1", "free")]
