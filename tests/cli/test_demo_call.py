from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from backbeat.cli.demo import how_to_call


@pytest.mark.skipif(os.name == "nt", reason="a shell of another kind")
def test_what_the_demo_says_works_in_a_shell(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/usr/bin:/bin")
    said = how_to_call()
    direct = said.partition(",")[0]
    ran = subprocess.run(direct, shell=True, capture_output=True, text=True)
    assert ran.returncode == 0 and "usage: backbeat" in ran.stdout
    if (Path(sys.executable).parent / "activate").exists():
        activate = said.split("`")[1]
        script = f"{activate} && backbeat --help"
        ran = subprocess.run(["bash", "-c", script], capture_output=True, text=True)
        assert ran.returncode == 0 and "usage: backbeat" in ran.stdout
