from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(os.name == "nt", reason="links need rights there")

_ATTEMPTS = """
import os, shutil, sqlite3, sys, tempfile
from pathlib import Path
from backbeat.errors import OutsideRootsError
from backbeat.jobs.confinement import confined
from backbeat.roots import Roots

top = Path(sys.argv[1])
show, outside = top / "show", top / "outside"

def refused(what):
    try:
        what()
    except OutsideRootsError as error:
        assert "may only read" in error.message or "lies outside" in error.message, error
        return
    raise AssertionError("it went through")

with confined(Roots.of([show], [top / "library"])):
    refused(lambda: (outside / "a.txt").read_text())
    refused(lambda: (show / "link.txt").read_text())
    refused(lambda: os.open(outside / "a.txt", os.O_RDONLY))
    refused(lambda: (outside / "b.txt").write_text("b"))
    refused(lambda: (top / "library" / "b.txt").write_text("b"))
    refused(lambda: os.listdir(outside))
    refused(lambda: list(os.scandir(outside)))
    refused(lambda: (outside / "c").mkdir())
    refused(lambda: (outside / "a.txt").unlink())
    refused(lambda: (outside / "a.txt").rename(show / "a.txt"))
    refused(lambda: (show / "own.txt").rename(outside / "own.txt"))
    refused(lambda: os.link(outside / "a.txt", show / "hard.txt"))
    refused(lambda: (outside / "s").symlink_to(show))
    refused(lambda: os.truncate(outside / "a.txt", 0))
    refused(lambda: sqlite3.connect(outside / "a.db"))
    refused(lambda: Path(os.environ["TMPDIR"], "foreign.txt").read_text())

    assert (show / "own.txt").read_text() == "own"
    assert (top / "library" / "a.txt").read_text() == "a"
    (show / "link.txt").unlink()  # The link itself lies inside.
    with tempfile.TemporaryDirectory() as folder:
        deep = Path(folder, "a", "b")
        deep.mkdir(parents=True)
        (deep / "c.txt").write_text("c")
        (deep / "link").symlink_to(outside)
    assert not Path(folder).exists()  # Removed by paths that start at open folders.
    sqlite3.connect(show / "a.db").close()
    import wave, csv, xml.dom.minidom, multiprocessing.pool  # Code is no user's file.
    import librosa
    own = tempfile.gettempdir()
assert not Path(own).exists()
print("done")
"""


def test_everything_python_opens_is_held_to_the_roots(tmp_path: Path) -> None:
    for name in ("show", "library", "outside", "temporary"):
        (tmp_path / name).mkdir()
    for place, text in (("show/own.txt", "own"), ("library/a.txt", "a"), ("outside/a.txt", "a")):
        (tmp_path / place).write_text(text)
    (tmp_path / "temporary" / "foreign.txt").write_text("theirs")
    (tmp_path / "show" / "link.txt").symlink_to(tmp_path / "outside" / "a.txt")
    ran = subprocess.run(
        [sys.executable, "-c", _ATTEMPTS, str(tmp_path.resolve())],
        env={**os.environ, "TMPDIR": str(tmp_path / "temporary")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.stdout == "done\n", ran.stderr
    assert [path.name for path in (tmp_path / "outside").iterdir()] == ["a.txt"]
