"""How many heaps the threads of an engine have, asked of the C library."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

_COUNT = """
import ctypes, sys, threading
library = ctypes.CDLL(None)
if not hasattr(library, "malloc_info"):
    sys.exit(3)
if sys.argv[2] == "shared":
    from backbeat.memory import share_heaps
    share_heaps()
library.malloc.restype = ctypes.c_void_p
everybody = threading.Barrier(12)
def allocate():
    everybody.wait()
    library.malloc(1000)
    everybody.wait()
threads = [threading.Thread(target=allocate) for _ in range(12)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
library.fopen.restype = ctypes.c_void_p
file = library.fopen(sys.argv[1].encode(), b"w")
library.malloc_info(0, ctypes.c_void_p(file))
library.fclose(ctypes.c_void_p(file))
"""


def _heaps(path: Path, how: str) -> int:
    usual = {name: value for name, value in os.environ.items() if not name.startswith("MALLOC_")}
    done = subprocess.run([sys.executable, "-c", _COUNT, str(path), how], env=usual, check=False)
    if done.returncode == 3:
        pytest.skip("not the GNU C library")
    assert done.returncode == 0
    return path.read_text().count("<heap nr=")


@pytest.mark.skipif(sys.platform != "linux", reason="a setting of the GNU C library")
def test_the_threads_of_an_engine_share_two_heaps(tmp_path: Path) -> None:
    assert _heaps(tmp_path / "alone.xml", "alone") > 2
    assert _heaps(tmp_path / "shared.xml", "shared") == 2
