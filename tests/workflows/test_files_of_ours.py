"""Which files Backbeat wrote itself, and may replace, and which are somebody else's."""

from __future__ import annotations

import json
import os
import shutil
import stat
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import opentimelineio as otio
import pytest

from backbeat.errors import AlreadyExistsError, OutputError, RequestError
from backbeat.files.seal import MARK, sealed
from backbeat.jobs.run import run
from backbeat.media.decode import AudioBuffer
from backbeat.media.encode import write_video
from backbeat.v1.cutting_pb2 import SnapRequest
from backbeat.v1.jobs_pb2 import JobRequest
from backbeat.v1.mastering_pb2 import Delivery, MasterRequest
from backbeat.v1.music_pb2 import BeatsRequest
from backbeat.workflows.inputs import Inputs
from backbeat.workflows.outputs import is_ours, output_path, writing
from tests import edits
from tests.edits import Piece
from tests.workflows.writing_jobs import WRITTEN, bytes_of, name_sound, write_material


@pytest.fixture(scope="module")
def material(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_material(tmp_path_factory.mktemp("material"))


@pytest.mark.parametrize(
    ("request_of", "output"), WRITTEN, ids=[f"{made.__name__}-{name}" for made, name in WRITTEN]
)
def test_somebody_elses_file_stays_unless_it_may_be_replaced(
    material: Path, tmp_path: Path, request_of: Callable[[Path, Path], JobRequest], output: str
) -> None:
    edit = material / "sounds.otio"
    music = [Piece(60, 0, 0, media_start=0, url="song.wav")]
    made = edits.timeline([[Piece(27), Piece(40)]], [music, music, music])
    name_sound(made)
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
    once = bytes_of(tmp_path)
    assert all(is_ours(path) for path in tmp_path.iterdir()), list(tmp_path.iterdir())

    # What Backbeat wrote, it replaces without being told.
    getattr(request, str(request.WhichOneof("kind"))).overwrite = False
    run(request)
    assert bytes_of(tmp_path) == once
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
