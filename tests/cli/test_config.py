from __future__ import annotations

import json
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


def test_an_option_that_may_be_repeated_takes_one_value_or_a_list(cli: Cli) -> None:
    for given, kept in (("/mnt/show", '["/mnt/show"]'), ('["/a", "/b c"]', '["/a", "/b c"]')):
        assert cli("config", "set", "serve.root", given).status == 0
        assert cli("config", "show").out == f"[serve]\nroot = {kept}\n"
    ran = cli("config", "set", "serve.root", '["/a"')
    assert ran.status == 2 and "is not valid TOML" in ran.err
    assert '"/b c"' in cli("config", "show").out


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


def _shown(cli: Cli, *words: str, **environment: str) -> dict[str, tuple[object, str]]:
    ran = cli("config", "show", "--json", "serve", *words, **environment)
    assert ran.status == 0, ran.err
    return {each["option"]: (each["value"], each["source"]) for each in json.loads(ran.out)}


def test_every_setting_of_the_engine_says_where_it_comes_from(cli: Cli, tmp_path: Path) -> None:
    file = Path(cli("config", "path").out.strip())
    file.parent.mkdir(exist_ok=True)
    file.write_text('[serve]\ngrace = 30\nworkers = 3\nallow-origin = ["http://a:1"]\n')
    variables = {"BACKBEAT_SERVE_WORKERS": "2", "BACKBEAT_SERVE_LOG_LEVEL": "debug"}
    shown = _shown(cli, "--", "--log-level", "error", **variables)
    assert shown["grace"] == (30.0, f"{file}, line 2")
    assert shown["workers"] == (2, "variable BACKBEAT_SERVE_WORKERS")
    assert shown["log-level"] == ("error", "command line")
    assert shown["allow-origin"] == (["http://a:1"], f"{file}, line 4")
    assert shown["port"] == (0, "default")
    assert shown["home"] == (str(file.parent), "variable BACKBEAT_HOME")
    assert _shown(cli, "--", "--home", str(tmp_path))["home"] == (str(tmp_path), "command line")
    # The command line's replace those of the file; a variable may hold several.
    two = _shown(cli, "--", "--allow-origin", "http://b:1", "--allow-origin", "http://c:1")
    assert two["allow-origin"] == (["http://b:1", "http://c:1"], "command line")
    more = _shown(cli, BACKBEAT_SERVE_ALLOW_ORIGIN='["http://d:1", "http://e:1"]')
    assert more["allow-origin"][0] == ["http://d:1", "http://e:1"]
    text = cli("config", "show", "serve").out
    assert "[serve]\n" in text and f"# {file}, line 2\n" in text and "# http-port =" in text


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("BACKBEAT_SERVE_GRACE", "soon", "BACKBEAT_SERVE_GRACE is 'soon': invalid float"),
        ("BACKBEAT_SERVE_GRACES", "1", "BACKBEAT_SERVE_GRACES is '1': there is no such option"),
        ("BACKBEAT_SERVE_JSON", "maybe", "the value must be true or false"),
        ("BACKBEAT_SERVE_ALLOW_ORIGIN", "[", "BACKBEAT_SERVE_ALLOW_ORIGIN is '['"),
        ("BACKBEAT_SERVE_LOG_LEVEL", "loud", "'loud' is not one of: debug"),
    ],
)
def test_a_bad_variable_is_named_before_anything_starts(
    name: str, value: str, said: str, cli: Cli
) -> None:
    ran = cli("serve", "--check", **{name: value})
    assert ran.status == 2
    assert said in ran.err and ran.err.count("\n") == 1


def test_variables_reach_the_engine(cli: Cli) -> None:
    ran = cli("serve", BACKBEAT_SERVE_WORKERS="65")
    assert ran.status == 2 and "--workers is out of range" in ran.err
    assert cli("serve", "--check", BACKBEAT_SERVE_WORKERS="64").status == 0
