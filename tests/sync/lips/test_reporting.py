"""Shots put together to a report, and the report as a table and a page."""

from __future__ import annotations

import csv
import io
import json
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from backbeat.files.seal import is_sealed, sealed
from backbeat.sync.lips.judging import Judgement, Verdict, Window
from backbeat.sync.lips.matching import Match
from backbeat.sync.lips.page import Moment, page
from backbeat.sync.lips.reporting import JudgedShot, report_of
from backbeat.sync.lips.table import csv_of
from backbeat.v1.sync_pb2 import (
    SYNC_VERDICT_ANOTHER_VOICE,
    SYNC_VERDICT_CANNOT_TELL,
    SYNC_VERDICT_IN_SYNC,
    SYNC_VERDICT_OUT_OF_SYNC,
    SyncReport,
)
from tests.browser import BROWSER, seen_at

RATE = Fraction(25)


def _match(offset_s: float, seen_s: float = 5.0) -> Match:
    return Match(offset_s, 0.4, 0.3, seen_s)


def _shot(
    start: float, length: float, offset: float, verdict: Verdict, drift: float = 0.0
) -> JudgedShot:
    windows = [
        Window(at, at + 5, _match(offset + drift * (at + 2.5)), 0.95)
        for at in np.arange(start, start + length - 4.9, 2.5)
    ]
    judgement = Judgement(verdict, "Why.", _match(offset, length), 0.9, 0.95, windows)
    return JudgedShot(start, start + length, 1, judgement)


def test_the_longest_time_decides_the_offset_and_one_bad_shot_the_verdict() -> None:
    shots = [
        _shot(0, 20, 0.01, Verdict.IN_SYNC),
        _shot(20, 10, 0.2, Verdict.OUT_OF_SYNC),
        JudgedShot(30, 40, 0, Judgement(Verdict.CANNOT_TELL, "No face is seen.")),
    ]
    report = report_of(shots, RATE, "features")
    assert report.verdict == SYNC_VERDICT_OUT_OF_SYNC
    assert report.offset_ms == pytest.approx(10)
    assert report.shots[1].offset_frames == pytest.approx(5)
    assert not report.shots[2].HasField("offset_ms")
    assert [(j.time_s, j.from_ms, j.to_ms) for j in report.jumps] == [(20, 10, 200)]


@pytest.mark.parametrize(
    ("verdicts", "expected"),
    [
        ([Verdict.IN_SYNC, Verdict.CANNOT_TELL], SYNC_VERDICT_IN_SYNC),
        ([Verdict.ANOTHER_VOICE, Verdict.CANNOT_TELL], SYNC_VERDICT_ANOTHER_VOICE),
        ([Verdict.CANNOT_TELL], SYNC_VERDICT_CANNOT_TELL),
        ([], SYNC_VERDICT_CANNOT_TELL),
    ],
)
def test_what_cannot_be_told_is_not_stated(verdicts: list[Verdict], expected: int) -> None:
    shots = [_shot(10.0 * at, 10, 0.0, verdict) for at, verdict in enumerate(verdicts)]
    report = report_of(shots, RATE, "features")
    assert report.verdict == expected
    assert report.HasField("offset_ms") == (expected == SYNC_VERDICT_IN_SYNC)
    assert bool(report.grades) == (expected == SYNC_VERDICT_IN_SYNC)


def test_a_drift_is_found_and_a_short_video_has_none() -> None:
    shots = [_shot(0, 60, 0.0, Verdict.IN_SYNC, 5e-4), _shot(60, 60, 0.0, Verdict.IN_SYNC, 5e-4)]
    report = report_of(shots, RATE, "features")
    assert report.drift_ppm == pytest.approx(500, abs=1)
    assert report.drift_low_ppm <= 500 <= report.drift_high_ppm
    assert not report_of([_shot(0, 12, 0.0, Verdict.IN_SYNC)], RATE, "").HasField("drift_ppm")


def _report() -> SyncReport:
    shots = [_shot(0, 20, 0.08, Verdict.OUT_OF_SYNC), _shot(20, 40, -0.1, Verdict.OUT_OF_SYNC)]
    report = report_of(shots, RATE, "features")
    report.path, report.sha256, report.duration_s = "/clips/<b>=1+1 & co.mp4", "ab" * 32, 60.0
    report.warnings.append("One <warning>.")
    report.lse_model_sha256 = "cd" * 32
    for scored in (report, report.shots[0]):
        scored.lse_distance, scored.lse_confidence, scored.lse_offset_ms = 7.25, 6.125, 80.0
    return report


def test_the_table_has_a_line_a_shot_and_bears_our_mark() -> None:
    text = csv_of([_report(), _report()])
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [row["shot"] for row in rows] == ["1", "2", "1", "2"]
    assert float(rows[1]["shot_offset_ms"]) == -100
    assert rows[0]["shot_verdict"] == "out of sync"
    assert is_sealed(sealed(text.encode()))


def test_a_name_that_a_spreadsheet_would_run_is_text() -> None:
    report = _report()
    report.path = "=HYPERLINK(1)"
    (row, *_) = csv.DictReader(io.StringIO(csv_of([report])))
    assert row["path"] == "'=HYPERLINK(1)"


def _page() -> str:
    curve = np.sin(np.arange(400) / 9)
    moments = [Moment(3.0, "The <sound>.", b"", 1.0, curve, curve, curve)]
    return page(_report(), moments)


def test_the_page_says_what_the_report_says_and_escapes_it() -> None:
    text = _page()
    assert "Out of sync: the sound is" in text
    assert "SyncNet (model cdcdcdcdcdcd): LSE-D 7.250, LSE-C 6.125, 80 ms late." in text
    # The second shot has no scores.
    assert text.count('<td class="n">7.250</td><td class="n">6.125</td>') == 1
    assert text.count('<td class="n">–</td><td class="n">–</td>') == 1
    assert "&lt;b&gt;=1+1 &amp; co.mp4" in text
    assert "<b>=1" not in text
    assert "<warning>" not in text
    assert "<sound>" not in text
    assert "<script" not in text
    assert "http" not in text.replace("http-equiv", "")
    assert text.count("<circle") == 7 + 15


@pytest.mark.skipif(not BROWSER, reason="no Chromium here")
@pytest.mark.parametrize("width", [360, 1280])
def test_a_browser_cuts_nothing_off(width: int, tmp_path: Path) -> None:
    assert json.loads(seen_at(width, _page(), tmp_path))["cut"] == []
