"""What is known of media files: whether they are there, and their range; never waits for long.

A disk that sleeps, or a server that is gone, answers after minutes or not at all.
"""

from __future__ import annotations

import queue
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable
from pathlib import Path
from typing import TypeVar

from backbeat import roots
from backbeat.timeline.media_range import MediaRange
from backbeat.workflows.media_ranges import range_of

_THREADS = 8
_WAIT_S = 3.0
"""For all files of a timeline together."""
_MOST_RANGES = 20_000

Signature = tuple[int, int]
"""Size, and time of change in nanoseconds: another one, another content."""
_Asked = TypeVar("_Asked", bound=Hashable)
_Answer = TypeVar("_Answer")


class MediaLook:
    """Looks at media files in parallel, and remembers their ranges; thread-safe.

    Args:
        wait_s: how long a look may take, for all of its files together.
    """

    def __init__(self, wait_s: float = _WAIT_S) -> None:
        self._wait_s = wait_s
        self._lock = threading.Lock()
        self._ranges: OrderedDict[tuple[Path, Signature], MediaRange | None] = OrderedDict()

    def there(self, paths: Iterable[Path]) -> tuple[dict[Path, Signature], set[Path]]:
        """The files that are there, and those of which nobody knows within the time."""
        folders: dict[Path, list[Path]] = {}
        for path in dict.fromkeys(paths):
            folders.setdefault(path.parent, []).append(path)
        # By folder: one that does not answer holds up one thread.
        found = _in_time(folders, lambda folder: _signatures(folders[folder]), self._wait_s)
        there = {path: sign for signs in found.values() for path, sign in signs.items()}
        late = {path for folder in folders.keys() - found.keys() for path in folders[folder]}
        return there, late

    def ranges(self, files: dict[Path, Signature]) -> dict[Path, MediaRange | None]:
        """The ranges of media files, as far as they can be read within the time."""
        with self._lock:
            known = {
                path: self._ranges[path, sign]
                for path, sign in files.items()
                if (path, sign) in self._ranges
            }
        read = _in_time(files.keys() - known.keys(), range_of, self._wait_s)
        with self._lock:
            for path, found in read.items():
                self._ranges[path, files[path]] = found
            while len(self._ranges) > _MOST_RANGES:
                self._ranges.popitem(last=False)
        return {**known, **read}


def _signatures(paths: list[Path]) -> dict[Path, Signature]:
    return {path: sign for path in paths if (sign := signature_of(path)) is not None}


def signature_of(path: Path) -> Signature | None:
    """Size and time of change of a file; None where there is none that may be read."""
    try:
        if not roots.may_read(path) or not path.is_file():
            return None
        facts = path.stat()
    except (OSError, ValueError):
        return None
    return facts.st_size, facts.st_mtime_ns


def _in_time(
    asked: Iterable[_Asked], answer: Callable[[_Asked], _Answer], wait_s: float
) -> dict[_Asked, _Answer]:
    """The answers that come within a time; threads that are stuck are left behind."""
    waiting: queue.SimpleQueue[_Asked] = queue.SimpleQueue()
    answered: queue.SimpleQueue[tuple[_Asked, _Answer]] = queue.SimpleQueue()
    count = 0
    for one in asked:
        waiting.put(one)
        count += 1
    over = threading.Event()

    def work() -> None:
        try:
            while not over.is_set():
                one = waiting.get_nowait()
                answered.put((one, answer(one)))
        except queue.Empty:
            return

    for _ in range(min(count, _THREADS)):
        threading.Thread(target=work, name="media look", daemon=True).start()
    found: dict[_Asked, _Answer] = {}
    end = time.monotonic() + wait_s
    while len(found) < count:
        try:
            one, said = answered.get(timeout=max(0.0, end - time.monotonic()))
        except queue.Empty:
            break
        found[one] = said
    over.set()
    return found
