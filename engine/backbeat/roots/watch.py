"""Holds the roots of a worker at the moment of use, whatever code opens a file.

Paths of a request are checked before a job begins. Files that other files name, links that are
exchanged in the meantime and sidecars are checked here: Python announces every file that it opens,
renames or removes (PEP 578). What FFmpeg opens it does not announce: `backbeat.media` checks that.
"""

from __future__ import annotations

import os
import site
import sys
import sysconfig
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from backbeat.roots import Roots

_SYSTEM = (
    *("/usr", "/lib", "/lib32", "/lib64", "/bin", "/sbin", "/etc", "/proc", "/sys", "/opt"),
    *(
        "/dev/zero",
        "/dev/random",
        "/dev/urandom",
        "/dev/dri",
        "/run/systemd/resolve",
        "/System",
        "/Library",
        "/private/etc",
        "/nix",
        "/snap",
    ),
)
_WRITTEN_DEVICES = ("/dev/null", "/dev/tty")
"""Not /dev/shm, where anybody may keep files; queues are opened there by other means."""
_WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
Arguments = tuple[Any, ...]


@dataclass(frozen=True)
class SystemPlaces:
    """What Python and its libraries need beside the user's files and Backbeat's own."""

    read: tuple[Path, ...]
    """Folders and files to read."""
    write: tuple[Path, ...]
    """Folders and files to write: caches."""


def system_places() -> SystemPlaces:
    """Those of this process."""
    from platformdirs import user_cache_dir

    caches = [user_cache_dir(), os.environ.get("XDG_CACHE_HOME"), os.environ.get("NUMBA_CACHE_DIR")]
    written = [*caches, *_WRITTEN_DEVICES]
    code = [
        *(sys.prefix, sys.base_prefix, sys.exec_prefix, getattr(sys, "_MEIPASS", None)),
        *(*sysconfig.get_paths().values(), *site.getsitepackages(), site.getusersitepackages()),
        *(path for path in sys.path if _is_code(path)),
        os.environ.get("SYSTEMROOT"),
    ]
    return SystemPlaces(_resolved([*written, *code, *_SYSTEM]), _resolved(written))


class Watch:
    """The hook: raises on what lies neither in a root nor in an own place."""

    def __init__(self, roots: Roots, system: SystemPlaces) -> None:
        self._roots = roots
        self._system = system

    def __call__(self, event: str, arguments: Arguments) -> None:
        """Called by Python for every event. Raises: OutsideRootsError."""
        judge = _JUDGES.get(event)
        if judge is not None:
            judge(self, arguments)

    def check(self, path: object, writes: bool, itself: bool = False) -> None:
        """Refuses a path.

        Args:
            path: as Python got it; numbers of open files are let through.
            writes: whether to write, else to read.
            itself: whether a link is meant and not what it leads to.

        Raises:
            OutsideRootsError: it lies outside.
        """
        if not isinstance(path, str | bytes | os.PathLike):
            return
        named = os.fsdecode(path)
        folder, name = os.path.split(named) if itself else (named, "")
        real = Path(os.path.realpath(folder or os.curdir), name)
        if not self._roots.serves(real, writes) and not self._is_of_the_system(real, writes):
            raise self._roots.refusal(Path(named), real, writes)

    def _is_of_the_system(self, real: Path, writes: bool) -> bool:
        places = self._system.write if writes else self._system.read
        if any(map(real.is_relative_to, places)):
            return True
        # Python keeps compiled code beside its source.
        return "__pycache__" in real.parts and any(map(real.is_relative_to, self._system.read))


def watch(roots: Roots) -> None:
    """Installs the hook in this process, until it ends."""
    sys.addaudithook(Watch(roots, system_places()))


def _opened(watch: Watch, arguments: Arguments) -> None:
    path, mode, flags = arguments
    # By `os.open`, a relative path starts at a folder that was opened and checked before.
    if mode is None and isinstance(path, str | bytes) and not _is_absolute(path):
        return
    watch.check(path, writes=bool(flags & _WRITES))


def _changed(count: int) -> Callable[[Watch, Arguments], None]:
    """Judges an event whose first `count` arguments are paths that are changed themselves."""

    def judge(watch: Watch, arguments: Arguments) -> None:
        # Last stand the numbers of open folders at which relative paths start.
        for path, folder in zip(arguments[:count], arguments[-count:], strict=True):
            if folder == -1 or _is_absolute(path):
                watch.check(path, writes=True, itself=True)

    return judge


def _written(watch: Watch, arguments: Arguments) -> None:
    watch.check(arguments[0], writes=True)


def _listed(watch: Watch, arguments: Arguments) -> None:
    watch.check(arguments[0] or os.curdir, writes=False)


def _linked(watch: Watch, arguments: Arguments) -> None:
    watch.check(arguments[0], writes=False)
    watch.check(arguments[1], writes=True, itself=True)


def _symbolic(watch: Watch, arguments: Arguments) -> None:
    watch.check(arguments[1], writes=True, itself=True)


def _database(watch: Watch, arguments: Arguments) -> None:
    # What an address of SQLite opens is Backbeat's own.
    if not os.fsdecode(arguments[0]).startswith((":memory:", "file:")):
        watch.check(arguments[0], writes=False)


_JUDGES: dict[str, Callable[[Watch, Arguments], None]] = {
    "open": _opened,
    "os.rename": _changed(2),
    "os.remove": _changed(1),
    "os.rmdir": _changed(1),
    "os.mkdir": _changed(1),
    "os.truncate": _written,
    "os.utime": _written,
    "os.link": _linked,
    "os.symlink": _symbolic,
    "os.listdir": _listed,
    "os.scandir": _listed,
    "sqlite3.connect": _database,
}


def _is_absolute(path: str | bytes) -> bool:
    return Path(os.fsdecode(path)).is_absolute()


def _is_code(path: str) -> bool:
    """Whether a place in which modules are looked for holds only those, unlike a home folder."""
    if not path or not Path(path).is_dir():
        return False
    return not any(place.is_relative_to(path) for place in (Path.home(), Path.cwd()))


def _resolved(places: Iterable[str | None]) -> tuple[Path, ...]:
    found = dict.fromkeys(Path(os.path.realpath(place)) for place in places if place)
    return tuple(place for place in found if place != Path(place.anchor))
