"""Renames of finished outputs to their places, written down so that they can be undone."""

from __future__ import annotations

import contextlib
import json
import os
import re
import stat
from dataclasses import asdict, dataclass
from pathlib import Path

STAGE = re.compile(r"\.backbeat-[0-9a-f]{12}\.part")
"""The name of a folder in which outputs are written, beside their places."""


@dataclass(frozen=True)
class Move:
    """One rename, and how it is undone."""

    staged: str
    target: str
    backup: str
    """Where what was there before is kept."""
    device: int
    inode: int
    """Of what is moved."""


def write_journal(journal: Path, moves: list[Move]) -> None:
    """Writes a journal, whole or not at all. Raises: OSError."""
    draft = journal.with_suffix(".new")
    draft.write_text(json.dumps([asdict(move) for move in moves]), encoding="utf-8")
    draft.replace(journal)


def read_journal(journal: Path) -> list[Move]:
    """The renames of a journal; none of one that is not as it is written here.

    A folder from somebody else may hold such a file too, and nothing beyond what belongs to a stage
    may be moved for it.
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


def put(move: Move) -> None:
    """Makes one rename; what is replaced is kept, and gives its mode. Raises: OSError."""
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
    """Whether what lies at the target is what was moved there, and nobody's since."""
    try:
        facts = target.lstat()
    except OSError:
        return False
    return (facts.st_dev, facts.st_ino) == (move.device, move.inode)
