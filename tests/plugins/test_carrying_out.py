from __future__ import annotations

import errno
import os
import stat
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from backbeat.errors import OutputError
from backbeat.plugins import carrying_out
from backbeat.plugins.carrying_out import carry_out
from backbeat.plugins.places import Places, Scope, System, places
from backbeat.plugins.plan import Action, plan_install, plan_uninstall
from tests.plugins.plugin import install, linux, snapshot, write_plugin

NOBODY = 65534


@pytest.fixture
def upgrade(tmp_path: Path) -> tuple[Places, Path]:
    """A place with an old plugin, one file of it changed, and the new plugin's sources: every
    action is in its plan.
    """
    where = linux(tmp_path / "disk")
    install(where, write_plugin(tmp_path / "old", "beats", "gone", "mine"))
    (where.package / "backbeat_resolve" / "mine.py").write_text("changed")
    new = write_plugin(tmp_path / "new", "beats", "mine", "sub", menu=("Snap to Beats", "New"))
    (new / "backbeat_resolve" / "beats.py").write_text("NAME = 'better'\n")
    (new / "backbeat_resolve" / "deep" / "er").mkdir(parents=True)
    (new / "backbeat_resolve" / "deep" / "er" / "x.py").write_text("")
    return where, new


@pytest.fixture(autouse=True)
def copies(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where copies are kept while a plan is carried out."""
    folder = tmp_path / "copies"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


class _Failing:
    """Makes the n-th change to the disk fail, and no other."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, number: int, error: BaseException) -> None:
        self.left, self.error = number, error
        for name in ("mkdir", "write_bytes", "replace", "rename", "unlink", "chmod"):
            monkeypatch.setattr(Path, name, self._counted(getattr(Path, name)))

    def _counted(self, real: Callable[..., object]) -> Callable[..., object]:
        def counted(*arguments: object, **named: object) -> object:
            self.left -= 1
            if self.left == 0:
                raise self.error
            return real(*arguments, **named)

        return counted


@pytest.mark.parametrize("command", ["install", "uninstall"])
@pytest.mark.parametrize("kind", ["full", "interrupted"])
def test_whichever_step_fails_everything_is_as_it_was(
    upgrade: tuple[Places, Path],
    tmp_path: Path,
    copies: Path,
    monkeypatch: pytest.MonkeyPatch,
    command: str,
    kind: str,
) -> None:
    where, new = upgrade
    plan = plan_install(where, new) if command == "install" else plan_uninstall(where)
    if command == "install":
        assert {step.action for step in plan.steps} == set(Action)
    before = snapshot(tmp_path / "disk")
    for number in range(1, 200):
        with monkeypatch.context() as patched:
            error = OSError(errno.ENOSPC, "No space left on device")
            failing = _Failing(patched, number, error if kind == "full" else KeyboardInterrupt())
            try:
                carry_out(plan)
            except (OutputError, KeyboardInterrupt) as raised:
                assert isinstance(raised, OutputError) == (kind == "full")
                if kind == "full":
                    assert "nothing was changed" in str(raised)
        if failing.left > 0:
            break
        assert snapshot(tmp_path / "disk") == before, number
        assert list(copies.iterdir()) == []
    assert number > 5
    assert snapshot(tmp_path / "disk") != before


def test_a_folder_that_comes_in_the_way_is_named_and_nothing_is_left(
    upgrade: tuple[Places, Path], tmp_path: Path
) -> None:
    where, new = upgrade
    plan = plan_install(where, new)
    last = plan.names(Action.WRITE)[-1]
    (where.fusion / last).mkdir()
    before = snapshot(tmp_path / "disk")
    with pytest.raises(OutputError, match=rf"{last} .*nothing was changed"):
        carry_out(plan)
    assert snapshot(tmp_path / "disk") == before


def test_what_cannot_be_taken_back_is_kept_and_named(
    upgrade: tuple[Places, Path], copies: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    where, new = upgrade
    plan = plan_install(where, new)
    real = carrying_out._write

    def write(path: Path, content: bytes, scope: Scope) -> None:
        if "New" in path.name:
            # From here on nothing can be written, as on a disk that went away.
            monkeypatch.setattr("backbeat.plugins.carrying_out.shutil.copy2", fail)
            fail()
        real(path, content, scope)

    def fail(*arguments: object) -> None:
        raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr(carrying_out, "_write", write)
    with pytest.raises(OutputError, match="half-way") as raised:
        carry_out(plan)
    saved = Path(raised.value.hint.rpartition(" in ")[2].rstrip("."))
    assert saved.is_relative_to(copies)
    assert b"NAME = 'beats'\n" in [path.read_bytes() for path in saved.iterdir()]


def test_what_all_users_get_all_can_read(tmp_path: Path) -> None:
    where = linux(tmp_path / "disk", Scope.ALL_USERS)
    previous = os.umask(0o077)
    try:
        install(where, write_plugin(tmp_path / "plugin"))
    finally:
        os.umask(previous)
    for path in (where.package, *where.package.rglob("*"), where.menu, *where.menu.iterdir()):
        wanted = 0o755 if path.is_dir() else 0o644
        assert stat.S_IMODE(path.stat().st_mode) == wanted, path


@pytest.fixture
def locked() -> Iterator[Path]:
    """A disk that this process may read and not write to, whoever runs it; a plugin lies on it."""
    if sys.platform == "win32":
        pytest.skip("folders are locked in another way there")
    with tempfile.TemporaryDirectory(dir="/tmp") as name:
        root = Path(name)
        for folder in ("opt/resolve/Fusion/Scripts/Utility", "home/me/.local/share", "temp"):
            (root / folder).mkdir(parents=True)
        write_plugin(root / "plugin")
        folders = [root, *(path for path in root.rglob("*") if path.is_dir())]
        for path in folders:
            path.chmod(0o555)
        (root / "temp").chmod(0o777)
        is_root = os.geteuid() == 0
        if is_root:
            os.seteuid(NOBODY)
        try:
            yield root
        finally:
            if is_root:
                os.seteuid(0)
            for path in folders:
                path.chmod(0o755)


def test_without_permission_the_folder_and_the_way_are_named(
    locked: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(locked / "temp"))
    where = linux(locked, Scope.ALL_USERS)
    with pytest.raises(OutputError, match="cannot be written to: Permission denied") as raised:
        install(where, locked / "plugin")
    assert raised.value.message.startswith(f"{where.fusion} cannot")
    assert "sudo" in raised.value.hint and "--user" in raised.value.hint
    assert "plugins install resolve --all-users" in raised.value.hint
    with pytest.raises(OutputError, match=r"Make .*share writable for you"):
        install(linux(locked), locked / "plugin")
    windows = places(System.WINDOWS, {}, Scope.ALL_USERS, locked)
    with pytest.raises(OutputError, match="run as administrator"):
        install(windows, locked / "plugin")
    assert list((locked / "temp").iterdir()) == []
