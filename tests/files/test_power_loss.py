"""The order in which outputs reach the disk, so that a power cut leaves all of them or none.

Watched are the calls themselves: by strace where it is installed, by a shim everywhere.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from backbeat.files.transaction import Transaction

pytestmark = pytest.mark.skipif(os.name == "nt", reason="folders cannot be flushed there")

Call = tuple[str, str]
"""What was called, and the name of the file: of a rename, where to."""

_JOB = """
import sys
from pathlib import Path
from backbeat.files.transaction import Transaction
targets = [Path(name) for name in sys.argv[1:]]
with Transaction(targets) as written:
    for target in targets:
        written.at(target).write_text("whole")
"""


def _by_strace(targets: list[Path]) -> list[Call]:
    log = targets[0].parent.parent / "calls"
    traced = "trace=fsync,rename,renameat,renameat2,unlink,unlinkat"
    command = [sys.executable, "-c", _JOB, *map(str, targets)]
    subprocess.run(["strace", "-y", "-e", traced, "-o", str(log), *command], check=True)
    calls = []
    for line in log.read_text().splitlines():
        if found := re.match(r"fsync\(\d+<(.+?)>\)", line):
            calls.append(("flush", found[1]))
        elif line.startswith(("rename", "unlink")):
            calls.append((line[:6], re.findall(r'"(.*?)"', line)[-1]))
    return calls


def _by_shim(targets: list[Path]) -> list[Call]:
    calls: list[Call] = []

    def watched(name: str, real: Callable[..., None], which: int) -> Callable[..., None]:
        def call(*arguments: object, **options: object) -> None:
            first = arguments[which]
            if isinstance(first, int):
                status = os.fstat(first)
                known = {(s.st_dev, s.st_ino): path for path in _all(targets) if (s := path.stat())}
                first = known[status.st_dev, status.st_ino]
            calls.append((name, str(first)))
            real(*arguments, **options)

        return call

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "fsync", watched("flush", os.fsync, 0))
        patch.setattr(os, "rename", watched("rename", os.rename, 1))
        patch.setattr(os, "replace", watched("rename", os.replace, 1))
        patch.setattr(os, "unlink", watched("unlink", os.unlink, 0))
        if sys.platform == "darwin":
            patch.setattr("backbeat.files.durable._flush", os.fsync)
        with Transaction(targets) as written:
            for target in targets:
                written.at(target).write_text("whole")
    return calls


def _all(targets: list[Path]) -> list[Path]:
    root = targets[0].parent.parent
    return [root, *root.rglob("*")]


@pytest.mark.parametrize("watch", [_by_strace, _by_shim])
def test_data_then_journal_then_names_then_folders(
    tmp_path: Path, watch: Callable[[list[Path]], list[Call]]
) -> None:
    if watch is _by_strace and shutil.which("strace") is None:
        pytest.skip("strace is not installed")
    targets = [tmp_path / "a" / "cut.otio", tmp_path / "b" / "cut.mp4"]
    for target in targets:
        target.parent.mkdir()
        target.write_text("before")
    calls = watch(targets)
    assert [target.read_text() for target in targets] == ["whole", "whole"]

    def at(call: str, ending: str, after: int = -1) -> int:
        return next(
            n for n, (what, name) in enumerate(calls)
            if n > after and what == call and name.endswith(ending)
        )  # fmt: skip

    journal = at("rename", "journal.json")
    assert at("flush", "journal.new") < journal
    for target in targets:
        # The data of every output, and the stage that it is in, before the journal says so.
        staged = at("flush", f".part/{targets.index(target)}/{target.name}")
        assert staged < at("flush", str(target.parent)) < journal
    stage = Path(calls[journal][1]).parent
    journal_kept = at("flush", str(stage), journal)
    renamed = [at("rename", str(target)) for target in targets]
    assert journal_kept < min(renamed)
    # The new names before the journal goes, by which they would be undone.
    gone = at("unlink", "journal.json", max(renamed))
    for target in targets:
        assert at("flush", str(target.parent), max(renamed)) < gone
    assert gone < at("flush", str(stage), gone)
