"""Which clips an assembled edit shows, and where their motion falls."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backbeat.cutting.assembly import (
    Assembly,
    Order,
    Pin,
    Skip,
    Wishes,
    assemble,
    assemble_variants,
)
from backbeat.cutting.assembly.flashes import luminance, most_in_a_second
from backbeat.errors import CancelledError, InputError, RequestError
from backbeat.footage import Flaw, FlawKind, Footage, Span
from backbeat.progress import Progress
from tests.cutting.assembly.invariants import (
    assert_no_cut_inside,
    assert_no_flaw,
    assert_whole,
    source,
)
from tests.cutting.assembly.material import clip, slots, still, varied_bin

RATE = Fraction(25)
BAR = [4]


def names(edit: Assembly) -> list[str]:
    return [shot.footage.path.name for shot in edit.shots]


@st.composite
def bins(draw: st.DrawFn) -> list[Footage]:
    """Clips of all sorts, one of them at least that lasts for a shot."""
    made: list[Footage] = [clip("first.mp4", draw(st.floats(1, 9)))]
    for number in range(draw(st.integers(0, 9))):
        if draw(st.integers(0, 5)) == 0:
            made.append(still(f"s{number}.png", draw(st.floats(0, 1))))
            continue
        lasts = draw(st.floats(0.1, 12))
        moments = st.floats(0, lasts)
        spans = st.tuples(moments, moments).map(sorted)
        made.append(
            clip(
                f"c{number}.mp4",
                lasts,
                draw(st.sampled_from([Fraction(8), Fraction(24000, 1001), Fraction(240)])),
                peaks=draw(st.lists(moments, max_size=3)),
                cuts=sorted(draw(st.lists(moments, max_size=2))),
                flaws=[
                    Flaw(kind, start, end)
                    for kind, (start, end) in draw(
                        st.lists(st.tuples(st.sampled_from(FlawKind), spans), max_size=2)
                    )
                ],
                speech=[Span(start, end) for start, end in draw(st.lists(spans, max_size=2))],
                brightness=draw(st.floats(0, 1)),
            )
        )
    return made


@given(
    lengths=st.lists(st.sampled_from([1, 2, 3, 4, 8]), min_size=1, max_size=16),
    bpm=st.sampled_from([66, 90, 120, 127.3]),
    rate=st.sampled_from([Fraction(24), Fraction(24000, 1001), Fraction(30), Fraction(60)]),
    material=bins(),
    seed=st.integers(0, 50),
    order=st.sampled_from(Order),
    words=st.booleans(),
)
@settings(max_examples=60, deadline=None)
def test_every_edit_is_whole(
    lengths: list[int],
    bpm: float,
    rate: Fraction,
    material: list[Footage],
    seed: int,
    order: Order,
    words: bool,
) -> None:
    wanted = slots(lengths, bpm, dissolves={3: Fraction(1, 2)})
    wishes = Wishes(order=order, seed=seed, keep_words_whole=words)
    edit = assemble(wanted, material, wishes, rate)
    assert_whole(edit, wanted[-1].end_s)
    assert_no_cut_inside(edit)
    assert_no_flaw(edit)
    assert edit == assemble(wanted, material, wishes, rate)


def test_the_strongest_motion_lands_on_a_beat() -> None:
    material = varied_bin(10, seconds=(10, 20))
    edit = assemble(slots(BAR * 20), material, Wishes(), RATE)
    landed = 0
    for shot in edit.shots:
        start, end = (float(t) for t in source(shot, RATE))
        seen = (shot.footage.times_s > start) & (shot.footage.times_s < end)
        times, action = shot.footage.times_s[seen], shot.footage.action[seen]
        if action.max() < 3 * np.median(action):
            continue
        strongest = shot.start_frame / RATE + Fraction(float(times[action.argmax()] - start))
        near = min(abs(float(beat.time_s - strongest)) for beat in shot.slot.beats)
        landed += near * float(RATE) <= 2
    moving = [shot for shot in edit.shots if shot.peak_s is not None]
    assert landed >= 0.9 * len(moving) >= 15


def test_lively_music_shows_lively_clips() -> None:
    material = [clip(f"c{k}.mp4", 30, moves=0.02 * 2**k) for k in range(6)]
    motion = [0.1, 0.9] * 3
    edit = assemble(slots(BAR * 6, motion=motion), material, Wishes(), RATE)
    moves = [float(np.median(shot.footage.action)) for shot in edit.shots]
    assert max(moves[0::2]) < min(moves[1::2])


def test_no_clip_is_shown_again_before_all_were() -> None:
    material = varied_bin(12, seconds=(8, 20))
    edit = assemble(slots(BAR * 36), material, Wishes(), RATE)
    for first in range(0, 36, 12):
        assert len(set(names(edit)[first : first + 12])) == 12


def test_a_long_clip_is_kept_for_the_long_slot() -> None:
    material = [clip(f"short{k}.mp4", 3) for k in range(7)]
    material.append(clip("long.mp4", 9, peaks=[1.0, 2.0, 3.0, 4.0]))
    edit = assemble(slots([4, 4, 4, 4, 4, 4, 16, 4]), material, Wishes(), RATE)
    assert names(edit)[6] == "long.mp4"
    assert len(set(names(edit))) == 8


def test_a_stretch_is_not_shown_twice_while_there_are_others() -> None:
    material = [clip(f"c{k}.mp4", 30) for k in range(3)]
    edit = assemble(slots(BAR * 24), material, Wishes(), RATE)
    for footage in material:
        shown = sorted(source(s, RATE) for s in edit.shots if s.footage is footage)
        assert all(left[1] <= right[0] + Fraction(1, 2) for left, right in pairwise(shown))


def test_neighbours_of_one_clip_lie_two_seconds_apart() -> None:
    edit = assemble(slots([2] * 30), [clip("one.mp4", 40)], Wishes(), RATE)
    for left, right in pairwise(edit.shots):
        (a, b), (c, d) = source(left, RATE), source(right, RATE)
        assert max(c - b, a - d) >= 2


def test_shots_keep_clear_of_cuts_flaws_and_skips() -> None:
    material = [
        clip("cuts.mp4", 20, cuts=[3.0, 7.48, 12.0]),
        clip("flaws.mp4", 20, flaws=[Flaw(FlawKind.BLACK, 0, 4), Flaw(FlawKind.BLURRED, 9, 11)]),
        clip("skipped.mp4", 20),
    ]
    skips = (
        Skip(material[2].path, Fraction(2), Fraction(9)),
        Skip(material[2].path, Fraction(15), None),
    )
    edit = assemble(
        slots(BAR * 12, dissolves={3: Fraction(1, 2), 7: Fraction(1)}),
        material,
        Wishes(skips=skips),
        RATE,
    )
    assert_no_cut_inside(edit)
    for shot in edit.shots:
        start, end = source(shot, RATE)
        for flaw in shot.footage.flaws:
            assert end <= flaw.start_s or start >= flaw.end_s
        if shot.footage is material[2]:
            assert end <= 2 or (start >= 9 and end <= 15)


def test_dark_and_shaky_stretches_are_left_where_others_are() -> None:
    material = [
        clip(f"c{k}.mp4", 20, flaws=[Flaw(kind, 0, 10)])
        for k, kind in enumerate([FlawKind.DARK, FlawKind.SHAKY])
    ]
    edit = assemble(slots(BAR * 6), material, Wishes(), RATE)
    assert all(source(shot, RATE)[0] >= Fraction(99, 10) for shot in edit.shots)


def test_a_flawed_clip_is_shown_only_where_nothing_else_is() -> None:
    bad = clip("bad.mp4", 20, flaws=[Flaw(FlawKind.BLURRED, 0, 20)])
    edit = assemble(slots(BAR * 4), [bad, clip("good.mp4", 20)], Wishes(), RATE)
    assert set(names(edit)) == {"good.mp4"}
    assert any("bad.mp4 is left out" in text for text in edit.warnings)
    alone = assemble(slots(BAR * 4), [bad], Wishes(), RATE)
    assert set(names(alone)) == {"bad.mp4"}
    assert any("without a flaw" in text for text in alone.warnings)


def test_a_slot_longer_than_every_clip_is_cut_on_a_beat() -> None:
    material = [clip(f"c{k}.mp4", 3.0) for k in range(4)]
    wanted = slots([4, 16, 4])
    edit = assemble(wanted, material, Wishes(), RATE)
    assert_whole(edit, wanted[-1].end_s)
    assert len(edit.shots) == 6
    starts = {shot.slot.start_s for shot in edit.shots}
    beats = {beat.time_s for slot in wanted for beat in slot.beats}
    assert starts <= beats
    assert any("cut on the downbeat of bar 4" in shot.slot.reason for shot in edit.shots)
    assert any("short for the music" in text for text in edit.warnings)


def test_one_short_clip_lasts_for_a_whole_song() -> None:
    wanted = slots(BAR * 90)
    edit = assemble(wanted, [clip("only.mp4", 3.0, peaks=[1.5])], Wishes(), RATE)
    assert_whole(edit, wanted[-1].end_s)
    assert any("show again" in text for text in edit.warnings)
    assert any("jump cuts" in text for text in edit.warnings)


def test_a_clip_shorter_than_a_beat_is_repeated_between_beats() -> None:
    wanted = slots([2, 2], 60)
    edit = assemble(wanted, [clip("blink.mp4", 0.5)], Wishes(), RATE)
    assert_whole(edit, wanted[-1].end_s)


def test_stills_alone_make_an_edit() -> None:
    material = [still(f"s{k}.jpg") for k in range(5)]
    edit = assemble(slots(BAR * 12), material, Wishes(), RATE)
    assert all(left != right for left, right in pairwise(names(edit)))
    assert set(Counter(names(edit)).values()) <= {2, 3}


def test_no_clip_lasts_for_a_shot() -> None:
    with pytest.raises(InputError, match="The clip does not have 6 frames"):
        assemble(slots(BAR), [clip("x.mp4", 0.1)], Wishes(), RATE)


@pytest.mark.parametrize("order", [Order.GIVEN, Order.SHUFFLED])
def test_order(order: Order) -> None:
    material = varied_bin(9, seconds=(8, 20))
    edit = assemble(slots(BAR * 20), material, Wishes(order=order, seed=4), RATE)
    given_names = [footage.path.name for footage in material]
    for first in (0, 9):
        shown = names(edit)[first : first + 9]
        assert sorted(shown) == given_names
        assert (shown == given_names) == (order is Order.GIVEN)
    assert all(shot.costs.order == 0 for shot in edit.shots)
    other = assemble(slots(BAR * 20), material, Wishes(order=order, seed=5), RATE)
    assert (names(other) == names(edit)) == (order is Order.GIVEN)


def test_a_seed_gives_another_edit() -> None:
    material = varied_bin(12)
    edits = [assemble(slots(BAR * 12), material, Wishes(seed=k), RATE) for k in (0, 1, 2)]
    assert len({tuple(names(edit)) for edit in edits}) == 3


def test_must_use_with_more_clips_than_slots() -> None:
    material = varied_bin(30)
    must = tuple(footage.path for footage in material[20:25])
    edit = assemble(slots(BAR * 8), material, Wishes(must_use=must), RATE)
    assert {path.name for path in must} <= set(names(edit))
    assert any("not shown" in text for text in edit.warnings)


def test_must_use_of_a_clip_shorter_than_every_slot() -> None:
    material = [clip("short.mp4", 0.9), *varied_bin(4)]
    edit = assemble(slots(BAR * 8), material, Wishes(must_use=(material[0].path,)), RATE)
    assert "short.mp4" in names(edit)
    assert len(edit.shots) == 9


def test_must_use_that_cannot_be_met() -> None:
    material = varied_bin(5)
    paths = tuple(footage.path for footage in material)
    with pytest.raises(RequestError, match="5 clips have to be used, and 3 slots are open"):
        assemble(slots(BAR * 3), material, Wishes(must_use=paths), RATE)
    tiny = clip("tiny.mp4", 0.3)
    with pytest.raises(RequestError, match="has to be used and fits in no slot"):
        assemble(slots(BAR * 3, 60), [*material, tiny], Wishes(must_use=(tiny.path,)), RATE)


def test_pins_hold() -> None:
    material = varied_bin(8)
    pins = (Pin(3, material[5].path, Fraction(2)), Pin(6, material[1].path, None))
    edit = assemble(slots(BAR * 8), material, Wishes(pins=pins), RATE)
    assert edit.shots[2].footage is material[5]
    assert abs(edit.shots[2].source_start - 2) <= 1 / (2 * material[5].rate)
    assert edit.shots[5].footage is material[1]
    assert [shot.given for shot in edit.shots] == [k in (2, 5) for k in range(8)]
    assert len(set(names(edit))) == 8


@pytest.mark.parametrize(
    ("pin", "says"),
    [
        (Pin(2, clip("c000.mp4").path, Fraction(100)), "Start it at"),
        (Pin(9, clip("c000.mp4").path, None), "The edit has 4 slots"),
        (Pin(1, clip("short.mp4").path, None), "lasts 1.00 s"),
        (Pin(1, clip("other.mp4").path, None), "not among the clips"),
    ],
)
def test_pins_that_cannot_be_held(pin: Pin, says: str) -> None:
    material = [*varied_bin(4), clip("short.mp4", 1.0)]
    with pytest.raises(RequestError) as error:
        assemble(slots(BAR * 4), material, Wishes(pins=(pin,)), RATE)
    assert says in str(error.value)


def test_words_are_kept_whole() -> None:
    speech = [Span(k + 0.1, k + 0.8) for k in range(30)]
    material = [clip(f"c{k}.mp4", 31, speech=speech) for k in range(3)]
    edit = assemble(slots(BAR * 12), material, Wishes(keep_words_whole=True), RATE)
    for shot in edit.shots:
        for moment in source(shot, RATE):
            assert not any(span.start_s < moment < span.end_s for span in speech)
    endless = [clip("talk.mp4", 30, speech=[Span(0, 30)])]
    edit = assemble(slots(BAR * 4), endless, Wishes(keep_words_whole=True), RATE)
    assert any("inside words" in text for text in edit.warnings)


def seen(edit: Assembly) -> np.ndarray:
    """Brightness of every frame."""
    frames = []
    for shot in edit.shots:
        for frame in range(shot.end_frame - shot.start_frame):
            at = float(shot.source_start + frame / edit.rate) + 1e-6
            number = int(np.searchsorted(shot.footage.times_s, at, side="right")) - 1
            frames.append(float(shot.footage.brightness[number]))
    return np.array(frames)


def flashing(name: str) -> Footage:
    """A clip with 2.5 flashes a second."""
    brightness = np.where(np.arange(300) // 5 % 2, 0.8, 0.2).astype(np.float32)
    return clip(name, 12, brightness=brightness)


def test_flashes_stay_within_the_limit() -> None:
    material: list[Footage] = []
    for k in range(4):
        material += [flashing(f"f{k}.mp4"), clip(f"d{k}.mp4", brightness=0.1)]
        material.append(clip(f"l{k}.mp4", brightness=0.9))
    wanted = slots([1] * 48, 150)
    edit = assemble(wanted, material, Wishes(), RATE)
    assert most_in_a_second(luminance(seen(edit)), RATE) <= 3
    assert not any("flashes" in text for text in edit.warnings)


def test_flashes_that_cannot_be_avoided_are_said() -> None:
    fast = np.where(np.arange(300) // 2 % 2, 0.8, 0.2).astype(np.float32)
    edit = assemble(slots(BAR * 3), [clip("strobe.mp4", 12, brightness=fast)], Wishes(), RATE)
    assert any("flashes in a second" in text for text in edit.warnings)


def test_a_dissolve_without_handles_becomes_a_cut() -> None:
    material = [clip(f"c{k}.mp4", 2.1) for k in range(4)]
    edit = assemble(slots(BAR * 4, dissolves={2: Fraction(1)}), material, Wishes(), RATE)
    assert edit.shots[1].dissolve_frames == 0
    assert any("1 dissolve became a hard cut" in text for text in edit.warnings)
    longer = [clip(f"c{k}.mp4", 5) for k in range(4)]
    edit = assemble(slots(BAR * 4, dissolves={2: Fraction(1)}), longer, Wishes(), RATE)
    assert edit.shots[1].dissolve_frames == 24
    assert_whole(edit, Fraction(8))


def test_uneven_pictures_are_met_by_their_times() -> None:
    times = np.cumsum(np.tile([0.03, 0.05, 0.04, 0.12], 80)) - 0.03
    material = [
        replace(clip(f"v{k}.mp4", times=times, peaks=[3.0 + k]), path=clip(f"v{k}.mp4").path)
        for k in range(3)
    ]
    assert material[0].variable
    edit = assemble(slots(BAR * 3), material, Wishes(), RATE)
    assert_whole(edit, Fraction(6))
    assert all(shot.peak_s is not None for shot in edit.shots)


def test_variants_differ() -> None:
    material = varied_bin(12, seconds=(10, 25))
    wanted = slots(BAR * 24)
    edits = assemble_variants(wanted, material, Wishes(), RATE, 3)
    assert edits[0] == assemble(wanted, material, Wishes(), RATE)
    for left in range(3):
        for right in range(left):
            pairs = list(zip(edits[left].shots, edits[right].shots, strict=True))
            same_clip = sum(a.footage is b.footage for a, b in pairs)
            assert same_clip <= 6
    assert len({names(edit)[0] for edit in edits}) >= 2


def test_it_stops_when_cancelled() -> None:
    steps: list[float] = []

    def report(fraction: float, step: str) -> None:
        del step
        steps.append(fraction)

    material = varied_bin(4)
    assemble(slots(BAR * 6), material, Wishes(), RATE, progress=Progress(report))
    assert steps == sorted(steps)
    assert len(steps) == 12
    cancelled = Progress(cancelled=lambda: True)
    with pytest.raises(CancelledError):
        assemble(slots(BAR * 6), material, Wishes(), RATE, progress=cancelled)


def test_a_pin_into_a_skipped_stretch_is_kept_and_said() -> None:
    material = [clip("a.mp4", 20), clip("b.mp4", 20)]
    path = material[0].path
    wishes = Wishes(
        pins=(Pin(2, path, Fraction(3)),), skips=(Skip(path, Fraction(0), Fraction(20)),)
    )
    edit = assemble(slots(BAR * 4), material, wishes, RATE)
    assert edit.shots[1].footage.path == path
    assert [text for text in edit.warnings if "a.mp4" in text] == [
        "Slot 2 shows a.mp4 from 3.00 s as it is pinned to, though that stretch is to be skipped."
    ]
