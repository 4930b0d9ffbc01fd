from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.commands import Cli
from tests.sounds import made


@pytest.fixture
def library(tmp_path: Path) -> Path:
    folder = tmp_path / "sounds"
    folder.mkdir()
    for number in (1, 2):
        made.write(folder / f"gravel_step.{number}.wav", made.hit(0.1, seed=number))
    made.write(folder / "DOORMetl_Heavy Slam_A_B.wav", made.hit(0.2))
    (folder / "broken.wav").write_bytes(b"no sound")
    return folder


def test_a_library_is_added_searched_looked_at_and_forgotten(cli: Cli, library: Path) -> None:
    added = cli("library", "add", "sounds", "--licence", "CC0-1.0", "--credit", "Ann")
    assert added.status == 0, added.err
    assert "3 new, 0 changed, 0 unchanged, 0 gone; 3 sounds in the index" in added.out
    assert "broken.wav" in added.out

    found = cli("library", "search", "heavy door slam metal")
    assert found.status == 0, found.err
    assert found.out.splitlines()[0].startswith("means DOORMetl")
    assert "DOORMetl_Heavy Slam_A_B.wav" in found.out.splitlines()[1]

    result = json.loads(cli("library", "search", "gravel", "--json", "-n", "1").out)
    assert result["sounds"][0]["path"] == str(library / "gravel_step.1.wav")
    assert result["sounds"][0]["variants"] == 2

    narrowed = json.loads(cli("library", "search", "--ucs", "doors", "--json").out)
    assert [sound["ucs"] for sound in narrowed["sounds"]] == ["DOORMetl"]

    like = json.loads(cli("library", "similar", "sounds/gravel_step.1.wav", "--json").out)
    assert like["method"] == "sound"
    assert str(library / "gravel_step.1.wav") not in [one["path"] for one in like["sounds"]]

    info = cli("library", "info", "sounds/gravel_step.1.wav")
    assert "100 ms in, by its attack" in info.out
    assert "gravel_step.2.wav" in info.out
    facts = json.loads(cli("library", "info", result["sounds"][0]["key"], "--json").out)
    assert (facts["rate"], facts["licence"], facts["credit"]) == (48000, "CC0-1.0", "Ann")
    assert facts["syncS"] == pytest.approx(0.1, abs=0.002)

    listed = json.loads(cli("library", "list", "--json").out)
    assert listed["folders"][0]["sounds"] == listed["total"] == 3
    assert len(listed["unreadable"]) == 1

    assert "forgotten: 3 sounds" in cli("library", "remove", "sounds").out
    assert "no folders were added" in cli("library", "list").out
    assert (library / "gravel_step.1.wav").is_file()


def test_what_cannot_be_done_is_said_in_a_line(cli: Cli, library: Path) -> None:
    for arguments, status, said in (
        (("add", "nowhere"), 3, "does not exist"),
        (("search", "door"), 3, "no sounds in the index"),
        (("search",), 2, "needs words"),
        (("search", "x", "--ucs", "FOO"), 2, "no category 'FOO'"),
        (("info", "x.wav"), 3, "is not in the index"),
        (("remove", "sounds"), 3, "was not added"),
    ):
        ran = cli("library", *arguments)
        assert ran.status == status, arguments
        assert said in ran.err
        assert "Traceback" not in ran.err
