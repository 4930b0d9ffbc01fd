"""The panel: its types, its own tests, the copy that the engine serves, and Chromium driving it.

They need node and a browser. Without them they are skipped, with a word why; on a machine that
tests every change (`CI` is set) that is a failure.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.browser import BROWSER

FOLDER = Path(__file__).parents[2] / "plugins" / "premiere_bridge"
_NO_TESTS = ("run.mjs", "support.mjs", "double.mjs", "impostor.mjs")
E2E = sorted(path.name for path in (FOLDER / "e2e").glob("*.mjs") if path.name not in _NO_TESTS)
_NPM = shutil.which("npm") or ""
_LIMIT_S = 600

# One after the other: they share a folder, and each keeps a core busy.
pytestmark = [pytest.mark.xdist_group("panel"), pytest.mark.timeout(_LIMIT_S + 60)]


def _needs(what: str, present: str) -> None:
    if present:
        return
    message = f"the panel is not tested: {what} is not installed"
    if os.environ.get("CI"):
        pytest.fail(message)
    pytest.skip(message)


@pytest.fixture(scope="session")
def panel() -> Path:
    """The panel's folder, with its packages installed."""
    _needs("npm", _NPM)
    lock = (FOLDER / "package-lock.json").read_bytes()
    mark = FOLDER / "node_modules" / ".installed"
    if not mark.exists() or mark.read_bytes() != lock:
        _run(_NPM, "ci", "--no-fund", "--no-audit")
        mark.write_bytes(lock)
    return FOLDER


def _run(*command: str, **env: str) -> str:
    ran = subprocess.run(
        command,
        cwd=FOLDER,
        env={**os.environ, "BACKBEAT_PYTHON": sys.executable, **env},
        capture_output=True,
        text=True,
        timeout=_LIMIT_S,
        check=False,
    )
    assert ran.returncode == 0, f"{ran.stdout[-6000:]}\n{ran.stderr[-3000:]}"
    return ran.stdout


def test_they_run_one_after_the_other(request: pytest.FixtureRequest) -> None:
    """They share a folder: two at once install into it at once, and fault each other's source."""
    if "PYTEST_XDIST_WORKER" in os.environ:
        assert request.node.nodeid.endswith("@panel"), "not run by --dist loadgroup, or not kept to"


def test_it_keeps_to_adobes_declarations_and_its_own(panel: Path) -> None:
    del panel
    _run(_NPM, "run", "--silent", "check")


def test_its_own_tests_pass(panel: Path) -> None:
    del panel
    _run(_NPM, "test", "--silent")


def test_faults_put_into_it_are_caught(panel: Path) -> None:
    del panel
    assert "FAIL" not in _run("node", "test/mutations.mjs")


def test_the_copies_that_are_shipped_are_this_source(panel: Path) -> None:
    del panel
    _run(_NPM, "run", "--silent", "build", "--", "--check")


@pytest.mark.parametrize("name", E2E)
def test_chromium_drives_it_against_a_real_engine(name: str, panel: Path) -> None:
    del panel
    _needs("Chromium", BROWSER)
    # Other tests run beside it: alone, `node e2e/scale.mjs` asks for 50 pictures a second.
    said = _run("node", f"e2e/{name}", LEAST_FPS="15")
    assert "ok " in said and "FAIL" not in said
