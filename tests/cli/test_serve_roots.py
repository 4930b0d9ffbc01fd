"""`backbeat serve` with roots and limits, from the command line and from the config file."""

from __future__ import annotations

from pathlib import Path

import pytest

from backbeat.cli import defaults
from backbeat.errors import PermissionDeniedError
from tests import commands
from tests.commands import Cli
from tests.engines import beats, engine_process


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--root", "none"), "--root none is no folder"),
        (("--read-root", "none"), "--read-root none is no folder"),
        (("--limit", "watchers"), "--limit watchers names no limit"),
        (("--limit", "watchers=0"), "--limit watchers is '0'"),
    ],
)
def test_bad_options_are_said(cli: Cli, options: tuple[str, ...], words: str) -> None:
    ran = cli("serve", *options)
    assert ran.status == 2
    assert words in ran.err


def test_roots_of_the_config_file_hold_and_are_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BACKBEAT_HOME", str(tmp_path))
    root = tmp_path / "show"
    root.mkdir()
    defaults.path().write_text(f"[serve]\nroot = ['{root}']\nlimit = ['watchers=5']\n")
    song = commands.write_clicks(tmp_path / "song.wav")
    with engine_process(tmp_path / "home") as engine:
        with engine.client() as client, pytest.raises(PermissionDeniedError):
            client.submit(beats(song))
        engine.process.terminate()
        assert f"backbeat: reads and writes below {root.resolve()}" in engine.errors()


def test_a_repeatable_option_takes_a_list(cli: Cli) -> None:
    file = Path(cli("config", "path").out.strip())
    file.parent.mkdir(exist_ok=True)
    for text, words in (("root = '/a'", "must be a list"), ("root = [[1]]", "a number or text")):
        file.write_text(f"[serve]\n{text}\n")
        ran = cli("serve")
        assert ran.status == 2
        assert "line 2: root: " in ran.err
        assert words in ran.err
