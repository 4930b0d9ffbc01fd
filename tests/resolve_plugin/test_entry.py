"""Every menu entry ends in words, on the console and in the log, whatever happens inside it."""

from __future__ import annotations

import io
import json
import re
import runpy
import sys
from pathlib import Path
from typing import Any

import pytest

from backbeat_resolve.entry import ENTRIES, Entry, main
from backbeat_resolve.problems import Problem
from backbeat_resolve.run import Run
from tests.doubles.resolve.session import Session, session
from tests.doubles.resolve.ui import Click, Close, Look, Set

MENU = Path(__file__).parents[2] / "plugins/resolve/menu"


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("BACKBEAT_HOME", str(tmp_path / "home ö"))
    return tmp_path / "home ö"


@pytest.fixture
def held() -> Session:
    """Without windows, and without an advertisement for them."""
    made = session("21.0.4", "free")
    made.add_timeline()
    return made


def log(home: Path) -> str:
    return (home / "resolve/resolve.log").read_text(encoding="utf-8")


def told(capsys: pytest.CaptureFixture[str]) -> str:
    return capsys.readouterr().out


def added(monkeypatch: pytest.MonkeyPatch, run: Any, keys: tuple[str, ...] = ()) -> None:
    monkeypatch.setitem(ENTRIES, "test", Entry("Test", run, keys))


def test_menu_and_entries_are_of_one_another() -> None:
    scripts = {path: path.read_text(encoding="utf-8") for path in MENU.glob("*.py")}
    named = {
        path.stem: re.findall(r'^main\("(\w+)", globals\(\)\)$', text, re.M)
        for path, text in scripts.items()
    }
    assert all(len(found) == 1 for found in named.values())
    assert {found[0]: stem for stem, found in named.items()} == {
        name: one.title for name, one in ENTRIES.items()
    }
    for path, text in scripts.items():
        assert text.startswith(f'"""Workspace > Scripts > Backbeat > {path.stem}"""')


@pytest.mark.parametrize("path", sorted(MENU.glob("*.py")), ids=lambda path: path.stem)
def test_a_menu_script_run_outside_resolve_says_where_to_start_it(
    path: Path, home: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "path", list(sys.path))
    monkeypatch.setattr(sys, "dont_write_bytecode", sys.dont_write_bytecode)
    runpy.run_path(str(path), run_name="__main__")
    assert "does not let this script in. Start it from Workspace > Scripts" in told(capsys)
    assert "does not let this script in" in log(home)


@pytest.mark.parametrize("name", ["resolve", "app", "bmd"])
def test_it_runs_whatever_resolve_puts_in_scope(
    name: str, held: Session, home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main("cancel", {name: held.globals[name]})
    assert told(capsys) == "Backbeat: Backbeat is doing nothing.\n"
    assert "DaVinci Resolve (free) 21.0.4 on Python 3." in log(home)
    assert not held.world.upsell


def test_a_problem_is_told_in_its_words(
    held: Session, home: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def run(run: Run) -> str:
        raise Problem("The “thing” is missing.", "Bring it.")

    added(monkeypatch, run)
    assert not main("test", held.globals)
    assert told(capsys) == "Backbeat: The “thing” is missing. Bring it.\n"
    assert "Test: The “thing” is missing. Bring it.\n" in log(home)


def failing(run: Run) -> str:
    raise ZeroDivisionError("of its own")


def test_an_error_inside_is_told_and_its_traceback_kept_in_the_log(
    held: Session, home: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    added(monkeypatch, failing)
    assert not main("test", held.globals)
    words = told(capsys)
    assert "Stopped by an error of its own (ZeroDivisionError: of its own)." in words
    assert "resolve.log" in words
    assert "Traceback" not in words
    assert "Traceback (most recent call last)" in log(home)
    assert "in failing" in log(home)


def test_no_project_is_a_sentence_of_every_entry_that_needs_one(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("snap_to_beats", "beat_markers", "master_loudness", "self_test"):
        held = session("21.0.4", "free")
        held.world.project = None
        assert not main(name, held.globals)
        assert "No project is open." in told(capsys)
    assert log(home).count("No project is open.") == 4


@pytest.mark.parametrize("asked", [("music",), ()])
def test_a_window_that_fails_does_not_swallow_the_words(
    home: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    asked: tuple[str, ...],
) -> None:
    held = session()
    added(monkeypatch, lambda run: "All done.", asked)

    def broken(self: Any, *given: Any) -> Any:
        raise RuntimeError("no screen")

    monkeypatch.setattr("backbeat_resolve.windows.Window._window", broken)
    assert not main("test", held.globals)
    words = told(capsys)
    assert "(and the window failed: no screen)" in words
    assert asked or "Backbeat: All done.\n" in words
    assert "no screen" in log(home)


def test_a_dispatcher_that_fails_is_told_on_the_console(
    home: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(ui: Any) -> Any:
        raise RuntimeError("no display")

    held = session()
    monkeypatch.setattr("tests.doubles.resolve.ui.Bmd.UIDispatcher", lambda self, ui: broken(ui))
    added(monkeypatch, lambda run: "All done.")
    assert not main("test", held.globals)
    assert "no display" in told(capsys)


def test_a_folder_that_cannot_be_made_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("BACKBEAT_HOME", str(tmp_path / "file"))
    assert not main("cancel", session().globals)
    assert "Stopped by an error of its own (" in told(capsys)


def test_what_is_chosen_in_the_window_is_used_and_kept(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def run(run: Run) -> str:
        return "Used {music}, {every}.".format(**run.settings.values)

    added(monkeypatch, run, ("music", "every"))
    words: list[str] = []
    for text in ("A2", None):
        held = session()
        choose = [Set("music", "Text", text)] if text else []
        held.user.steps = [
            *choose,
            Click("Go"),
            Look(lambda window: words.append(window.GetItems()["Words"].PlainText)),
            Close(),
        ]
        assert main("test", held.globals)
    assert words == ["Used A2, every beat."] * 2


def test_who_leaves_the_window_changes_nothing(
    home: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    added(monkeypatch, failing, ("music",))
    held = session()
    held.user.steps = [Set("music", "Text", "A2"), Click("Leave")]
    assert main("test", held.globals)
    assert told(capsys) == "Backbeat: Left; nothing was changed.\n"
    assert not (home / "resolve/settings.json").exists()


def test_settings_that_make_no_sense_are_told(
    held: Session, home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (home / "resolve").mkdir(parents=True)
    (home / "resolve/settings.json").write_text('{"every": "sometimes"}')
    assert main("settings", held.globals)
    words = told(capsys)
    assert "“sometimes” is no answer to “Cut on”; every beat is taken." in words
    assert "This edition shows scripts no windows: edit the file." in words
    assert '"every": "every beat"' in (home / "resolve/settings.json").read_text()


def test_a_selftest_takes_everything_away_again(
    held: Session, home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = [each.name for each in held.project.timelines], held.project.current
    assert main("self_test", held.globals)
    words = told(capsys)
    assert " 0 differ" in words
    (report,) = (home / "resolve").glob("self-test *.json")
    assert json.loads(report.read_text(encoding="utf-8"))["rows"]
    assert ([each.name for each in held.project.timelines], held.project.current) == before


def test_a_console_of_few_letters_hears_what_it_can(
    held: Session, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    added(monkeypatch, lambda run: "“日本” is open.")
    console = io.TextIOWrapper(io.BytesIO(), encoding="ascii")
    monkeypatch.setattr(sys, "stdout", console)
    assert main("test", held.globals)
    console.seek(0)
    assert console.read() == "Backbeat: ???? is open.\n"
    assert "“日本” is open." in log(home)


def test_an_exit_asked_for_is_not_swallowed(
    held: Session, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def run(run: Run) -> str:
        raise KeyboardInterrupt

    added(monkeypatch, run)
    with pytest.raises(KeyboardInterrupt):
        main("test", held.globals)
