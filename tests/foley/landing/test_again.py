"""A second run on a timeline keeps numbers, sounds and what people changed."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from backbeat.errors import RequestError
from backbeat.foley.cues import Cue, Evidence, EvidenceKind, Kind
from backbeat.foley.landing.again import continued, swapped
from backbeat.foley.landing.reading import Landed, Withdrawn
from backbeat.foley.landing.record import Place, Record
from tests.foley.landing.landings import RATE, cue, proposal, record


def landed(one: Record, *changes: str, moved: Fraction = Fraction(0)) -> Landed:
    place = None
    if one.sound is not None:
        own = one.sound.place
        place = Place(own.start + moved, own.end + moved, own.media_start)
    return Landed(one, ("tracks", int(one.cue.number)), "A2", place, changes)


def lasting(one: Record) -> Record:
    """With a sound that is no stand-in."""
    assert one.sound is not None
    found = replace(one.sound.found, temporary=False)
    return replace(one, sound=replace(one.sound, found=found))


def again(cues: list[Cue], *earlier: Landed) -> dict[str, Cue]:
    return {cue.number: cue for cue in continued(cues, earlier, RATE).cues}


def test_cues_that_are_there_again_keep_their_numbers_and_sounds() -> None:
    before = lasting(record("7", 50))
    new = [cue("1", before.cue.time + Fraction(1, 50)), cue("2", Fraction(9))]
    found = again(new, landed(before))
    assert list(found) == ["7", "2"]
    assert found["7"].sound == "library:doors/slam.wav"
    assert found["2"].sound == ""


def test_a_stand_in_is_looked_for_again_unless_it_was_asked_for() -> None:
    before = record("7", 50)
    assert again([cue("1", before.cue.time)], landed(before))["7"].sound == ""
    asked = replace(before, cue=replace(before.cue, sound="my.wav"))
    assert again([cue("1", before.cue.time)], landed(asked))["7"].sound == "my.wav"


def test_new_cues_get_numbers_that_were_not_used() -> None:
    before = [landed(record("1", 0)), landed(record("2", 200)), landed(proposal("30"))]
    found = again([cue("1", Fraction(4)), cue("2", Fraction(5))], *before)
    assert list(found) == ["31", "32"]


def test_another_kind_or_another_time_is_another_cue() -> None:
    before = landed(record("7", 50))
    assert "7" not in again([cue("1", before.cue.time, kind=Kind.WHOOSH)], before)
    assert "7" not in again([cue("1", before.cue.time + Fraction(2, 25))], before)


def asked_for(one: Record) -> Record:
    evidence = (Evidence(EvidenceKind.MARKER, one.cue.time, 1.0, "marker"),)
    return replace(one, cue=replace(one.cue, evidence=evidence, confidence=1.0))


def test_what_was_asked_for_stays_though_nothing_asks_for_it_now() -> None:
    before = asked_for(record("7", 50))
    guess = cue("1", before.cue.time, placed=False, words="", scene=4)
    for new in ([], [guess]):
        done = continued(new, [landed(before)], RATE)
        (one,) = done.cues
        assert (one.number, one.words, one.placed) == ("7", "door slam", True)
        assert ("stay, though nothing asks" in "".join(done.notes)) == (not new)
    assert one.scene == 4


def test_a_guess_stays_placed_where_somebody_chose_its_sound() -> None:
    before = record("7", 50)
    guess = cue("1", before.cue.time, placed=False)
    assert not again([guess], landed(before))["7"].placed
    chosen = replace(before, cue=replace(before.cue, sound="door.wav"))
    found = again([guess], landed(chosen))["7"]
    assert (found.placed, found.sound) == (True, "door.wav")


def test_what_was_only_guessed_goes_where_it_is_not_guessed_again() -> None:
    assert again([], landed(record("7", 50))) == {}


def test_a_number_that_somebody_names_is_that_cue_wherever_it_is_now() -> None:
    asked = (Evidence(EvidenceKind.CUE_SHEET, Fraction(9), 1.0),)
    before = landed(lasting(record("7", 50)))
    found = again([cue("7", Fraction(9), kind=Kind.WHOOSH, evidence=asked)], before)
    assert found["7"].time == 9
    assert found["7"].sound == "library:doors/slam.wav"


def test_the_nearest_cue_is_the_same_one() -> None:
    before = landed(record("7", 50))
    near = [cue("1", before.cue.time - Fraction(1, 40)), cue("2", before.cue.time)]
    found = again(near, before)
    assert found["7"].time == before.cue.time


def test_what_people_changed_stays_and_is_not_placed_again() -> None:
    before = landed(record("7", 50), "moved", moved=Fraction(2))
    done = continued([cue("1", before.cue.time), cue("2", before.time)], [before], RATE)
    assert done.kept == (before,)
    assert [one.number for one in done.cues] == ["2"]
    assert done.notes == (
        "The clip of cue 7 (moved) was changed in an editor, and stays as it is.",
    )


def test_guesses_that_somebody_deleted_are_not_made_again() -> None:
    gone = Withdrawn("4", Fraction(3), Kind.IMPACT)
    asked = cue("2", Fraction(3), evidence=(Evidence(EvidenceKind.MARKER, Fraction(3), 1.0),))
    done = continued([cue("1", Fraction(3)), asked, cue("4", Fraction(5))], [], RATE, [gone])
    assert [(one.number, one.time) for one in done.cues] == [("2", 3), ("5", 5)]
    assert done.notes == ("1 guess was deleted after an earlier run, and not made again.",)


def test_a_copy_stays_and_so_does_what_it_was_copied_from() -> None:
    first = landed(record("7", 50))
    copy = landed(record("7", 50), "moved", "copied", moved=Fraction(4))
    done = continued([cue("1", first.cue.time)], [first, copy], RATE)
    assert done.kept == (first, copy)
    assert done.cues == ()
    assert swapped([first, copy], {"7": "x"}, "e").kept == (copy,)


def test_a_swap_touches_its_cue_alone() -> None:
    all_of = [landed(record("1", 0)), landed(record("2", 50)), landed(proposal("3"))]
    done = swapped(all_of, {"2": "library:other.wav"}, "edit.otio")
    assert [(one.number, one.sound) for one in done.cues] == [("2", "library:other.wav")]
    assert done.keep == (("tracks", 1),)
    assert done.kept_markers == ("3",)


def test_a_proposal_that_gets_a_sound_is_placed() -> None:
    done = swapped([landed(proposal("3"))], {"3": "door"}, "edit.otio")
    assert done.cues[0].placed
    assert done.kept_markers == ()


def test_a_swap_follows_a_clip_that_was_moved() -> None:
    before = landed(record("1", 0), "moved", moved=Fraction(3, 25))
    assert swapped([before], {"1": "x"}, "e").cues[0].time == before.cue.time + Fraction(3, 25)


def test_a_swap_of_no_cue_says_which_there_are() -> None:
    with pytest.raises(RequestError, match=r"edit\.otio has no cue 9\.") as caught:
        swapped([landed(record("1", 0)), landed(record("2", 50))], {"9": "x"}, "edit.otio")
    assert caught.value.hint == "It has 1, 2."
