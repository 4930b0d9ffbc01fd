"""Reads a timeline in a child process first, so that a crash of OpenTimelineIO is detected."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys

LIMIT_S = 60.0
"""Time limit of the reader, in seconds."""
# Freed memory is overwritten, so that its use after free crashes: glibc's variable, and macOS's.
_FILL_FREED_MEMORY = {"MALLOC_PERTURB_": "165", "MallocScribble": "1"}
# Exceptions are ignored: the parent meets the same one and reports it.
_CHILD = """\
import contextlib, json, os, sys
sys.path[:] = json.loads(sys.argv[1])
with contextlib.suppress(Exception):
    import resource
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
with contextlib.suppress(Exception):
    import msvcrt
    msvcrt.SetErrorMode(msvcrt.SEM_FAILCRITICALERRORS | msvcrt.SEM_NOGPFAULTERRORBOX)
from opentimelineio import core
text = sys.stdin.buffer.read().decode()
with contextlib.suppress(Exception):
    core.deserialize_json_from_string(text)
os._exit(0)
"""


def crashes_the_reader(text: str) -> bool:
    """Whether OpenTimelineIO's reader crashes on `text`, or exceeds the time limit.

    False where no child process can be started, as inside a host application without a Python.
    """
    if not sys.executable or getattr(sys, "frozen", False):
        return False
    try:
        child = subprocess.Popen(  # noqa: S603 -- this very Python
            [sys.executable, "-I", "-S", "-c", _CHILD, json.dumps(sys.path)],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
            env={**os.environ, **_FILL_FREED_MEMORY},
        )
    except OSError:
        return False
    with child:
        try:
            child.communicate(text.encode(), LIMIT_S)
        except subprocess.TimeoutExpired:
            child.kill()
        except OSError:
            with contextlib.suppress(OSError):
                child.kill()
    return child.returncode != 0
