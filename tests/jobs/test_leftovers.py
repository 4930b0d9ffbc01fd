from __future__ import annotations

import contextlib
from pathlib import Path

from backbeat.files import replacing
from backbeat.jobs.leftovers import remove_leftovers
from backbeat.v1.cutting_pb2 import SnapRequest
from backbeat.v1.jobs_pb2 import JobRequest
from backbeat.v1.mastering_pb2 import Delivery, MasterRequest
from backbeat.v1.rendering_pb2 import RenderRequest
from tests import engines


def _snap(output: Path) -> JobRequest:
    return JobRequest(snap=SnapRequest(edit_path="/edit.otio", output_path=str(output)))


def _left_behind(path: Path) -> Path:
    """What `replacing` leaves when its process is killed in the block."""
    with contextlib.suppress(KeyboardInterrupt), replacing(path) as temporary:
        raise KeyboardInterrupt
    temporary.write_text("half")
    return temporary


def test_the_output_and_its_companions_are_cleared(tmp_path: Path) -> None:
    output = tmp_path / "cut.otio"
    left = [
        _left_behind(output),
        _left_behind(tmp_path / "cut.syncmap.json"),
        _left_behind(tmp_path / "cut.report.html"),
    ]
    output.write_text("of an earlier run")
    assert sorted(remove_leftovers(_snap(output))) == sorted(left)
    assert [path.name for path in tmp_path.iterdir()] == ["cut.otio"]
    assert output.read_text() == "of an earlier run"


def test_nothing_of_others_is_touched(tmp_path: Path) -> None:
    others = [_left_behind(tmp_path / "cut2.otio"), _left_behind(tmp_path / "rough.cut.otio")]
    for name in (".cut.otio.part", ".cut.otio.0123.part", "cut.otio.01234567.part", ".cut.otio"):
        others.append(tmp_path / name)
        others[-1].write_text("mine")
    assert remove_leftovers(_snap(tmp_path / "cut.otio")) == []
    assert all(path.exists() for path in others)


def test_a_half_made_folder_goes(tmp_path: Path) -> None:
    half = tmp_path / ".cut.otiod.0a1b2c3d.part"
    (half / "media").mkdir(parents=True)
    assert remove_leftovers(_snap(tmp_path / "cut.otiod")) == [half]
    assert not half.exists()


def test_a_folder_set_aside_is_put_back(tmp_path: Path) -> None:
    aside = tmp_path / ".cut.otiod.0a1b2c3d.old"
    aside.mkdir()
    (aside / "content.otio").write_text("the only copy")
    (tmp_path / ".cut.otiod.99999999.part").mkdir()
    remove_leftovers(_snap(tmp_path / "cut.otiod"))
    assert [path.name for path in tmp_path.iterdir()] == ["cut.otiod"]
    assert (tmp_path / "cut.otiod" / "content.otio").read_text() == "the only copy"


def test_a_job_without_output_leaves_nothing(tmp_path: Path) -> None:
    _left_behind(tmp_path / "song.json")
    assert remove_leftovers(engines.beats(tmp_path / "song.wav")) == []
    assert remove_leftovers(engines.beats(Path("/a.wav"), tmp_path / "gone" / "b.json")) == []


def test_every_delivery_of_a_master_is_looked_after(tmp_path: Path) -> None:
    outputs = [tmp_path / "a.m4a", tmp_path / "b.wav"]
    request = JobRequest(
        master=MasterRequest(
            path="/mix.otio",
            deliveries=[
                Delivery(output_path=str(path), log_path=f"{path}.html") for path in outputs
            ],
            timeline_path=str(tmp_path / "c.otio"),
        )
    )
    left = [_left_behind(path) for path in (*outputs, tmp_path / "a.m4a.html", tmp_path / "c.otio")]
    # An encoder writes beside the file that is not there yet.
    left.append(tmp_path / "..a.m4a.0123abcd.part.4567cdef.part")
    left[-1].touch()
    mix = tmp_path / ".a.m4a.0123abcd.part"
    mix.mkdir()
    (mix / "mix.wav").touch()
    assert set(remove_leftovers(request)) == {*left, mix}
    assert list(tmp_path.iterdir()) == []


def test_stems_are_looked_after_in_their_folder(tmp_path: Path) -> None:
    stems = tmp_path / "stems"
    stems.mkdir()
    (stems / "music.wav").touch()
    left = _left_behind(stems / "dialogue.wav")
    request = JobRequest(render=RenderRequest(edit_path="/e.otio", stems_path=str(stems)))
    assert remove_leftovers(request) == [left]
    assert [path.name for path in stems.iterdir()] == ["music.wav"]
