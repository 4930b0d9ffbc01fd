"""No output of any job ever changes a byte of an input, or of somebody else's file."""

from __future__ import annotations

import json
import os
import re
import shutil
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
import opentimelineio as otio
import pytest
from google.protobuf.descriptor import FieldDescriptor
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from backbeat.errors import AlreadyExistsError, BackbeatError, OutputError, RequestError
from backbeat.files.seal import MARK, sealed
from backbeat.jobs.run import run
from backbeat.media.decode import AudioBuffer
from backbeat.media.encode import write_video
from backbeat.v1.assembly_pb2 import CutRequest
from backbeat.v1.cutting_pb2 import SnapRequest
from backbeat.v1.dubbing_pb2 import DubRequest
from backbeat.v1.foley_pb2 import FoleyRequest
from backbeat.v1.jobs_pb2 import JobRequest
from backbeat.v1.loudness_pb2 import LoudnessRequest
from backbeat.v1.mastering_pb2 import Delivery, MasterRequest
from backbeat.v1.music_pb2 import BeatsRequest
from backbeat.v1.planning_pb2 import PlanRequest
from backbeat.v1.rendering_pb2 import RenderRequest
from backbeat.workflows.inputs import Inputs
from backbeat.workflows.outputs import is_ours, output_path, writing
from tests import commands, edits
from tests.edits import Piece
from tests.material import write_talk, write_voice


def _snap(edit: Path, folder: Path) -> JobRequest:
    return JobRequest(
        snap=SnapRequest(
            edit_path=str(edit),
            music_path=str(edit.with_name("song.wav")),
            output_path=str(folder / f"out{edit.suffix}"),
        )
    )


def _render(edit: Path, folder: Path) -> JobRequest:
    return JobRequest(
        render=RenderRequest(
            edit_path=str(edit), output_path=str(folder / "mix.wav"), stems_path=str(folder)
        )
    )


def _master(edit: Path, folder: Path) -> JobRequest:
    delivery = Delivery(output_path=str(folder / "m.flac"), log_path=str(folder / "m.html"))
    return JobRequest(
        master=MasterRequest(
            path=str(edit), deliveries=[delivery], timeline_path=str(folder / "m.otio")
        )
    )


def _beats(edit: Path, folder: Path) -> JobRequest:
    return JobRequest(
        beats=BeatsRequest(
            path=str(edit.with_name("song.wav")),
            output_path=str(folder / "b.json"),
            plot_path=str(folder / "b.svg"),
        )
    )


def _loudness(edit: Path, folder: Path) -> JobRequest:
    return JobRequest(
        loudness=LoudnessRequest(
            path=str(edit.with_name("song.wav")),
            output_path=str(folder / "l.html"),
            plot_path=str(folder / "l.png"),
        )
    )


def _cut(edit: Path, folder: Path) -> JobRequest:
    return JobRequest(
        cut=CutRequest(
            paths=[str(edit.with_name(name)) for name in CLIPS],
            music_path=str(edit.with_name("song.wav")),
            output_path=str(folder / "cut.otio"),
            preview_path=str(folder / "cut.mp4"),
        )
    )


def _plan(edit: Path, folder: Path) -> JobRequest:
    return JobRequest(
        plan=PlanRequest(
            music_path=str(edit.with_name("song.wav")), output_path=str(folder / "plan.json")
        )
    )


def _dub(edit: Path, folder: Path) -> JobRequest:
    return JobRequest(
        dub=DubRequest(
            path=str(edit.with_name("talk.mov")),
            dub_path=str(edit.with_name("voice.wav")),
            effects_path=str(edit.with_name("song.wav")),
            output_path=str(folder / "dub.mov"),
            report_paths=[str(folder / "dub.html"), str(folder / "dub.csv")],
            no_lips=True,
        )
    )


def _foley(edit: Path, folder: Path) -> JobRequest:
    return JobRequest(
        foley=FoleyRequest(
            path=str(edit),
            output_path=str(folder / f"out{edit.suffix}"),
            spot=["markers"],
            stem_path=str(folder / "stem.wav"),
            mix_path=str(folder / "mix.wav"),
            cue_sheet_path=str(folder / "cues.csv"),
            credits_path=str(folder / "credits.txt"),
            report_paths=[str(folder / "foley.html")],
        )
    )


CLIPS = ("clip 1.mp4", "clip 2.mp4")

WRITTEN = (
    (_snap, "out.otio"),
    (_snap, "out.syncmap.json"),
    (_snap, "out.report.html"),
    (_render, "mix.wav"),
    (_render, "music.wav"),
    (_render, "effects.wav"),
    (_render, "music-and-effects.wav"),
    (_master, "m.flac"),
    (_master, "m.html"),
    (_master, "m.otio"),
    (_cut, "cut.otio"),
    (_cut, "cut.syncmap.json"),
    (_cut, "cut.report.html"),
    (_cut, "cut.mp4"),
    (_plan, "plan.json"),
    (_beats, "b.json"),
    (_beats, "b.svg"),
    (_dub, "dub.mov"),
    (_dub, "dub.html"),
    (_dub, "dub.csv"),
    (_foley, "out.otio"),
    (_foley, "stem.wav"),
    (_foley, "mix.wav"),
    (_foley, "cues.csv"),
    (_foley, "credits.txt"),
    (_foley, "foley.html"),
    (_loudness, "l.html"),
    (_loudness, "l.png"),
)

SPELLINGS: dict[str, Callable[[Path], str]] = {
    "path": str,
    "URL": lambda path: path.as_uri(),
    "localhost": lambda path: path.as_uri().replace("file://", "file://localhost"),
    "one slash": lambda path: f"file:{path}",
    "unescaped": lambda path: f"file://{path}",
    "relative": lambda path: path.name,
    "dotted": lambda path: f"./x/../{path.name}",
    "escaped relative": lambda path: path.name.replace(" ", "%20"),
}


def _write_clip(path: Path, number: int) -> None:
    noise = np.random.default_rng(number).integers(0, 255, (48, 200, 3), np.uint8)
    pictures = [noise[:, shift : shift + 64] for shift in range(100)]
    write_video(path, pictures, Fraction(25))


def _nested(inner: Any) -> Any:
    stack = otio.schema.Stack("compound")
    stack.extend(track.clone() for track in inner.tracks)
    return stack


def _name_sound(made: Any) -> None:
    for track, name in zip(made.audio_tracks(), ("Music", "SFX", "Dialogue"), strict=True):
        track.name = name


@pytest.fixture(scope="module")
def material(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A song, and media named by every spelling, in the open, nested, or not in use."""
    folder = tmp_path_factory.mktemp("material")
    (folder / "x").mkdir()
    song = commands.write_clicks(folder / "song.wav", 4)
    for number, name in enumerate(CLIPS):
        _write_clip(folder / name, number)
    write_talk(folder / "talk.mov", 4, [(1, 2.5)])
    write_voice(folder / "voice.wav", 3, [(0.5, 1.9)], seed=3)
    names = [f"shot {kind}.mov" for kind in SPELLINGS]
    names += ["nested.mov", "unused.mov", "escaped key.mov", "offline.mov"]
    for name in names[:-1]:
        (folder / name).write_bytes(name.encode())
    pieces = [
        Piece(50, url=spelled(folder / f"shot {kind}.mov").replace("{", "{{"), name=kind)
        for kind, spelled in SPELLINGS.items()
    ]
    pieces += [Piece(50, url=str(folder / "offline.mov")), Piece(50, name="unused")]
    music = [Piece(60, 0, 0, media_start=0, url=str(song), name="song")]
    effects = [Piece(40, 0, 0, media_start=0, url=str(song), name="song")]
    made = edits.timeline([pieces], [music, effects, music])
    _name_sound(made)
    made.tracks[0].append(_nested(edits.timeline([[Piece(9, url="nested.mov")]])))
    unused = next(clip for clip in made.find_clips() if clip.name == "unused")
    unused.set_media_references(
        {
            "DEFAULT_MEDIA": otio.schema.MissingReference(),
            "proxy": otio.schema.ExternalReference("unused.mov"),
        },
        "DEFAULT_MEDIA",
    )
    unused.source_range = edits.span(0, 50)
    edit = edits.written(made, folder)
    text = edit.read_text()
    odd = '"metadata": {"a": {"target\\u005furl": "escaped key.mov"}},'
    edit.write_text(text.replace('"metadata": {},', odd, 1))
    return folder


INPUTS = (
    "edit.otio",
    "song.wav",
    *(f"shot {kind}.mov" for kind in SPELLINGS),
    "nested.mov",
    "unused.mov",
    "escaped key.mov",
)
ONLY_THE_SONG = (_beats, _loudness, _cut, _plan, _dub)
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


def _bytes_of(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}


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
        name = CLIPS[0] if request_of is _cut and name.startswith("shot") else "song.wav"
    before = _bytes_of(material)
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
    assert _bytes_of(material) == before


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
        _name_sound(made)
        request = request_of(edits.written(made, folder), folder / way)
        getattr(request, str(request.WhichOneof("kind"))).overwrite = overwrite
        before = {path.name for path in folder.iterdir()}
        with pytest.raises(OutputError, match=re.escape(f"{output} ")):
            run(request)
        assert media.read_bytes() == b"a day of shooting"
        assert {path.name for path in folder.iterdir()} == before


@pytest.mark.parametrize("name", ["lost.wav", "LOST.wav", "x/../lost.wav"])
def test_the_place_of_media_that_is_offline_is_not_taken(material: Path, name: str) -> None:
    request = _render(material / "edit.otio", material)
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


def test_every_field_that_names_an_output_is_in_the_list_above() -> None:
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


@pytest.mark.parametrize(
    ("request_of", "output"), WRITTEN, ids=[f"{made.__name__}-{name}" for made, name in WRITTEN]
)
def test_somebody_elses_file_stays_unless_it_may_be_replaced(
    material: Path, tmp_path: Path, request_of: Callable[[Path, Path], JobRequest], output: str
) -> None:
    edit = material / "sounds.otio"
    music = [Piece(60, 0, 0, media_start=0, url="song.wav")]
    made = edits.timeline([[Piece(27), Piece(40)]], [music, music, music])
    _name_sound(made)
    edits.written(made, material, "sounds.otio")
    target = tmp_path / output
    target.write_text("an afternoon's work")
    target.chmod(0o640)
    request = request_of(edit, tmp_path)
    with pytest.raises(AlreadyExistsError, match=output) as caught:
        run(request)
    assert "-y" in caught.value.hint
    assert [path.name for path in tmp_path.iterdir()] == [output]
    assert target.read_text() == "an afternoon's work"

    getattr(request, str(request.WhichOneof("kind"))).overwrite = True
    run(request)
    assert target.read_bytes() != b"an afternoon's work"
    assert stat.S_IMODE(target.stat().st_mode) == 0o640
    once = _bytes_of(tmp_path)
    assert all(is_ours(path) for path in tmp_path.iterdir()), list(tmp_path.iterdir())

    # What Backbeat wrote, it replaces without being told.
    getattr(request, str(request.WhichOneof("kind"))).overwrite = False
    run(request)
    assert _bytes_of(tmp_path) == once
    assert stat.S_IMODE(target.stat().st_mode) == 0o640


KINDS = (".json", ".csv", ".otio", ".txt", ".mid", ".wav", ".flac")


@pytest.mark.parametrize("suffix", KINDS)
def test_beats_of_every_kind_are_known_again_and_changed_ones_are_not(
    material: Path, tmp_path: Path, suffix: str
) -> None:
    target = tmp_path / f"beats{suffix}"
    request = JobRequest(
        beats=BeatsRequest(path=str(material / "song.wav"), output_path=str(target))
    )
    for _ in range(2):
        run(request)
        assert is_ours(target)
    if suffix in (".wav", ".flac"):
        return
    data = bytearray(target.read_bytes())
    data[len(data) // 2] ^= 1
    target.write_bytes(data)
    with pytest.raises(AlreadyExistsError):
        run(request)
    assert target.read_bytes() == data


@pytest.mark.parametrize("suffix", [".wav", ".flac", ".m4a", ".mp3", ".opus", ".ogg", ".mka"])
def test_masters_of_every_kind_are_known_again(material: Path, tmp_path: Path, suffix: str) -> None:
    target = tmp_path / f"master{suffix}"
    delivery = Delivery(output_path=str(target), integrated_lufs=-20)
    request = JobRequest(
        master=MasterRequest(path=str(material / "song.wav"), deliveries=[delivery])
    )
    run(request)
    assert is_ours(target)
    run(request)


@pytest.mark.parametrize("suffix", [".mp4", ".m4v", ".mov", ".mkv"])
def test_videos_are_known_again_and_their_copies_are_not(tmp_path: Path, suffix: str) -> None:
    pictures = [np.full((16, 16, 3), 9 * number, np.uint8) for number in range(25)]
    noise = np.random.default_rng(1).normal(0, 0.1, (48000, 2)).astype(np.float32)
    write_video(tmp_path / "in.mov", pictures, Fraction(25), audio=AudioBuffer(noise, 48000))
    target = tmp_path / f"out{suffix}"
    delivery = Delivery(output_path=str(target), integrated_lufs=-20)
    request = JobRequest(master=MasterRequest(path=str(tmp_path / "in.mov"), deliveries=[delivery]))
    for _ in range(2):
        run(request)
        assert is_ours(target)
    copy = tmp_path / f"copy{suffix}"
    with av.open(str(target)) as reading, av.open(str(copy), "w") as writing_copy:
        # As editors and converters do, it keeps the metadata and adds its own name.
        writing_copy.metadata.update(reading.metadata)
        streams = {s.index: writing_copy.add_stream_from_template(s) for s in reading.streams}
        for packet in reading.demux():
            if packet.dts is not None:
                packet.stream = streams[packet.stream.index]
                writing_copy.mux(packet)
    assert not is_ours(copy)


@pytest.mark.parametrize("suffix", [".otioz", ".otiod"])
def test_a_bundle_is_ours_until_something_in_it_changes(
    material: Path, tmp_path: Path, suffix: str
) -> None:
    song = material / "song.wav"
    made = edits.timeline([[Piece(85, url=str(song)), Piece(60, url=str(song))]])
    edit = tmp_path / f"edit{suffix}"
    otio.adapters.write_to_file(made, str(edit))
    target = tmp_path / f"out{suffix}"
    request = JobRequest(
        snap=SnapRequest(edit_path=str(edit), music_path=str(song), output_path=str(target))
    )
    for _ in range(2):
        run(request)
        assert is_ours(target) and not is_ours(edit)
    if suffix == ".otiod":
        (target / "notes.txt").write_text("an afternoon's work")
        for overwrite in (False, True):
            request.snap.overwrite = overwrite
            with pytest.raises(OutputError, match="a folder that Backbeat did not write"):
                run(request)
        assert (target / "notes.txt").read_text() == "an afternoon's work"


def test_a_folder_that_holds_an_input_is_not_replaced(material: Path, tmp_path: Path) -> None:
    song = material / "song.wav"
    edit, target = tmp_path / "edit.otiod", tmp_path / "out.otiod"
    made = edits.timeline([[Piece(85, url=str(song)), Piece(60, url=str(song))]])
    otio.adapters.write_to_file(made, str(edit))
    shutil.copytree(edit, target)
    inside = target / "media" / "song.wav"
    request = SnapRequest(
        edit_path=str(edit), music_path=str(inside), output_path=str(target), overwrite=True
    )
    with pytest.raises(OutputError, match=r"would replace .*song\.wav, an input"):
        run(JobRequest(snap=request))
    assert inside.read_bytes() == song.read_bytes()


@pytest.mark.skipif(os.name == "nt", reason="there are no such files there")
def test_a_device_or_pipe_is_refused_by_name(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.json")
    (tmp_path / "null.json").symlink_to("/dev/null")
    for name in ("pipe.json", "null.json"):
        with (
            pytest.raises(OutputError, match=f"{name} is a device or a pipe"),
            writing(Inputs(()), [tmp_path / name], True),
        ):
            raise AssertionError("work has begun")


def test_two_outputs_of_one_name_are_refused(tmp_path: Path) -> None:
    one = tmp_path / "a.svg"
    for other in (one, tmp_path / "x" / ".." / "a.svg", tmp_path / "A.svg"):
        with (
            pytest.raises(RequestError, match="Two outputs"),
            writing(Inputs(()), [one, other], False),
        ):
            raise AssertionError("work has begun")


def test_what_appears_while_the_job_works_is_not_replaced(tmp_path: Path) -> None:
    target = tmp_path / "a.json"
    with pytest.raises(AlreadyExistsError), writing(Inputs(()), [target], False) as written:
        written.at(target).write_text("ours")
        target.write_text("theirs")
    assert target.read_text() == "theirs"
    assert list(tmp_path.iterdir()) == [target]


def test_an_empty_file_is_nobodys(tmp_path: Path) -> None:
    target = tmp_path / "a.json"
    target.touch()
    with writing(Inputs(()), [target], False) as written:
        written.at(target).write_text("ours")
    assert target.read_text() == "ours"


def test_a_file_of_ours_is_told_by_its_content_not_by_its_name(tmp_path: Path) -> None:
    ours, theirs = tmp_path / "a.json", tmp_path / "b.json"
    ours.write_bytes(sealed(json.dumps({"writtenBy": MARK}).encode()))
    theirs.write_text('{"writtenBy": "Backbeat 9"}')
    assert is_ours(ours) and not is_ours(theirs)


def test_an_ending_that_is_not_written_is_refused() -> None:
    with pytest.raises(RequestError, match="kind"):
        output_path("a.edl", (".json", ".otio"))
    assert output_path("", (".json",)) is None
