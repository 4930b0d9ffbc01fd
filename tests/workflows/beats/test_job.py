"""The `beats` job: what it refuses before it starts, and what it leaves behind."""

from __future__ import annotations

from pathlib import Path

import pytest

from backbeat.errors import CancelledError, OutputError, RequestError
from backbeat.progress import Progress
from backbeat.v1.music_pb2 import BeatsRequest
from backbeat.workflows.beats import job as beats
from backbeat.workflows.beats.files import PLOTS, WRITERS

ENDINGS = [*WRITERS, *PLOTS]


def request(song: Path, name: str) -> BeatsRequest:
    kind = "plot_path" if Path(name).suffix in PLOTS else "output_path"
    return BeatsRequest(path=str(song), **{kind: str(song.parent / name)})


@pytest.mark.parametrize("ending", ENDINGS)
def test_the_same_input_gives_the_same_bytes(song: Path, ending: str) -> None:
    for name in ("one", "two"):
        (song.parent / name).mkdir()
        beats.run(request(song, f"{name}/out{ending}"))
    one, two = (song.parent / name / f"out{ending}" for name in ("one", "two"))
    assert one.read_bytes() == two.read_bytes()
    assert len(one.read_bytes()) > 100


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_cancel_leaves_nothing(song: Path, ending: str) -> None:
    calls = 0

    def cancelled() -> bool:
        nonlocal calls
        calls += 1
        return calls > 3

    with pytest.raises(CancelledError):
        beats.run(request(song, f"out{ending}"), Progress(cancelled=cancelled))
    assert [path.name for path in song.parent.iterdir()] == [song.name]


def test_endings_that_are_no_kind(song: Path) -> None:
    for ending in (".mp3", "", ".png"):
        with pytest.raises(RequestError, match=r"\.json.*or \.wav"):
            beats.run(BeatsRequest(path=str(song), output_path=str(song.with_name(f"o{ending}"))))
    with pytest.raises(RequestError, match=r"\.png or \.svg"):
        beats.run(BeatsRequest(path=str(song), plot_path=str(song.with_name("o.json"))))


def test_an_input_is_never_written_over(song: Path) -> None:
    before = song.read_bytes()
    link = song.with_name("link.flac")
    link.symlink_to(song)
    for name in (song.name, link.name):
        with pytest.raises(OutputError, match="input"):
            beats.run(request(song, name))
    assert song.read_bytes() == before


def test_a_missing_folder_is_told_before_the_work(song: Path) -> None:
    steps: list[str] = []

    def report(fraction: float, step: str) -> None:
        steps.append(step)

    for name in ("no/out.mid", "no/out.svg"):
        with pytest.raises(OutputError, match="does not exist"):
            beats.run(request(song, name), Progress(report))
    assert not steps
