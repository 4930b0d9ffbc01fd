"""Installed menu scripts, run as Resolve would run them: by a Python that is not ours."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from pathlib import Path

import pytest

from backbeat.plugins.places import Scope, System, places
from tests.old_pythons import old_pythons
from tests.plugins.plugin import install, write_plugin

ODD = [
    "plain",
    "with space",
    "O'Hara",
    'say "beat"',
    r"back\slash and \n \x41 \u0041",
    "Zoë 東京 🎬",
    "${HOME} %s {} #",
]


@pytest.mark.parametrize("python", [sys.executable, *old_pythons()])
def test_a_menu_script_finds_its_package_wherever_it_lies(python: str, tmp_path: Path) -> None:
    source = write_plugin(tmp_path / "plugin")
    for name in ODD:
        where = places(System.LINUX, {"HOME": f"/home/{name}"}, Scope.USER, tmp_path)
        install(where, source)
        # The C locale is what a program started from a desktop may have.
        for locale in ({}, {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}):
            done = subprocess.run(
                [python, str(where.menu / "Snap to Beats.py")],
                capture_output=True,
                cwd=tmp_path,
                timeout=60,
                env={"PATH": os.environ.get("PATH", ""), "PYTHONDONTWRITEBYTECODE": "1", **locale},
            )
            assert done.returncode == 0, done.stderr
            said = os.fsencode(ast.literal_eval(done.stdout.decode()))
            assert said == os.fsencode(where.package / "backbeat_resolve" / "__init__.py")
