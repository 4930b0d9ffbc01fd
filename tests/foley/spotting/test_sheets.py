"""Cue sheets: read in every spelling, written so that they read as the same cues."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backbeat.errors import InputError
from backbeat.foley.cues import Cue, Kind, Layer
from backbeat.foley.spotting.sheets import read_sheet, write_sheet
from backbeat.foley.spotting.wishes import Times
from tests.foley.spotting.clocks import drop_frame_times, times

_HEAD = "reel,cue,in,out,layer,category,description,surface,priority,notes\n"
_TEXT = st.text("abcXYZ äß,;\"'\t-_.%é日", max_size=16).map(lambda text: " ".join(text.split()))


def _cues(text: str, clock: Times | None = None) -> list[Cue]:
    return [one.cue for one in read_sheet(text, "cues.csv", clock or times()).asked]


def test_all_columns() -> None:
    text = _HEAD + "1,12,00:00:04:05,00:00:06:00,FOLEY,FEETHmn,footstep,gravel,focus,slow walk\n"
    [cue] = _cues(text)
    assert (cue.number, cue.time, cue.end) == ("12", Fraction(105, 25), 6)
    assert (cue.layer, cue.ucs, cue.kind) == (Layer.FOLEY, "FEETHmn", Kind.FOOTSTEP)
    assert (cue.words, cue.surface, cue.note) == ("footstep", "gravel", "slow walk")
    assert cue.focus and cue.tags == {"reel": "1", "priority": "focus"}
    assert cue.evidence[0].detail == "cues.csv, row 2"


def test_other_spellings_delimiters_and_a_byte_order_mark() -> None:
    rows = ["Cue No", "TC In", "TC_OUT", "Cat-ID", "Description", "Character", "mood"]
    cells = ["4a", "00:00:01:00", "", "DOORWood", "Door; slams", "Anna", "dark"]
    for mark in ",;\t":
        text = "\ufeff" + mark.join(rows) + "\r\n" + mark.join(f'"{cell}"' for cell in cells)
        [cue] = _cues(text + "\r\n")
        assert (cue.number, cue.time, cue.ucs) == ("4a", 1, "DOORWood"), mark
        assert cue.tags == {"character": "Anna", "mood": "dark"}, mark


def test_seconds_frames_timecode_and_drop_frame() -> None:
    clock = drop_frame_times()
    for text, time in {
        "2.5": Fraction(5, 2),
        "60": 60 / clock.clock.rate,
        "60f": 60 / clock.clock.rate,
        "2500ms": Fraction(5, 2),
        "01:01:00;02": 1800 / clock.clock.rate,
        "01:00:00:10": 10 / clock.clock.rate,
        "+00:00:01;00": 30 / clock.clock.rate,
    }.items():
        [cue] = _cues(f"in,description\n{text},thud\n", clock)
        assert cue.time == time, text


def test_errors_name_file_row_and_column() -> None:
    for body, said in {
        "in,description\n1s,a\nsoon,b\n": "cues.csv, row 3, column 'in': 'soon' is no time",
        "in,out,description\n4s,2s,b\n": "cues.csv, row 2, column 'out': It ends before",
        "in,gain,description\n4s,loud,b\n": "cues.csv, row 2, column 'gain': 'loud' is no",
        "in,layer,description\n4s,attic,b\n": "cues.csv, row 2, column 'layer': 'attic' is no",
        "in,description\n4s,\n": "cues.csv, row 2, column 'description': It is empty",
        "in,description\n99:00:00:00,x\n": "cues.csv, row 2, column 'in': 99:00:00:00 lies",
        "description\nx\n": "cues.csv, row 1: no column says when",
        "in,reel\n1s,2\n": "cues.csv, row 1: no column says what",
        "in,start,description\n1s,2s,x\n": "cues.csv, row 1: two columns say 'in'",
        "": "cues.csv is empty",
    }.items():
        with pytest.raises(InputError) as failed:
            _cues(body)
        assert str(failed.value).startswith(said), body


def test_a_row_without_a_time_is_left_out_and_said() -> None:
    read = read_sheet("in,description\n,thud\n\n2s,bang\n", "cues.csv", times())
    assert [one.cue.words for one in read.asked] == ["bang"]
    assert [(one.text, one.where) for one in read.left_out] == [("thud", "cues.csv, row 2")]


_CUES = st.builds(
    Cue,
    number=st.from_regex(r"[0-9]{1,3}[ab]?", fullmatch=True),
    time=st.integers(0, 14_999).map(lambda frame: Fraction(frame, 25))
    | st.integers(0, 599_000_000).map(lambda micro: Fraction(micro, 1_000_000)),
    kind=st.sampled_from([Kind.FOOTSTEP, Kind.IMPACT, Kind.WHOOSH, Kind.EFFECT]),
    layer=st.sampled_from([Layer.FOLEY, Layer.HARD_FX]),
    words=_TEXT.filter(bool),
    ucs=st.sampled_from(["", "FEETHmn", "DOORWood", "RAIN"]),
    surface=_TEXT,
    shoe=_TEXT,
    foot=st.sampled_from(["", "left", "right"]),
    gain_db=st.integers(-60, 60).map(float),
    strength=st.sampled_from([0.25, 1.0]),
    focus=st.booleans(),
    pan=st.sampled_from([-1.0, 0.0, 0.25]),
    placed=st.booleans(),
    note=_TEXT,
    tags=st.dictionaries(st.sampled_from(["reel", "mood"]), _TEXT.filter(bool)),
    sound=_TEXT,
)


@given(st.lists(_CUES, max_size=5))
def test_what_is_written_reads_as_the_same_cues(cues: list[Cue]) -> None:
    read = _cues(write_sheet(cues, times()))
    assert len(read) == len(cues)
    for old, new in zip(cues, read, strict=True):
        for name in ("number", "time", "kind", "layer", "end", "words", "foot", "gain_db"):
            assert getattr(new, name) == getattr(old, name), name
        for name in ("strength", "focus", "pan", "placed", "note", "sound"):
            assert getattr(new, name) == getattr(old, name), name
        # Words may say more than the cue that was written did.
        assert new.ucs == old.ucs or not old.ucs
        if old.kind is not Kind.FOOTSTEP or (old.surface and old.shoe):
            assert (new.surface, new.shoe) == (old.surface, old.shoe)
        assert {**new.tags, "priority": ""} == {**old.tags, "priority": ""}
