"""The outputs of one job: all of them appear, or none.

They are written into a folder beside their places (a stage), and renamed when every one is whole.
While the renames are made, a journal stands in the first stage: with it, whatever was done is
undone, by this process when a rename fails, or by `recover` when the process was killed. A stage
belongs to the process that holds the lock in it; one whose lock is free is a leftover.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import shutil
import stat
import uuid
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from backbeat.errors import BackbeatError, OutputError
from backbeat.filelock import FileLock

_STAGE = re.compile(r"\.backbeat-[0-9a-f]{12}\.part")
_STAGED = re.compile(r"[\\/]\.backbeat-[0-9a-f]{12}\.part[\\/](?:\d+|scratch)(?=[\\/])")
_LOCK, _JOURNAL, _FIRST = "lock", "journal.json", "first"
"""Files in a stage: who lives, what is being renamed, and in other stages where the first is."""
_SCRATCH = "scratch"
_TRIES = 5


@dataclass(frozen=True)
class _Move:
    """One rename, and how it is undone."""

    staged: str
    target: str
    backup: str
    """Where what was there before is kept."""
    device: int
    inode: int
    """Of what is moved."""


class Transaction:
    """A context: outputs written at `at(path)` are in their places after it, or none is.

    Args:
        targets: every file, or folder such as an .otiod, that may be written. A link is followed:
            what it leads to is replaced, and the link stays.
        folders: made where they are missing, and taken away again where nothing is written.

    Raises:
        OutputError: on entering, where a folder cannot be written to; on leaving, where an output
            cannot be put in its place: then all are as they were.
    """

    def __init__(self, targets: Iterable[Path], folders: Iterable[Path] = ()) -> None:
        self._targets = list(dict.fromkeys(targets))
        self._folders = list(folders)
        self._made: list[Path] = []
        self._stages: dict[Path, Path] = {}
        self._lock: FileLock | None = None

    def __enter__(self) -> Self:
        try:
            for folder in self._folders:
                if not folder.is_dir():
                    folder.mkdir()
                    self._made.append(folder)
            for target in self._targets:
                parent = _real(target).parent
                if parent not in self._stages:
                    recover(parent)
                    self._add_stage(parent)
                self._slot(target).mkdir()
        except OSError as error:
            self._end(written=False)
            raise _unwritable(target if self._targets else folder, error) from error
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        written = False
        try:
            if error is None:
                self._commit()
                written = True
        finally:
            self._end(written)
        if isinstance(error, BackbeatError):
            # Who reads the message knows nothing of stages.
            error.message = without_stage(error.message)
            error.args = (error.message,)

    def at(self, path: Path) -> Path:
        """Where to write the output meant for `path`, which must be one of the targets."""
        return self._slot(path) / path.name

    def scratch(self) -> Path:
        """A folder for what is needed meanwhile, on the disk of the first target."""
        folder = next(iter(self._stages.values())) / _SCRATCH
        folder.mkdir(exist_ok=True)
        return folder

    def _slot(self, path: Path) -> Path:
        return self._stages[_real(path).parent] / str(self._targets.index(path))

    def _add_stage(self, parent: Path) -> None:
        if not self._stages:
            self._stages[parent], self._lock = _locked_stage(parent)
            return
        first = next(iter(self._stages.values()))
        self._stages[parent] = _pointing_stage(parent, first)

    def _commit(self) -> None:
        moves = [self._move(target) for target in self._targets if self.at(target).exists()]
        if not moves:
            return
        journal = next(iter(self._stages.values())) / _JOURNAL
        target = Path(moves[0].target)
        try:
            _write_journal(journal, moves)
            for move in moves:
                target = Path(move.target)
                _put(move)
        except BaseException as error:
            _undo_all(moves)
            with contextlib.suppress(OSError):
                journal.unlink(missing_ok=True)
            if isinstance(error, OSError):
                raise _unwritable(target, error) from error
            raise
        # The moment from which the new files count.
        journal.unlink()

    def _move(self, target: Path) -> _Move:
        staged, slot = self.at(target), self._slot(target)
        facts = staged.stat()
        backup = slot.with_name(f"{slot.name}.old")
        return _Move(str(staged), str(_real(target)), str(backup), facts.st_dev, facts.st_ino)

    def _end(self, written: bool) -> None:
        """Removes the stages, the first one last, as others lean on it."""
        for stage in reversed(self._stages.values()):
            if self._lock is not None and self._lock.path.parent == stage:
                self._lock.release()
            _remove(stage)
        for folder in [] if written else self._made:
            with contextlib.suppress(OSError):
                folder.rmdir()


def recover(folder: Path) -> list[Path]:
    """Removes what killed processes left in `folder`, and undoes renames they did not end.

    Returns:
        the stages that were removed.
    """
    removed = []
    for stage in _stages_in(folder):
        first = _first_of(stage)
        if first is not None:
            if first.is_dir() and not _is_undone(first):
                continue
            _remove(stage)
        with contextlib.suppress(OSError):
            # Without lock and pointer it is empty: as good as removed, or just made; then its
            # maker makes another.
            stage.rmdir()
        if not stage.exists():
            removed.append(stage)
    return removed


def without_stage(message: str) -> str:
    """A message in which files that are staged go by the names they will have."""
    return _STAGED.sub("", message)


def _stages_in(folder: Path) -> Iterator[Path]:
    try:
        inside = sorted(folder.iterdir())
    except OSError:
        return
    for path in inside:
        if _STAGE.fullmatch(path.name) and path.is_dir() and not path.is_symlink():
            yield path


def _first_of(stage: Path) -> Path | None:
    """The stage that has lock and journal; None where `stage` names none."""
    if (stage / _LOCK).exists():
        return stage
    try:
        first = Path((stage / _FIRST).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return first if _STAGE.fullmatch(first.name) else None


def _is_undone(first: Path) -> bool:
    """Whether nobody works in a stage any more; what its journal says is undone then."""
    lock = FileLock(first / _LOCK)
    try:
        if not lock.acquire():
            return False
    except OSError:
        return not first.exists()
    try:
        journal = first / _JOURNAL
        if journal.exists():
            _undo_all(_read_journal(journal))
            journal.unlink()
    finally:
        lock.release()
    return True


def _new_stage(parent: Path) -> Path:
    stage = parent / f".backbeat-{uuid.uuid4().hex[:12]}.part"
    stage.mkdir(mode=0o700)
    return stage


def _remove(stage: Path) -> None:
    """Removes a stage; what says whose it is goes last."""
    with contextlib.suppress(OSError):
        for path in stage.iterdir():
            if path.is_dir() and not path.is_symlink():
                shutil.rmtree(path, ignore_errors=True)
            elif path.name not in (_LOCK, _FIRST):
                path.unlink(missing_ok=True)
        for name in (_LOCK, _FIRST):
            (stage / name).unlink(missing_ok=True)
        stage.rmdir()


def _pointing_stage(parent: Path, first: Path) -> Path:
    for _ in range(_TRIES):
        stage = _new_stage(parent)
        # Whoever tidies up may have come between the folder and its pointer.
        with contextlib.suppress(FileNotFoundError):
            (stage / _FIRST).write_text(str(first), encoding="utf-8")
            break
    return stage


def _locked_stage(parent: Path) -> tuple[Path, FileLock]:
    for _ in range(_TRIES):
        stage = _new_stage(parent)
        lock = FileLock(stage / _LOCK)
        # Whoever tidies up may have come between the folder and its lock.
        with contextlib.suppress(OSError):
            if lock.acquire() and lock.path.exists():
                return stage, lock
        _remove(stage)
    # A file system without locks: what a crash leaves there stays.
    stage = _new_stage(parent)
    lock = FileLock(stage / _LOCK)
    lock.path.touch()
    return stage, lock


def _write_journal(journal: Path, moves: list[_Move]) -> None:
    draft = journal.with_suffix(".new")
    draft.write_text(json.dumps([asdict(move) for move in moves]), encoding="utf-8")
    draft.replace(journal)


def _read_journal(journal: Path) -> list[_Move]:
    return [_Move(**entry) for entry in json.loads(journal.read_text(encoding="utf-8"))]


def _put(move: _Move) -> None:
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


def _undo_all(moves: list[_Move]) -> None:
    for move in reversed(moves):
        with contextlib.suppress(OSError):
            _undo(move)


def _undo(move: _Move) -> None:
    staged, target, backup = Path(move.staged), Path(move.target), Path(move.backup)
    if _is_moved(move, target):
        if backup.is_file() and target.is_file():
            backup.replace(target)
            return
        target.rename(staged)
    if os.path.lexists(backup) and not os.path.lexists(target):
        backup.rename(target)


def _is_moved(move: _Move, target: Path) -> bool:
    """Whether what lies at the target is what was moved there, and nobody's since."""
    try:
        facts = target.lstat()
    except OSError:
        return False
    return (facts.st_dev, facts.st_ino) == (move.device, move.inode)


def _real(path: Path) -> Path:
    return Path(os.path.realpath(path))


def _unwritable(path: Path, error: OSError) -> OutputError:
    return OutputError(
        f"{path} cannot be written: {error.strerror or error}.",
        "Check the folder's permissions and free space, or choose another output.",
    )
