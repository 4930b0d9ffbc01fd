"""Doing what a plan says, whole or not at all."""

from __future__ import annotations

import contextlib
import errno
import shlex
import shutil
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path

from backbeat.errors import OutputError
from backbeat.files import replacing
from backbeat.plugins.manifest import engine_command
from backbeat.plugins.places import Places, Scope, System
from backbeat.plugins.plan import Action, Plan, Step

_NOT_ALLOWED = (errno.EACCES, errno.EPERM, errno.EROFS)

_Undo = list[Callable[[], None]]


def carry_out(plan: Plan) -> None:
    """Does all of a plan. Each file appears whole; when any step fails, or the user interrupts, all
    files and folders are as they were.

    Raises:
        OutputError: a folder cannot be written to, or something is in the way.
    """
    saved = Path(tempfile.mkdtemp(prefix="backbeat-plugin-"))
    done: _Undo = []
    try:
        for number, step in enumerate(plan.steps):
            _do(plan.places, step, saved / str(number), done)
    except BaseException as error:
        left = _taken_back(done)
        if left:
            raise OutputError(
                f"{plan.places.fusion} was left half-way: {error}; {left}.",
                f"What was there before is in {saved}.",
            ) from error
        shutil.rmtree(saved, ignore_errors=True)
        if isinstance(error, (OSError, OutputError)):
            raise _refused(plan, error) from error
        raise
    shutil.rmtree(saved, ignore_errors=True)
    for folder in plan.folders:
        # Not empty: it holds what is not ours.
        with contextlib.suppress(OSError):
            folder.rmdir()


def _do(places: Places, step: Step, copy: Path, done: _Undo) -> None:
    path = places.fusion / step.name
    if step.action is Action.WRITE:
        _make_folder(path.parent, places.scope, done)
        if path.exists() or path.is_symlink():
            raise FileExistsError(0, "it was put there meanwhile", str(path))
        done.append(lambda: path.unlink(missing_ok=True))
        _write(path, step.content, places.scope)
    elif step.action is Action.REPLACE:
        _save(path, copy, done)
        _write(path, step.content, places.scope)
    elif step.action is Action.REMOVE:
        _save(path, copy, done)
        path.unlink()
    elif step.action is Action.SET_ASIDE:
        aside = places.fusion / step.aside
        path.rename(aside)
        done.append(lambda: _move_back(aside, path))


def _write(path: Path, content: bytes, scope: Scope) -> None:
    with replacing(path) as temporary:
        temporary.write_bytes(content)
        if scope is Scope.ALL_USERS:
            # Whatever the installing user keeps private by default, all are to read this.
            temporary.chmod(0o644)


def _make_folder(folder: Path, scope: Scope, done: _Undo) -> None:
    missing = [path for path in (folder, *folder.parents) if not path.exists()]
    for path in reversed(missing):
        path.mkdir()
        done.append(path.rmdir)
        if scope is Scope.ALL_USERS:
            path.chmod(0o755)


def _save(path: Path, copy: Path, done: _Undo) -> None:
    shutil.copy2(path, copy)

    def back() -> None:
        with replacing(path) as temporary:
            shutil.copy2(copy, temporary)

    done.append(back)


def _move_back(aside: Path, path: Path) -> None:
    aside.rename(path)


def _taken_back(done: _Undo) -> str:
    """Undoes what was done, last first; says what could not be undone, empty when all was."""
    failed = []
    for undo in reversed(done):
        try:
            undo()
        except (OSError, OutputError) as error:
            failed.append(str(error))
    return "; ".join(failed)


def _refused(plan: Plan, error: OSError | OutputError) -> OutputError:
    cause = error if isinstance(error, OSError) else error.__cause__
    if not isinstance(cause, OSError):
        return OutputError(f"{error} Nothing was changed.")
    path = Path(cause.filename2 or cause.filename or plan.places.fusion)
    if cause.errno not in _NOT_ALLOWED:
        return OutputError(
            f"{path} cannot be written: {cause.strerror or cause}; nothing was changed.",
            "Move what is in the way, or make room, then try again.",
        )
    folder = next(above for above in path.parents if above.exists())
    return OutputError(
        f"{folder} cannot be written to: {cause.strerror}; nothing was changed.",
        _who_may(plan, folder),
    )


def _who_may(plan: Plan, folder: Path) -> str:
    if plan.places.scope is Scope.USER:
        return f"Make {folder} writable for you."
    command = [*engine_command(), "plugins", plan.command, "resolve", "--all-users"]
    if plan.places.system is System.WINDOWS:
        how = f"In a command prompt run as administrator: {subprocess.list2cmdline(command)}"
    else:
        # In full: sudo has a PATH of its own, which may lead to no Backbeat or to another.
        how = f"As the administrator: sudo {shlex.join(command)}"
    return how if plan.command == "uninstall" else f"{how}; or for you alone: --user."
