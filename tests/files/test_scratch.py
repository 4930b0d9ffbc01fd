from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from backbeat.errors import OutputError
from backbeat.files.scratch import scratch_folder

posix = pytest.mark.skipif(os.name == "nt", reason="there is no such signal there")

_KILLED = """
import os, signal, sys
from pathlib import Path
from backbeat.files.scratch import scratch_folder
with scratch_folder(Path(sys.argv[1])) as folder:
    (folder / "unpacked.wav").write_bytes(b"half")
    os.kill(os.getpid(), signal.SIGKILL)
"""


def test_it_is_empty_and_gone_afterwards(tmp_path: Path) -> None:
    with scratch_folder(tmp_path) as folder:
        assert folder.is_dir() and not list(folder.iterdir())
        (folder / "inner").mkdir()
        (folder / "inner" / "a.wav").touch()
    assert not list(tmp_path.iterdir())


@posix
def test_that_of_a_killed_process_goes_and_that_of_a_living_one_stays(tmp_path: Path) -> None:
    with scratch_folder(tmp_path) as living:
        (living / "mine").touch()
        subprocess.run([sys.executable, "-c", _KILLED, str(tmp_path)], check=False)
        assert len(list(tmp_path.iterdir())) == 2
        with scratch_folder(tmp_path):
            assert len(list(tmp_path.iterdir())) == 2
        assert (living / "mine").exists()
    assert not list(tmp_path.iterdir())


@posix
def test_that_of_another_user_stays(tmp_path: Path) -> None:
    subprocess.run([sys.executable, "-c", _KILLED, str(tmp_path)], check=False)
    left = next(tmp_path.iterdir())
    if os.geteuid() != 0:
        pytest.skip("only root gives a folder to somebody else")
    os.chown(left, 12345, 12345)
    with scratch_folder(tmp_path):
        pass
    assert left.exists()


def test_a_place_that_holds_none_is_named(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.touch()
    expected = r"file cannot hold temporary files.*TMPDIR"
    with pytest.raises(OutputError, match=expected), scratch_folder(file):
        pass
