"""Carries out an installation plan as one transaction."""

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
    """Carries out a plan. Each file is replaced atomically; when any step fails, or the user
    interrupts, all files and folders are restored.

    Raises:
        OutputError: a folder cannot be written to, or another file is in the way.
    """
    saved = Path(tempfile.mkdtemp(prefix="backbeat-plugin-"))
    done: _Undo = []
    try:
        for number, step in enumerate(plan.steps):
            _run_step(plan.places, step, saved / str(number), done)
    except BaseException as error:
        not_restored = _rolled_back(done)
        if not_restored:
            raise OutputError(
                f"{plan.places.fusion} was left half-way: {error}; {not_restored}.",
                f"What was there before is in {saved}.",
            ) from error
        shutil.rmtree(saved, ignore_errors=True)
        if isinstance(error, (OSError, OutputError)):
            raise _refused(plan, error) from error
        raise
    shutil.rmtree(saved, ignore_errors=True)
    for folder in plan.folders:
        # A folder that is not empty holds files of others.
        with contextlib.suppress(OSError):
            folder.rmdir()


def _run_step(places: Places, step: Step, copy: Path, done: _Undo) -> None:
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
            # The umask of the installing user may deny others the right to read.
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

    def restore() -> None:
        with replacing(path) as temporary:
            shutil.copy2(copy, temporary)

    done.append(restore)


def _move_back(aside: Path, path: Path) -> None:
    aside.rename(path)


def _rolled_back(done: _Undo) -> str:
    """Undoes the steps done, last first. Returns what could not be undone, or an empty string."""
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
        _permission_hint(plan, folder),
    )


def _permission_hint(plan: Plan, folder: Path) -> str:
    if plan.places.scope is Scope.USER:
        return f"Make {folder} writable for you."
    command = [*engine_command(), "plugins", plan.command, "resolve", "--all-users"]
    if plan.places.system is System.WINDOWS:
        how = f"In a command prompt run as administrator: {subprocess.list2cmdline(command)}"
    else:
        # With the full path, since the PATH of sudo may have no Backbeat or another one.
        how = f"As the administrator: sudo {shlex.join(command)}"
    return how if plan.command == "uninstall" else f"{how}; or for you alone: --user."
