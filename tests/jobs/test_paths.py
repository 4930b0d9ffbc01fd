from __future__ import annotations

import os
from pathlib import Path

import pytest

from backbeat.errors import RequestError
from backbeat.jobs.paths import check_paths, paths_of
from backbeat.v1.cutting_pb2 import SnapRequest
from backbeat.v1.jobs_pb2 import JobRequest
from backbeat.v1.music_pb2 import BeatsRequest


def test_paths_are_found_at_any_depth() -> None:
    request = JobRequest(
        snap=SnapRequest(edit_path="/a.otio", music_track="/not/a/path", output_path="/b.otio")
    )
    assert dict(paths_of(request)) == {"edit_path": "/a.otio", "output_path": "/b.otio"}


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("song.wav", "must be absolute"),
        ("../song.wav", "must be absolute"),
        ("~/song.wav", "must be absolute"),
        ("http://example.com/song.wav", "not the path of a local file"),
        ("file:///etc/passwd", "not the path of a local file"),
        ("concat:/a.wav|/b.wav", "not the path of a local file"),
        ("/a\0b.wav", "zero byte"),
    ],
)
def test_what_an_engine_does_not_open(path: str, said: str) -> None:
    with pytest.raises(RequestError, match=said):
        check_paths(JobRequest(beats=BeatsRequest(path=path)))


@pytest.mark.skipif(os.name == "nt", reason="there are no such files there")
def test_devices_and_pipes_are_refused(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe.wav"
    os.mkfifo(pipe)
    for path in ("/dev/zero", str(pipe)):
        with pytest.raises(RequestError, match="is not a file"):
            check_paths(JobRequest(beats=BeatsRequest(path=path)))


def test_files_that_are_or_will_be_are_accepted(tmp_path: Path) -> None:
    (tmp_path / "song.wav").touch()
    for path in (tmp_path / "song.wav", tmp_path / "later.json", tmp_path):
        check_paths(JobRequest(beats=BeatsRequest(path=str(path))))


def test_a_path_too_long_for_the_system_is_left_to_whoever_opens_it(tmp_path: Path) -> None:
    check_paths(JobRequest(beats=BeatsRequest(path=str(tmp_path / ("x" * 5000)))))
