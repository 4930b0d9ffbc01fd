"""A store that a folder mirrors: one on this disk, which fsspec reads as it reads any other."""

from __future__ import annotations

from pathlib import Path

import opentimelineio as otio
import pytest

from backbeat.errors import AlreadyExistsError, EngineUnavailableError, MediaError
from backbeat.jobs.cluster.media import Mirror, mirrored
from backbeat.jobs.run import run
from backbeat.progress import SILENT
from backbeat.v1.jobs_pb2 import JobRequest
from backbeat.v1.music_pb2 import BeatsRequest
from tests import commands, edits

pytest.importorskip("fsspec", reason="the extra ray is not installed")


@pytest.fixture
def store(tmp_path: Path) -> Path:
    folder = tmp_path / "store"
    (folder / "out").mkdir(parents=True)
    commands.write_clicks(folder / "in.wav")
    return folder


@pytest.fixture
def mirror(tmp_path: Path, store: Path) -> Mirror:
    return Mirror(tmp_path / "mirror", store.as_uri())


def _beats(mirror: Mirror, name: str = "in.wav") -> JobRequest:
    path, output = mirror.folder / name, mirror.folder / "out" / "a.json"
    return JobRequest(beats=BeatsRequest(path=str(path), output_path=str(output)))


def test_what_is_read_is_fetched_and_what_is_written_is_put(mirror: Mirror, store: Path) -> None:
    request = _beats(mirror)
    with mirrored(request, [mirror], SILENT):
        run(request)
    assert (store / "out" / "a.json").read_bytes() == (
        mirror.folder / "out" / "a.json"
    ).read_bytes()
    assert sorted(path.name for path in (store / "out").iterdir()) == ["a.json"]
    assert (store / "in.wav").is_file()


def test_a_file_is_fetched_again_only_when_it_has_changed(mirror: Mirror, store: Path) -> None:
    request, here = _beats(mirror), mirror.folder / "in.wav"
    with mirrored(request, [mirror], SILENT):
        first = here.stat().st_ino
    with mirrored(request, [mirror], SILENT):
        assert here.stat().st_ino == first
    commands.write_clicks(store / "in.wav", seconds=5)
    with mirrored(request, [mirror], SILENT):
        assert here.read_bytes() == (store / "in.wav").read_bytes()


def test_nothing_is_put_where_the_job_fails(mirror: Mirror, store: Path) -> None:
    request = _beats(mirror, "gone.wav")
    with pytest.raises(MediaError), mirrored(request, [mirror], SILENT):
        run(request)
    assert not list((store / "out").iterdir())


def test_what_is_somebody_elses_in_the_store_is_not_replaced(mirror: Mirror, store: Path) -> None:
    (store / "out" / "a.json").write_text("mine")
    request = _beats(mirror)
    with pytest.raises(AlreadyExistsError), mirrored(request, [mirror], SILENT):
        run(request)
    assert (store / "out" / "a.json").read_text() == "mine"


def test_the_media_of_a_timeline_is_fetched_with_it(mirror: Mirror, store: Path) -> None:
    made = edits.timeline([])
    track = otio.schema.Track("A", kind="Audio")
    media = otio.schema.ExternalReference((mirror.folder / "in.wav").as_uri(), edits.span(0, 75))
    track.append(otio.schema.Clip("song", media, edits.span(0, 75)))
    made.tracks.append(track)
    edits.written(made, store, "edit.otio")
    request = JobRequest()
    request.render.edit_path = str(mirror.folder / "edit.otio")
    request.render.output_path = str(mirror.folder / "out" / "mix.wav")
    with mirrored(request, [mirror], SILENT):
        run(request)
    assert (store / "out" / "mix.wav").stat().st_size > 100_000


def test_a_folder_is_fetched_whole(mirror: Mirror, store: Path) -> None:
    (store / "library" / "deep").mkdir(parents=True)
    commands.write_clicks(store / "library" / "deep" / "a.wav")
    request = JobRequest()
    request.foley.library_paths.append(str(mirror.folder / "library"))
    with mirrored(request, [mirror], SILENT):
        assert (mirror.folder / "library" / "deep" / "a.wav").is_file()


def test_other_paths_are_left_alone(mirror: Mirror, tmp_path: Path) -> None:
    song = commands.write_clicks(tmp_path / "elsewhere.wav")
    request = JobRequest(beats=BeatsRequest(path=str(song)))
    with mirrored(request, [mirror], SILENT):
        run(request)
    assert not mirror.folder.exists()


def test_an_unknown_store_is_named(mirror: Mirror) -> None:
    unknown = Mirror(mirror.folder, "nosuchstore://bucket")
    with (
        pytest.raises(EngineUnavailableError, match="nosuchstore"),
        mirrored(_beats(mirror), [unknown], SILENT),
    ):
        pytest.fail("it was opened")
