"""The outputs of one job, of which all appear or none.

They are written into a folder beside their targets (a stage), and renamed when all are complete.
During the renames the first stage holds a journal, with which they are undone: by this process if
a rename fails, or by `recover` if the process was killed. A stage belongs to the process that holds
its lock; one whose lock is free is a leftover.
"""

from __future__ import annotations

import contextlib
import os
import re
from collections.abc import Iterable
from pathlib import Path
from types import TracebackType
from typing import Self

from backbeat import roots
from backbeat.errors import BackbeatError, OutputError
from backbeat.filelock import FileLock
from backbeat.files.durable import flush, flush_folder
from backbeat.files.moves import STAGE, Move, rename_output, undo_all, write_journal
from backbeat.files.stages import JOURNAL, locked_stage, pointing_stage, recover, remove

_SCRATCH = "scratch"
_STAGED = re.compile(rf"[\\/]{STAGE.pattern}[\\/](?:\d+|{_SCRATCH})(?=[\\/\s]|$)")
"""The part of a path that is there only while the file is staged."""


class Transaction:
    """A context manager after which all outputs written at `at(path)` are in place, or none.

    Args:
        targets: every file, or folder such as an .otiod, that may be written. A link is followed:
            what it leads to is replaced, and the link stays.
        folders: created if they are missing, and removed again if nothing is written.

    Raises:
        OutputError: on entering, where a folder cannot be written to; on leaving, where an output
            cannot be moved to its target: then all targets are as they were.
        OutsideRootsError: on entering, where a target lies outside the folders that this process
            may write in.
    """

    def __init__(self, targets: Iterable[Path], folders: Iterable[Path] = ()) -> None:
        self._targets = {path: Path(os.path.realpath(path)) for path in targets}
        """The real path of each target, with links followed."""
        self._folders = list(folders)
        self._created_folders: list[Path] = []
        self._stages: dict[Path, Path] = {}
        self._lock: FileLock | None = None

    def __enter__(self) -> Self:
        path = Path()
        for real in self._targets.values():
            roots.check_write(real)
        try:
            for path in self._folders:
                if not path.is_dir():
                    path.mkdir()
                    self._created_folders.append(path)
            for path, real in self._targets.items():
                if real.parent not in self._stages:
                    recover(real.parent)
                    self._add_stage(real.parent)
                self._slot(path).mkdir()
        except OSError as error:
            self._end(written=False)
            raise _unwritable(path, error) from error
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
            # Stages are no concern of the reader of the message.
            error.message = without_stage(error.message)
            error.args = (error.message,)

    def at(self, path: Path) -> Path:
        """Where to write the output meant for `path`, which must be one of the targets."""
        return self._slot(path) / path.name

    def scratch(self) -> Path:
        """A folder for temporary files, on the disk of the first target."""
        folder = next(iter(self._stages.values())) / _SCRATCH
        folder.mkdir(exist_ok=True)
        return folder

    def _slot(self, path: Path) -> Path:
        number = list(self._targets).index(path)
        return self._stages[self._targets[path].parent] / str(number)

    def _add_stage(self, parent: Path) -> None:
        if not self._stages:
            self._stages[parent], self._lock = locked_stage(parent)
            return
        first = next(iter(self._stages.values()))
        self._stages[parent] = pointing_stage(parent, first)

    def _check_places(self) -> None:
        """Refuses a target that leads elsewhere by now. Raises: OutputError."""
        for target, real in self._targets.items():
            if os.path.realpath(target) != str(real):
                raise OutputError(
                    f"{target} leads elsewhere than when the work began; nothing was written.",
                    "Put the link or folder back, or choose another output.",
                )

    def _commit(self) -> None:
        self._check_places()
        moves = [self._move(target) for target in self._targets if self.at(target).exists()]
        if not moves:
            return
        journal = next(iter(self._stages.values())) / JOURNAL
        target = Path(moves[0].target)
        try:
            for move in moves:
                target = Path(move.target)
                flush(Path(move.staged))
            for folder, stage in self._stages.items():
                flush_folder(stage)
                flush_folder(folder)
            write_journal(journal, moves)
            for move in moves:
                target = Path(move.target)
                rename_output(move)
            for folder in self._stages:
                flush_folder(folder)
            # From here on the new files are final.
            journal.unlink()
            flush_folder(journal.parent)
        except BaseException as error:
            undo_all(moves)
            with contextlib.suppress(OSError):
                journal.unlink(missing_ok=True)
            if isinstance(error, OSError):
                raise _unwritable(target, error) from error
            raise

    def _move(self, target: Path) -> Move:
        staged, slot = self.at(target), self._slot(target)
        status = staged.stat()
        backup = slot.with_name(f"{slot.name}.old")
        return Move(
            str(staged), str(self._targets[target]), str(backup), status.st_dev, status.st_ino
        )

    def _end(self, written: bool) -> None:
        """Removes the stages, the first one last because the others point to it."""
        for stage in reversed(self._stages.values()):
            if self._lock is not None and self._lock.path.parent == stage:
                self._lock.release()
            remove(stage)
        for folder in [] if written else self._created_folders:
            with contextlib.suppress(OSError):
                folder.rmdir()


def without_stage(message: str) -> str:
    """A message in which staged paths are replaced by the paths of their targets."""
    return _STAGED.sub("", message)


def _unwritable(path: Path, error: OSError) -> OutputError:
    return OutputError(
        f"{path} cannot be written: {error.strerror or error}.",
        "Check the folder's permissions and free space, or choose another output.",
    )
