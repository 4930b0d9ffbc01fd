from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

_OPEN_ONE = """
from backbeat.models.probe import tiny_model
from backbeat.models.sessions import open_session
open_session(tiny_model())
"""


def test_a_session_leaves_nothing_behind_and_tells_nobody(tmp_path: Path) -> None:
    homes = ("HOME", "USERPROFILE", "LOCALAPPDATA", "XDG_CACHE_HOME", "XDG_STATE_HOME")
    env = {**os.environ, **dict.fromkeys(homes, str(tmp_path))}
    env.pop("ORT_DISABLE_TELEMETRY", None)
    subprocess.run([sys.executable, "-c", _OPEN_ONE], env=env, check=True)
    assert list(tmp_path.rglob("*")) == []
