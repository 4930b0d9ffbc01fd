"""Jobs that are held to roots, in processes of their own."""

from __future__ import annotations

import json
import os
import shutil
import socket
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import opentimelineio as otio
import pytest

from backbeat.client import EngineClient
from backbeat.errors import BackbeatError, PermissionDeniedError, RequestError
from backbeat.v1.cutting_pb2 import SnapRequest
from backbeat.v1.jobs_pb2 import JobRequest, JobResult
from backbeat.v1.music_pb2 import BeatsRequest
from tests import commands, engines
from tests.contract import inputs

pytestmark = pytest.mark.skipif(os.name == "nt", reason="links need rights there")


@dataclass(frozen=True)
class Show:
    """An engine that works in one folder, and what lies around it."""

    client: EngineClient
    root: Path
    library: Path
    """May be read only."""
    outside: Path


@pytest.fixture(scope="module")
def show(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Show]:
    top = tmp_path_factory.mktemp("roots").resolve()
    root, library, outside = (top / name for name in ("show", "library", "outside"))
    for folder in (root, library, outside):
        folder.mkdir()
    for folder in (root, library, outside):
        commands.write_clicks(folder / "song.wav")
    options = ("--workers", "1", "--root", str(root), "--read-root", str(library))
    with engines.engine_process(top / "home", *options) as engine, engine.client() as client:
        yield Show(client, root, library, outside)


def _beats(song: Path, output: Path | None = None) -> JobRequest:
    return JobRequest(beats=BeatsRequest(path=str(song), output_path=str(output) if output else ""))


def test_work_inside_the_roots_is_done(show: Show) -> None:
    made = show.root / "beats.json"
    result = show.client.run(_beats(show.library / "song.wav", made))
    assert result.beats.beats
    assert json.loads(made.read_text())["beats"]


def test_a_refused_path_names_the_root_that_would_allow_it(show: Show) -> None:
    with pytest.raises(PermissionDeniedError) as refused:
        show.client.submit(_beats(show.outside / "song.wav"))
    assert f"{show.outside}/song.wav lies outside the folders" in refused.value.message
    assert f"--read-root {show.outside}" in refused.value.hint
    with pytest.raises(PermissionDeniedError) as refused:
        show.client.submit(_beats(show.root / "song.wav", show.library / "beats.json"))
    assert "may only read" in refused.value.message
    assert f"--root {show.library}" in refused.value.hint


def test_what_is_there_outside_is_not_told(show: Show) -> None:
    answers = []
    for name in ("song.wav", "none.wav"):
        with pytest.raises(PermissionDeniedError) as refused:
            show.client.submit(_beats(show.outside / name))
        answers.append(str(refused.value).replace(name, ""))
    assert answers[0] == answers[1]


def test_links_and_dots_lead_nowhere(show: Show) -> None:
    link, folder = show.root / "link.wav", show.root / "linked"
    link.symlink_to(show.outside / "song.wav")
    folder.symlink_to(show.outside)
    for path in (link, folder / "song.wav", show.root / ".." / "outside" / "song.wav"):
        with pytest.raises(PermissionDeniedError):
            show.client.submit(_beats(path))
    with pytest.raises(PermissionDeniedError):
        show.client.submit(_beats(show.root / "song.wav", folder / "beats.json"))
    assert not (show.outside / "beats.json").exists()


def test_a_link_inside_the_roots_is_followed(show: Show) -> None:
    link = show.root / "inside.wav"
    link.symlink_to(show.library / "song.wav")
    assert show.client.run(_beats(link)).beats.beats


def test_what_is_exchanged_for_a_link_while_it_waits_does_not_get_out(show: Show) -> None:
    long = show.client.submit(_beats(engines.write_long(show.root / "long.wav")))
    song, folder = show.root / "soon.wav", show.root / "later"
    commands.write_clicks(song)
    folder.mkdir()
    reading = show.client.submit(_beats(song))
    writing = show.client.submit(_beats(show.root / "song.wav", folder / "beats.json"))
    song.unlink()
    song.symlink_to(show.outside / "song.wav")
    folder.rmdir()
    folder.symlink_to(show.outside)
    show.client.cancel(long.name)
    for job in (reading, writing):
        list(show.client.watch(job.name))
        ended = show.client.get(job.name)
        assert ended.error.code == "permission_denied", ended
        assert "lies outside the folders" in ended.error.message
    assert sorted(path.name for path in show.outside.iterdir()) == ["song.wav"]


def test_media_of_a_timeline_is_held_to_the_roots(show: Show) -> None:
    for number, url in enumerate(
        (
            (show.outside / "song.wav").as_uri(),
            str(show.outside / "song.wav"),
            "../outside/song.wav",
        )
    ):
        edit = _edit(show.root / f"edit{number}.otio", url)
        snap = SnapRequest(
            edit_path=str(edit),
            music_path=str(show.root / "song.wav"),
            output_path=str(show.root / f"snapped{number}.otio"),
        )
        with pytest.raises(PermissionDeniedError, match="lies outside the folders"):
            show.client.run(JobRequest(snap=snap))
        assert not Path(snap.output_path).exists()


def test_media_that_is_nowhere_stays_offline(show: Show) -> None:
    edit = _edit(show.root / "offline.otio", "file:///Volumes/Other/a.mov")
    snap = SnapRequest(
        edit_path=str(edit),
        music_path=str(show.root / "song.wav"),
        output_path=str(show.root / "offline_snapped.otio"),
    )
    show.client.run(JobRequest(snap=snap))


def test_a_file_that_no_request_named_is_held_to_the_roots(show: Show) -> None:
    """The timeline in a bundle of Final Cut Pro is a link."""
    bundle = show.root / "edit.fcpxmld"
    bundle.mkdir()
    (bundle / "Info.fcpxml").symlink_to(show.outside / "song.wav")
    snap = SnapRequest(
        edit_path=str(bundle),
        music_path=str(show.root / "song.wav"),
        output_path=str(show.root / "bundle.otio"),
    )
    with pytest.raises(PermissionDeniedError, match=r"leads to .*outside/song.wav"):
        show.client.run(JobRequest(snap=snap))


def test_the_engines_own_folder_is_nobodys(show: Show) -> None:
    home = show.root.parent / "home"
    with pytest.raises(PermissionDeniedError, match="the engine's own folder"):
        show.client.submit(_beats(home / "engine.json"))
    with pytest.raises(PermissionDeniedError, match="the engine's own folder"):
        show.client.submit(_beats(show.root / "song.wav", home / "beats.json"))


def test_what_is_no_file_is_refused_by_name(show: Show) -> None:
    pipe, listening = show.root / "pipe.wav", show.root / "s.wav"
    os.mkfifo(pipe)
    with socket.socket(socket.AF_UNIX) as server:
        before = Path.cwd()
        os.chdir(show.root)  # The address of a socket has 107 bytes at most.
        try:
            server.bind(listening.name)
        finally:
            os.chdir(before)
        for path, words in (
            (pipe, "is a pipe"),
            (listening, "is a socket"),
            ("/proc/self/environ", "belongs to the operating system"),
            ("/dev/zero", "belongs to the operating system"),
            ("http://example.com/a.wav", "not the path of a local file"),
            ("rtsp://example.com/a", "not the path of a local file"),
            ("concat:/etc/passwd", "not the path of a local file"),
        ):
            request = JobRequest(beats=BeatsRequest(path=str(path)))
            with pytest.raises(RequestError, match=words):
                show.client.submit(request)


def test_a_playlist_opens_nothing(show: Show) -> None:
    list_ = show.root / "list.m3u8"
    list_.write_text(
        f"#EXTM3U\n#EXTINF:10,\n{(show.outside / 'song.wav').as_uri()}\n#EXT-X-ENDLIST\n"
    )
    concat = show.root / "list.wav"
    concat.write_text(f"ffconcat version 1.0\nfile '{show.outside / 'song.wav'}'\n")
    for path in (list_, concat):
        with pytest.raises(BackbeatError, match="is not a sound or video file"):
            show.client.run(_beats(path))


def _edit(path: Path, url: str) -> Path:
    rate = 25
    clips = [
        otio.schema.Clip(
            name=f"c{index}",
            media_reference=otio.schema.ExternalReference(target_url=url),
            source_range=otio.opentime.TimeRange(
                otio.opentime.RationalTime(10, rate), otio.opentime.RationalTime(60, rate)
            ),
        )
        for index in range(2)
    ]
    timeline = otio.schema.Timeline("edit")
    timeline.tracks.append(otio.schema.Track("V1", children=clips, kind="Video"))
    otio.adapters.write_to_file(timeline, str(path))
    return path


@pytest.mark.whole
def test_every_kind_of_job_comes_out_as_without_roots(tmp_path: Path) -> None:
    """What a job needs beside the user's files is not in its way."""
    work = tmp_path / "work"
    work.mkdir()
    made = inputs.write_material(work)
    requests = inputs.bases(made)
    outcomes = []
    for name, options in (("free", ()), ("held", ("--root", str(work)))):
        shutil.rmtree(work / "out")
        (work / "out").mkdir()
        home = tmp_path / name
        with (
            engines.engine_process(home, "--workers", "1", *options) as engine,
            engine.client() as client,
        ):
            outcomes.append({kind: _outcome(client, requests[kind]) for kind in requests})
    assert outcomes[0] == outcomes[1]
    assert sum(isinstance(outcome, JobResult) for outcome in outcomes[1].values()) > 10


def _outcome(client: EngineClient, request: JobRequest) -> JobResult | str:
    try:
        return client.run(request)
    except BackbeatError as error:
        return str(error)
