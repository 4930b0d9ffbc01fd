"""Whole runs, from the menu to the last words: a modelled Resolve, a real engine process."""

from __future__ import annotations

import itertools
import json
import os
import signal
import threading
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from backbeat.client import EngineClient, connect
from backbeat.v1.jobs_pb2 import JobState
from backbeat_resolve import markers
from backbeat_resolve.talk import Talk
from tests import engines
from tests.doubles.resolve.behaviour import Edition
from tests.doubles.resolve.rates import frame_at
from tests.doubles.resolve.state import Marker, Timeline
from tests.doubles.resolve.ui import Click, Look
from tests.doubles.resolve.worlds import world_from_otio
from tests.resolve_plugin.flows import EDITIONS, cut_world, pool_of, run, shape, write_song
from tests.sampling import sampled

SONGS = ("osu_triangles.mp3", "asap_Bach_Fugue_bwv_846.flac")
RATES = ((24, False), (Fraction(24000, 1001), False), (25, False), (Fraction(30000, 1001), True))


@pytest.fixture(scope="module")
def song(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_song(tmp_path_factory.mktemp("music") / "söng, 100 %.wav")


def sync_map(home: Path) -> dict[str, Any]:
    """Of the newest run."""
    found = max((home / "resolve/results").rglob("*.syncmap.json"), key=lambda p: p.stat().st_mtime)
    return dict(json.loads(found.read_text()))


def expected(original: Timeline, moves: dict[str, Any]) -> list[tuple[str, int, int, Fraction]]:
    """Media, start, end and media position of every picture, from the original and the cuts."""
    made = []
    for number, track in enumerate(original.tracks["video"], 1):
        to = {
            int(cut["fromFrame"]) + original.start: int(cut["toFrame"]) + original.start
            for cut in moves["cuts"]
            if cut["track"] == f"V{number}" and cut["action"] == "ACTION_MOVED"
        }
        for item in track.items:
            if item.media is None:
                continue
            start, end = to.get(item.start, item.start), to.get(item.end, item.end)
            moved = Fraction(start - item.start) * item.speed * item.media.rate / original.rate
            made.append((item.media.name, start, end, item.source + moved))
    return made


def pictures(timeline: Timeline) -> list[tuple[str, int, int, Fraction]]:
    return [
        (item.media.name, item.start, item.end, item.source)
        for track in timeline.tracks["video"]
        for item in track.items
        if item.media is not None
    ]


def same_pictures(timeline: Timeline, wanted: list[tuple[str, int, int, Fraction]]) -> bool:
    found = pictures(timeline)
    return [one[:3] for one in found] == [one[:3] for one in wanted] and all(
        # A media frame that falls between two goes to either.
        abs(one[3] - other[3]) < 1
        for one, other in zip(found, wanted, strict=True)
    )


@pytest.mark.parametrize(("version", "edition"), EDITIONS)
def test_a_new_timeline_lies_on_the_beat_and_the_old_one_is_as_it_was(
    tmp_path: Path, at_home: Path, song: Path, version: str, edition: Edition
) -> None:
    held = cut_world(tmp_path, song, version, edition)
    original, before = held.timeline, shape(held.timeline)
    assert run(held, "snap_to_beats")
    assert shape(original) == before
    assert held.timeline is not original
    moves = sync_map(at_home)
    assert any(cut["action"] == "ACTION_MOVED" for cut in moves["cuts"])
    assert same_pictures(held.timeline, expected(original, moves))
    beats = {float(beat["frame"]) for beat in moves["grid"]}
    ours = {frame for frame, one in held.timeline.markers.items() if one.note.startswith("bb:")}
    assert ours == {frame for frame in beats if frame < original.end - original.start}
    assert all(item.linked for item in held.timeline.all_items())
    assert not held.world.upsell


@pytest.mark.parametrize(("rate", "drop"), RATES)
@pytest.mark.parametrize("version", ["18.6", "21.1"])
def test_every_rate_is_right_to_the_frame(
    tmp_path: Path, at_home: Path, song: Path, rate: float | Fraction, drop: bool, version: str
) -> None:
    held = cut_world(tmp_path, song, version, rate=rate, drop_frame=drop)
    original = held.timeline
    assert original.start == frame_at("01:00:00:00", original.rate, drop)
    assert run(held, "snap_to_beats")
    moves = sync_map(at_home)
    assert same_pictures(held.timeline, expected(original, moves))
    assert held.timeline.start == original.start
    assert (";" in moves["startTimecode"]) == drop


def real_timelines(shared: Path) -> list[Path]:
    """Those with a picture cut, by their size: a few of each kind of writer."""
    named = (
        "files/AcademySoftwareFoundation+OpenTimelineIO__effects.otio",
        "files/AcademySoftwareFoundation+OpenTimelineIO__multitrack.otio",
        "files/OpenTimelineIO+raven__examples__ElFuente_4096x2160_60fps_10bit_420_remix1.otio",
        "files/riversidefm+OpenTimelineIO__premiere_example.otio",
        "files/riversidefm+OpenTimelineIO__screening_example.otio",
        "files/ggarra13+mrv2__MultipleClips.otio",
        "aaf_derived/2997fps-DFTC.otio",
        "aaf_derived/multitrack.otio",
    )
    return [shared / "data/otio" / name for name in named]


@pytest.mark.shared
@pytest.mark.parametrize(
    ("version", "edition"), sampled(EDITIONS, lambda place, _: place in (1, len(EDITIONS) - 1))
)
def test_real_songs_and_real_timelines(
    shared: Path, tmp_path: Path, at_home: Path, version: str, edition: Edition
) -> None:
    worked = 0
    which = EDITIONS.index((version, edition))
    for number, path in enumerate(real_timelines(shared)[which % 2 :: 2], which):
        song = shared / "data/beats" / SONGS[number % len(SONGS)]
        held = world_from_otio(path, tmp_path / str(number), version, edition, song)
        original, before, pool = held.timeline, shape(held.timeline), pool_of(held)
        done = run(held, "snap_to_beats")
        assert shape(original) == before, path.name
        if done:
            assert same_pictures(held.timeline, expected(original, sync_map(at_home))), path.name
            worked += 1
        else:
            assert held.timeline is original, path.name
            assert pool_of(held) == pool, path.name
    # 18.6 leaves media offline, and clips without media cannot be placed one by one.
    assert worked >= (2 if version == "18.6" else 3)


def test_a_second_run_replaces_our_markers_and_no_one_elses(
    tmp_path: Path, at_home: Path, song: Path, chosen: Callable[..., None]
) -> None:
    chosen(markers="beats")
    held = cut_world(tmp_path, song, "20.3", "free")
    mine = Marker("Green", "mine", "do not touch", 1, "")
    held.timeline.markers[7.0] = mine
    assert run(held, "beat_markers")
    first = set(held.timeline.markers)
    assert len(first) > 20
    chosen(markers="downbeats")
    assert run(held, "beat_markers")
    again = set(held.timeline.markers)
    assert again < first
    assert held.timeline.markers[7.0] is mine
    assert {one.name.split(".")[-1] for at, one in held.timeline.markers.items() if at != 7.0} == {
        "1"
    }


def test_a_snapped_timeline_can_be_snapped_again(tmp_path: Path, at_home: Path, song: Path) -> None:
    held = cut_world(tmp_path, song, "20.3", "free")
    assert run(held, "snap_to_beats")
    once = held.timeline
    once.markers[7.0] = Marker("Green", "mine", "do not touch", 1, "")
    assert run(held, "snap_to_beats")
    assert held.timeline is not once
    assert held.timeline.name == f"{once.name} on beat"
    assert pictures(held.timeline) == pictures(once)
    assert held.timeline.markers[7.0].name == "mine"
    assert len(held.timeline.markers) == len(once.markers)


@pytest.mark.parametrize("kept", ["lost", "shifted"])
def test_markers_that_an_import_loses_or_moves_are_placed_by_hand(
    tmp_path: Path, at_home: Path, song: Path, kept: str
) -> None:
    held = cut_world(tmp_path, song, "20.3", "free", stack_markers=kept)
    assert run(held, "snap_to_beats")
    length = held.timeline.end - held.timeline.start
    beats = {float(beat["frame"]) for beat in sync_map(at_home)["grid"] if beat["frame"] < length}
    assert set(held.timeline.markers) == beats


REFUSALS: tuple[tuple[dict[str, Any], str], ...] = (
    ({"export_writes": "nothing"}, "there is no file at"),
    ({"export_writes": "empty"}, "there is no file at"),
    ({"dialogs_block": True}, ""),
)


@pytest.mark.parametrize(("switches", "words"), REFUSALS)
def test_what_fails_in_silence_is_said_and_leaves_nothing(
    tmp_path: Path,
    at_home: Path,
    song: Path,
    capsys: pytest.CaptureFixture[str],
    switches: dict[str, Any],
    words: str,
) -> None:
    held = cut_world(tmp_path, song, "20.3", "free", **switches)
    held.world.dialog = "dialogs_block" in switches
    before, pool, original = shape(held.timeline), pool_of(held), held.timeline
    assert not run(held, "snap_to_beats")
    said = capsys.readouterr().out.strip().splitlines()[-1]
    assert said.startswith("Backbeat: ")
    assert words in said
    assert "Traceback" not in said
    assert (shape(original), pool_of(held), held.timeline) == (before, pool, original)
    assert held.project.bin is held.project.root


def test_an_import_that_fails_is_gone_round(
    tmp_path: Path, at_home: Path, song: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    held = cut_world(tmp_path, song, "21.0.4", "free")
    original = held.timeline
    # An import refuses everything for one clip whose media is gone.
    gone = original.tracks["video"][0].items[3].media
    assert gone is not None
    Path(gone.path).unlink()
    gone.online = False
    assert run(held, "snap_to_beats")
    assert "did not import" in capsys.readouterr().out
    assert same_pictures(held.timeline, expected(original, sync_map(at_home)))


def is_running(client: EngineClient) -> bool:
    """Whether the newest job runs, and has said so: who submitted it has its name by then."""
    running = JobState.JOB_STATE_RUNNING
    return [(job.state, job.step != "") for job in client.list(1).jobs] == [(running, True)]


def test_cancel_in_the_middle_leaves_nothing(tmp_path: Path, at_home: Path) -> None:
    long = engines.write_long(tmp_path / "long.wav", 1800)
    held = cut_world(tmp_path, long)
    original, before, pool = held.timeline, shape(held.timeline), pool_of(held)
    results = sorted((at_home / "resolve").rglob("*.otio"))
    waited = [Look(lambda window: None)] * 3
    assert not run(held, "snap_to_beats", [Click("Go"), *waited, Click("Stop"), Click("Close")])
    assert (shape(original), pool_of(held), held.timeline) == (before, pool, original)
    assert sorted((at_home / "resolve").rglob("*.otio")) == results
    with connect(home=at_home) as client:
        states = [job.state for job in client.list(1).jobs]
    assert states == [JobState.JOB_STATE_CANCELLED]


def test_the_cancel_entry_stops_a_run_without_windows(tmp_path: Path, at_home: Path) -> None:
    held = cut_world(tmp_path, engines.write_long(tmp_path / "long.wav", 1800), "20.3", "free")
    other = cut_world(tmp_path / "other", tmp_path / "long.wav", "20.3", "free")
    done: list[bool] = []
    running = threading.Thread(target=lambda: done.append(run(held, "snap_to_beats")))
    running.start()
    with connect(home=at_home) as client:
        engines.wait_for(lambda: is_running(client))
    assert run(other, "cancel")
    running.join(200)
    assert done == [False]
    assert len(held.project.timelines) == 1


def test_an_engine_that_dies_in_the_middle_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with engines.engine_process(tmp_path / "home") as engine:
        monkeypatch.setenv("BACKBEAT_HOME", str(engine.home))
        held = cut_world(tmp_path, engines.write_long(tmp_path / "long.wav", 1800), "20.3", "free")
        original, before, pool = held.timeline, shape(held.timeline), pool_of(held)

        def kill() -> None:
            with engine.client() as client:
                engines.wait_for(lambda: is_running(client))
            os.kill(engine.process.pid, signal.SIGKILL)

        threading.Thread(target=kill).start()
        assert not run(held, "snap_to_beats")
    assert "The engine stopped in the middle of the job." in capsys.readouterr().out
    assert (shape(original), pool_of(held), held.timeline) == (before, pool, original)
    assert not list((tmp_path / "home/resolve").rglob("*.otio"))


def test_a_master_lands_on_its_own_track(
    tmp_path: Path, at_home: Path, song: Path, chosen: Callable[..., None]
) -> None:
    chosen(preset="youtube")
    for version, edition in EDITIONS[::4]:
        held = cut_world(tmp_path / version, song, version, edition)
        original, before = held.timeline, shape(held.timeline)
        assert run(held, "master_loudness"), version
        assert shape(original) == before
        *muted, last = held.timeline.tracks["audio"]
        assert last.name == "Backbeat master"
        assert last.enabled
        assert not any(track.enabled for track in muted)
        (item,) = last.items
        assert held.timeline.lands_visible(item)
        assert (item.start, item.end) == (original.start, original.end)
        assert item.media is not None
        assert Path(item.media.path).stat().st_size > 1_000_000


@pytest.mark.parametrize("version", ["18.6", "20.3", "21.1"])
def test_a_master_can_land_as_levels_of_clips(
    tmp_path: Path,
    at_home: Path,
    song: Path,
    chosen: Callable[..., None],
    capsys: pytest.CaptureFixture[str],
    version: str,
) -> None:
    chosen(preset="ebu-r128", master_as="clip levels")
    held = cut_world(tmp_path, song, version)
    original, before, pool = held.timeline, shape(held.timeline), pool_of(held)
    done = run(held, "master_loudness")
    said = capsys.readouterr().out
    assert shape(original) == before
    if version == "18.6":
        # Its import leaves media offline, and before 21.1 there is no other way to a level.
        assert not done
        assert "left the media" in said
        assert (pool_of(held), held.timeline) == (pool, original)
        return
    assert done, said
    (item,) = held.timeline.tracks["audio"][0].items
    assert "at -23.0 LUFS" in said
    if version == "21.1":
        level = item.properties["AudioVolume"]
    else:
        parameters = item.effects[-1]["metadata"]["Resolve_OTIO"]["Parameters"]
        level = parameters[0]["Parameter Value"]
    assert -20 < level < -1
    assert f"by {level:+.1f} dB on each of 1 clip" in said


@pytest.mark.parametrize(("kept", "most_s"), [("kept", 2.0), ("lost", 10.0)])
def test_five_hundred_markers_and_three_hundred_cuts(
    tmp_path: Path, at_home: Path, monkeypatch: pytest.MonkeyPatch, kept: str, most_s: float
) -> None:
    song = write_song(tmp_path / "song.wav", 256)
    lengths = [17 + number % 9 for number in range(301)]
    held = cut_world(tmp_path, song, "21.0.4", "free", lengths=lengths, stack_markers=kept)
    told: list[float] = [0.0]

    def report(talk: Talk, fraction: float, step: str) -> None:
        del talk, fraction, step
        told.append(held.world.clock_s)

    monkeypatch.setattr(Talk, "report", report)
    # Only Resolve's modelled time goes by in the placing of markers.
    monkeypatch.setattr(markers.time, "monotonic", lambda: held.world.clock_s)
    assert run(held, "snap_to_beats")
    assert len(held.timeline.tracks["video"][0].items) == 301
    assert len(held.timeline.markers) >= 495
    assert held.world.clock_s < most_s
    gaps = [after - before for before, after in itertools.pairwise([*told, held.world.clock_s])]
    assert max(gaps) < 0.5


def test_a_self_test_leaves_only_its_report(tmp_path: Path, at_home: Path, song: Path) -> None:
    for version, edition in EDITIONS:
        held = cut_world(tmp_path / version / edition, song, version, edition)
        original, before, pool = held.timeline, shape(held.timeline), pool_of(held)
        assert run(held, "self_test")
        assert (shape(original), pool_of(held), held.timeline) == (before, pool, original)
        report = max(
            (at_home / "resolve").glob("self-test *.json"), key=lambda p: p.stat().st_mtime
        )
        rows = json.loads(report.read_text())["rows"]
        assert len(rows) >= 18
        differing = {row["about"] for row in rows if row["holds"] is False}
        assert differing == set(), (version, edition)
