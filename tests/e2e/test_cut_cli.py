"""`backbeat cut` from the outside."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path
from typing import Any

import opentimelineio as otio
import pytest

from tests.commands import Cli, Ran, in_folder, write_clicks
from tests.material import write_clip, write_clips, write_still


@pytest.fixture
def bin_(tmp_path: Path) -> Path:
    """A folder of three clips and a still."""
    folder = tmp_path / "bin"
    write_clips(folder, 3)
    write_clip(folder / "ntsc.mov", 6, Fraction(30000, 1001), 9, "10:00:00:00")
    write_still(folder / "still.png")
    return folder


@pytest.fixture
def music(tmp_path: Path) -> Path:
    """Twelve seconds of clicks at 120 a minute."""
    return write_clicks(tmp_path / "music.wav", 12)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a bin of two clips, music, and an edit of them."""
    folder = tmp_path_factory.mktemp("made")
    write_clips(folder / "bin", 2, 8)
    write_clicks(folder / "music.wav", 12)
    done(in_folder(folder)("cut", "bin", "--music", "music.wav", "-o", "edit.otio"))
    return folder


def sync_map_of(path: Path) -> Any:
    return json.loads(path.with_suffix(".syncmap.json").read_text())


def picture_of(path: Path) -> list[Any]:
    timeline = otio.adapters.read_from_file(str(path), "otio_json")
    return list(timeline.video_tracks()[0].find_clips())


def done(ran: Ran) -> Ran:
    assert ran.status == 0, ran.err
    return ran


def test_an_edit_whose_cuts_are_on_beats(cli: Cli, bin_: Path, music: Path, tmp_path: Path) -> None:
    ran = done(cli("cut", bin_, "--music", music, "-o", "out.otio"))
    assert "note: Left out" not in ran.out
    assert str(tmp_path / "out.otio") in ran.out
    timeline = otio.adapters.read_from_file(str(tmp_path / "out.otio"), "otio_json")
    picture = timeline.video_tracks()[0]
    ranges = picture.range_of_all_children()
    slots = sync_map_of(tmp_path / "out.otio")["slots"]
    clips = list(picture.find_clips())
    assert len(clips) == len(slots) > 2
    for clip, slot in zip(clips, slots, strict=True):
        start = ranges[clip].start_time
        assert start.value == slot["startFrame"]
        assert abs(start.value / start.rate - slot["startS"]) <= 0.5 / start.rate + 1e-9
        assert clip.metadata["backbeat"]["slot"] == slot["number"]
        available, used = clip.available_range(), clip.source_range
        assert used.start_time >= available.start_time
        assert used.end_time_exclusive() <= available.end_time_exclusive()
    music_clip = timeline.audio_tracks()[0][0]
    assert music_clip.media_reference.target_url == str(music)
    assert music_clip.source_range.start_time.value == 0


def test_a_snap_finds_every_cut_on_its_beat(
    cli: Cli, bin_: Path, music: Path, tmp_path: Path
) -> None:
    done(cli("cut", bin_, "--music", music, "-o", "out.otio"))
    ran = done(cli("snap", "out.otio", "--music", music, "--dry-run", "--json"))
    result = json.loads(ran.out)
    assert (result["moved"], result["skipped"]) == (0, 0)
    assert result["kept"] == len(sync_map_of(tmp_path / "out.otio")["slots"]) - 1


def test_the_same_inputs_and_seed_give_the_same_bytes(
    cli: Cli, bin_: Path, music: Path, tmp_path: Path
) -> None:
    for folder in ("one", "two"):
        (tmp_path / folder).mkdir()
        done(cli("cut", bin_, "--music", music, "--seed", 5, "-o", f"{folder}/out.otio"))
    for name in ("out.otio", "out.syncmap.json"):
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()


def test_a_shot_is_replaced_and_every_other_byte_stays(
    cli: Cli, bin_: Path, music: Path, tmp_path: Path
) -> None:
    done(cli("cut", bin_, "--music", music, "-o", "out.otio", "--clip-sound"))
    other = write_clip(tmp_path / "other.mov", 8, seed=77)
    done(cli("cut", "--replace", f"2={other}@1.0", "out.otio", "-o", "new.otio"))
    before, after = picture_of(tmp_path / "out.otio"), picture_of(tmp_path / "new.otio")
    assert [clip.name for clip in after][1] == "other.mov"
    assert after[1].source_range.start_time.to_seconds() == pytest.approx(1.0, abs=0.02)
    for number, (old, new) in enumerate(zip(before, after, strict=True)):
        assert (number == 1) != old.is_equivalent_to(new)
    old_text, new_text = (
        (tmp_path / name).read_text().split("\n") for name in ("out.otio", "new.otio")
    )
    head = next(i for i, pair in enumerate(zip(old_text, new_text, strict=False)) if differ(*pair))
    tail = next(
        i
        for i, pair in enumerate(zip(reversed(old_text), reversed(new_text), strict=False))
        if differ(*pair)
    )
    changed = new_text[head : len(new_text) - tail]
    assert not any('"OTIO_SCHEMA": "Track.1"' in line for line in changed)
    assert len(changed) < 100
    slot = sync_map_of(tmp_path / "new.otio")["slots"][1]
    assert (slot["shot"]["name"], slot["shot"]["given"]) == ("other.mov", True)
    built = done(cli("cut", "--from-syncmap", "new.syncmap.json", "-o", "built.otio"))
    assert "is not what it was" not in built.out
    assert picture_of(tmp_path / "built.otio")[1].is_equivalent_to(after[1])


def differ(old: str, new: str) -> bool:
    """Whether two lines differ, that of the mark left out."""
    return old != new and "written_by" not in old


def test_an_edit_built_again_has_the_same_bytes(
    cli: Cli, bin_: Path, music: Path, tmp_path: Path
) -> None:
    done(cli("cut", bin_, "--music", music, "-o", "out.otio", "--for", "resolve", "--clip-sound"))
    done(cli("cut", "--from-syncmap", "out.syncmap.json", "-o", "again.otio"))
    for suffix in (".otio", ".syncmap.json"):
        one, two = (tmp_path / f"{name}{suffix}" for name in ("out", "again"))
        assert one.read_bytes() == two.read_bytes()


def test_building_again_names_what_changed(
    cli: Cli, bin_: Path, music: Path, tmp_path: Path
) -> None:
    done(cli("cut", bin_, "--music", music, "-o", "out.otio"))
    used = [Path(clip.media_reference.target_url) for clip in picture_of(tmp_path / "out.otio")]
    moving = next(path for path in used if path.suffix == ".mov")
    with moving.open("ab") as file:
        file.write(b"\0" * 16)
    ran = done(cli("cut", "--from-syncmap", "out.syncmap.json", "-o", "again.otio"))
    assert f"{moving.name} is not what it was" in ran.out
    moving.unlink()
    ran = cli("cut", "--from-syncmap", "out.syncmap.json", "-o", "again.otio")
    assert ran.status == 3
    assert f"{moving} is missing" in ran.err


def test_variants_are_different_edits(cli: Cli, bin_: Path, music: Path, tmp_path: Path) -> None:
    done(cli("cut", bin_, "--music", music, "-o", "out.otio", "--variants", 3))
    shown = [
        [
            (clip.name, clip.source_range.start_time.value)
            for clip in picture_of(tmp_path / f"out{number}.otio")
        ]
        for number in ("", ".2", ".3")
    ]
    assert len({tuple(edit) for edit in shown}) == 3


def test_pins_must_use_and_skips(cli: Cli, bin_: Path, music: Path, tmp_path: Path) -> None:
    options = ("--pin", "2=clip_3.mov@1.2", "--must-use", "still.png", "--skip", "clip_1@0-4")
    done(cli("cut", bin_, "--music", music, "-o", "out.otio", *options))
    slots = sync_map_of(tmp_path / "out.otio")["slots"]
    assert slots[1]["shot"]["name"] == "clip_3.mov"
    assert slots[1]["shot"]["sourceStartS"] == pytest.approx(1.2)
    assert "still.png" in [slot["shot"]["name"] for slot in slots]
    for slot in slots:
        if slot["shot"]["name"] == "clip_1.mov":
            assert slot["shot"]["sourceStartS"] >= 4


def test_a_clip_that_cannot_be_read_is_named_and_the_rest_goes_on(
    cli: Cli, bin_: Path, music: Path
) -> None:
    (bin_ / "broken.mp4").write_bytes(b"not a video at all" * 100)
    ran = done(cli("cut", bin_, "--music", music, "-o", "out.otio"))
    assert "broken.mp4" in ran.out
    ran = cli("cut", bin_ / "broken.mp4", "--music", music, "-o", "none.otio")
    assert ran.status == 3
    assert "broken.mp4" in ran.err


def test_a_dry_run_writes_nothing(cli: Cli, bin_: Path, music: Path, tmp_path: Path) -> None:
    ran = done(cli("cut", bin_, "--music", music, "--dry-run"))
    assert "clip_" in ran.out
    assert sorted(path.name for path in tmp_path.iterdir()) == ["bin", "home", "music.wav"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--music", "music.wav", "-o", "out.otio"), "A cut needs clips."),
        (("bin", "-o", "out.otio"), "A cut needs music."),
        (("bin", "--music", "music.wav"), "A cut needs an output."),
        (("bin", "--music", "music.wav", "-o", "out.drp"), "out.drp cannot be written"),
        (("nowhere", "--music", "music.wav", "-o", "out.otio"), "nowhere does not exist"),
        (("bin", "--music", "music.wav", "-o", "out.otio", "--pin", "x=y"), "--pin x=y names no"),
        (("bin", "--music", "music.wav", "-o", "o.otio", "--must-use", "no.mp4"), "no.mp4 is none"),
        (("bin", "--music", "music.wav", "-o", "o.otio", "--fit-music"), "--fit-music needs"),
        (("bin", "--music", "music.wav", "-o", "o.otio", "--pattern", "waltz"), "waltz"),
        (("--replace", "2=bin/clip_1.mov", "no.otio", "-o", "o.otio"), "no.otio does not exist"),
        (("--replace", "99=bin/clip_1.mov", "edit.otio", "-o", "o.otio"), "no slot 99"),
        (("--replace", "2=no.mov", "edit.otio", "-o", "o.otio"), "no.mov does not exist"),
        (("--from-syncmap", "none.json", "-o", "out.otio"), "none.json does not exist"),
    ],
)
def test_what_makes_no_sense_is_refused(
    made: Path, arguments: tuple[str, ...], message: str
) -> None:
    ran = in_folder(made)("cut", *arguments)
    assert ran.status in (2, 3)
    assert message in ran.err
    assert len(ran.err.strip().splitlines()) == 1
    assert not [path for path in made.iterdir() if path.name in ("out.otio", "o.otio")]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda map_: map_.update(slots=[]), "it has no slots"),
        (lambda map_: map_.update(schemaVersion=99), "schema version 99"),
        (lambda map_: map_.update(nonsense=1), "nonsense"),
        (lambda map_: map_["slots"][0].update(startFrame="three"), "startFrame"),
        (lambda map_: map_["slots"][1].update(number=7), "slots[1].number"),
        (lambda map_: map_["slots"][1].update(endFrame=1), "slots[1].endFrame"),
        (lambda map_: map_["slots"][1]["shot"].update(path="/x.mov"), "slots[1].shot.path"),
        (lambda map_: map_["slots"][1]["shot"].update(sourceStartS=-1), "sourceStartS"),
        (lambda map_: map_["spine"].update(placements=[]), "spine.placements"),
        (lambda map_: map_["rate"].update(denominator=0), "rate"),
    ],
)
def test_a_sync_map_is_validated(made: Path, change: Any, message: str) -> None:
    changed = sync_map_of(made / "edit.otio")
    change(changed)
    (made / "bad.json").write_text(json.dumps(changed))
    ran = in_folder(made)("cut", "--from-syncmap", "bad.json", "-o", "again.otio")
    assert ran.status == 3
    assert message in ran.err


def test_clips_made_for_a_plan_come_back_to_their_slots(made: Path) -> None:
    run = in_folder(made)
    done(run("plan", "music.wav", "-o", "plan.json"))
    plan = json.loads((made / "plan.json").read_text())
    names = [slot["name"] for slot in plan["slots"]]
    folder = made / "generated"
    folder.mkdir()
    for number, name in enumerate(names):
        slot = plan["slots"][number]
        seconds = slot["end_s"] - slot["start_s"] + 0.5
        write_clip(folder / f"{name}.mov", seconds, Fraction(24), 20 + number)
    write_clip(folder / f"{names[0]}_v2.mov", 6, Fraction(24), 90)
    ran = done(run("cut", "--plan", "plan.json", "generated", "-o", "planned.otio"))
    assert f"2 clips are named for {names[0]}; {names[0]}_v2.mov was taken." in ran.out
    slots = sync_map_of(made / "planned.otio")["slots"]
    assert [Path(slot["shot"]["path"]).stem for slot in slots] == [f"{names[0]}_v2", *names[1:]]
    assert [slot["startFrame"] for slot in slots] == [slot["start_frame"] for slot in plan["slots"]]
    ran = run("cut", "--plan", "plan.json", "bin", "-o", "none.otio")
    assert (ran.status, "None of the clips is named for a slot" in ran.err) == (3, True)
