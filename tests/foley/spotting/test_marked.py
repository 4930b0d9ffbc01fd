"""Markers that are spotting become cues; comments do not."""

from __future__ import annotations

from fractions import Fraction

from backbeat.foley.cues import Cue, EvidenceKind, Kind, Layer
from backbeat.foley.spotting.asked import Given
from backbeat.foley.spotting.marked import Marked, from_markers
from tests.foley.spotting.clocks import times

_AT = Fraction(2)


def _read(text: str, **more: object) -> Given:
    made = {"time": _AT, "end": None, "owner": "V1", "text": text, **more}
    return from_markers([Marked(**made)], times())  # type: ignore[arg-type]


def test_a_tagged_marker_is_a_cue_with_all_that_it_says() -> None:
    given = _read("footstep gravel boots {cat=FEETHmn} $gain=-6 [FOLEY] $pan=l50 [L] $take=3")
    [asked] = given.asked
    cue = asked.cue
    assert (cue.kind, cue.layer, cue.ucs) == (Kind.FOOTSTEP, Layer.FOLEY, "FEETHmn")
    assert (cue.surface, cue.shoe, cue.foot) == ("gravel", "boots", "left")
    assert (cue.gain_db, cue.pan, cue.time, cue.end) == (-6, -0.5, _AT, None)
    assert cue.words == "footstep gravel boots" and cue.tags == {"take": "3"}
    assert cue.placed and not asked.suggested
    assert cue.evidence[0].kind is EvidenceKind.MARKER and "of V1" in cue.evidence[0].detail
    assert given.problems == () and given.left_out == ()


def test_layers_come_from_flags_else_from_the_category() -> None:
    layers = {
        "door slam [FX]": Layer.HARD_FX,
        "door slam [FOLEY]": Layer.FOLEY,
        "{cat=DOORWood} slam": Layer.HARD_FX,
        "keys {cat=OBJKey}": Layer.FOLEY,
        "{cat=CLOTHMvmt}": Layer.FOLEY,
        "{cat=GLASBrk}": Layer.HARD_FX,
        "{cat=GLASHndl}": Layer.FOLEY,
        "{cat=AMBUrbn}": Layer.AMBIENCE,
        "{cat=AMBRoom}": Layer.ROOM_TONE,
        "night street [AMB]": Layer.AMBIENCE,
        "hum [ROOM]": Layer.ROOM_TONE,
    }
    for text, layer in layers.items():
        [asked] = _read(text).asked
        assert asked.cue.layer is layer, text
        assert asked.cue.kind.is_bed == (layer in (Layer.AMBIENCE, Layer.ROOM_TONE)), text


def test_comments_are_no_sounds() -> None:
    comments = (
        "check colour here",
        "Chapter 1",
        "ANIM FIX NEEDED",
        "",
        "beat 12",
        "is the door slam too loud?",
        "client wants another shot of her walking to the car here",
        "[ADR] line 4 {note=noisy} $P=2",
        "$note=trim",
        "remove footsteps",
    )
    for text in comments:
        given = _read(text)
        assert given.asked == (), text


def test_bare_words_that_name_a_sound_are_proposed_and_said() -> None:
    given = _read("glass breaks")
    [asked] = given.asked
    assert asked.suggested and not asked.cue.placed
    assert asked.cue.ucs == "GLASBrk"
    [said] = given.left_out
    assert "[FX]" in said.reason


def test_a_proposal_counts_once_somebody_tags_it() -> None:
    proposal = Cue("7", _AT, Kind.FOOTSTEP, Layer.FOLEY, words="footstep", ucs="FEETHmn")
    ours = {"by_backbeat": True, "proposal": proposal}
    assert _read("footstep 41 %", **ours).asked == ()
    [asked] = _read("footstep 41 % [FOLEY]", **ours).asked
    assert asked.cue.number == "7" and asked.cue.kind is Kind.FOOTSTEP and asked.cue.placed
    [asked] = _read("yes $gain=-3", **ours).asked
    assert (asked.cue.words, asked.cue.ucs, asked.cue.gain_db) == ("footstep", "FEETHmn", -3)


def test_a_marker_that_lasts_has_an_end_and_tags_can_say_one() -> None:
    assert _read("rain [AMB]", end=Fraction(5)).asked[0].cue.end == 5
    assert _read("rain [AMB] $out=9s").asked[0].cue.end == 9
    assert _read("rain [AMB] $len=2.5").asked[0].cue.end == Fraction(9, 2)
    assert _read("rain [AMB] $out=00:00:12:00").asked[0].cue.end == 12


def test_values_that_mean_nothing_are_said_and_the_cue_stays() -> None:
    given = _read("thud $gain=loud $pan=5 $layer=attic [FX]")
    [asked] = given.asked
    assert asked.cue.gain_db == 0 and asked.cue.pan == 0 and asked.cue.layer is Layer.HARD_FX
    assert [said.split(": ")[1] for said in given.problems] == ["layer", "gain", "pan"]


def test_a_flag_keeps_a_cue_a_marker() -> None:
    [asked] = _read("thud [FX] [MARKER]").asked
    assert not asked.cue.placed
