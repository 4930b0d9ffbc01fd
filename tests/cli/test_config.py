from __future__ import annotations

from pathlib import Path

import pytest

from tests.commands import Cli


def test_a_default_is_set_used_and_overruled(cli: Cli, edit: Path, song: Path) -> None:
    snap = ("snap", edit, "--music", song, "-o", "out.otio", "--dry-run", "--json")
    plain, wide = cli(*snap), cli(*snap, "--markers", "none", "--grid-offset", "90")
    assert plain.status == wide.status == 0
    assert cli("config", "set", "snap.grid-offset", "90").status == 0
    assert cli("config", "set", "snap.markers", "none").status == 0
    assert cli("config", "get", "snap.grid-offset").out == "90\n"
    assert cli("config", "show").out == '[snap]\nmarkers = "none"\ngrid-offset = 90\n'
    assert cli(*snap).out == wide.out != plain.out
    assert cli(*snap, "--markers", "beats", "--grid-offset", "0").out == plain.out


def test_a_bad_value_is_not_set(cli: Cli) -> None:
    for key, value in (("snap.markers", "x"), ("snap.no-such", "1"), ("snap.dry-run", "7")):
        ran = cli("config", "set", key, value)
        assert ran.status == 2 and "config.toml, line 2: " in ran.err
    assert not Path(cli("config", "path").out.strip()).exists()
    assert cli("config", "get", "snap.markers").status == 3


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("# mine\n[beats]\n\ntempo = 'fast'\n", "config.toml, line 4: tempo: "),
        ("[beats]\ntempoo = 90\n", "config.toml, line 2: tempoo: there is no such option."),
        ("[beats\n", "config.toml is not valid TOML: "),
        ("beats = 1\n", "beats is not a table"),
    ],
)
def test_a_bad_file_is_named_with_its_line(text: str, said: str, cli: Cli, song: Path) -> None:
    file = Path(cli("config", "path").out.strip())
    file.parent.mkdir(exist_ok=True)
    file.write_text(text)
    ran = cli("beats", song)
    assert ran.status == 2
    assert said in ran.err and ran.err.count("\n") == 1
    assert cli("config", "path").status == 0
