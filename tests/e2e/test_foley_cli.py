"""`backbeat foley` as a user types it, and on a running engine."""

from __future__ import annotations

import json
from pathlib import Path

import opentimelineio as otio
import pytest

from tests import edits, material
from tests.commands import Cli, Ran
from tests.edits import Piece
from tests.engines import engine_process

CUES = "cue,in,layer,description\n1,00:00:00:12,FOLEY,footstep gravel\n2,00:00:01:08,,door slam\n"


@pytest.fixture
def scene(tmp_path: Path) -> Path:
    (tmp_path / "cues.csv").write_text(CUES)
    return material.write_knocks(tmp_path / "scene.mov", 2, [0.5, 1.3])


def _foley(cli: Cli, *options: object) -> Ran:
    return cli("foley", *options)


def test_cues_land_and_are_told(cli: Cli, scene: Path) -> None:
    ran = _foley(
        cli, scene.name, "--cues", "cues.csv", "-o", "out.otio", "--stem", "fx.wav",
        "--mix", "mix.mov", "--report", "page.html", "--cue-sheet", "sheet.csv",
        "--credits", "credits.txt",
    )  # fmt: skip
    assert ran.status == 0, ran.err
    assert "scene.mov: 2 sounds placed" in ran.out
    assert "footstep gravel" in ran.out
    for name in ("out.otio", "fx.wav", "mix.mov", "page.html", "sheet.csv", "credits.txt"):
        assert f"written   {scene.with_name(name)}" in ran.out
        assert scene.with_name(name).stat().st_size > 0
    timeline = otio.adapters.read_from_file(str(scene.with_name("out.otio")))
    sounds = [clip for track in timeline.audio_tracks() for clip in track.find_clips()][1:]
    assert len(sounds) == 2
    for clip in sounds:
        assert Path(clip.media_reference.target_url).is_file()


def test_a_swap_by_hand(cli: Cli, scene: Path) -> None:
    assert not _foley(cli, scene.name, "--cues", "cues.csv", "-o", "a.otio").status
    ran = _foley(cli, "a.otio", "--swap", "2=glass break", "-o", "b.otio", "--json")
    assert ran.status == 0, ran.err
    cues = {cue["number"]: cue for cue in json.loads(ran.out)["cues"]}
    assert "gravel" in cues["1"]["sound"]["name"]
    assert "glass" in cues["2"]["sound"]["name"].lower()


def test_after_a_recut_the_cues_follow(cli: Cli, scene: Path) -> None:
    assert not _foley(cli, scene.name, "--cues", "cues.csv", "-o", "old.otio").status
    # The recut begins twenty frames later, so that the first cue's picture is gone.
    url = str(scene)
    recut = edits.timeline([[Piece(30, 20, 0, media_start=0, url=url, name=scene.name)]])
    edits.written(recut, scene.parent, "new.otio")
    ran = _foley(cli, "--conform", "old.otio", "new.otio", "-o", "new_fx.otio", "--json")
    assert ran.status == 0, ran.err
    told = {cue["number"]: cue for cue in json.loads(ran.out)["cues"]}
    assert told["1"]["outcome"] == "cut"
    assert told["2"]["outcome"] == "moved"
    assert told["2"]["newTimesS"] == pytest.approx([1.3 - 20 / 25], abs=0.005)


def test_what_is_wrong_is_said_in_a_sentence(cli: Cli, scene: Path) -> None:
    for options, said in (
        ((scene.name,), "Nothing would be written"),
        ((), "Name a video or an edit"),
        ((scene.name, "-o", "o.otio", "--cues", "none.csv"), "none.csv"),
        ((scene.name, "-o", "o.otio", "--swap", "12"), "CUE=SOUND"),
        ((scene.name, "-o", "o.otio", "--sources", "moon"), "moon"),
        (("cues.csv", "-o", "o.otio"), "cues.csv"),
    ):
        ran = _foley(cli, *options)
        assert ran.status in (2, 3), ran.err
        assert said in ran.err
        assert "Traceback" not in ran.err
        assert not scene.with_name("o.otio").exists()


def test_an_engine_gives_the_same(cli: Cli, scene: Path, tmp_path: Path) -> None:
    options = (scene.name, "--cues", "cues.csv", "-o", "out.otio", "--stem", "fx.wav", "--json")
    assert _foley(cli, *options).status == 0
    here = scene.with_name("fx.wav").read_bytes()
    with engine_process(tmp_path / "home", "--workers", "1"):
        ran = _foley(cli, *options, "-y", "--engine", "auto")
    assert ran.status == 0, ran.err
    assert scene.with_name("fx.wav").read_bytes() == here
