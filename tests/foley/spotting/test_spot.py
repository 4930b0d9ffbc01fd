"""All evidence joined: what is asked for is placed, guesses by their confidence, numbers stay."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from backbeat.foley.cues import Cue, Evidence, EvidenceKind, Kind, Layer
from backbeat.foley.spine import PictureClip, Spine
from backbeat.foley.spotting.asked import Asked, Given
from backbeat.foley.spotting.hints import Hint
from backbeat.foley.spotting.scenes import Scene
from backbeat.foley.spotting.spot import Options, spot

_CLIPS = (
    PictureClip("one", "/one.mov", Fraction(0), Fraction(10), Fraction(3600)),
    PictureClip("two", "/two.mov", Fraction(10), Fraction(30), Fraction(0)),
)
_SPINE = Spine(Fraction(25), Fraction(30), _CLIPS)


def _hint(time: float, confidence: float, kind: EvidenceKind = EvidenceKind.GUIDE) -> Hint:
    return Hint(kind, Fraction(str(time)), confidence, 0.5)


def _asked(time: float, until: float | None = None, **more: object) -> Asked:
    moment = Fraction(str(time))
    kind = EvidenceKind.MARKER if until is None else EvidenceKind.SUBTITLE
    cue = Cue("", moment, Kind.IMPACT, Layer.HARD_FX, evidence=(Evidence(kind, moment, 1.0),))
    end = None if until is None else Fraction(str(until))
    return Asked(replace(cue, **more), end)  # type: ignore[arg-type]


def test_guesses_are_placed_from_the_threshold_and_marked_under_it() -> None:
    cues = spot(_SPINE, hints=[_hint(1, 0.9), _hint(2, 0.5), _hint(3, 0.05)])
    assert [(float(cue.time), cue.placed) for cue in cues] == [(1.0, True), (2.0, False)]
    assert all(cue.layer is Layer.HARD_FX and cue.kind is Kind.IMPACT for cue in cues)
    cues = spot(_SPINE, hints=[_hint(1, 0.9), _hint(2, 0.5)], options=Options(place_from=0.4))
    assert all(cue.placed for cue in cues)
    marked = Options(only_markers=True)
    assert not any(cue.placed for cue in spot(_SPINE, Given((_asked(4),)), options=marked))


def test_a_cue_knows_the_clip_and_the_moment_of_its_media() -> None:
    [cue] = spot(_SPINE, hints=[_hint(4.5, 0.9)])
    assert cue.under is not None
    assert (cue.under.clip, cue.under.media, cue.under.media_time) == (
        "one",
        "/one.mov",
        Fraction(7209, 2),
    )


def test_what_is_asked_for_takes_what_is_heard_there_and_keeps_its_frame() -> None:
    hints = [_hint(5.01, 0.3), _hint(7.06, 0.3)]
    given = Given((_asked(5), _asked(7)))
    cues = spot(_SPINE, given, hints)
    assert [float(cue.time) for cue in cues] == [5.01, 7.0]
    assert all(cue.placed and cue.confidence == 1 for cue in cues)
    assert all(len(cue.evidence) == 2 for cue in cues)


def test_a_caption_moves_to_the_sound_that_it_means() -> None:
    hints = [_hint(4.9, 0.6), _hint(5.3, 0.9), _hint(9, 0.9)]
    cues = spot(_SPINE, Given((_asked(5, until=7),)), hints)
    assert [(float(cue.time), cue.confidence) for cue in cues][:1] == [(4.9, 0.6)]
    assert [float(cue.time) for cue in cues if cue.confidence == 1] == [5.3]
    [alone] = spot(_SPINE, Given((_asked(5, until=7),)))
    assert alone.time == 5 and "caption" in alone.note


def test_even_hits_like_steps_are_footsteps_left_and_right() -> None:
    hints = [replace(_hint(1 + at / 2, 0.9), step_like=True) for at in range(6)]
    cues = spot(_SPINE, hints=hints, options=Options(surface="gravel"))
    assert [cue.kind for cue in cues] == [Kind.FOOTSTEP] * 6
    assert [cue.foot for cue in cues] == ["left", "right"] * 3
    assert {(cue.surface, cue.layer) for cue in cues} == {("gravel", Layer.FOLEY)}


def test_beds_are_one_a_scene_and_only_where_asked() -> None:
    scenes = (Scene(1, Fraction(0), Fraction(10), 3), Scene(2, Fraction(10), Fraction(30), 1))
    assert spot(_SPINE, scenes=scenes) == ()
    options = Options(ambience="street at night")
    cues = spot(_SPINE, scenes=scenes, options=options)
    assert [(cue.kind, cue.time, cue.end) for cue in cues] == [
        (Kind.ROOM_TONE, 0, 10),
        (Kind.AMBIENCE, 0, 10),
        (Kind.ROOM_TONE, 10, 30),
        (Kind.AMBIENCE, 10, 30),
    ]
    rain = _asked(12, kind=Kind.AMBIENCE, layer=Layer.AMBIENCE, words="rain")
    cues = spot(_SPINE, Given((rain,)), scenes=scenes, options=options)
    assert [cue.words for cue in cues if cue.time >= 10] == ["room tone", "rain"]
    assert cues[-1].end == 30
    assert spot(_SPINE, Given((rain,)), options=Options(beds=False)) == ()


def test_whooshes_are_proposals_and_yield_to_those_asked_for() -> None:
    hint = Hint(EvidenceKind.CUT, Fraction(10), 0.35, 0.5, "WHSH", "whoosh")
    [cue] = spot(_SPINE, hints=[hint])
    assert cue.kind is Kind.WHOOSH and not cue.placed
    own = _asked(10.2, kind=Kind.WHOOSH)
    assert len(spot(_SPINE, Given((own,)), [hint])) == 1


def test_numbers_are_given_ones_then_earlier_ones_then_the_next() -> None:
    first = spot(_SPINE, Given((_asked(3, number="7b"),)), [_hint(1, 0.9), _hint(5, 0.9)])
    assert [cue.number for cue in first] == ["1", "7b", "2"]
    again = spot(
        _SPINE,
        Given((_asked(3, number="7b"), _asked(4))),
        [_hint(0.5, 0.9), _hint(1.02, 0.9), _hint(5, 0.9)],
        earlier=first,
    )
    assert [cue.number for cue in again] == ["3", "1", "7b", "4", "2"]
    twice = spot(_SPINE, Given((_asked(3, number="1"), _asked(4, number="1"))), [_hint(1, 0.9)])
    assert sorted(cue.number for cue in twice) == ["1", "2", "3"]


_TIMES = st.lists(st.integers(0, 749), unique=True, max_size=12)


@given(_TIMES, _TIMES)
def test_numbers_are_unique_and_a_second_run_gives_the_same(one: list[int], two: list[int]) -> None:
    given = Given(tuple(_asked(frame / 25) for frame in one))
    hints = [_hint(frame / 25, 0.5) for frame in two]
    first = spot(_SPINE, given, hints)
    assert len({cue.number for cue in first}) == len(first)
    assert spot(_SPINE, given, hints, earlier=first) == first
    assert [cue.time for cue in first] == sorted(cue.time for cue in first)
