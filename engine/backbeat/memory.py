"""Tuning of memory management for processes that run only Backbeat."""

from __future__ import annotations

import contextlib
import gc
import os
import sys
from collections.abc import Iterator

_TRIM_THRESHOLD, _MMAP_THRESHOLD, _ARENA_MAX = -1, -3, -8
"""glibc's M_TRIM_THRESHOLD, M_MMAP_THRESHOLD and M_ARENA_MAX, from its malloc.h."""
_TRIM_BYTES, _MMAP_BYTES = 64 << 20, 8 << 20
"""Free memory that a process keeps, and the size of a few seconds of sound: larger blocks live
long, and would fragment the heap when they are freed."""
_ARENAS = 2
"""Heaps of a process of many threads."""
_TUNABLES = "GLIBC_TUNABLES"
_NO_CACHES = "glibc.malloc.tcache_count=0"
"""What glibc reads from `GLIBC_TUNABLES` when a program starts, and at no other time."""


@contextlib.contextmanager
def collector_paused() -> Iterator[None]:
    """Keeps the cyclic garbage collector from running inside the block.

    While hundreds of thousands of small objects are built that all stay in use, the collector
    traverses them repeatedly in vain: half the time of a snap of 10,000 clips.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def reuse_freed() -> None:
    """Makes this process keep and reuse freed blocks of sound.

    By default glibc returns every large array to the system and gets zeroed pages for the next:
    a sixth of the time of a loudness measurement. For processes that run only Backbeat.
    """
    _tune({_MMAP_THRESHOLD: _MMAP_BYTES, _TRIM_THRESHOLD: _TRIM_BYTES})


def share_heaps() -> None:
    """Makes the threads of this process share two heaps.

    By default glibc has eight for each processor, and each keeps what its threads freed: an engine
    that hundreds watch would grow for hours. To be called before there are threads.
    """
    _tune({_ARENA_MAX: _ARENAS})


def forgo_thread_caches(command: str) -> None:
    """Has the threads of this process keep no freed memory of their own.

    By default each thread of glibc keeps up to 0.2 MB of what it freed: an engine that hundreds
    watch has a thread for each, and grows for an hour. The program is started anew for it, as the
    same process, unless it was started so, or runs another command. Programs that it starts are as
    usual. Does nothing where there is another C library, and in a frozen program.

    Args:
        command: what this is for: the first word after the program's name.
    """
    tunables = os.environ.get(_TUNABLES, "").split(":")
    if _NO_CACHES in tunables:
        tunables.remove(_NO_CACHES)
        os.environ.pop(_TUNABLES)
        if any(tunables):
            os.environ[_TUNABLES] = ":".join(tunables)
        return
    if sys.argv[1:2] != [command] or getattr(sys, "frozen", False) or not _has_glibc():
        return
    again = {**os.environ, _TUNABLES: ":".join([*filter(None, tunables), _NO_CACHES])}
    sys.stdout.flush()
    sys.stderr.flush()
    # Caches are no reason not to run.
    with contextlib.suppress(OSError):
        os.execve(sys.executable, [sys.executable, *sys.orig_argv[1:]], again)  # noqa: S606


def _has_glibc() -> bool:
    try:
        return bool(os.confstr("CS_GNU_LIBC_VERSION"))
    except (AttributeError, ValueError, OSError):
        return False


def _tune(settings: dict[int, int]) -> None:
    if sys.platform != "linux":
        return
    import ctypes

    # Another C library than glibc has no such settings.
    with contextlib.suppress(OSError, AttributeError):
        library = ctypes.CDLL(None)
        for setting, value in settings.items():
            library.mallopt(setting, value)
