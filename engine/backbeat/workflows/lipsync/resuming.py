"""Where the finished parts of a video are kept until all of it is: a stop loses little work."""

from __future__ import annotations

import contextlib
import hashlib
import shutil
import time
from collections.abc import Iterator
from pathlib import Path

from backbeat.filelock import FileLock
from backbeat.files import sha256_of
from backbeat.home import home
from backbeat.v1.lipsync_pb2 import LipSyncRequest
from backbeat.version import __version__

_KEPT_S = 7 * 24 * 3600.0
"""How long parts are kept that nobody goes on with."""
_UNSEEN = ("output_path", "report_paths", "overwrite", "consent", "keep_takes")
"""Fields of a request that pictures do not depend on."""
_LOCK = "lock"


@contextlib.contextmanager
def work_folder(request: LipSyncRequest, inputs: tuple[Path, ...], part: str) -> Iterator[Path]:
    """A folder that the same request finds again if its process dies.

    It is gone when the work is done, fails or is cancelled. While one process works in it, another
    with the same request has one of its own.

    Args:
        request: of the job.
        inputs: all files that it reads; others in their places are another request.
        part: what of the source is used, in words.
    """
    folder = home() / "lipsync" / _key(request, inputs, part)
    _forget_old(folder.parent)
    folder.mkdir(parents=True, exist_ok=True)
    lock = FileLock(folder / _LOCK)
    if not lock.acquire():
        folder = folder.with_name(f"{folder.name}-{time.time_ns():x}")
        folder.mkdir()
        lock = FileLock(folder / _LOCK)
        lock.acquire()
    try:
        yield folder
    finally:
        lock.release()
        shutil.rmtree(folder, ignore_errors=True)


def _key(request: LipSyncRequest, inputs: tuple[Path, ...], part: str) -> str:
    asked = LipSyncRequest()
    asked.CopyFrom(request)
    for name in _UNSEEN:
        asked.ClearField(name)
    digest = hashlib.sha256(f"{__version__}\n{part}\n".encode())
    digest.update(asked.SerializeToString(deterministic=True))
    for path in inputs:
        digest.update(sha256_of(path).encode())
    return digest.hexdigest()[:24]


def _forget_old(folder: Path) -> None:
    if not folder.is_dir():
        return
    for one in folder.iterdir():
        with contextlib.suppress(OSError):
            lock = FileLock(one / _LOCK)
            # The clock may have jumped: what is worked in is not old.
            if time.time() - one.stat().st_mtime > _KEPT_S and lock.acquire():
                shutil.rmtree(one, ignore_errors=True)
                lock.release()
