"""What is taken away from a job while it runs, which ends it with a sentence."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from backbeat.errors import InputError, InternalError, OutputError
from backbeat.jobs.run import run
from backbeat.progress import Progress
from backbeat.v1.jobs_pb2 import JobRequest
from backbeat.v1.speech_pb2 import VisemesRequest
from tests import commands, engines

pytestmark = pytest.mark.skipif(os.name == "nt", reason="what is open cannot be removed there")


def _after(step: str, act: Callable[[], None]) -> Progress:
    """Acts once, when the job comes to a step."""
    done: list[str] = []

    def report(fraction: float, said: str) -> None:
        if step in said and not done:
            done.append(said)
            act()

    return Progress(report, lambda: False)


def test_the_folder_of_its_output(tmp_path: Path) -> None:
    song = commands.write_clicks(tmp_path / "song.wav")
    out = tmp_path / "out"
    out.mkdir()
    request = engines.beats(song, out / "beats.json")
    with pytest.raises(OutputError, match=r"out/beats\.json") as caught:
        run(request, _after("Decoding", lambda: shutil.rmtree(out)))
    assert not isinstance(caught.value, InternalError) and caught.value.hint
    assert ".part" not in caught.value.message
    assert not out.exists()


def test_its_input(tmp_path: Path) -> None:
    song = commands.write_clicks(tmp_path / "song.wav")
    target = tmp_path / "said.json"
    request = JobRequest(visemes=VisemesRequest(path=str(song), output_paths=[str(target)]))
    with pytest.raises(InputError, match=r"song\.wav is not there") as caught:
        run(request, _after("Decoding", song.unlink))
    assert "drive" in caught.value.hint
    assert not list(tmp_path.iterdir())


def test_the_room_for_its_output(tmp_path: Path) -> None:
    song = commands.write_clicks(tmp_path / "song.wav")
    limited = (
        "import resource, sys\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (2000, 2000))\n"
        "from backbeat.cli.main import main\n"
        "sys.exit(main())"
    )
    output = str(tmp_path / "b.json")
    # -B: Python would keep the compiled code of our modules cut off at the limit, for all to come.
    command = [sys.executable, "-B", "-c", limited, "beats", str(song), "-o", output]
    done = subprocess.run(command, capture_output=True, text=True, stdin=subprocess.DEVNULL)
    assert done.returncode == 3, done
    assert "b.json cannot be written: File too large" in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["song.wav"]
