"""Clips placed by Resolve's own calls: to the frame on every version, or everything as before."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

from backbeat_resolve import landing
from backbeat_resolve.landing import Placement, add_track, import_files
from backbeat_resolve.problems import Cancelled, Problem
from backbeat_resolve.timelines import Guarded
from tests.doubles.resolve.session import VERSIONS, Session, session
from tests.doubles.resolve.state import Timeline
from tests.resolve_plugin.inside import EXACT_RATES, cut, everything, opened
from tests.resolve_plugin.landings import landed, meant, placements, source, where


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize(("rate", "drop"), EXACT_RATES)
def test_many_clips_lie_to_the_frame(tmp_path: Path, version: str, rate: float, drop: bool) -> None:
    held = cut(tmp_path, version, rate, drop_frame=drop)
    path = source(held, tmp_path / "new ö" / "steps.wav", None)
    wanted = placements(path)
    made = landed(opened(held), [path], wanted)
    assert where(made) == meant(wanted)
    assert all(made.lands_visible(item) for item in made.tracks["audio"][-1].items)
    assert (made.tracks["audio"][-1].name, made.tracks["audio"][-1].subtype) == (
        "Backbeat",
        "stereo",
    )
    # A hundred a call is what is advised.
    assert held.world.calls["MediaPool.AppendToTimeline"] == 3


@pytest.mark.parametrize("version", VERSIONS)
def test_pictures_land_without_their_sound(tmp_path: Path, version: str) -> None:
    held = cut(tmp_path, version)
    path = source(held, tmp_path / "new.mov", 25)
    wanted = placements(path, 30)
    made = landed(opened(held), [path], wanted, "video")
    assert where(made, "video") == meant(wanted)
    assert len(made.tracks["audio"]) == 1
    assert len(made.tracks["audio"][0].items) == 1


def test_a_timeline_from_zero_and_one_in_drop_frame_are_counted_from_their_start(
    tmp_path: Path,
) -> None:
    for start, rate, drop in ((0, 25, False), (107892, 29.97, True)):
        folder = tmp_path / str(start)
        held = session(rate=rate, drop_frame=drop)
        held.add_timeline("edit", rate, drop, start)
        path = source(held, folder / "a.wav", None)
        wanted = placements(path, 5)
        assert where(landed(opened(held), [path], wanted)) == meant(wanted)


@pytest.mark.parametrize("ghosts", [False, True])
def test_a_locked_track_is_found_out_and_nothing_is_kept(tmp_path: Path, ghosts: bool) -> None:
    held = cut(tmp_path, ghosts_have_id=ghosts)
    path = source(held, tmp_path / "a.wav", None)
    before = everything(held)

    def lock(made: Timeline, number: int) -> None:
        made.tracks["audio"][number - 1].locked = True

    with pytest.raises(Problem, match="placed 0 of 100 clips on “Backbeat”") as caught:
        landed(opened(held), [path], placements(path), before=lock)
    assert "locked" in caught.value.hint
    assert everything(held) == before


def test_a_clip_that_would_lie_over_another_is_found_out(tmp_path: Path) -> None:
    for overlap, words in (("drop", "placed 1 of 2"), ("slide", "belongs at 01:00:00:05")):
        held = cut(tmp_path / overlap, overlap=overlap)
        path = source(held, tmp_path / "a.wav", None)
        before = everything(held)
        wanted = [
            Placement(path, 0, 10, Fraction(0)),
            Placement(path, 5, 10, Fraction(0)),
        ]
        with pytest.raises(Problem, match=words):
            landed(opened(held), [path], wanted)
        assert everything(held) == before


def test_clips_whose_append_failed_are_not_believed(tmp_path: Path) -> None:
    held = cut(tmp_path, failing_appends=frozenset({2}))
    path = source(held, tmp_path / "a.wav", None)
    before = everything(held)
    with pytest.raises(Problem, match="refuses to place 100 clips"):
        landed(opened(held), [path], placements(path))
    assert everything(held) == before


def test_a_cancel_between_batches_leaves_everything_as_it_was(tmp_path: Path) -> None:
    held = cut(tmp_path)
    path = source(held, tmp_path / "a.wav", None)
    before = everything(held)
    appends = held.world.calls
    with pytest.raises(Cancelled):
        landed(
            opened(held),
            [path],
            placements(path),
            cancelled=lambda: appends["MediaPool.AppendToTimeline"] == 2,
        )
    assert everything(held) == before


def test_progress_goes_from_none_to_most(tmp_path: Path) -> None:
    held = cut(tmp_path)
    path = source(held, tmp_path / "a.wav", None)
    told: list[float] = []
    landed(opened(held), [path], placements(path), report=lambda done, step: told.append(done))
    assert told == [0.0, 0.4, 0.8]


def test_a_dialog_at_any_call_is_a_sentence_and_leaves_everything_as_it_was(
    tmp_path: Path,
) -> None:
    def attempt(at: int) -> Session:
        held = cut(tmp_path, dialogs_block=True)
        wanted = placements(source(held, tmp_path / "a.wav", None), 3)
        inside = opened(held)
        before, calls = everything(held), held.world.calls.total()
        held.world.behaviour.dialog_calls = range(calls + at, calls + at + 1)
        try:
            landed(inside, [wanted[0].path], wanted)
        except Problem:
            assert everything(held) == before, at
            failed.append(at)
        return held

    failed: list[int] = []
    calls = attempt(0).world.calls.total()
    assert not failed
    for at in range(1, calls):
        attempt(at)
    assert len(failed) > 3


def test_a_file_that_is_no_media_is_named(tmp_path: Path) -> None:
    held = cut(tmp_path)
    before = everything(held)
    with pytest.raises(Problem, match=r"does not import .*nothing\.wav"):
        landed(opened(held), [str(tmp_path / "nothing.wav")], [])
    assert everything(held) == before


@pytest.mark.parametrize("reimport", ["new", "nothing"])
def test_a_file_that_is_in_the_pool_already_is_taken_again(tmp_path: Path, reimport: str) -> None:
    held = cut(tmp_path, reimport=reimport)
    path = str(tmp_path / "song.wav")
    wanted = placements(path, 4)
    assert where(landed(opened(held), [path], wanted)) == meant(wanted)
    held.project.current = held.project.timelines[0]
    before = held.world.calls["MediaPool.ImportMedia"]
    inside = opened(held)
    with Guarded(inside) as guard:
        assert set(import_files(inside, guard, [path, path])) >= {path}
    if reimport == "new":
        assert held.world.calls["MediaPool.ImportMedia"] == before


def test_an_audio_track_of_another_layout_can_be_made(tmp_path: Path) -> None:
    held = cut(tmp_path)
    assert add_track(held.proxy(held.timeline), "audio", "Six", "5.1") == 2
    assert held.timeline.tracks["audio"][1].subtype == "5.1"
    held.world.behaviour.dialogs_block = held.world.dialog = True
    with pytest.raises(Problem, match="did not add a track to “edit”"):
        add_track(held.proxy(held.timeline), "video", "Seven", "")


def test_frames_given_to_resolve_are_whole_numbers(tmp_path: Path) -> None:
    held = cut(tmp_path, media_rate=24)
    camera = held.proxy(held.project.root.items[0])
    one = Placement("", 7, 31, Fraction(33, 10))
    info = landing.clip_info(opened(held), camera, one, ("video", 1), 90000)
    assert [type(info[key]) for key in ("startFrame", "endFrame", "recordFrame")] == [int] * 3
