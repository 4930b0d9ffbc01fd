"""No output of any job ever changes a byte of an input, or of somebody else's file."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import opentimelineio as otio
import pytest
from google.protobuf.descriptor import FieldDescriptor
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from backbeat.errors import BackbeatError, OutputError
from backbeat.jobs.run import run
from backbeat.v1.jobs_pb2 import JobRequest
from backbeat.v1.rendering_pb2 import RenderRequest
from tests import edits
from tests.edits import Piece
from tests.workflows.writing_jobs import (
    CLIPS,
    SPELLINGS,
    WRITTEN,
    beats_request,
    bytes_of,
    cut_request,
    dub_request,
    loudness_request,
    name_sound,
    plan_request,
    render_request,
    write_material,
)


@pytest.fixture(scope="module")
def material(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_material(tmp_path_factory.mktemp("material"))


INPUTS = (
    "edit.otio",
    "song.wav",
    *(f"shot {kind}.mov" for kind in SPELLINGS),
    "nested.mov",
    "unused.mov",
    "escaped key.mov",
)
ONLY_THE_SONG = (beats_request, loudness_request, cut_request, plan_request, dub_request)
"""Jobs that read the song, and no edit."""


def _symlink(output: Path, source: Path) -> None:
    output.symlink_to(source)


def _relative_symlink(output: Path, source: Path) -> None:
    output.symlink_to(os.path.relpath(source, output.parent))


def _link_to_a_link(output: Path, source: Path) -> None:
    between = output.with_name("between")
    between.symlink_to(source)
    output.symlink_to(between)


def _hard_link(output: Path, source: Path) -> None:
    output.hardlink_to(source)


WAYS = (_symlink, _relative_symlink, _link_to_a_link, _hard_link)


@contextmanager
def _empty_folder(material: Path) -> Iterator[Path]:
    folder = material.parent / "outputs"
    folder.mkdir()
    try:
        yield folder
    finally:
        shutil.rmtree(folder)


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from(WRITTEN), st.sampled_from(INPUTS), st.sampled_from(WAYS), st.booleans())
def test_no_input_is_ever_replaced(
    material: Path,
    written: tuple[Callable[[Path, Path], JobRequest], str],
    name: str,
    way: Callable[[Path, Path], None],
    overwrite: bool,
) -> None:
    request_of, output = written
    if request_of in ONLY_THE_SONG:
        name = CLIPS[0] if request_of is cut_request and name.startswith("shot") else "song.wav"
    before = bytes_of(material)
    with _empty_folder(material) as folder:
        way(folder / output, material / name)
        request = request_of(material / "edit.otio", folder)
        getattr(request, str(request.WhichOneof("kind"))).overwrite = overwrite
        with pytest.raises(OutputError) as caught:
            run(request)
        assert output in caught.value.message
        assert name in caught.value.message
        # Nothing was written, not even beside it.
        assert {path.name for path in folder.iterdir()} <= {output, "between"}
    assert bytes_of(material) == before


_OF_EDITS = tuple(pair for pair in WRITTEN if pair[0] not in ONLY_THE_SONG)


@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.sampled_from(_OF_EDITS),
    st.sampled_from(sorted(SPELLINGS)),
    st.sampled_from(["", "sub/..", "linked"]),
    st.booleans(),
)
def test_media_is_not_replaced_however_its_url_is_spelled(
    material: Path,
    written: tuple[Callable[[Path, Path], JobRequest], str],
    spelling: str,
    way: str,
    overwrite: bool,
) -> None:
    request_of, output = written
    with _empty_folder(material) as folder:
        (folder / "sub").mkdir()
        (folder / "linked").symlink_to(folder)
        shutil.copy(material / "song.wav", folder / "song.wav")
        media = folder / output
        media.write_bytes(b"a day of shooting")
        music = [Piece(60, 0, 0, media_start=0, url="song.wav")]
        clip = [Piece(50, url=SPELLINGS[spelling](media))]
        made = edits.timeline([clip], [music, music, music])
        name_sound(made)
        request = request_of(edits.written(made, folder), folder / way)
        getattr(request, str(request.WhichOneof("kind"))).overwrite = overwrite
        before = {path.name for path in folder.iterdir()}
        with pytest.raises(OutputError, match=re.escape(f"{output} ")):
            run(request)
        assert media.read_bytes() == b"a day of shooting"
        assert {path.name for path in folder.iterdir()} == before


@pytest.mark.parametrize("name", ["lost.wav", "LOST.wav", "x/../lost.wav"])
def test_the_place_of_media_that_is_offline_is_not_taken(material: Path, name: str) -> None:
    request = render_request(material / "edit.otio", material)
    request.render.output_path, request.render.stems_path = "", ""
    (material / "sounds.otio").unlink(missing_ok=True)
    piece = [Piece(50, 0, 0, media_start=0, url="lost.wav")]
    made = edits.timeline([], [[Piece(50, 0, 0, media_start=0, url="song.wav")], piece])
    edits.written(made, material, "sounds.otio")
    request.render.edit_path = str(material / "sounds.otio")
    request.render.output_path = str(material / name)
    request.render.options.allow_missing = True
    with pytest.raises(OutputError, match=r"lost\.wav.* media of sounds\.otio"):
        run(request)
    (material / "sounds.otio").unlink()


@pytest.mark.parametrize("suffix", [".otio", ".otiod", ".otioz"])
def test_nothing_is_written_into_a_bundle_or_over_its_members(
    material: Path, suffix: str, tmp_path: Path
) -> None:
    song = shutil.copy(material / "song.wav", tmp_path / "song.wav")
    music = [Piece(50, 0, 0, media_start=0, url=str(song))]
    edit = tmp_path / f"edit{suffix}"
    otio.adapters.write_to_file(edits.timeline([], [music]), str(edit))
    member = edit / "media" / "song.wav" if suffix == ".otiod" else song
    linked = tmp_path / "linked.wav"
    linked.hardlink_to(member)
    for output in (member, linked, edit / "new.wav"):
        if suffix == ".otioz" and output != song:
            continue
        request = RenderRequest(edit_path=str(edit), output_path=str(output), overwrite=True)
        if suffix == ".otioz":
            # The song beside the archive is not what it plays; it is not ours either.
            request.overwrite = False
        with pytest.raises(BackbeatError):
            run(JobRequest(render=request))
    assert Path(song).read_bytes() == (material / "song.wav").read_bytes()
    assert not (tmp_path / "edit.otiod" / "new.wav").exists()


def test_every_field_that_names_an_output_is_in_the_list() -> None:
    """`fixed_path` is tried by the tests of `synccheck`."""
    fields = {
        name
        for kind in JobRequest.DESCRIPTOR.oneofs_by_name["kind"].fields
        for name in _paths(kind.message_type)
    }
    read = {"path", "edit_path", "music_path", "to_path", "reference_path", "voice_path"}
    read |= {"sync_map_path", "plan_path", "pattern_path", "template_path", "speech_path"}
    read |= {"visemes_path", "dub_path", "script_path", "effects_path", "recogniser_path"}
    read |= {"mapping_path", "old_path", "new_path", "foley_path", "like_path", "index_path"}
    assert fields - read == {
        "output_path", "plot_path", "log_path", "timeline_path", "stems_path", "preview_path",
        "fixed_path", "stem_path", "mix_path", "cue_sheet_path", "credits_path",
    }  # fmt: skip


def _paths(message: Any) -> Iterator[str]:
    for field in message.fields:
        if field.type == FieldDescriptor.TYPE_MESSAGE and field.message_type is not message:
            yield from _paths(field.message_type)
        elif field.name == "path" or field.name.endswith("_path"):
            yield field.name
