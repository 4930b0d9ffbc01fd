"""The tests of the plugin can fail: each fault put into it is seen by the test that is named."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.resolve_plugin.mutations import MUTATIONS, Mutation
from tests.sampling import sampled

ROOT = Path(__file__).parents[2]
PLUGIN = ROOT / "plugins/resolve/backbeat_resolve"
HERE = Path(__file__).parent.relative_to(ROOT)
SEEN = re.compile(
    r"^E +(assert |AssertionError|Failed: DID NOT RAISE|backbeat_resolve\.problems\.\w+:"
    r"|tests\.doubles\.resolve\.refusals\.(Undocumented|Stranded):)",
    re.MULTILINE,
)
"""How a test sees a fault; an error of import or syntax is none of these."""

# Together, or each process of `pytest -n 2` would run every fault.
pytestmark = pytest.mark.xdist_group("mutations")

Running = dict[str, "Future[subprocess.CompletedProcess[str]]"]


def ran(folder: Path, nodes: list[str]) -> subprocess.CompletedProcess[str]:
    """Tests in a process of their own, the plugin taken from a folder."""
    # Without its plugin, hypothesis is not loaded where no test needs it: half of the time.
    without = ["-p", "no:cacheprovider", "-p", "no:hypothesispytest"]
    command = [sys.executable, "-m", "pytest", "-x", "-q", "-m", "", *without]
    # Folders of their own: two at a time would clear away one another's of earlier runs.
    named = [f"{HERE.as_posix()}/{node}" for node in nodes]
    return subprocess.run(
        [*command, "-o", f"pythonpath={folder} .", f"--basetemp={folder / 'tmp'}", *named],
        cwd=ROOT,
        capture_output=True,
        text=True,
        encoding="utf-8",
    )


def copied(folder: Path) -> None:
    # Bytecode of the file as it was could be taken for that of the one with the fault.
    shutil.copytree(PLUGIN, folder / PLUGIN.name, ignore=shutil.ignore_patterns("__pycache__"))


def mutated(folder: Path, mutation: Mutation) -> Path:
    """A copy of the plugin with the fault in it."""
    copied(folder)
    path = folder / PLUGIN.name / f"{mutation.module}.py"
    text = path.read_text(encoding="utf-8")
    assert text.count(mutation.text) == 1, f"{mutation.module}.py: {mutation.text!r}"
    path.write_text(text.replace(mutation.text, mutation.replacement), encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def running(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Running]:
    """The faults that were selected, two at a time."""
    selected = [
        item.callspec.params["fault"]
        for item in request.session.items
        if isinstance(item, pytest.Function)
        and item.module is request.module
        and hasattr(item, "callspec")
    ]
    folders = {fault: tmp_path_factory.mktemp("mutated") for fault in selected}
    with ThreadPoolExecutor(2) as pool:
        yield {
            fault: pool.submit(
                lambda fault=fault: ran(
                    mutated(folders[fault], MUTATIONS[fault]), [MUTATIONS[fault].node]
                )
            )
            for fault in selected
        }
        pool.shutdown(cancel_futures=True)


def test_without_a_fault_all_of_the_tests_pass(tmp_path: Path) -> None:
    copied(tmp_path)
    nodes = sorted({mutation.node for mutation in MUTATIONS.values()})
    done = ran(tmp_path, nodes)
    assert done.returncode == 0, done.stdout
    assert f"{len(nodes)} passed" in done.stdout


@pytest.mark.parametrize("fault", sampled(MUTATIONS, lambda place, _: place % 4 == 0))
def test_a_fault_is_seen(running: Running, fault: str) -> None:
    done = running[fault].result()
    assert done.returncode == 1, done.stdout + done.stderr
    assert "1 failed" in done.stdout
    assert SEEN.search(done.stdout), done.stdout
