"""`backbeat cut` from the outside."""

from __future__ import annotations

import json
import shutil
from fractions import Fraction
from functools import partial
from pathlib import Path
from typing import Any

import opentimelineio as otio
import pytest

from tests.commands import Cli, Ran, in_folder, write_clicks
from tests.material import write_clip, write_clips, write_still


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with four clips and a still in `bin`, music, and an edit of them.

    The music is twelve seconds of clicks at 120 a minute.
    """
    folder = tmp_path_factory.mktemp("made")
    write_clips(folder / "bin", 3)
    write_clip(folder / "bin" / "ntsc.mov", 6, Fraction(30000, 1001), 9, "10:00:00:00")
    write_still(folder / "bin" / "still.png")
    write_clicks(folder / "music.wav", 12)
    done(in_folder(folder)("cut", "bin", "--music", "music.wav", "-o", "edit.otio"))
    return folder


@pytest.fixture
def cut(made: Path) -> Cli:
    """Runs `backbeat cut` in the folder."""
    return partial(in_folder(made), "cut")


def sync_map_of(path: Path) -> Any:
    return json.loads(path.with_suffix(".syncmap.json").read_text())


def picture_of(path: Path) -> list[Any]:
    timeline = otio.adapters.read_from_file(str(path), "otio_json")
    return list(timeline.video_tracks()[0].find_clips())


def done(ran: Ran) -> Ran:
    assert ran.status == 0, ran.err
    return ran


def test_an_edit_whose_cuts_are_on_beats(made: Path) -> None:
    timeline = otio.adapters.read_from_file(str(made / "edit.otio"), "otio_json")
    picture = timeline.video_tracks()[0]
    ranges = picture.range_of_all_children()
    slots = sync_map_of(made / "edit.otio")["slots"]
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
    assert music_clip.media_reference.target_url == str(made / "music.wav")
    assert music_clip.source_range.start_time.value == 0
    page = (made / "edit.report.html").read_text()
    assert all(slot["shot"]["name"] in page for slot in slots)


def test_a_snap_finds_every_cut_on_its_beat(made: Path) -> None:
    run = in_folder(made)
    result = json.loads(
        done(run("snap", "edit.otio", "--music", "music.wav", "--dry-run", "--json")).out
    )
    assert (result["moved"], result["skipped"]) == (0, 0)
    assert result["kept"] == len(sync_map_of(made / "edit.otio")["slots"]) - 1


def test_the_mix_has_the_song_and_the_clips_sound(made: Path, cut: Cli) -> None:
    write_clip(made / "loud.mov", 8, seed=40, sound=True)
    done(
        cut(
            "loud.mov",
            "bin",
            "--music",
            "music.wav",
            "--must-use",
            "loud.mov",
            "--clip-sound",
            "-o",
            "sound.otio",
        )
    )
    mixed = done(in_folder(made)("render", "sound.otio", "-o", "mix.wav"))
    assert "A1 (Music)" in mixed.out and "A2 (Clip sound)" in mixed.out


def test_the_same_inputs_and_seed_give_the_same_bytes(made: Path, cut: Cli) -> None:
    for folder in ("one", "two"):
        (made / folder).mkdir()
        # What was seen in the clips is kept, and has to be seen the same again.
        shutil.rmtree(made / "home" / "footage")
        done(cut("bin", "--music", "music.wav", "--seed", 5, "-o", f"{folder}/out.otio"))
    for name in ("out.otio", "out.syncmap.json", "out.report.html"):
        assert (made / "one" / name).read_bytes() == (made / "two" / name).read_bytes()


def test_no_proof_replaces_a_clip(made: Path, cut: Cli) -> None:
    own = made / "own.mp4"
    shutil.copy(made / "bin" / "clip_1.mov", own)
    before = own.read_bytes()
    ran = cut("own.mp4", "--music", "music.wav", "-o", "p.otio", "--preview", "own.mp4", "-y")
    assert (ran.status, "own.mp4 is the input itself" in ran.err) == (3, True)
    assert own.read_bytes() == before


def test_a_shot_is_replaced_and_every_other_byte_stays(made: Path, cut: Cli) -> None:
    done(cut("bin", "--music", "music.wav", "-o", "old.otio", "--clip-sound"))
    write_clip(made / "other.mov", 8, seed=77)
    done(cut("--replace", "2=other.mov@1.0", "old.otio", "-o", "new.otio"))
    before, after = picture_of(made / "old.otio"), picture_of(made / "new.otio")
    assert [clip.name for clip in after][1] == "other.mov"
    assert after[1].source_range.start_time.to_seconds() == pytest.approx(1.0, abs=0.02)
    for number, (old, new) in enumerate(zip(before, after, strict=True)):
        assert (number == 1) != old.is_equivalent_to(new)
    changed = lines_that_differ(made / "old.otio", made / "new.otio")
    assert 0 < len(changed) < 100
    assert not any('"OTIO_SCHEMA": "Track.1"' in line for line in changed)
    slot = sync_map_of(made / "new.otio")["slots"][1]
    assert (slot["shot"]["name"], slot["shot"]["given"]) == ("other.mov", True)
    built = done(cut("--from-syncmap", "new.syncmap.json", "-o", "built.otio"))
    assert "is not what it was" not in built.out
    assert not lines_that_differ(made / "new.otio", made / "built.otio")


def lines_that_differ(one: Path, other: Path) -> list[str]:
    """The lines of `other` from the first to the last that differs, that of the mark left out."""
    old, new = (
        [line for line in path.read_text().split("\n") if "written_by" not in line]
        for path in (one, other)
    )
    if old == new:
        return []
    same = [a == b for a, b in zip(old, new, strict=False)]
    ends = [a == b for a, b in zip(reversed(old), reversed(new), strict=False)]
    return new[same.index(False) : len(new) - ends.index(False)]


def test_an_edit_built_again_has_the_same_bytes(made: Path, cut: Cli) -> None:
    options = ("--for", "resolve", "--clip-sound")
    done(cut("bin", "--music", "music.wav", "-o", "out.otio", *options))
    done(cut("--from-syncmap", "out.syncmap.json", "-o", "again.otio"))
    for suffix in (".otio", ".syncmap.json"):
        one, two = (made / f"{name}{suffix}" for name in ("out", "again"))
        assert one.read_bytes() == two.read_bytes()


def test_building_again_names_what_changed_and_finds_what_moved(tmp_path: Path) -> None:
    cut = partial(in_folder(tmp_path), "cut")
    write_clips(tmp_path / "bin", 2, 8)
    write_clicks(tmp_path / "music.wav", 12)
    done(cut("bin", "--music", "music.wav", "-o", "out.otio"))
    moved = tmp_path / "bin" / "clip_1.mov"
    with moved.open("ab") as file:
        file.write(b"\0" * 16)
    ran = done(cut("--from-syncmap", "out.syncmap.json", "-o", "again.otio"))
    assert "clip_1.mov is not what it was" in ran.out
    (tmp_path / "elsewhere").mkdir()
    moved.rename(tmp_path / "elsewhere" / moved.name)
    ran = cut("--from-syncmap", "out.syncmap.json", "-o", "again.otio")
    assert ran.status == 3
    assert f"{moved} is missing" in ran.err
    relink = ("--search", "elsewhere", "--relink")
    done(cut("--from-syncmap", "out.syncmap.json", "-o", "again.otio", *relink))
    urls = {clip.media_reference.target_url for clip in picture_of(tmp_path / "again.otio")}
    assert str(tmp_path / "elsewhere" / moved.name) in urls
    assert str(moved) not in urls


def test_variants_are_different_edits(made: Path, cut: Cli) -> None:
    done(cut("bin", "--music", "music.wav", "-o", "many.otio", "--variants", 3))
    shown = {
        tuple(
            (clip.name, clip.source_range.start_time.value)
            for clip in picture_of(made / f"many{number}.otio")
        )
        for number in ("", ".2", ".3")
    }
    assert len(shown) == 3


def test_pins_must_use_and_skips(made: Path, cut: Cli) -> None:
    options = ("--pin", "2=clip_3.mov@1.2", "--must-use", "still.png", "--skip", "clip_1@0-4")
    done(cut("bin", "--music", "music.wav", "-o", "wished.otio", *options))
    slots = sync_map_of(made / "wished.otio")["slots"]
    assert slots[1]["shot"]["name"] == "clip_3.mov"
    assert slots[1]["shot"]["sourceStartS"] == pytest.approx(1.2)
    assert "still.png" in [slot["shot"]["name"] for slot in slots]
    for slot in slots:
        if slot["shot"]["name"] == "clip_1.mov":
            assert slot["shot"]["sourceStartS"] >= 4


def test_a_clip_that_cannot_be_read_is_named_and_the_rest_goes_on(made: Path, cut: Cli) -> None:
    (made / "broken.mp4").write_bytes(b"not a video at all" * 100)
    ran = done(cut("bin", "broken.mp4", "--music", "music.wav", "-o", "rest.otio"))
    assert "broken.mp4" in ran.out
    ran = cut("broken.mp4", "--music", "music.wav", "-o", "none.otio")
    assert ran.status == 3
    assert "broken.mp4" in ran.err
    ran = cut("bin", "broken.mp4", "--music", "music.wav", "-o", "n.otio", "--must-use", "broken")
    assert ran.status == 2
    assert "broken cannot be used" in ran.err


def test_a_window_and_a_fitted_song(made: Path, cut: Cli) -> None:
    done(cut("bin", "--music", "music.wav", "-o", "window.otio", "--length", 6))
    length = sync_map_of(made / "window.otio")["durationFrames"] / 25
    assert length == pytest.approx(6, abs=2)
    done(cut("bin", "--music", "music.wav", "-o", "long.otio", "--length", 20, "--fit-music"))
    sync_map = sync_map_of(made / "long.otio")
    assert sync_map["durationFrames"] / 25 == pytest.approx(20, abs=1.1)
    assert len(sync_map["joins"]) == len(sync_map["spine"]["placements"]) - 1 > 0
    ran = in_folder(made)("snap", "long.otio", "--music", "music.wav", "--dry-run", "--json")
    result = json.loads(done(ran).out)
    assert (result["moved"], result["skipped"]) == (0, 0)


def test_a_dry_run_writes_nothing(made: Path, cut: Cli) -> None:
    before = sorted(path.name for path in made.iterdir())
    assert "clip_" in done(cut("bin", "--music", "music.wav", "--dry-run")).out
    assert sorted(path.name for path in made.iterdir()) == before


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--music", "music.wav", "-o", "o.otio"), "A cut needs clips."),
        (("bin", "-o", "o.otio"), "A cut needs music."),
        (("bin", "--music", "music.wav"), "A cut needs an output."),
        (("bin", "--music", "music.wav", "-o", "out.drp"), "out.drp cannot be written"),
        (("nowhere", "--music", "music.wav", "-o", "o.otio"), "nowhere does not exist"),
        (("bin", "--music", "music.wav", "-o", "o.otio", "--pin", "x=y"), "--pin x=y names no"),
        (("bin", "--music", "music.wav", "-o", "o.otio", "--must-use", "no.mp4"), "no.mp4 is none"),
        (("bin", "--music", "music.wav", "-o", "o.otio", "--fit-music"), "--fit-music needs"),
        (("bin", "--music", "music.wav", "-o", "o.otio", "--pattern", "waltz"), "waltz"),
        (("--replace", "2=bin/clip_1.mov", "no.otio", "-o", "o.otio"), "no.otio does not exist"),
        (("--replace", "99=bin/clip_1.mov", "edit.otio", "-o", "o.otio"), "no slot 99"),
        (("--replace", "2=no.mov", "edit.otio", "-o", "o.otio"), "no.mov does not exist"),
        (("--from-syncmap", "none.json", "-o", "o.otio"), "none.json does not exist"),
        (("--from-syncmap", "x.json", "-o", "o.otio", "--pace", "1"), "keeps the pace"),
        (("--replace", "2=x.mov", "edit.otio", "-o", "o.otio", "--seed", "3"), "keeps the use of"),
        (("bin", "--music", "music.wav", "-o", "o.otio", "--pin", "2=nts"), "Did you mean ntsc"),
        (("bin", "--plan", "none.json", "-o", "o.otio"), "none.json does not exist"),
    ],
)
def test_what_makes_no_sense_is_refused(
    made: Path, cut: Cli, arguments: tuple[str, ...], message: str
) -> None:
    ran = cut(*arguments)
    assert ran.status in (2, 3)
    assert message in ran.err
    assert len(ran.err.strip().splitlines()) == 1
    assert not (made / "o.otio").exists()


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
    assert {slot["shot"]["sourceStartS"] for slot in slots} == {0}, "each plays from its start"
    write_clicks(made / "other.wav", 6)
    ran = done(run("cut", "--plan", "plan.json", "generated", "--music", "other.wav", "--dry-run"))
    assert "other.wav is not the song that the plan was made of, and lasts 6.0 s of" in ran.out
    ran = run("cut", "--plan", "plan.json", "bin", "-o", "none.otio")
    assert (ran.status, "None of the clips is named for a slot" in ran.err) == (3, True)
