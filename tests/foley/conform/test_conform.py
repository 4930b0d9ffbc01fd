"""What becomes of cues after each kind of recut."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from backbeat.foley.conform.conform import conformed
from backbeat.foley.conform.outcomes import Anchored, Conformed, Outcome
from backbeat.foley.cues import Cue, Kind, Layer
from backbeat.foley.spine import PictureClip, Spine
from tests.foley.conform.cuts import Event, spine

RATE = Fraction(25)
A, B, C = Event("/m/a.mov", 100, 50), Event("/m/b.mov", 10, 50), Event("/m/c.mov", 0, 50)
BLACK = Event("", 0, 20)


def hit(frame: float, number: str = "1", kind: Kind = Kind.IMPACT) -> Anchored:
    time = Fraction(frame) / RATE
    return Anchored(Cue(number, time, kind, Layer.HARD_FX), time)


def lasting(first: int, end: int, kind: Kind = Kind.EFFECT, number: str = "1") -> Anchored:
    start, last = first / RATE, end / RATE
    return Anchored(Cue(number, start, kind, Layer.AMBIENCE, last), start, last)


def only(one: Anchored, old: list[Event], new: list[Event]) -> Conformed:
    (found,) = conformed([one], spine(old), spine(new))
    return found


def frames(found: Conformed) -> list[Fraction]:
    return [place.time * RATE for place in found.places]


def spans(found: Conformed) -> list[tuple[Fraction, Fraction]]:
    return [(p.time * RATE, p.end * RATE) for p in found.places if p.end is not None]


def test_a_cue_whose_picture_is_where_it_was_is_kept() -> None:
    found = only(hit(60.25), [A, B, C], [A, B])
    assert (found.outcome, frames(found)) == (Outcome.KEPT, [Fraction(60.25)])


def test_a_ripple_moves_it_and_keeps_its_part_of_the_frame() -> None:
    found = only(hit(60.25), [A, B], [BLACK, A, B])
    assert (found.outcome, frames(found)) == (Outcome.MOVED, [Fraction(80.25)])


def test_a_reorder_moves_it() -> None:
    assert frames(only(hit(60), [A, B, C], [C, B, A])) == [60]
    assert frames(only(hit(10), [A, B, C], [C, B, A])) == [110]


def test_a_deleted_shot_and_a_trim_take_it_out_and_say_which() -> None:
    gone = only(hit(60), [A, B, C], [A, C])
    assert (gone.outcome, gone.places) == (Outcome.CUT, ())
    assert "is not used any more" in gone.reason
    off = only(hit(60), [A, B, C], [A, replace(B, first=30, length=30), C])
    assert off.outcome is Outcome.CUT
    assert "trimmed off, by 10 frames" in off.reason


def test_a_slip_moves_it_within_its_shot() -> None:
    assert frames(only(hit(60), [A, B, C], [A, replace(B, first=5), C])) == [65]


def test_a_roll_keeps_it() -> None:
    rolled = [replace(A, length=55), replace(B, first=15, length=45), C]
    assert only(hit(70), [A, B, C], rolled).outcome is Outcome.KEPT


def test_a_shot_that_is_used_twice_now_gives_it_two_places() -> None:
    found = only(hit(60), [A, B, C], [A, B, C, B])
    assert (found.outcome, frames(found)) == (Outcome.SPLIT, [60, 160])


def test_uses_of_a_shot_keep_their_own_sounds() -> None:
    cues = [hit(10, "1"), hit(110, "2")]
    first, second = conformed(cues, spine([A, B, A, C]), spine([A, C, B, A]))
    assert (frames(first), frames(second)) == ([10], [160])
    assert first.outcome is Outcome.KEPT
    first, second = conformed(cues, spine([A, B, A, C]), spine([B, A, C]))
    assert (first.outcome, frames(second)) == (Outcome.CUT, [60])
    assert "uses" in first.reason


def test_another_speed_is_for_review_at_the_right_moment() -> None:
    found = only(hit(60), [A, B], [A, replace(B, speed=2, length=25)])
    assert (found.outcome, frames(found)) == (Outcome.REVIEW, [55])
    assert "200 %" in found.reason


def test_a_reversed_shot_is_for_review_on_the_frame_of_the_hit() -> None:
    found = only(hit(60), [A, B], [A, replace(B, speed=-1)])
    assert (found.outcome, frames(found)) == (Outcome.REVIEW, [89])


def test_a_hit_on_the_edge_of_a_new_cut_is_for_review() -> None:
    first = only(hit(60), [A, B, C], [A, replace(B, first=20, length=40), C])
    last = only(hit(60), [A, B, C], [A, replace(B, length=11), C])
    assert (first.outcome, last.outcome) == (Outcome.REVIEW, Outcome.REVIEW)
    assert (frames(first), frames(last)) == ([50], [60])
    assert "first frame" in first.reason and "last frame" in last.reason


def test_a_hit_on_the_edge_of_an_old_cut_stays_kept() -> None:
    assert only(hit(50), [A, B], [A, B]).outcome is Outcome.KEPT


def test_media_of_another_name_and_place_is_known_by_what_it_holds() -> None:
    moved = replace(B, media="/new/renamed.mov")
    contents = {"/m/b.mov": "1f", "/new/renamed.mov": "1f"}
    (found,) = conformed([hit(60)], spine([A, B]), spine([A, moved]), contents)
    assert found.outcome is Outcome.KEPT


def test_media_that_only_has_the_same_name_is_for_review() -> None:
    found = only(hit(60), [A, B], [A, replace(B, media="/elsewhere/B.MXF")])
    assert (found.outcome, frames(found)) == (Outcome.REVIEW, [60])
    elsewhere = replace(B, media="D:\\show\\m\\b.mov")
    assert only(hit(60), [A, B], [A, elsewhere]).outcome is Outcome.KEPT
    differ = {B.media: "1f", elsewhere.media: "2e"}
    (found,) = conformed([hit(60)], spine([A, B]), spine([A, elsewhere]), differ)
    assert found.outcome is Outcome.REVIEW


def test_another_version_of_a_shot_is_for_review() -> None:
    old = replace(B, media="/vfx/sh010_v001.mov")
    new = replace(B, media="/vfx/sh010_v002.mov")
    found = only(hit(60), [A, old], [A, new])
    assert (found.outcome, frames(found)) == (Outcome.REVIEW, [60])
    assert "version" in found.reason


def test_a_replaced_shot_gets_a_marker_and_no_sound() -> None:
    found = only(hit(60), [A, B, C], [A, replace(B, media="/m/other.mov", first=700), C])
    assert found.outcome is Outcome.REVIEW
    assert [(place.time * RATE, place.heard) for place in found.places] == [(60, False)]
    assert "replaced" in found.reason


def test_black_goes_with_the_picture_before_it() -> None:
    assert frames(only(hit(105), [A, B, BLACK, C], [B, BLACK, C])) == [55]
    assert only(hit(105), [A, B, BLACK, C], [A, B, C]).outcome is Outcome.CUT


def test_a_ramp_as_it_was_keeps_its_cue_and_a_new_one_is_for_review() -> None:
    def ramped(events: list[Event]) -> Spine:
        whole = spine(events)
        clips = tuple(replace(one, retimed=one.media == B.media) for one in whole.clips)
        return replace(whole, clips=clips)

    old, new = [A, B], [BLACK, A, B]
    (same,) = conformed([hit(60)], ramped(old), ramped(new))
    assert (same.outcome, frames(same)) == (Outcome.MOVED, [80])
    (unknown,) = conformed([hit(60)], spine(old), ramped(new))
    assert unknown.outcome is Outcome.REVIEW
    assert not unknown.places[0].heard


def test_a_frozen_picture_keeps_its_cue_by_how_long_it_stands() -> None:
    def with_freeze(start: int) -> Spine:
        at, end = start / RATE, (start + 50) / RATE
        frozen = PictureClip("f", "/m/f.mov", at, end, Fraction(4), Fraction(0))
        return Spine(RATE, end, (frozen,))

    (found,) = conformed([hit(30)], with_freeze(0), with_freeze(40))
    assert (found.outcome, frames(found)) == (Outcome.MOVED, [70])


def test_another_frame_rate_keeps_the_moment_of_the_media() -> None:
    (found,) = conformed([hit(60)], spine([A, B]), spine_at_24([A, B]))
    # Frame 20 of b.mov at 25 frames a second, 0.4 s into a shot that begins after 48 frames of 24.
    assert found.places[0].time == 2 + Fraction(10, 25)


def spine_at_24(events: list[Event]) -> Spine:
    """The same media from the same moments, each shot 48 frames of 24 a second long."""
    clips = tuple(
        PictureClip(e.media, e.media, Fraction(2 * i), Fraction(2 * i + 2), e.first / RATE)
        for i, e in enumerate(events)
    )
    return Spine(Fraction(24), Fraction(2 * len(events)), clips)


def test_clocks_that_count_from_zero_and_from_timecode_are_the_same() -> None:
    old, new = spine([A, B]), spine([A, B])
    hour = Fraction(3600)
    timed = tuple(
        replace(clip, media_start=clip.media_start + hour, media_first=hour) for clip in new.clips
    )
    (found,) = conformed([hit(60)], old, replace(new, clips=timed))
    assert found.outcome is Outcome.KEPT


def test_clips_that_state_other_beginnings_of_one_media_share_its_clock() -> None:
    old = spine([A, replace(A, first=300)])
    firsts = (Fraction(4), Fraction(12))
    clips = tuple(
        replace(clip, media_first=first) for clip, first in zip(old.clips, firsts, strict=True)
    )
    new = spine([replace(A, first=300), A])
    again = tuple(
        replace(clip, media_first=first)
        for clip, first in zip(new.clips, reversed(firsts), strict=True)
    )
    (found,) = conformed([hit(60)], replace(old, clips=clips), replace(new, clips=again))
    assert frames(found) == [10]


def test_what_lasts_is_divided_with_its_shot() -> None:
    first, second = replace(B, length=20), replace(B, first=30, length=30)
    found = only(lasting(55, 95), [A, B, C], [A, first, C, second])
    assert (found.outcome, spans(found)) == (Outcome.SPLIT, [(55, 70), (120, 145)])
    assert [place.old_time * RATE for place in found.places] == [55, 70]


def test_what_lasts_goes_on_through_a_cut_that_stays() -> None:
    found = only(lasting(40, 60), [A, B, C], [C, A, B])
    assert (found.outcome, spans(found)) == (Outcome.MOVED, [(90, 110)])


def test_a_bed_is_one_a_scene_also_over_new_shots_in_it() -> None:
    bed = lasting(0, 100, Kind.AMBIENCE)
    new = Event("/m/new.mov", 0, 25)
    found = only(bed, [A, B, C], [A, new, B, C])
    assert spans(found) == [(0, 125)]
    assert "longer" in found.reason


def test_a_bed_does_not_go_on_under_another_scene() -> None:
    cues = [lasting(0, 100, Kind.AMBIENCE, "1"), lasting(100, 150, Kind.AMBIENCE, "2")]
    first, second = conformed(cues, spine([A, B, C]), spine([A, C, B]))
    assert (first.outcome, spans(first)) == (Outcome.SPLIT, [(0, 50), (100, 150)])
    assert spans(second) == [(50, 100)]


def test_a_sound_that_was_put_off_its_picture_stays_off_by_as_much() -> None:
    one = replace(hit(60), time=Fraction(58) / RATE, anchor=Fraction(60) / RATE)
    assert frames(only(one, [A, B], [BLACK, A, B])) == [78]
