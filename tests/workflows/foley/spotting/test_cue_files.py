"""Files of cues by their endings, in every encoding, on every clock."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

from backbeat.errors import InputError, RequestError
from backbeat.foley.spotting.wishes import Times
from backbeat.timeline.time import Clock
from backbeat.workflows.foley.spotting.cue_files import cues_in_files

_TIMES = Times(Clock(Fraction(25), 90_000, False), 1500)
"""Of a minute that starts at 01:00:00:00."""
_SHEET = "in,description\n01:00:02:00,Tür schlägt\n"
_CAPTIONS = "1\n{at},000 --> {at},900\n[door slams]\n"


def test_all_kinds_of_files_together(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(_SHEET, "utf-8")
    (tmp_path / "b.SRT").write_text(_CAPTIONS.format(at="00:00:03"))
    (tmp_path / "c.fountain").write_text("SFX: thunder\n")
    given = cues_in_files([tmp_path / name for name in ("a.csv", "b.SRT", "c.fountain")], _TIMES)
    assert [one.cue.time for one in given.asked] == [2, 3]
    assert [one.cue.evidence[0].detail for one in given.asked] == [
        "a.csv, row 2",
        "b.SRT, caption 1",
    ]
    assert [one.text for one in given.left_out] == ["thunder"]


def test_encodings(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    for encoding in ("utf-8", "utf-8-sig", "utf-16", "cp1252"):
        path.write_bytes(_SHEET.encode(encoding))
        [asked] = cues_in_files([path], _TIMES).asked
        assert asked.cue.words == "Tür schlägt", encoding


def test_subtitles_may_count_from_the_timecode(tmp_path: Path) -> None:
    path = tmp_path / "a.srt"
    path.write_text(_CAPTIONS.format(at="01:00:03"))
    [asked] = cues_in_files([path], _TIMES).asked
    assert asked.cue.time == 3 and asked.until == Fraction(39, 10)


def test_a_sound_after_the_end_is_left_out(tmp_path: Path) -> None:
    path = tmp_path / "a.srt"
    path.write_text(_CAPTIONS.format(at="00:00:03") + "\n" + _CAPTIONS.format(at="00:02:00"))
    given = cues_in_files([path], _TIMES)
    assert len(given.asked) == 1 and "outside" in given.left_out[0].reason


def test_what_cannot_be_read_is_said(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(b"in,\0description")
    (tmp_path / "a.doc").write_text("x")
    for name, error, said in (
        ("a.csv", InputError, "is no text"),
        ("none.csv", InputError, "cannot be read"),
        ("a.doc", RequestError, "is no file of cues"),
    ):
        with pytest.raises(error, match=said) as failed:
            cues_in_files([tmp_path / name], _TIMES)
        assert str(tmp_path / name) in str(failed.value)
