"""Place Foley in a modelled Resolve: tracks by layer, on the frame, and again after a first run."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from pathlib import Path

import pytest

from backbeat.files.transaction import Transaction
from backbeat.foley.cues import Kind, Layer
from backbeat.foley.found import Choice, Placed
from backbeat.foley.landing.reading import Landed
from backbeat.timeline import document as documents
from backbeat.workflows.foley.landing import earlier_foley, planned, write_landing
from backbeat_resolve import markers, place_foley, timelines, wanted
from backbeat_resolve.places import Installation
from backbeat_resolve.problems import Problem
from backbeat_resolve.run import Run
from backbeat_resolve.settings import checked
from backbeat_resolve.talk import Talk
from backbeat_resolve.timelines import Guarded
from tests.doubles.resolve.bridge import state_of
from tests.doubles.resolve.session import VERSIONS, Session, session
from tests.doubles.resolve.state import Marker as StateMarker
from tests.doubles.resolve.state import Timeline
from tests.resolve_plugin.clips import write_clip
from tests.resolve_plugin.flows import pool_of, run, shape
from tests.resolve_plugin.inside import EXACT_RATES, cut, never, opened, quiet
from tests.workflows.foley.clicks import choice, click

MARKED = Fraction(3)


def context(held: Session, folder: Path) -> Run:
    inside = opened(held)
    return Run(
        inside.host,
        Talk("Place Foley", folder / "log"),
        checked({}),
        Installation([], folder, ""),
        folder,
    )


def sounds() -> list[Placed]:
    return [
        click("1", Fraction(1, 3)),
        click("2", Fraction(2, 5)),
        click("3", Fraction(7, 3), layer=Layer.FOLEY, kind=Kind.FOOTSTEP),
        click("4", Fraction(0), before=0, after=5, layer=Layer.AMBIENCE, kind=Kind.AMBIENCE),
    ]


def written(
    edit: Path, out: Path, placed: Sequence[Placed], unplaced: Sequence[Choice]
) -> list[Landed]:
    """What the engine does of a timeline, without looking for anything; what it kept."""
    document = documents.load(edit)
    read, earlier = earlier_foley(document)
    kept = [one for one in earlier if one.changes and one.sound is not None]
    folder = out.with_name("foley")
    landing = planned(
        document, read, placed, unplaced, read.duration / read.rate, folder, kept=kept
    )
    with Transaction([out, *landing.paths], [folder]) as outputs:
        documents.save(write_landing(landing, outputs), outputs.at(out))
    return kept


def placed_in(
    held: Session, folder: Path, placed: Sequence[Placed], number: int = 0
) -> tuple[place_foley.Landed, Timeline]:
    inside = opened(held)
    before, after = folder / f"before {number}.otio", folder / f"after {number}.otio"
    timelines.export(inside, before)
    written(before, after, placed, [choice("9", MARKED, placed=False)])
    with Guarded(inside) as guard:
        done = place_foley.land(
            context(held, folder),
            inside,
            guard,
            wanted.read(after, inside.rate.fps),
            wanted.read(before, inside.rate.fps),
        )
    made: Timeline = state_of(done.timeline)
    return done, made


@pytest.mark.parametrize("version", VERSIONS)
def test_sounds_lie_on_tracks_by_layer_and_the_old_timeline_is_as_it_was(
    tmp_path: Path, version: str
) -> None:
    held = cut(tmp_path, version)
    original, before = held.timeline, shape(held.timeline)
    done, made = placed_in(held, tmp_path, sounds())
    assert (done.sounds, done.tracks, done.placed.there) == (4, 4, 1)
    assert shape(original) == before
    assert made is held.timeline and made.name == "edit foley"
    names = [track.name for track in made.tracks["audio"]]
    assert names == ["Audio 1", "FOLEY", "HARD FX", "HARD FX 2", "AMB"]
    (marker,) = made.markers.values()
    assert (list(made.markers), marker.name) == ([75], "door slam")


@pytest.mark.parametrize(("rate", "drop"), EXACT_RATES)
def test_hits_are_where_the_engine_put_them_at_every_rate(
    tmp_path: Path, rate: float, drop: bool
) -> None:
    held = cut(tmp_path, rate=rate, drop_frame=drop)
    _, made = placed_in(held, tmp_path, sounds())
    exact = Fraction(made.rate)
    hits = {}
    for track in made.tracks["audio"][1:]:
        for item in track.items:
            file = Path(item.media.path)
            said = next(one for one in sounds() if file.name.startswith(one.choice.cue.number))
            landed = (item.start - made.start - item.source) / exact
            hits[said.choice.cue.number] = landed, said
    assert sorted(hits) == ["1", "2", "3", "4"]
    for origin, said in hits.values():
        from backbeat.foley.landing.record import read
        from backbeat.workflows.foley.preparing import said_by

        path = next((tmp_path / "foley").glob(f"{said.choice.cue.number} *.wav"))
        record = read(said_by(path), "")
        assert record is not None and record.sound is not None
        assert abs(origin + record.sound.hit - said.choice.cue.time) < Fraction(1, 1000)


def test_a_second_run_replaces_the_first_and_keeps_what_was_moved(tmp_path: Path) -> None:
    held = cut(tmp_path)
    _, first = placed_in(held, tmp_path, sounds())
    foley = first.tracks["audio"][1]
    assert foley.name == "FOLEY"
    foley.items[0].start += 3
    done, second = placed_in(held, tmp_path, [click("1", Fraction(1, 3))], 1)
    names = [track.name for track in second.tracks["audio"]]
    assert names == ["Audio 1", "FOLEY", "HARD FX"]
    (kept,) = second.tracks["audio"][1].items
    assert kept.start == foley.items[0].start
    # The track on which nothing changed is the copy's own.
    assert (done.sounds, done.placed.there) == (1, 1)
    assert [track.name for track in first.tracks["audio"]] == [
        "Audio 1", "FOLEY", "HARD FX", "HARD FX 2", "AMB",
    ]  # fmt: skip


def test_a_track_of_the_editors_of_the_same_name_stays(tmp_path: Path) -> None:
    held = cut(tmp_path)
    _, first = placed_in(held, tmp_path, sounds())
    own = held.add_track(first, "audio")
    own.name = "FOLEY"
    media = held.add_media(tmp_path / "own.wav", 10, None, channels=2)
    number = first.tracks["audio"].index(own) + 1
    held.add_item(first, media, 20, 30, kind="audio", track=number)
    _, second = placed_in(held, tmp_path, [click("3", Fraction(7, 3), layer=Layer.FOLEY)], 1)
    files = [Path(item.media.path).name for t in second.tracks["audio"][1:] for item in t.items]
    assert len(files) == 2 and "own.wav" in files
    names = [track.name for track in second.tracks["audio"]]
    assert names == ["Audio 1", "FOLEY", "FOLEY"]


def test_markers_of_other_kinds_stay(tmp_path: Path) -> None:
    held = cut(tmp_path)
    inside = opened(held)
    beat = wanted.Marker(10, "Cyan", "B1.1", "bb:bar=1;beat=1;conf=0.9", 1)
    markers.put(inside.timeline, [beat], 180, quiet, never)
    _, made = placed_in(held, tmp_path, sounds())
    assert sorted(made.markers) == [10, 75]
    done = opened(held)
    markers.put(done.timeline, [], 180, quiet, never)
    assert sorted(made.markers) == [75]


def test_of_proposals_in_one_frame_the_surest_has_the_marker(tmp_path: Path) -> None:
    held = cut(tmp_path)
    inside = opened(held)
    edit, out = tmp_path / "before.otio", tmp_path / "after.otio"
    timelines.export(inside, edit)
    sure = {"20": 0.4, "21": 0.6, "22": 0.5}
    proposals = [
        choice(number, MARKED + Fraction(int(number), 1000), placed=False, confidence=confidence)
        for number, confidence in sure.items()
    ]
    written(edit, out, [], proposals)
    rate = inside.rate.fps
    with Guarded(inside) as guard:
        goal, before = wanted.read(out, rate), wanted.read(edit, rate)
        done = place_foley.land(context(held, tmp_path), inside, guard, goal, before)
    (marker,) = state_of(done.timeline).markers.values()
    assert marker.note.startswith("bb:foley=21;")
    assert (done.placed.there, done.hidden) == (1, 2)


def test_a_file_that_resolve_refuses_leaves_everything_as_it_was(tmp_path: Path) -> None:
    held = cut(tmp_path)
    before, pool = shape(held.timeline), pool_of(held)
    inside = opened(held)
    edit, out = tmp_path / "before.otio", tmp_path / "after.otio"
    timelines.export(inside, edit)
    written(edit, out, sounds(), [])
    next((tmp_path / "foley").glob("*.wav")).unlink()
    with pytest.raises(Problem, match="does not import"), Guarded(inside) as guard:
        place_foley.land(
            context(held, tmp_path),
            inside,
            guard,
            wanted.read(out, inside.rate.fps),
            wanted.read(edit, inside.rate.fps),
        )
    assert (shape(held.timeline), pool_of(held)) == (before, pool)


def film(folder: Path, version: str) -> Session:
    """Two clips with something that moves, and a marker of the editor's that asks for a sound."""
    held = session(version, "studio")
    edit = held.add_timeline("edit ü")
    for number, name in enumerate(("one é.mov", "two.mov")):
        path = folder / name
        write_clip(path, 2, seed=number)
        media = held.add_media(path, 2, 25, channels=0)
        held.add_item(edit, media, number * 40, 40)
    held.timeline.markers[30] = StateMarker("Blue", "door slam wood [FX]", "", 1, "")
    return held


@pytest.mark.parametrize("version", ["21.1", pytest.param("19.1", marks=pytest.mark.whole)])
def test_from_the_menu_to_the_last_words(
    tmp_path: Path, at_home: Path, capsys: pytest.CaptureFixture[str], version: str
) -> None:
    held = film(tmp_path, version)
    original, before = held.timeline, shape(held.timeline)
    assert run(held, "place_foley")
    said = capsys.readouterr().out
    assert shape(original) == before
    made = held.timeline
    assert made is not original and made.name == "edit ü foley"
    (track,) = [track for track in made.tracks["audio"] if track.name == "HARD FX"]
    assert any("door slam" in item.name for item in track.items), [i.name for i in track.items]
    assert "“edit ü foley” is open" in said and "Every cue" in said
    report = Path(said.rpartition("its sound: ")[2].strip())
    assert report.is_file() and report.with_suffix(".csv").is_file()


def test_markers_only_land_no_sound(
    tmp_path: Path, chosen: Callable[..., None], capsys: pytest.CaptureFixture[str]
) -> None:
    chosen(foley="markers only")
    held = film(tmp_path, "21.1")
    assert run(held, "place_foley")
    made = held.timeline
    assert not made.tracks["audio"] or not any(track.items for track in made.tracks["audio"])
    assert "0 sounds on 0 tracks" in capsys.readouterr().out


def test_where_nothing_sounds_nothing_is_changed(
    tmp_path: Path, at_home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    held = session("20.3", "free")
    held.add_timeline("empty")
    before, pool = shape(held.timeline), pool_of(held)
    assert run(held, "place_foley")
    assert (shape(held.timeline), pool_of(held)) == (before, pool)
    assert "nothing was changed" in capsys.readouterr().out
