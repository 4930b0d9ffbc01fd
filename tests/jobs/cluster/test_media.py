"""A store that a folder mirrors: one on this disk, which fsspec reads as it reads any other."""

from __future__ import annotations

import os
from collections.abc import Sequence
from contextlib import AbstractContextManager
from pathlib import Path

import opentimelineio as otio
import pytest

from backbeat import roots
from backbeat.errors import (
    AlreadyExistsError,
    EngineUnavailableError,
    InputError,
    MediaError,
    OutsideRootsError,
)
from backbeat.jobs.cluster.media import Mirror, mirrored
from backbeat.jobs.run import run
from backbeat.progress import SILENT
from backbeat.roots import Roots
from backbeat.v1.jobs_pb2 import JobRequest
from backbeat.v1.music_pb2 import BeatsRequest
from tests import commands, edits

fsspec = pytest.importorskip("fsspec", reason="the extra ray is not installed")
links = pytest.mark.skipif(os.name == "nt", reason="links need rights there")


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


def _held(*write: Path, read: Sequence[Path] = ()) -> AbstractContextManager[None]:
    for folder in (*write, *read):
        folder.mkdir(parents=True, exist_ok=True)
    return roots.held(Roots.of(write, read))


def test_a_name_with_dots_leads_out_of_neither_folder_nor_store(
    mirror: Mirror, store: Path, tmp_path: Path
) -> None:
    request = _beats(mirror, "../around.wav")
    request.beats.output_path = str(mirror.folder / ".." / "out.json")
    commands.write_clicks(store.parent / "around.wav")
    with mirrored(request, [mirror], SILENT):
        (tmp_path / "out.json").write_text("written")
    assert not list((store / "out").iterdir())
    assert not mirror.folder.exists()


@pytest.mark.parametrize("key", ["library/../../out.wav", "library//etc/out.wav"])
def test_a_name_in_the_store_leads_nowhere_else(tmp_path: Path, key: str) -> None:
    files = fsspec.filesystem("memory")
    files.store.clear()
    files.store[f"/show/{key}"] = fsspec.implementations.memory.MemoryFile(
        files, f"/show/{key}", b"sound"
    )
    mirror = Mirror(tmp_path / "mirror", "memory://show")
    request = JobRequest()
    request.foley.library_paths.append(str(mirror.folder / "library"))
    with (
        pytest.raises(InputError, match="leads out of its folder"),
        mirrored(request, [mirror], SILENT),
    ):
        pytest.fail("it was fetched")
    assert not mirror.folder.exists()


@links
def test_what_is_fetched_lies_where_the_job_may_read(mirror: Mirror, store: Path) -> None:
    request = _beats(mirror)
    request.beats.ClearField("output_path")
    with _held(read=[mirror.folder]), mirrored(request, [mirror], SILENT):
        assert (mirror.folder / "in.wav").is_file()


@links
def test_a_link_here_leads_no_file_of_the_store_out(mirror: Mirror, tmp_path: Path) -> None:
    outside, archive = tmp_path / "outside", tmp_path / "archive"
    outside.mkdir()
    for target in (outside, archive):
        with _held(mirror.folder, read=[archive]):
            linked = mirror.folder / target.name
            linked.symlink_to(target)
            for request in (_beats(mirror, f"{target.name}/in.wav"), _led_out(mirror, target)):
                with pytest.raises(OutsideRootsError), mirrored(request, [mirror], SILENT):
                    pytest.fail("it was fetched")
        assert not list(target.iterdir())


def _led_out(mirror: Mirror, target: Path) -> JobRequest:
    request = _beats(mirror)
    request.beats.output_path = str(mirror.folder / target.name / "a.json")
    return request


@links
def test_a_link_in_a_store_on_disk_leads_out_of_it_nowhere(
    mirror: Mirror, store: Path, tmp_path: Path
) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    commands.write_clicks(outside / "in.wav")
    (store / "linked").symlink_to(outside)
    (store / "library").mkdir()
    (store / "library" / "a.wav").symlink_to(outside / "in.wav")
    library = JobRequest()
    library.foley.library_paths.append(str(mirror.folder / "library"))
    for request in (_beats(mirror, "linked/in.wav"), _led_out(mirror, Path("linked")), library):
        with (
            _held(mirror.folder),
            pytest.raises(OutsideRootsError),
            mirrored(request, [mirror], SILENT),
        ):
            pytest.fail("it was fetched")
    assert [path.name for path in outside.iterdir()] == ["in.wav"]


@links
def test_what_a_timeline_names_outside_the_roots_is_not_fetched(
    mirror: Mirror, store: Path
) -> None:
    made = edits.timeline([])
    track = otio.schema.Track("A", kind="Audio")
    media = otio.schema.ExternalReference((mirror.folder / "in.wav").as_uri(), edits.span(0, 75))
    track.append(otio.schema.Clip("song", media, edits.span(0, 75)))
    made.tracks.append(track)
    (store / "spring").mkdir()
    edits.written(made, store / "spring", "edit.otio")
    request = JobRequest()
    request.render.edit_path = str(mirror.folder / "spring" / "edit.otio")
    request.render.output_path = str(mirror.folder / "spring" / "mix.wav")
    with _held(mirror.folder / "spring"), mirrored(request, [mirror], SILENT):
        assert (mirror.folder / "spring" / "edit.otio").is_file()
        assert not (mirror.folder / "in.wav").exists()


@links
def test_a_folder_exchanged_for_a_link_is_not_put(
    mirror: Mirror, store: Path, tmp_path: Path
) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    request = _beats(mirror)
    with (
        _held(mirror.folder),
        pytest.raises(OutsideRootsError),
        mirrored(request, [mirror], SILENT),
    ):
        (mirror.folder / "out").rmdir()
        (mirror.folder / "out").symlink_to(outside)
        (outside / "a.json").write_text("not yours")
    assert not list((store / "out").iterdir())


@links
def test_a_link_beside_an_output_is_not_put(mirror: Mirror, store: Path, tmp_path: Path) -> None:
    private = tmp_path / "private.txt"
    request = _beats(mirror)
    with mirrored(request, [mirror], SILENT):
        private.write_text("not yours")
        (mirror.folder / "out" / "linked.txt").symlink_to(private)
        (mirror.folder / "out" / "a.json").write_text("made")
    assert [path.name for path in (store / "out").iterdir()] == ["a.json"]
