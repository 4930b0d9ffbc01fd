"""Renames of finished outputs to their targets, with a journal by which they are undone."""

from __future__ import annotations

import contextlib
import json
import os
import re
import stat
from dataclasses import asdict, dataclass
from pathlib import Path

from backbeat.files.durable import flush, flush_folder

STAGE = re.compile(r"\.backbeat-[0-9a-f]{12}\.part")
"""Pattern of the names of stages: the folders, beside the targets, in which outputs are written."""


@dataclass(frozen=True)
class Move:
    """One rename of an output, with what undoing it needs."""

    staged: str
    target: str
    backup: str
    """Where the replaced file is kept until the transaction ends."""
    device: int
    inode: int
    """With `device`, the identity of the staged file."""


def write_journal(journal: Path, moves: list[Move]) -> None:
    """Writes a journal completely or not at all, and to the disk. Raises: OSError."""
    draft = journal.with_suffix(".new")
    draft.write_text(json.dumps([asdict(move) for move in moves]), encoding="utf-8")
    flush(draft)
    draft.replace(journal)
    flush_folder(journal.parent)


def read_journal(journal: Path) -> list[Move]:
    """The renames of a journal; empty if it is malformed.

    A folder from elsewhere may hold a forged journal, so renames that leave the stage and its
    parent folder are ignored.
    """
    try:
        moves = [Move(**entry) for entry in json.loads(journal.read_text(encoding="utf-8"))]
        return [move for move in moves if _stays_in_its_folder(move)]
    except (OSError, ValueError, TypeError):
        return []


def _stays_in_its_folder(move: Move) -> bool:
    target, staged, backup = Path(move.target), Path(move.staged), Path(move.backup)
    stage = backup.parent
    return (
        STAGE.fullmatch(stage.name) is not None
        and ".." not in (*target.parts, *staged.parts, *backup.parts)
        and stage.parent == target.parent
        and staged.parent.parent == stage
        and not any(path.is_symlink() for path in (stage, staged.parent, target.parent))
    )


def rename_output(move: Move) -> None:
    """Moves an output to its target; a replaced file is kept as the backup and passes on its mode.

    Raises:
        OSError: the rename fails.
    """
    staged, target, backup = Path(move.staged), Path(move.target), Path(move.backup)
    if not os.path.lexists(target):
        staged.rename(target)
        return
    if target.is_dir() or staged.is_dir():
        target.rename(backup)
        staged.rename(target)
        return
    staged.chmod(stat.S_IMODE(target.stat().st_mode))
    try:
        os.link(target, backup)
    except OSError:
        target.rename(backup)
    staged.replace(target)


def undo_all(moves: list[Move]) -> None:
    """Undoes the renames that were made, the last one first."""
    for move in reversed(moves):
        with contextlib.suppress(OSError):
            _undo(move)


def _undo(move: Move) -> None:
    staged, target, backup = Path(move.staged), Path(move.target), Path(move.backup)
    if _is_moved(move, target):
        if backup.is_file() and target.is_file():
            backup.replace(target)
            return
        target.rename(staged)
    if os.path.lexists(backup) and not os.path.lexists(target):
        backup.rename(target)


def _is_moved(move: Move, target: Path) -> bool:
    """Whether the file at the target is the one that was moved there, not replaced since."""
    try:
        status = target.lstat()
    except OSError:
        return False
    return (status.st_dev, status.st_ino) == (move.device, move.inode)
