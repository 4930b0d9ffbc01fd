"""Cut to Music, from the menu to the last words: a modelled Resolve, a real engine, real clips."""

from __future__ import annotations

import json
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from tests.doubles.resolve.behaviour import Edition
from tests.doubles.resolve.session import Session, session
from tests.doubles.resolve.ui import Click, Look
from tests.resolve_plugin.clips import write_clip
from tests.resolve_plugin.flows import EDITIONS, pool_of, run, shape, write_song
from tests.sampling import sampled

CLIPS = 4


@pytest.fixture(scope="module")
def media(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("media ü")
    write_song(folder / "söng.wav", 20)
    for number in range(CLIPS):
        write_clip(folder / f"shot {number} é.mov", 6, (25, 30)[number % 2], number)
    return folder


def world(
    media: Path,
    version: str = "21.1",
    edition: Edition = "studio",
    rate: float | Fraction = 25,
    open_timeline: bool = True,
    **switches: object,
) -> Session:
    """The clips and the song in a bin, as a user brings them in."""
    held = session(version, edition, rate, **switches)
    for path in sorted(media.iterdir()):
        held.project.bin.items.append(pool_item(held, path))
    if open_timeline:
        held.add_timeline("mine", rate)
    return held


def pool_item(held: Session, path: Path) -> Any:
    from tests.doubles.resolve.importing_media import pool_item as imported

    made = imported(held.world, str(path))
    assert made is not None
    return made


def sync_map(home: Path) -> dict[str, Any]:
    """Of the newest run."""
    found = max((home / "resolve/results").rglob("*.syncmap.json"), key=lambda p: p.stat().st_mtime)
    return dict(json.loads(found.read_text()))


def expected(made: dict[str, Any]) -> list[tuple[str, int, int]]:
    return [
        (Path(slot["shot"]["path"]).name, int(slot["startFrame"]), int(slot["endFrame"]))
        for slot in made["slots"]
    ]


def shown(held: Session) -> list[tuple[str, int, int]]:
    made = held.timeline
    return [
        (item.media.name, item.start - made.start, item.end - made.start)
        for track in made.tracks["video"]
        for item in track.items
        if item.media is not None
    ]


@pytest.mark.parametrize(
    ("version", "edition"), sampled(EDITIONS, lambda place, _: place in (0, 3, len(EDITIONS) - 1))
)
def test_a_new_timeline_shows_every_shot_and_the_old_one_is_as_it_was(
    media: Path, at_home: Path, chosen: Callable[..., None], version: str, edition: Edition
) -> None:
    chosen(pattern="every-bar")
    held = world(media, version, edition)
    original, before, pool = held.timeline, shape(held.timeline), pool_of(held)
    assert run(held, "cut_to_music")
    assert shape(original) == before and held.timeline is not original
    made = sync_map(at_home)
    assert shown(held) == expected(made) and len(made["slots"]) >= 5
    assert len({name for name, _, _ in shown(held)}) == CLIPS
    (sound,) = [item for track in held.timeline.tracks["audio"] for item in track.items]
    assert sound.media is not None and sound.media.name == "söng.wav"
    beats = {float(beat["frame"]) for beat in made["grid"]}
    assert {at for at, one in held.timeline.markers.items() if one.note.startswith("bb:")} == beats
    # The pool has the new timeline, and every file once.
    assert len(pool_of(held)) == len(pool) + 2
    assert not held.world.upsell


@pytest.mark.parametrize("rate", [24, Fraction(30000, 1001)])
def test_without_a_timeline_the_projects_rate_is_taken(
    media: Path, at_home: Path, rate: float | Fraction
) -> None:
    held = world(media, rate=rate, open_timeline=False)
    assert run(held, "cut_to_music")
    made = sync_map(at_home)
    assert Fraction(made["rate"]["numerator"], made["rate"]["denominator"]) == rate
    assert shown(held) == expected(made)


def test_where_the_import_fails_the_clips_are_placed_one_by_one(
    media: Path, at_home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    held = world(media, import_links_media=False)
    assert run(held, "cut_to_music")
    assert shown(held) == expected(sync_map(at_home))
    assert "placed one by one" in capsys.readouterr().out


def test_cancel_leaves_nothing(media: Path, at_home: Path) -> None:
    held = world(media)
    original, before, pool = held.timeline, shape(held.timeline), pool_of(held)
    results = sorted((at_home / "resolve").rglob("*.otio"))
    steps = [Click("Go"), Look(lambda window: None), Click("Stop"), Click("Close")]
    assert not run(held, "cut_to_music", steps)
    assert (shape(original), pool_of(held), held.timeline) == (before, pool, original)
    assert sorted((at_home / "resolve").rglob("*.otio")) == results
