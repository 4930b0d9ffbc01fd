"""What holds for the slots of every song, and what is wanted of one whose form is known."""

from __future__ import annotations

from fractions import Fraction
from itertools import groupby, pairwise
from statistics import mean, median

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backbeat.cutting.pacing import Pacing, Role, pace, pattern_named, patterns
from backbeat.errors import InputError, RequestError
from backbeat.timeline.time import nearest_frame
from backbeat.v1.assembly_pb2 import TRANSITIONS_NONE, PacingOptions
from backbeat.v1.music_pb2 import Beat, MusicAnalysis, Section
from tests.cutting.pacing.songs import HIGH, LOW, MEDIUM, POP, Stretch, song, without_beats

RATES = (Fraction(24), Fraction(24000, 1001), Fraction(25), Fraction(60))
LEVELS = st.sampled_from([LOW, MEDIUM, HIGH])
LABELS = st.sampled_from(["A", "B", "intro", "outro", "chorus", "breakdown", "build", "drop"])
STRETCHES = st.builds(Stretch, st.integers(1, 12), LEVELS, LABELS)


def paced(music: MusicAnalysis, pattern: str = "", wanted: float = 0.5) -> Pacing:
    return pace(music, PacingOptions(pattern=pattern, pace=wanted), Fraction(24))


def lengths(pacing: Pacing, label: str | None = None) -> list[float]:
    return [slot.length_beats for slot in pacing.slots if label in (None, slot.section)]


def assert_sound(pacing: Pacing, music: MusicAnalysis, rate: Fraction) -> None:
    """Slots tile the music, none is under six frames, and the numbers of each are in range."""
    slots = pacing.slots
    assert slots[0].start_s == 0
    assert slots[-1].end_s == Fraction(music.duration_s)
    assert [slot.number for slot in slots] == list(range(1, len(slots) + 1))
    for before, after in pairwise(slots):
        assert before.end_s == after.start_s
    for slot in slots:
        frames = nearest_frame(slot.end_s, rate)[0] - nearest_frame(slot.start_s, rate)[0]
        assert frames >= 6
        assert 0 <= slot.energy <= 1
        assert 0 <= slot.motion <= 1
        assert slot.dissolve_s * 2 <= slot.end_s - slot.start_s
        assert all(slot.start_s <= beat.time_s < slot.end_s for beat in slot.beats)
        assert slot.reason.endswith(".")


@settings(max_examples=60)
@given(
    stretches=st.lists(STRETCHES, min_size=1, max_size=5),
    bpm=st.floats(55, 210),
    per_bar=st.integers(2, 7),
    first_s=st.floats(0, 3),
    name=st.sampled_from(list(patterns())),
    wanted=st.floats(0, 1),
    rate=st.sampled_from(RATES),
)
def test_slots_are_sound_for_every_song(
    stretches: list[Stretch],
    bpm: float,
    per_bar: int,
    first_s: float,
    name: str,
    wanted: float,
    rate: Fraction,
) -> None:
    music = song(stretches, bpm, per_bar, first_s)
    options = PacingOptions(pattern=name, pace=wanted)
    pacing = pace(music, options, rate)
    assert_sound(pacing, music, rate)
    beats = {Fraction(beat.time_s) for beat in music.beats}
    halves = {(before + after) / 2 for before, after in pairwise(sorted(beats))}
    near_first = Fraction(bpm and 60 / bpm)
    for slot in pacing.slots[1:]:
        # After the last beat, and before the first, there are steps of a beat.
        outside = slot.start_s <= first_s + near_first or slot.start_s > max(beats, default=0)
        assert slot.start_s in beats | halves or outside
    assert pace(music, options, rate) == pacing


@settings(max_examples=30)
@given(
    duration=st.floats(0.26, 40),
    beats=st.lists(st.floats(0, 40), max_size=12, unique=True),
    onsets=st.lists(st.floats(0, 40), max_size=20, unique=True),
    starts=st.lists(st.floats(0.1, 39), max_size=3, unique=True),
)
def test_slots_are_sound_whatever_is_heard(
    duration: float, beats: list[float], onsets: list[float], starts: list[float]
) -> None:
    music = without_beats(duration, [onset for onset in sorted(onsets) if onset < duration])
    music.beats.extend(
        Beat(time_s=time, bar=1 + index // 4, beat=1 + index % 4)
        for index, time in enumerate(sorted(beats))
        if time < duration
    )
    for start in sorted(starts):
        if start < duration:
            music.sections[-1].end_s = start
            music.sections.append(Section(start_s=start, end_s=duration, label="B", level=HIGH))
    assert_sound(pace(music, PacingOptions(), Fraction(24)), music, Fraction(24))


def test_every_section_is_cut_and_loud_ones_faster() -> None:
    pacing = paced(song())
    starts = {slot.start_s for slot in pacing.slots}
    assert {Fraction(section.start_s) for section in song().sections} <= starts
    of_level = {
        level: mean(
            float(slot.end_s - slot.start_s) for slot in pacing.slots if slot.level == level
        )
        for level in (LOW, MEDIUM, HIGH)
    }
    assert of_level[LOW] > of_level[MEDIUM] > of_level[HIGH]
    assert of_level[HIGH] <= 0.6 * of_level[LOW]
    assert 4 <= mean(lengths(pacing, "A")) <= 8


def test_downbeats_are_preferred_and_no_length_goes_on_and_on() -> None:
    pacing = paced(song([Stretch(64, MEDIUM)]))
    on_downbeats = [slot.beat == 1 for slot in pacing.slots[1:]]
    assert mean(on_downbeats) >= 0.7
    assert max(len(list(same)) for _, same in groupby(lengths(pacing))) <= 6


def test_the_drop_is_held_and_the_build_gets_faster() -> None:
    pacing = paced(song())
    at = next(index for index, slot in enumerate(pacing.slots) if Role.DROP in slot.roles)
    seconds = [float(slot.end_s - slot.start_s) for slot in pacing.slots]
    assert seconds[at] >= 1.5 * median([*seconds[at - 2 : at], *seconds[at + 1 : at + 3]])
    build = lengths(pacing, "build")
    half = len(build) // 2
    assert mean(build[:half]) >= 1.5 * mean(build[half:])
    assert pacing.slots[at].reason == "The drop on the downbeat of bar 73, held for two bars."


def test_cuts_move_to_accents() -> None:
    # Beat 3 of bar 6, in a section whose shots are a bar long.
    accent_s = 5 * 2 + 1.0
    quiet = song([Stretch(12, HIGH)])
    accented = song([Stretch(12, HIGH)], accents=[(accent_s, 1.0)])
    assert Fraction(accent_s) not in {slot.start_s for slot in paced(quiet, "accents").slots}
    cut = [slot for slot in paced(accented, "accents").slots if slot.start_s == accent_s]
    assert cut
    assert Role.ACCENT in cut[0].roles
    assert cut[0].reason.startswith("An accent on beat 3 of bar 6")


@pytest.mark.parametrize(
    ("name", "beats"), [("every-beat", 1), ("every-bar", 4), ("every-other", 8)]
)
def test_even_patterns_are_even(name: str, beats: int) -> None:
    assert set(lengths(paced(song([Stretch(32, MEDIUM)]), name))) == {beats}


def test_a_waltz_is_cut_by_its_own_bars() -> None:
    assert set(lengths(paced(song([Stretch(32, MEDIUM)], per_bar=3), "every-bar"))) == {3}


def test_accelerate_halves_the_shots_towards_the_end_of_each_phrase() -> None:
    # At 100 bpm half a beat is longer than the shortest shot.
    phrase = [4.0] * 4 + [2.0] * 4 + [1.0] * 4 + [0.5] * 8
    music = song([Stretch(16, MEDIUM)], bpm=100)
    assert lengths(paced(music, "accelerate")) == phrase * 2


def test_call_and_response_answers_a_long_shot_with_short_ones() -> None:
    music = song([Stretch(16, MEDIUM)])
    half = [8.0, 8.0] + [2.0] * 8
    assert lengths(paced(music, "call-and-response")) == half * 2


def test_pace_makes_every_pattern_faster() -> None:
    music = song(POP[:6])
    for name in patterns():
        slow, usual, fast = (len(paced(music, name, wanted).slots) for wanted in (0, 0.5, 1))
        # A section is cut in any case, and a shot of half a beat is the shortest there is.
        assert slow <= usual <= fast, name
        assert slow < fast, name
    energy = [len(paced(music, "energy", step / 10).slots) for step in range(11)]
    assert energy == sorted(set(energy))


def test_music_without_beats_is_cut_where_sounds_start_and_says_so() -> None:
    onsets = [1.1, 2.7, 4.2, 7.0, 9.9, 12.0, 15.0, 18.0]
    pacing = paced(without_beats(20, onsets))
    starts = [float(slot.start_s) for slot in pacing.slots[1:]]
    assert len(starts) >= 3
    assert set(starts) <= set(onsets)
    assert pacing.warnings[0].startswith("No beats were found")
    assert not paced(song()).warnings


def test_quiet_phrases_dissolve_unless_told_not_to() -> None:
    music = song([Stretch(8, LOW), Stretch(8, LOW, "B"), Stretch(8, HIGH, "C")])
    pacing = paced(music, "every-4-bars")
    dissolves = {slot.bar: slot.dissolve_s for slot in pacing.slots if slot.dissolve_s}
    assert dissolves == {9: Fraction(1, 2)}
    hard = pace(music, PacingOptions(transitions=TRANSITIONS_NONE), Fraction(24))
    assert not any(slot.dissolve_s for slot in hard.slots)


def test_a_long_song_is_paced_like_a_short_one() -> None:
    """Two songs after each other have the shots of two, but for one at the seam."""
    once, twice = paced(song(POP)), paced(song(POP * 2))
    assert abs(len(twice.slots) - 2 * len(once.slots)) <= 6


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (PacingOptions(pattern="every-baar"), "Did you mean every-bar?"),
        (PacingOptions(pace=1.5), "pace is 1.5"),
        (PacingOptions(pace=float("nan")), "pace is nan"),
        (PacingOptions(pattern="energy", pattern_path="x.json"), "exclude each other"),
    ],
)
def test_wrong_options_are_refused(options: PacingOptions, said: str) -> None:
    with pytest.raises(RequestError) as caught:
        pace(song(), options, Fraction(24))
    assert said in str(caught.value)


def test_music_of_five_frames_is_refused() -> None:
    with pytest.raises(InputError, match="less than 6 frames"):
        pace(without_beats(0.2), PacingOptions(), Fraction(24))


def test_a_given_pattern_goes_before_a_name() -> None:
    music = song([Stretch(16, MEDIUM)])
    by_hand = pace(music, PacingOptions(), Fraction(24), pattern_named("every-other"))
    assert by_hand == paced(music, "every-other")
