"""Foley follows its picture through a recut: what is rendered of the result hits its picture."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import opentimelineio as otio
import pytest

from backbeat.errors import OutputError, RequestError
from backbeat.foley.cues import Kind, Layer
from backbeat.timeline.document import load
from backbeat.workflows.foley.landing import earlier_foley
from tests import edits
from tests.edits import Piece
from tests.workflows.foley.clicks import SAMPLED, choice, click
from tests.workflows.foley_conform.landings import conform, heard, land, peaks

A, B, C = (Piece(50, 20, 20, name=name) for name in "abc")
BLACK = Piece(kind="gap", length=30)


def cut(folder: Path, pieces: list[Piece], name: str, **more: Any) -> Path:
    return edits.written(edits.timeline([pieces], **more), folder, name)


def old_cut(folder: Path, times: list[Fraction], pieces: list[Piece] | None = None) -> Path:
    picture = load(cut(folder, pieces or [A, B, C], "old picture.otio"))
    clicks = [click(str(number), time) for number, time in enumerate(times, 1)]
    return land(picture, clicks, folder / "old.otio")


def samples(*times: Fraction) -> list[int]:
    return [round(time * SAMPLED) for time in times]


def test_every_hit_is_heard_on_its_picture_after_a_reorder(tmp_path: Path) -> None:
    times = [Fraction(31, 64), Fraction(99, 40), Fraction(191, 37)]
    old = old_cut(tmp_path, times)
    new = cut(tmp_path, [C, BLACK, A], "new.otio")
    result = conform(old, new, tmp_path / "out.otio")
    assert [cue.outcome for cue in result.cues] == ["moved", "cut", "moved"]
    expected = samples(times[2] - 4, times[0] + Fraction(80, 25))
    assert peaks(heard(tmp_path / "out.otio", tmp_path)) == pytest.approx(expected, abs=1)


def test_files_are_used_as_they_are_where_the_frames_lie_as_before(tmp_path: Path) -> None:
    old = old_cut(tmp_path, [Fraction(31, 64), Fraction(99, 40)])
    conform(old, cut(tmp_path, [BLACK, A, B], "new.otio"), tmp_path / "out.otio")
    assert not (tmp_path / "out foley").exists()
    clips = [one for one in earlier_foley(load(tmp_path / "out.otio"))[1] if one.sound]
    assert {Path(one.sound.rendered).parent.name for one in clips if one.sound} == {"old foley"}
    assert all(not one.changes for one in clips)


def test_another_frame_rate_writes_files_whose_hits_are_exact(tmp_path: Path) -> None:
    times = [Fraction(31, 64), Fraction(99, 40), Fraction(171, 37)]
    old = old_cut(tmp_path, times)
    made = otio.schema.Timeline("new")
    made.global_start_time = otio.opentime.RationalTime(86400, 24)
    track = otio.schema.Track("V", kind="Video")
    for letter, piece in zip("cab", (C, A, B), strict=True):
        clip = edits.item(piece, letter)
        clip.source_range = otio.opentime.TimeRange(
            otio.opentime.RationalTime((86420) / 25 * 24, 24), otio.opentime.RationalTime(48, 24)
        )
        track.append(clip)
    made.tracks.append(track)
    new = edits.written(made, tmp_path, "new.otio")
    result = conform(old, new, tmp_path / "out.otio")
    assert [cue.outcome for cue in result.cues] == ["moved"] * 3
    expected = samples(times[2] - 4, times[0] + 2, times[1] + 2)
    assert peaks(heard(tmp_path / "out.otio", tmp_path)) == pytest.approx(expected, abs=1)


def test_a_shot_used_twice_gives_a_second_cue_a_number_of_its_own(tmp_path: Path) -> None:
    time = Fraction(61, 25)
    old = old_cut(tmp_path, [time])
    conform(old, cut(tmp_path, [A, B, C, B], "new.otio"), tmp_path / "out.otio")
    _, landed = earlier_foley(load(tmp_path / "out.otio"))
    assert [one.cue.number for one in landed] == ["1", "1b"]
    assert peaks(heard(tmp_path / "out.otio", tmp_path)) == pytest.approx(
        samples(time, time + 4), abs=1
    )


def test_a_conformed_timeline_can_be_conformed_again(tmp_path: Path) -> None:
    time = Fraction(61, 25) + Fraction(1, 97)
    old = old_cut(tmp_path, [time])
    first = cut(tmp_path, [BLACK, A, B, C], "first.otio")
    conform(old, first, tmp_path / "one.otio")
    second = cut(tmp_path, [B, A, C], "second.otio")
    conform(tmp_path / "one.otio", second, tmp_path / "two.otio")
    assert peaks(heard(tmp_path / "two.otio", tmp_path)) == pytest.approx(samples(time - 2), abs=1)


def test_foley_that_the_new_cut_carries_along_is_put_right(tmp_path: Path) -> None:
    time = Fraction(61, 25)
    old = old_cut(tmp_path, [time])
    # The editor deleted the first shot of the picture, and the foley tracks did not ripple.
    made = otio.adapters.read_from_file(str(old))
    del made.tracks[0][0]
    otio.adapters.write_to_file(made, str(tmp_path / "new.otio"))
    result = conform(old, tmp_path / "new.otio", tmp_path / "out.otio")
    assert [cue.outcome for cue in result.cues] == ["moved"]
    assert peaks(heard(tmp_path / "out.otio", tmp_path)) == pytest.approx(samples(time - 2), abs=1)


def test_foley_may_be_in_a_timeline_of_its_own(tmp_path: Path) -> None:
    time = Fraction(61, 25)
    foley = old_cut(tmp_path, [time])
    picture, new = tmp_path / "old picture.otio", cut(tmp_path, [B, A], "new.otio")
    with pytest.raises(RequestError, match="has no foley"):
        conform(picture, new, tmp_path / "out.otio")
    conform(picture, new, tmp_path / "out.otio", foley_path=str(foley))
    assert peaks(heard(tmp_path / "out.otio", tmp_path)) == pytest.approx(samples(time - 2), abs=1)


def test_proposals_follow_as_markers_and_nothing_else_changes(tmp_path: Path) -> None:
    picture = load(cut(tmp_path, [A, B, C], "picture.otio"))
    guess = choice("7", Fraction(61, 25), placed=False)
    old = land(picture, [click("1", Fraction(1, 2))], tmp_path / "old.otio", [guess])
    new = cut(tmp_path, [B, A], "new.otio")
    conform(old, new, tmp_path / "out.otio")
    made = otio.adapters.read_from_file(str(tmp_path / "out.otio"))
    (marker,) = made.tracks.markers
    assert marker.marked_range.start_time.value == 11
    before = otio.adapters.read_from_file(str(new))
    assert made.tracks[0].to_json_string() == before.tracks[0].to_json_string()


def test_levels_and_switches_of_clips_go_with_them(tmp_path: Path) -> None:
    old = old_cut(tmp_path, [Fraction(61, 25), Fraction(1)])
    made = otio.adapters.read_from_file(str(old))
    first, second = (clip for track in made.audio_tracks() for clip in track.find_clips())
    second.enabled = False
    first.effects.append(
        otio.schema.Effect(effect_name="mine", metadata={"Resolve_OTIO": {"Type": 9}})
    )
    otio.adapters.write_to_file(made, str(old))
    new = cut(tmp_path, [B, A], "new.otio")
    conform(old, new, tmp_path / "out.otio")
    out = otio.adapters.read_from_file(str(tmp_path / "out.otio"))
    clips = {clip.name[:1]: clip for track in out.audio_tracks() for clip in track.find_clips()}
    assert [effect.effect_name for effect in clips[first.name[:1]].effects] == ["mine"]
    assert not clips[second.name[:1]].enabled


def test_a_sound_that_was_nudged_stays_nudged(tmp_path: Path) -> None:
    time = Fraction(61, 25)
    old = old_cut(tmp_path, [time])
    made = otio.adapters.read_from_file(str(old))
    (track,) = made.audio_tracks()
    gap = track[0]
    gap.source_range = edits.span(0, gap.source_range.duration.value - 3)
    otio.adapters.write_to_file(made, str(old))
    conform(old, cut(tmp_path, [B, A], "new.otio"), tmp_path / "out.otio")
    late = Fraction(-3, 25)
    assert peaks(heard(tmp_path / "out.otio", tmp_path)) == pytest.approx(
        samples(time - 2 + late), abs=1
    )


def bed(number: str, start: Fraction, end: Fraction) -> Any:
    """A bed of noise with the fades that placing gives it."""
    half = Fraction(1, 8)
    made = click(
        number, start, float(half), float(end - start + half), kind=Kind.AMBIENCE,
        layer=Layer.AMBIENCE, end=end,
    )  # fmt: skip
    count = len(made.samples)
    noise = np.random.default_rng(1).standard_normal((count, 2)).astype(np.float32) * 0.05
    ramp = np.minimum(1, np.minimum(np.arange(count), np.arange(count)[::-1]) / 12000)
    made.samples[:] = noise * ramp[:, np.newaxis].astype(np.float32)
    return made


def level(samples: Any, start: float, end: float) -> float:
    part = samples[round(start * SAMPLED) : round(end * SAMPLED)]
    return float(20 * np.log10(np.sqrt(np.mean(np.square(part, dtype=np.float64))) + 1e-9))


def test_a_bed_goes_on_at_its_level_through_a_longer_scene(tmp_path: Path) -> None:
    picture = load(cut(tmp_path, [A, B, C], "picture.otio"))
    old = land(picture, [bed("1", Fraction(0), Fraction(4))], tmp_path / "old.otio")
    new = cut(tmp_path, [A, Piece(100, name="new"), B, C], "new.otio")
    result = conform(old, new, tmp_path / "out.otio")
    assert (result.moved, result.cues[0].new_times_s[0]) == (1, 0)
    mix = heard(tmp_path / "out.otio", tmp_path)
    usual = level(heard(old, tmp_path), 1, 3)
    windows = [level(mix, at / 4, at / 4 + 0.25) for at in range(1, 31)]
    assert max(abs(one - usual) for one in windows) < 1.5
    assert level(mix, 8.3, 10) < -90


def test_a_bed_is_shorter_with_its_scene_and_fades_out(tmp_path: Path) -> None:
    picture = load(cut(tmp_path, [A, B, C], "picture.otio"))
    old = land(picture, [bed("1", Fraction(0), Fraction(4))], tmp_path / "old.otio")
    conform(old, cut(tmp_path, [B, C], "new.otio"), tmp_path / "out.otio")
    mix = heard(tmp_path / "out.otio", tmp_path)
    assert level(mix, 2.2, 4) < -90
    assert abs(level(mix, 0.5, 1.7) - level(heard(old, tmp_path), 1, 3)) < 1
    assert np.abs(np.diff(mix)).max() < 0.5


def test_what_lasts_is_cut_with_its_picture_without_a_click(tmp_path: Path) -> None:
    picture = load(cut(tmp_path, [A, B, C], "picture.otio"))
    hum = click("1", Fraction(60, 25), 0.02, 1.2, end=Fraction(85, 25), kind=Kind.EFFECT)
    tone = np.sin(np.arange(len(hum.samples)) * 0.02).astype(np.float32) * 0.2
    ends = np.minimum(1, np.minimum(np.arange(len(tone)), np.arange(len(tone))[::-1]) / 2400)
    hum.samples[:] = (tone * ends.astype(np.float32))[:, np.newaxis]
    old = land(picture, [hum], tmp_path / "old.otio")
    first, second = Piece(20, 20, 50, name="b"), Piece(30, 40, 20, name="b")
    result = conform(old, cut(tmp_path, [A, first, C, second], "new.otio"), tmp_path / "out.otio")
    assert result.split == 1
    mix = heard(tmp_path / "out.otio", tmp_path)
    assert level(mix, 2.45, 2.75) == pytest.approx(level(mix, 4.85, 5.3), abs=1)
    assert level(mix, 2.82, 4.78) < -90
    assert np.abs(np.diff(mix)).max() < 0.2 * 0.02 * 3


def test_reports_say_what_became_of_each(tmp_path: Path) -> None:
    old = old_cut(tmp_path, [Fraction(1), Fraction(61, 25)])
    new = cut(tmp_path, [B, Piece(60, name="fresh")], "new.otio")
    names = [str(tmp_path / f"report{kind}") for kind in (".html", ".csv", ".json")]
    sheet = str(tmp_path / "sheet.csv")
    out = tmp_path / "out.otio"
    result = conform(old, new, out, report_paths=names, cue_sheet_path=sheet)
    assert (result.moved, result.cut) == (1, 1)
    assert any("no cues" in warning for warning in result.warnings)
    assert "is not used any more" in (tmp_path / "report.csv").read_text()
    assert json.loads((tmp_path / "report.json").read_text())["cut"] == 1
    page = (tmp_path / "report.html").read_text()
    assert page.count('class="moved"') >= 3 and "not used any more" in page
    assert "door slam" in (tmp_path / "sheet.csv").read_text()


def test_inputs_are_not_replaced(tmp_path: Path) -> None:
    old = old_cut(tmp_path, [Fraction(1)])
    new = cut(tmp_path, [B, A], "new.otio")
    for out in (old, new):
        with pytest.raises(OutputError):
            conform(old, new, out)


def test_media_that_was_copied_under_another_name_is_known_by_its_bytes(tmp_path: Path) -> None:
    (tmp_path / "b.mov").write_bytes(b"picture" * 99)
    here = Piece(50, 20, 20, name="b", url=str(tmp_path / "b.mov"))
    old = old_cut(tmp_path, [Fraction(61, 25)], [A, here, C])
    (tmp_path / "b.mov").rename(tmp_path / "scene 4.mov")
    renamed = Piece(50, 20, 20, name="b", url=str(tmp_path / "scene 4.mov"))
    new = cut(tmp_path, [renamed, A], "new.otio")
    # The old file is gone, and another one has its timecode too.
    assert conform(old, new, tmp_path / "one.otio").cut == 1
    (tmp_path / "b.mov").write_bytes(b"picture" * 99)
    assert conform(old, new, tmp_path / "two.otio").moved == 1
