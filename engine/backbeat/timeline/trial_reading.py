"""Reads a timeline in a child process first, so that a crash of OpenTimelineIO is detected."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
from pathlib import Path

from backbeat.frozen import is_frozen, module_command

LIMIT_S = 60.0
"""Time limit of the reader, in seconds."""
# Freed memory is overwritten, so that its use after free crashes: glibc's variable, and macOS's.
_FILL_FREED_MEMORY = {"MALLOC_PERTURB_": "165", "MallocScribble": "1"}
_CHILD = "backbeat.timeline.trial_child"


def crashes_the_reader(text: str) -> bool:
    """Whether OpenTimelineIO's reader crashes on `text`, or exceeds the time limit.

    False where no child process can be started, as inside a host application without a Python.
    """
    if not sys.executable:
        return False
    try:
        child = subprocess.Popen(  # noqa: S603 -- this very Python
            _command(),
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


def _command() -> list[str]:
    if is_frozen():
        return module_command(_CHILD)
    # Without the packages of site and ours, it starts several times as fast.
    script = Path(__file__).with_name("trial_child.py")
    return [sys.executable, "-I", "-S", str(script), json.dumps(sys.path)]
