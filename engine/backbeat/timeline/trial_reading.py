"""Reads a timeline in a child process first, so that a crash of the reader is an answer."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys

LIMIT_S = 60.0
"""Seconds that the reader may take."""
# What is used after it was freed must not look as if it were still whole: glibc's, and macOS's.
_FREED_IS_FILLED = {"MALLOC_PERTURB_": "165", "MallocScribble": "1"}
# An exception of the reader is an answer too: the parent will see it, and says it better.
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
    """Whether OpenTimelineIO's reader ends its process on `text`, or never comes back.

    Where no child process can be started (inside a host without a Python of its own), nothing is
    tried, and the answer is no.
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
            env={**os.environ, **_FREED_IS_FILLED},
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
