"""The last lines of the log about each job, in files, for whoever reports what went wrong."""

from __future__ import annotations

import contextlib
import logging
import os
import re
from collections.abc import Iterator
from pathlib import Path

from backbeat.logs.formats import TextFormat
from backbeat.logs.labels import Labels, label_of

LINES = 200
"""Lines of a job that are given back."""
JOBS = 300
"""Jobs whose lines are kept: those last heard of."""
_SPARE = 50
"""Files over `JOBS` before they are counted again, since looking at all of them takes a while."""
_FILE_BYTES = 64 << 10
"""Bytes at which a file is set aside and a new one begun; one of each is kept of a job."""
_MOST_HELD = 20_000
"""Jobs of which one line was heard and none is written yet."""
_LONGEST = 2000
"""Characters of a line that are kept."""
_NOW, _BEFORE = ".log", ".1.log"
_NAME = re.compile(r"jobs/([0-9A-Za-z]{1,64})")
# Where Backbeat and Python are installed is nobody's business, and which module it was matters.
_SOURCE = re.compile(
    r'(?<=File ")[^"\n]*[\\/](?=(?:backbeat|site-packages|python3[^"\\/\n]*)[\\/][^"\n]+\.py",)'
)


class JobLines(logging.Handler):
    """Writes what is logged of jobs to one file for each, readable by its owner only.

    They outlive the engine: what it said before it died is there when the next one is asked. A job
    that only waits has no file: thousands may, and would push out the lines of those that failed.

    Args:
        folder: where; made with the first line.
    """

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self._folder = folder
        self._new = _SPARE
        self._held: dict[str, str] = {}
        self.setFormatter(TextFormat())
        self.addFilter(Labels())

    @contextlib.contextmanager
    def listening(self) -> Iterator[None]:
        """Keeps what this process logs inside."""
        root = logging.getLogger()
        root.addHandler(self)
        try:
            yield
        finally:
            root.removeHandler(self)
            self.close()

    def emit(self, record: logging.LogRecord) -> None:
        """Writes a record; one about no job, or that cannot be written, is left out."""
        label = label_of(record)
        found = _NAME.fullmatch(label.name) if label is not None else None
        if found is None:
            return
        with contextlib.suppress(Exception):
            self._take(found[1], _kept(self.format(record)), record.levelno >= logging.WARNING)

    def of(self, name: str) -> list[str]:
        """The last lines about a job, at most `LINES`, oldest first; none where none are kept.

        Args:
            name: "jobs/<id>".
        """
        found = _NAME.fullmatch(name)
        if found is None:
            return []
        texts = []
        with self.lock or contextlib.nullcontext():
            for ending in (_BEFORE, _NOW):
                with contextlib.suppress(OSError):
                    path = self._folder / f"{found[1]}{ending}"
                    texts.append(path.read_text("utf-8", "replace"))
            texts.append(self._held.get(found[1], ""))
        return "".join(texts).split("\n")[:-1][-LINES:]

    def _take(self, key: str, text: str, is_urgent: bool) -> None:
        path = self._folder / f"{key}{_NOW}"
        is_new = not path.exists()
        if is_new and key not in self._held and not is_urgent:
            self._held[key] = text
            if len(self._held) > _MOST_HELD:
                del self._held[next(iter(self._held))]
            return
        self._append(key, path, self._held.pop(key, "") + text, is_new)

    def _append(self, key: str, path: Path, text: str, is_new: bool) -> None:
        if is_new:
            self._folder.mkdir(mode=0o700, exist_ok=True)
        elif path.stat().st_size >= _FILE_BYTES:
            path.replace(path.with_name(f"{key}{_BEFORE}"))
        descriptor = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        with os.fdopen(descriptor, "a", encoding="utf-8", errors="backslashreplace") as file:
            file.write(text)
        if is_new:
            self._make_room()

    def _make_room(self) -> None:
        """Removes the files of the jobs not heard of for longest, once there are enough of them."""
        self._new += 1
        if self._new <= _SPARE:
            return
        self._new = 0
        heard_ns: dict[str, int] = {}
        for path in self._folder.glob(f"*{_NOW}"):
            key = path.name.partition(".")[0]
            with contextlib.suppress(OSError):
                heard_ns[key] = max(heard_ns.get(key, 0), path.stat().st_mtime_ns)
        for key in sorted(heard_ns, key=heard_ns.__getitem__)[:-JOBS]:
            for ending in (_BEFORE, _NOW):
                (self._folder / f"{key}{ending}").unlink(missing_ok=True)


def _kept(text: str) -> str:
    """The lines of a record as they are written."""
    lines = _SOURCE.sub("", text).split("\n")
    return "".join(f"{line[:_LONGEST]}\n" for line in lines)
