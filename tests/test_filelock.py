from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from backbeat.filelock import FileLock

_HOLD = """
import sys
from pathlib import Path
from backbeat.filelock import FileLock
assert FileLock(Path(sys.argv[1])).acquire()
print("held", flush=True)
sys.stdin.read()
"""


def test_one_holder_at_a_time(tmp_path: Path) -> None:
    first, second = FileLock(tmp_path / "lock"), FileLock(tmp_path / "lock")
    assert first.acquire()
    first.write("a note that is long")
    first.write("12")
    assert not second.acquire()
    assert second.read() == "12"
    first.release()
    first.release()
    assert second.acquire()
    second.release()


def test_a_note_needs_the_lock(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="not held"):
        FileLock(tmp_path / "lock").write("1")


def test_a_killed_process_holds_nothing(tmp_path: Path) -> None:
    path = tmp_path / "lock"
    with subprocess.Popen(
        [sys.executable, "-c", _HOLD, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as holder:
        assert holder.stdout is not None
        holder.stdout.readline()
        lock = FileLock(path)
        assert not lock.acquire()
        holder.kill()
        holder.wait()
        assert lock.acquire()
        lock.release()
