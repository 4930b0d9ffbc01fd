"""The folders in which this process may read and write what users name.

They hold for the whole process. Without any, as on the command line, every file is allowed that
the user may open.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from backbeat.errors import OutsideRootsError, RequestError

StrPath = str | os.PathLike[str]
SECRETS = frozenset(
    {
        *("engine.json", "paired.json", "tokens.json", "key.pem"),
        *("jobs.sqlite3", "jobs.sqlite3-wal", "jobs.sqlite3-shm"),
    }
)
"""Files of the engine's folder that are no job's business."""
ARTIFACTS = "artifacts"
"""Name of the folder, in that of a client, in which jobs may write for it."""
_NAMED = 3


@dataclass(frozen=True)
class Roots:
    """Allowed folders, with links resolved. Where none is given, everything is allowed."""

    write: tuple[Path, ...] = ()
    """Folders to read and write in."""
    read: tuple[Path, ...] = ()
    """Folders to read in only."""
    private: tuple[Path, ...] = ()
    """Folders that nobody may name although they lie in a root, such as the engine's own."""
    own: tuple[Path, ...] = ()
    """Folders of Backbeat's own code, caches and copies, which it uses unnamed."""
    command: str = "backbeat serve"
    """What was started with these roots, for who wants others."""
    transfers: Path | None = None
    """The folder with the files of clients on other machines, each in the folder of its client."""
    guest: str = ""
    """The client whose files there may be opened; empty for none."""

    @classmethod
    def of(cls, write: Iterable[StrPath], read: Iterable[StrPath] = ()) -> Roots:
        """Roots at these folders.

        Raises:
            RequestError: one is no folder.
        """
        return cls(
            tuple(_folder(path, "--root") for path in write),
            tuple(_folder(path, "--read-root") for path in read),
        )

    @property
    def restrict(self) -> bool:
        """Whether everything is forbidden that no root allows."""
        return bool(self.write or self.read)

    def is_transferred(self, real: Path) -> bool:
        """Whether a file lies where those of clients on other machines do."""
        return self.transfers is not None and real.is_relative_to(self.transfers)

    def allows(self, real: Path, writes: bool) -> bool:
        """Whether a file may be opened.

        Args:
            real: its path, absolute and with links resolved.
            writes: whether to write, else to read.
        """
        if self.is_transferred(real):
            return self._is_of_guest(real, writes)
        if not self.restrict:
            return True
        root = _innermost(real, self.write if writes else (*self.write, *self.read))
        closed = _innermost(real, self.private)
        return root is not None and (closed is None or root.is_relative_to(closed))

    def serves(self, real: Path, writes: bool) -> bool:
        """Whether a file may be opened that a user named, or that Backbeat itself made."""
        return self.allows(real, writes) or (
            not self.is_transferred(real)
            and _innermost(real, self.own) is not None
            and real.name not in SECRETS
        )

    def check(self, path: StrPath, writes: bool) -> None:
        """Refuses a named path outside the roots, whether or not anything is there.

        Args:
            path: absolute; links and `..` in it are resolved.
            writes: whether to write, else to read.

        Raises:
            OutsideRootsError: it lies outside; the hint names the root that would allow it.
        """
        if self.restrict or self.transfers is not None:
            real = Path(os.path.realpath(path))
            if not self.allows(real, writes):
                raise self.refusal(Path(path), real, writes)

    def _is_of_guest(self, real: Path, writes: bool) -> bool:
        if self.transfers is None or not self.guest:
            return False
        folder = self.transfers / self.guest
        return real.is_relative_to(folder / ARTIFACTS if writes else folder)

    def refusal(self, path: Path, real: Path, writes: bool) -> OutsideRootsError:
        """The error for a path that is not allowed.

        Args:
            path: as it was named.
            real: the path with links resolved.
            writes: whether it was to be written, else read.
        """
        leads = f" leads to {real}, which" if Path(os.path.normpath(path)) != real else ""
        if _innermost(real, self.private) is not None:
            return OutsideRootsError(
                f"{path}{leads} lies in the engine's own folder.", "Choose a file of yours."
            )
        only_read = _innermost(real, self.read) if writes else None
        if only_read is not None:
            return OutsideRootsError(
                f"{path}{leads} lies in {only_read}, where Backbeat may only read here.",
                f"Start `{self.command}` with --root {only_read}, or write elsewhere.",
            )
        # Decided by the name alone: the answer must not tell what is there.
        folder = real.parent if real.suffix else real
        what, option = ("write", "--root") if writes else ("read", "--read-root")
        return OutsideRootsError(
            f"{path}{leads} lies outside the folders in which Backbeat may {what} here"
            f"{_named(self.write if writes else (*self.write, *self.read))}.",
            f"Start `{self.command}` with {option} {folder} to allow it.",
        )


NO_ROOTS = Roots()
"""Everything is allowed."""


class _Process:
    """What holds in this process."""

    roots = NO_ROOTS


@contextmanager
def held(roots: Roots) -> Iterator[None]:
    """Makes roots those of this process, in all of its threads, until the block ends."""
    before = _Process.roots
    _Process.roots = roots
    try:
        yield
    finally:
        _Process.roots = before


def current() -> Roots:
    """The roots of this process."""
    return _Process.roots


def check_read(path: StrPath) -> None:
    """Refuses a file that this process may not read. Raises: OutsideRootsError."""
    _check(path, writes=False)


def check_write(path: StrPath) -> None:
    """Refuses a file that this process may not write. Raises: OutsideRootsError."""
    _check(path, writes=True)


def may_read(path: StrPath) -> bool:
    """Whether this process may read a file, with links resolved."""
    roots = _Process.roots
    if not roots.restrict and roots.transfers is None:
        return True
    return roots.serves(Path(os.path.realpath(path)), writes=False)


def _check(path: StrPath, writes: bool) -> None:
    roots = _Process.roots
    if roots.restrict or roots.transfers is not None:
        real = Path(os.path.realpath(path))
        if not roots.serves(real, writes):
            raise roots.refusal(Path(path), real, writes)


def _folder(path: StrPath, option: str) -> Path:
    folder = Path(path).expanduser()
    if not folder.is_dir():
        raise RequestError(f"{option} {path} is no folder.", "Name a folder that exists.")
    return Path(os.path.realpath(folder))


def _innermost(real: Path, folders: Iterable[Path]) -> Path | None:
    inside = [folder for folder in folders if real.is_relative_to(folder)]
    return max(inside, key=lambda folder: len(folder.parts), default=None)


def _named(roots: tuple[Path, ...]) -> str:
    if not roots:
        return ", which are none"
    more = f" and {len(roots) - _NAMED} more" if len(roots) > _NAMED else ""
    return f" ({', '.join(map(str, roots[:_NAMED]))}{more})"
