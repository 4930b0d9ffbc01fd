"""Stages: folders beside the targets in which outputs are written, and their recovery.

A stage belongs to the process that holds the lock in it. A job that writes to several folders has a
stage in each; the lock and the journal of renames are in the first, and the others point to it.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import uuid
from collections.abc import Iterator
from pathlib import Path

from backbeat.filelock import FileLock
from backbeat.files.durable import flush
from backbeat.files.moves import STAGE, read_journal, undo_all

JOURNAL = "journal.json"
"""Name of the journal, which is in the first stage while outputs are renamed."""
_LOCK, _FIRST = "lock", "first"
"""Names of the lock file of the first stage, and of the file in the others with its path."""
_MAX_TRIES = 5


def recover(folder: Path, only_own: bool = False) -> list[Path]:
    """Removes what killed processes left in `folder` and undoes their unfinished renames.

    Args:
        folder: where they wrote.
        only_own: whether stages of other users stay, as in a folder that everybody writes to.

    Returns:
        the stages that were removed.
    """
    removed = []
    for stage in _stages_in(folder):
        # An unreadable stage belongs to another user.
        with contextlib.suppress(OSError):
            if (_is_own(stage) or not only_own) and _remove_abandoned(stage):
                removed.append(stage)
    return removed


def _is_own(stage: Path) -> bool:
    return not hasattr(os, "geteuid") or stage.lstat().st_uid == os.geteuid()


def _remove_abandoned(stage: Path) -> bool:
    """Removes a stage that no process uses; False if one does."""
    first = _first_of(stage)
    if first is None:
        # Without lock and pointer it is empty: nearly removed, or just created; then its creator
        # creates another.
        stage.rmdir()
        return True
    if first.is_dir() and not _undo_abandoned(first):
        return False
    remove(stage)
    return not stage.exists()


def _stages_in(folder: Path) -> Iterator[Path]:
    try:
        inside = sorted(folder.iterdir())
    except OSError:
        return
    for path in inside:
        if STAGE.fullmatch(path.name) and path.is_dir() and not path.is_symlink():
            yield path


def _first_of(stage: Path) -> Path | None:
    """The stage with the lock and the journal; None if `stage` names none."""
    if (stage / _LOCK).exists():
        return stage
    try:
        first = Path((stage / _FIRST).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return first if STAGE.fullmatch(first.name) and not first.is_symlink() else None


def _undo_abandoned(first: Path) -> bool:
    """Undoes the renames in the journal of a stage that no process uses; False if one does."""
    lock = FileLock(first / _LOCK)
    try:
        if not lock.acquire():
            return False
    except OSError:
        return not first.exists()
    try:
        journal = first / JOURNAL
        if journal.exists():
            undo_all(read_journal(journal))
            journal.unlink()
    finally:
        lock.release()
    return True


def _new_stage(parent: Path) -> Path:
    stage = parent / f".backbeat-{uuid.uuid4().hex[:12]}.part"
    stage.mkdir(mode=0o700)
    return stage


def remove(stage: Path) -> None:
    """Removes a stage, its lock and its pointer last."""
    with contextlib.suppress(OSError):
        for path in stage.iterdir():
            if path.is_dir() and not path.is_symlink():
                shutil.rmtree(path, ignore_errors=True)
            elif path.name not in (_LOCK, _FIRST):
                path.unlink(missing_ok=True)
        for name in (_LOCK, _FIRST):
            (stage / name).unlink(missing_ok=True)
        stage.rmdir()


def pointing_stage(parent: Path, first: Path) -> Path:
    """Creates a stage in `parent` that points to the first stage. Raises: OSError."""
    for _ in range(_MAX_TRIES):
        stage = _new_stage(parent)
        # A recovery may have come between the folder and its pointer.
        with contextlib.suppress(FileNotFoundError):
            (stage / _FIRST).write_text(str(first), encoding="utf-8")
            flush(stage / _FIRST)
            break
    return stage


def locked_stage(parent: Path) -> tuple[Path, FileLock]:
    """Creates the first stage in `parent` and takes its lock. Raises: OSError."""
    for _ in range(_MAX_TRIES):
        stage = _new_stage(parent)
        lock = FileLock(stage / _LOCK)
        # A recovery may have come between the folder and its lock.
        with contextlib.suppress(OSError):
            if lock.acquire() and lock.path.exists():
                return stage, lock
        remove(stage)
    # A file system without locks: what a crash leaves there is not recovered.
    stage = _new_stage(parent)
    lock = FileLock(stage / _LOCK)
    lock.path.touch()
    return stage, lock
