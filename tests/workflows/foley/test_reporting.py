"""Results, cue sheets and tables say what is in the timeline, and read as the same cues again."""

from __future__ import annotations

import csv
import io
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from backbeat.files import write_text
from backbeat.files.transaction import Transaction
from backbeat.foley.cues import Kind, Layer
from backbeat.foley.spotting.sheets import read_sheet
from backbeat.foley.spotting.wishes import Times
from backbeat.media.decode import read_audio
from backbeat.v1.foley_pb2 import FoleyResult
from backbeat.workflows.foley.files import write_credits, write_report
from backbeat.workflows.foley.landing import earlier_foley, planned, write_landing
from backbeat.workflows.foley.opening import opened
from backbeat.workflows.foley.picture import spine_of
from backbeat.workflows.foley.reporting import Told, cue_sheet, fill, report_csv
from backbeat.workflows.outputs import is_ours
from tests.material import write_clip
from tests.workflows.foley.clicks import choice, click, found

CUES = (Fraction(2, 5), Fraction(1, 3), Fraction(7, 3))


@pytest.fixture
def run(tmp_path: Path) -> tuple[Any, ...]:
    """A landed timeline of a clip: its cues, as read back, the edit, and its result."""
    video = write_clip(tmp_path / "film ü.mp4", 3, timecode="10:00:00:00")
    document = opened(video)
    spine = spine_of(document)
    edit, _ = earlier_foley(document)
    temporary = found("synthesis:door", source="synthesis", temporary=True)
    placed = [
        click("1", CUES[0], sound=found("library:=evil().wav")),
        click("2", CUES[1], under=spine.under(CUES[1])),
        click("12", CUES[2], sound=temporary, layer=Layer.FOLEY, kind=Kind.FOOTSTEP),
    ]
    unplaced = [choice("7", Fraction(1), placed=False, confidence=0.5), choice("8", Fraction(2))]
    folder = tmp_path / "o foley"
    landing = planned(document, edit, placed, unplaced, spine.duration, folder)
    with Transaction(landing.paths, [folder]) as outputs:
        document = write_landing(landing, outputs)
    edit, landed = earlier_foley(document)
    result = FoleyResult(path=str(video))
    fill(result, landed, edit, edit.clock(False), Told({"1": 0.25, "2": None}))
    return landed, edit, result, spine


def test_a_result_says_what_is_in_the_timeline(run: Any) -> None:
    result: FoleyResult = run[2]
    assert [(cue.number, cue.placed) for cue in result.cues] == [
        ("2", True), ("1", True), ("7", False), ("8", False), ("12", True),
    ]  # fmt: skip
    by_number = {cue.number: cue for cue in result.cues}
    first = by_number["1"]
    assert (first.frame, first.timecode, first.time_s) == (10, "10:00:00:10", 0.4)
    assert (first.hit_error_ms, first.gain_db, first.track) == (0.25, -3, "A3")
    assert not by_number["2"].HasField("hit_error_ms")
    assert by_number["2"].clip == "film ü.mp4"
    assert by_number["2"].media_time_s == pytest.approx(36000 + 1 / 3)
    assert by_number["8"].problem == "No sound was found for it."
    assert [one.key for one in first.alternatives] == ["library:b.wav", "library:c.wav"]
    assert Path(first.sound.rendered_path).exists()


def test_a_result_says_which_part_of_a_file_lies_where(run: Any) -> None:
    result: FoleyResult = run[2]
    for cue in result.cues:
        if not cue.placed:
            assert (cue.clip_start_s, cue.clip_end_s, cue.file_start_s) == (0, 0, 0)
            continue
        for moment in (cue.clip_start_s, cue.clip_end_s):
            assert moment * 25 == pytest.approx(round(moment * 25))
        assert cue.clip_start_s <= cue.time_s < cue.clip_end_s
        sound = read_audio(Path(cue.sound.rendered_path), 48000)
        hit = np.argmax(np.abs(sound.samples).max(axis=1) > 0.05) / sound.rate
        heard = cue.clip_start_s + hit - cue.file_start_s
        assert heard == pytest.approx(cue.time_s, abs=0.002)


def test_credits_name_each_sound_once_with_its_cues(run: Any) -> None:
    result: FoleyResult = run[2]
    assert [(one.name, list(one.cues)) for one in result.credits] == [
        ("=evil().wav", ["1"]), ("door.wav", ["2"]),
    ]  # fmt: skip


def test_a_cue_sheet_reads_as_the_same_cues(run: Any, tmp_path: Path) -> None:
    landed, edit, result, _ = run
    times = Times(edit.clock(False), edit.duration)
    text = cue_sheet(landed, list(result.cues), times)
    write_text(tmp_path / "sheet.csv", text)
    assert is_ours(tmp_path / "sheet.csv")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [(row["cue"], row["todo"]) for row in rows] == [
        ("2", ""), ("1", ""), ("7", "PROPOSAL"), ("8", "MISSING"), ("12", "TEMP"),
    ]  # fmt: skip
    assert rows[0]["frame_timecode"] == "10:00:00:08"
    assert rows[1]["licence"] == "CC0-1.0"
    again = read_sheet(text, "sheet.csv", times).asked
    assert [one.cue.number for one in again] == ["2", "1", "7", "8", "12"]
    for one, before in zip(again, landed, strict=True):
        assert abs(one.cue.time - before.cue.time) < Fraction(1, 100_000)
        assert (one.cue.kind, one.cue.layer) == (before.cue.kind, before.cue.layer)
        assert one.cue.placed == before.cue.placed
        assert one.cue.tags == before.cue.tags


def test_no_cell_is_a_formula(run: Any) -> None:
    rows = list(csv.reader(io.StringIO(report_csv(run[2]))))
    cells = [cell for row in rows for cell in row]
    assert "'=evil().wav" in cells
    assert not [cell for cell in cells if cell[:1] in ("=", "@")]


def test_reports_of_every_kind_are_ours(run: Any, tmp_path: Path) -> None:
    from backbeat.workflows.foley.views import views_of

    landed, _, result, spine = run
    reports = [tmp_path / f"r{ending}" for ending in (".html", ".csv", ".json")]
    for path in reports:
        write_report(path, path, result, spine, lambda: views_of(landed, spine, reports[0]))
    assert [is_ours(path) for path in reports] == [True, True, True]
    text = reports[0].read_text()
    # Three pictures around each hit of a clip that is not at its very beginning.
    assert text.count("<img") == 15
    assert text.count('<path d="M') == 3
    assert 'data-file="o%20foley/12%20door%20slam' in text


def test_credits_are_a_text_or_a_table(run: Any, tmp_path: Path) -> None:
    for name in ("credits.txt", "credits.csv"):
        write_credits(tmp_path / name, run[2])
        assert "A. Recordist" in (tmp_path / name).read_text()
        assert is_ours(tmp_path / name)
    rows = list(csv.DictReader((tmp_path / "credits.csv").read_text().splitlines()))
    assert {row["licence"] for row in rows} == {"CC0-1.0"}


def test_pictures_are_of_the_frames_around_the_hit(run: Any, tmp_path: Path) -> None:
    from backbeat.workflows.foley.views import views_of

    landed, _, _, spine = run
    views = views_of(landed, spine, tmp_path / "page.html")
    assert {len(view.looks) for view in views.values()} == {3}
    looks = {look.frames: look.picture for look in views["12"].looks}
    assert sorted(looks) == [-1, 0, 1]
    wave = views["12"].wave
    assert wave is not None and wave.hit == 0.25
    assert int(wave.peaks.argmax()) == 30, "the hit is the highest, a quarter from the left"
    assert views["7"].wave is None
