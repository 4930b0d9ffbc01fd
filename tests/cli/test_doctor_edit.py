"""The doctor says what Resolve makes of a timeline, in words and in JSON."""

from __future__ import annotations

import json
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import pytest

from backbeat.media.encode import write_video
from tests.commands import Cli
from tests.timeline.resolve_profile import timelines
from tests.timeline.resolve_profile.timelines import Tree, first, media_of, tracks
from tests.workflows.test_media_ranges import PICTURES


def written(folder: Path, change: Callable[[Tree], object]) -> Path:
    """An edit of five-frame films that start at an hour."""
    tree = timelines.clean(folder)
    for clip in [*tracks(tree)[0]["children"], *tracks(tree)[1]["children"]]:
        clip["source_range"] = timelines.span(90000.0, 5.0)
        media_of(clip)["available_range"] = timelines.span(90000.0, 5.0)
        media_of(clip)["target_url"] = str(folder / "a b.mov")
    write_video(folder / "a b.mov", PICTURES, Fraction(25), start_timecode="01:00:00:00")
    change(tree)
    path = folder / "edit.otio"
    path.write_text(json.dumps(tree, indent=4))
    return path


def test_a_file_with_nothing_wrong(cli: Cli, tmp_path: Path) -> None:
    ran = cli("doctor", written(tmp_path, lambda tree: None), "--for", "resolve")
    assert (ran.status, ran.err) == (0, "")
    assert "edit.otio: written by DaVinci Resolve" in ran.out
    assert "0 that Resolve is reported to refuse" in ran.out
    assert "have not been verified in Resolve" in ran.out


def test_what_is_refused_is_named_with_its_remedy(cli: Cli, tmp_path: Path) -> None:
    def change(tree: Tree) -> None:
        for number in range(5):
            copy = json.loads(json.dumps(first(tree)))
            media_of(copy)["target_url"] = (tmp_path / "a b.mov").as_uri()
            tracks(tree)[0]["children"].append({**copy, "name": f"C{number}"})

    ran = cli("doctor", written(tmp_path, change), "--for", "resolve")
    assert ran.status == 3
    assert "REFUSED  percent-encoded (5): " in ran.out
    assert "“C0” (V1 00:00:00:10) has percent signs" in ran.out
    assert "C3" not in ran.out
    assert "and 2 more" in ran.out
    assert "-> repaired by `backbeat snap --for resolve`: written as the plain path" in ran.out
    assert "media-missing" not in ran.out


def test_the_medias_own_timecode_is_looked_at(cli: Cli, tmp_path: Path) -> None:
    def change(tree: Tree) -> None:
        first(tree)["source_range"] = timelines.span(0.0, 5.0)
        media_of(first(tree))["available_range"] = timelines.span(0.0, 5.0)

    ran = cli("doctor", written(tmp_path, change), "--for", "resolve", "--json")
    assert ran.status == 3
    said = json.loads(ran.out)
    assert said["written_by"] == "DaVinci Resolve"
    (finding,) = said["findings"]
    assert (finding["rule"], finding["severity"]) == ("media-origin", "refused")
    assert finding["repairable"] is True
    assert "counts its media from 0:00:00.000" in finding["says"]
    assert "itself starts at 1:00:00.000" in finding["says"]


def test_a_risk_is_no_refusal(cli: Cli, tmp_path: Path) -> None:
    path = written(tmp_path, lambda tree: tree.update(global_start_time=None))
    ran = cli("doctor", path, "--for", "resolve")
    assert ran.status == 0
    assert "RISK     start-time: " in ran.out


@pytest.mark.parametrize(
    ("arguments", "status", "words"),
    [
        (["edit.otio"], 2, "Add --for resolve"),
        (["--for", "resolve"], 2, "No timeline is named"),
        (["gone.otio", "--for", "resolve"], 3, "does not exist"),
        (["edit.otio", "--for", "avid"], 2, "is not one of: resolve, premiere"),
    ],
)
def test_bad_use(cli: Cli, tmp_path: Path, arguments: list[str], status: int, words: str) -> None:
    written(tmp_path, lambda tree: None)
    ran = cli("doctor", *arguments)
    assert ran.status == status
    assert words in ran.err and "Traceback" not in ran.err
