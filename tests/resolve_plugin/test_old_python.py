"""The plugin runs in the Pythons that Resolve finds: 3.6 and later, standard library alone."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from tests.old_pythons import old_pythons

PLUGIN = Path(__file__).parents[2] / "plugins/resolve"
OUTSIDE_RESOLVE = """
import sys, os
sys.dont_write_bytecode = True
sys.path.insert(0, {plugin!r})
sys.path[:] = [path for path in sys.path if "site-packages" not in path]
os.environ["BACKBEAT_HOME"] = {home!r}
from backbeat_resolve.entry import ENTRIES, main
print(len(ENTRIES), [main(name, {{}}) for name in sorted(ENTRIES)].count(False))
"""


@pytest.fixture(params=old_pythons() or [""], ids=lambda path: Path(path).parts[-3] if path else "")
def python(request: pytest.FixtureRequest) -> str:
    if not request.param:
        pytest.skip("this machine has no Python 3.6, 3.7 or 3.8")
    return str(request.param)


def test_every_file_compiles(python: str, tmp_path: Path) -> None:
    files = sorted(PLUGIN.rglob("*.py"))
    assert len(files) > 30
    program = "import sys; [compile(open(f, 'rb').read(), f, 'exec') for f in sys.argv[1:]]"
    done = subprocess.run([python, "-c", program, *map(str, files)], capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("console", ["utf-8", "ascii"])
def test_every_entry_ends_in_words(python: str, tmp_path: Path, console: str) -> None:
    home = tmp_path / "home"
    program = OUTSIDE_RESOLVE.format(plugin=str(PLUGIN), home=str(home))
    done = subprocess.run(
        [python, "-s", "-W", "error", "-c", program],
        capture_output=True,
        env={"PYTHONIOENCODING": console},
    )
    assert done.stderr.decode() == ""
    lines = done.stdout.decode("utf-8", "replace").splitlines()
    count, failed = lines[-1].split()
    assert count == failed
    assert sum("does not let this script in" in line for line in lines) == int(count)
    assert "does not let this script in" in (home / "resolve/resolve.log").read_text()
