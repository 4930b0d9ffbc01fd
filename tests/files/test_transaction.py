"""All outputs of a job appear, or none; whatever ends its process."""

from __future__ import annotations

import errno
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from backbeat.errors import OutputError, RequestError
from backbeat.files import transaction
from backbeat.files.moves import Move, write_journal
from backbeat.files.stages import recover
from backbeat.files.transaction import Transaction

posix = pytest.mark.skipif(os.name == "nt", reason="there are no such signals and modes there")


def _tree(folder: Path) -> dict[str, str | None]:
    return {
        str(path.relative_to(folder)): path.read_text() if path.is_file() else None
        for path in sorted(folder.rglob("*"))
    }


def _old_outputs(folder: Path) -> list[Path]:
    """Two folders with three outputs; one of them is not there yet, one is a bundle."""
    one, other = folder / "one", folder / "other"
    for made in (one, other):
        made.mkdir()
    (one / "a.txt").write_text("old a")
    (other / "c.otiod" / "media").mkdir(parents=True)
    (other / "c.otiod" / "content.otio").write_text("old c")
    return [one / "a.txt", one / "b.txt", other / "c.otiod"]


def _write_new(written: Transaction, targets: list[Path]) -> None:
    for target in targets[:2]:
        written.at(target).write_text("new")
    written.at(targets[2]).mkdir()
    (written.at(targets[2]) / "content.otio").write_text("new c")


NEW = {
    "one": None,
    "one/a.txt": "new",
    "one/b.txt": "new",
    "other": None,
    "other/c.otiod": None,
    "other/c.otiod/content.otio": "new c",
}


def test_all_appear_and_nothing_else_stays(tmp_path: Path) -> None:
    targets = _old_outputs(tmp_path)
    with Transaction(targets) as written:
        _write_new(written, targets)
        assert not targets[1].exists() and targets[0].read_text() == "old a"
    assert _tree(tmp_path) == NEW


@pytest.mark.parametrize("kind", [RequestError, KeyboardInterrupt])
def test_a_failure_before_the_end_leaves_all_as_it_was(
    tmp_path: Path, kind: type[BaseException]
) -> None:
    targets = _old_outputs(tmp_path)
    before = _tree(tmp_path)
    with pytest.raises(kind), Transaction(targets) as written:
        _write_new(written, targets)
        raise kind("no")
    assert _tree(tmp_path) == before


@pytest.mark.parametrize("number", range(3))
@pytest.mark.parametrize("links", [True, False])
def test_when_a_rename_fails_what_was_replaced_comes_back(
    tmp_path: Path, number: int, links: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    targets = _old_outputs(tmp_path)
    before = _tree(tmp_path)
    rename_output = transaction.rename_output

    def fails(move: Move) -> None:
        if Path(move.target) == targets[number].resolve():
            raise OSError(errno.EIO, "Input/output error")
        rename_output(move)

    def no_links(*_: object) -> None:
        raise OSError(errno.EPERM, "Operation not permitted")

    monkeypatch.setattr(transaction, "rename_output", fails)
    if not links:
        monkeypatch.setattr(os, "link", no_links)
    with pytest.raises(OutputError, match=str(targets[number])), Transaction(targets) as written:
        _write_new(written, targets)
    assert _tree(tmp_path) == before


_KILLED_AT = """
import os, signal, sys
from pathlib import Path
from backbeat.files import transaction
from tests.files.test_transaction import _write_new

number, links, *names = sys.argv[1:]
targets = [Path(name) for name in names]
calls = 0

def counted(function):
    def call(*arguments, **options):
        global calls
        calls += 1
        if calls > int(number):
            os.kill(os.getpid(), signal.SIGKILL)
        return function(*arguments, **options)
    return call

def no_links(*_):
    raise OSError(1, "Operation not permitted")

if links == "0":
    os.link = no_links
with transaction.Transaction(targets) as written:
    _write_new(written, targets)
    # From here on every call that changes a folder may be the last.
    Path.rename, Path.replace = counted(Path.rename), counted(Path.replace)
    os.link, Path.unlink, os.rmdir = counted(os.link), counted(Path.unlink), counted(os.rmdir)
print("done")
"""


@posix
@pytest.mark.parametrize("links", ["1", "0"])
def test_killed_between_any_two_calls_it_is_all_old_or_all_new(tmp_path: Path, links: str) -> None:
    seen = set()
    for number in range(40):
        folder = tmp_path / str(number)
        folder.mkdir()
        targets = _old_outputs(folder)
        old = _tree(folder)
        ran = subprocess.run(
            [sys.executable, "-c", _KILLED_AT, str(number), links, *map(str, targets)],
            capture_output=True,
            text=True,
            cwd=Path(__file__).parents[2],
            check=False,
        )
        for made in (folder / "other", folder / "one"):
            recover(made)
        after = _tree(folder)
        assert after in (old, NEW), (number, ran.stderr)
        seen.add(after == NEW)
        if "done" in ran.stdout:
            break
    assert number > 5 and seen == {True, False}


def test_the_next_run_takes_away_what_a_killed_one_left(tmp_path: Path) -> None:
    stage = tmp_path / ".backbeat-0123456789ab.part"
    (stage / "0").mkdir(parents=True)
    (stage / "0" / "a.txt").write_text("half")
    (stage / "lock").touch()
    with Transaction([tmp_path / "a.txt"]) as written:
        assert not stage.exists()
        written.at(tmp_path / "a.txt").write_text("whole")
    assert _tree(tmp_path) == {"a.txt": "whole"}


@posix
def test_a_mode_stays_and_a_link_stays_a_link(tmp_path: Path) -> None:
    old, link = tmp_path / "old.txt", tmp_path / "link.txt"
    old.write_text("old")
    old.chmod(0o640)
    link.symlink_to("old.txt")
    with Transaction([link]) as written:
        written.at(link).write_text("new")
    assert link.is_symlink() and old.read_text() == "new"
    assert stat.S_IMODE(old.stat().st_mode) == 0o640


def test_a_folder_that_was_made_for_nothing_goes_again(tmp_path: Path) -> None:
    stems = tmp_path / "stems"
    with pytest.raises(RequestError), Transaction([stems / "a.wav"], [stems]) as written:
        written.at(stems / "a.wav").write_text("half")
        raise RequestError("no")
    assert not stems.exists()


def test_messages_name_files_as_they_will_be_called(tmp_path: Path) -> None:
    target = tmp_path / "a.txt"
    with pytest.raises(OutputError) as caught, Transaction([target]) as written:
        raise OutputError(f"{written.at(target)} cannot be written: no.", "Hint.")
    assert str(caught.value) == f"{target} cannot be written: no. Hint."


@posix
@pytest.mark.skipif(os.name != "nt" and os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_cannot_be_written_to_is_said_at_once(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    try:
        with pytest.raises(OutputError, match="Permission denied"), Transaction([tmp_path / "a"]):
            raise AssertionError("work has begun")
    finally:
        tmp_path.chmod(0o700)


@posix
@pytest.mark.parametrize("inside", [True, False])
def test_a_journal_from_elsewhere_moves_nothing_of_others(tmp_path: Path, inside: bool) -> None:
    mine, shared = tmp_path / "mine.txt", tmp_path / "unpacked"
    mine.write_text("an afternoon's work")
    stage = shared / ".backbeat-0123456789ab.part"
    (stage / "0").mkdir(parents=True)
    (stage / "lock").touch()
    status = mine.stat()
    if inside:
        (stage / "0.old").symlink_to(tmp_path)
    backup = stage / "0.old" / "mine.txt" if inside else mine
    moves = [
        # The user's file as a copy to be put back, and as an output to be taken back.
        Move(str(stage / "0" / "a"), str(shared / "a"), str(backup), 0, 0),
        Move(str(stage / "0" / "a"), str(mine), str(stage / "1.old"), status.st_dev, status.st_ino),
    ]
    write_journal(stage / "journal.json", moves)
    assert recover(shared) == [stage]
    assert mine.read_text() == "an afternoon's work"
    assert list(shared.iterdir()) == []


@pytest.mark.parametrize("text", ["", "{", "[1]", '[{"staged": 1}]', "null"])
def test_a_journal_that_is_none_is_no_obstacle(tmp_path: Path, text: str) -> None:
    stage = tmp_path / ".backbeat-0123456789ab.part"
    stage.mkdir()
    (stage / "lock").touch()
    (stage / "journal.json").write_text(text)
    assert recover(tmp_path) == [stage]
