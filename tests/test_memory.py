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


_START = """
import os, sys
from backbeat.memory import forgo_thread_caches
print(os.getpid(), os.environ.get("GLIBC_TUNABLES"), flush=True)
forgo_thread_caches("serve")
print(os.getpid(), os.environ.get("GLIBC_TUNABLES"), *sys.argv[1:], flush=True)
"""


def _started(path: Path, *words: str, **environment: str) -> list[str]:
    program = path / "program.py"
    program.write_text(_START)
    usual = {name: value for name, value in os.environ.items() if name != "GLIBC_TUNABLES"}
    done = subprocess.run(
        [sys.executable, str(program), *words],
        env={**usual, **environment},
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return done.stdout.splitlines()


@pytest.mark.skipif(sys.platform != "linux", reason="a setting of the GNU C library")
def test_an_engine_starts_anew_without_caches_as_the_same_process(tmp_path: Path) -> None:
    said = _started(tmp_path, "serve", "--json")
    if len(said) == 2:
        pytest.skip("not the GNU C library")
    process = said[0].split()[0]
    assert said == [
        f"{process} None",
        f"{process} glibc.malloc.tcache_count=0",
        f"{process} None serve --json",
    ]


@pytest.mark.skipif(sys.platform != "linux", reason="a setting of the GNU C library")
def test_what_the_user_set_stays_set(tmp_path: Path) -> None:
    said = _started(tmp_path, "serve", GLIBC_TUNABLES="glibc.malloc.arena_max=4")
    assert said[-1].split()[1] == "glibc.malloc.arena_max=4"


def test_another_command_is_not_started_anew(tmp_path: Path) -> None:
    assert len(_started(tmp_path, "beats", "serve")) == 2
