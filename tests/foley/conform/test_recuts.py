"""Random recuts: every cue that is left is on its picture, judged frame by frame by an oracle."""

from __future__ import annotations

import math
import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from backbeat.foley.conform.conform import conformed
from backbeat.foley.conform.outcomes import Anchored, Conformed, Outcome
from backbeat.foley.cues import Cue, Kind, Layer
from tests.foley.conform.cuts import Event, shown, spine, trimmed

RATE = Fraction(24000, 1001)
_MOVES = ("trim", "delete", "reorder", "duplicate", "insert", "speed", "slip", "razor", "black")


def a_cut(chance: random.Random) -> list[Event]:
    """Twelve shots of six takes, some of them used several times."""
    return [
        Event(f"/media/take{chance.randrange(6)}.mov", chance.randrange(0, 300), length)
        for length in (chance.randrange(8, 90) for _ in range(12))
    ]


def recut(events: list[Event], chance: random.Random, count: int) -> list[Event]:
    """The cut after some changes such as editors make."""
    cut = list(events)
    for _ in range(count):
        at = chance.randrange(len(cut))
        one = cut[at]
        match chance.choice(_MOVES):
            case "trim" if one.length > 6:
                head = chance.randrange(0, one.length // 2)
                cut[at] = trimmed(one, head, chance.randrange(0, one.length // 2 - 1))
            case "delete" if len(cut) > 3:
                del cut[at]
            case "reorder":
                cut.insert(chance.randrange(len(cut)), cut.pop(at))
            case "duplicate":
                cut.insert(chance.randrange(len(cut) + 1), one)
            case "insert":
                cut.insert(at, Event("/media/new.mov", 0, chance.randrange(5, 60)))
            case "speed" if one.media and one.speed == 1 and one.length >= 4:
                speed = chance.choice((2, -1, 3))
                cut[at] = replace(one, speed=speed, length=max(1, one.length // abs(speed)))
            case "slip":
                cut[at] = replace(one, first=max(0, one.first + chance.randrange(-30, 30)))
            case "razor" if one.length > 4:
                split = chance.randrange(1, one.length - 1)
                cut[at : at + 1] = [
                    trimmed(one, 0, one.length - split),
                    trimmed(one, split, 0),
                ]
            case "black":
                cut.insert(at, Event("", 0, chance.randrange(1, 30)))
            case _:
                pass
    return cut


def cues_of(events: list[Event], chance: random.Random) -> list[Anchored]:
    """Thirty hits, anywhere within frames."""
    frames = sum(event.length for event in events)
    times = [
        (chance.randrange(frames) + Fraction(chance.randrange(64), 64)) / RATE for _ in range(30)
    ]
    return [
        Anchored(Cue(str(number), time, Kind.IMPACT, Layer.HARD_FX), time)
        for number, time in enumerate(times)
    ]


def recuts() -> Iterator[tuple[list[Event], list[Event], list[Anchored], list[Conformed]]]:
    for seed in range(50):
        chance = random.Random(seed)
        old = a_cut(chance)
        new = recut(old, chance, chance.randrange(1, 9))
        cues = cues_of(old, chance)
        yield old, new, cues, conformed(cues, spine(old, RATE), spine(new, RATE))


def media_frame(events: list[Event], time: Fraction) -> tuple[str, int]:
    """Media, and the frame of it, that a cut of normal speed shows at a moment."""
    seen = shown(events)[math.floor(time * RATE)]
    assert seen is not None
    return seen[0], seen[1].start


def test_every_cue_left_is_on_its_picture_to_the_frame_in_fifty_recuts() -> None:
    outcomes: Counter[Outcome] = Counter()
    for old, new, cues, found in recuts():
        seen = shown(new)
        for cue, one in zip(cues, found, strict=True):
            outcomes[one.outcome] += 1
            media, frame = media_frame(old, cue.time)
            for place in one.places:
                if not place.heard:
                    continue
                now = seen[math.floor(place.time * RATE)]
                assert now is not None
                assert now[0] == media
                assert frame in now[1]
    # Nothing was judged by leaving it out.
    assert min(outcomes[outcome] for outcome in Outcome) > 20, outcomes


def test_no_cue_is_cut_whose_picture_is_left_in_a_use_of_its_own() -> None:
    judged = 0
    for old, new, cues, found in recuts():
        uses_before = uses(old)
        uses_after = uses(new)
        for cue, one in zip(cues, found, strict=True):
            moment = media_frame(old, cue.time)
            if uses_before[moment] == 1:
                judged += 1
                # A frame that is seen twice as fast may be skipped by the use's last frame.
                assert len([place for place in one.places if place.heard]) == uses_after[moment]
    assert judged > 500


def test_each_use_in_the_new_cut_has_the_sounds_of_one_use_in_the_old() -> None:
    judged = 0
    for seed in range(50):
        chance = random.Random(1000 + seed)
        shot = Event("/media/a.mov", 50, 40)
        old = [shot, *a_cut(chance)[:3], shot, *a_cut(chance)[:3], shot]
        old = [event for event in old if event.media != "/media/take0.mov"]
        new = recut(old, chance, 5)
        starts = [
            sum(event.length for event in old[:index])
            for index, event in enumerate(old)
            if event.media == shot.media
        ]
        times = [(start + 20) / RATE for start in starts]
        cues = [
            Anchored(Cue(str(number), time, Kind.IMPACT, Layer.HARD_FX), time)
            for number, time in enumerate(times)
        ]
        found = conformed(cues, spine(old, RATE), spine(new, RATE))
        places = [place.time for one in found for place in one.places]
        assert len(places) == len(set(places)) == uses(new)["/media/a.mov", 70]
        judged += len(places)
    assert judged > 100


@settings(max_examples=60)
@given(st.integers(0, 1 << 32), st.sampled_from([24, 25, 30, 50, 60]))
def test_a_cut_against_itself_keeps_everything(seed: int, rate: int) -> None:
    chance = random.Random(seed)
    cut = a_cut(chance)
    cues = cues_of(cut, chance)
    same = spine(cut, Fraction(rate))
    inside = [cue for cue in cues if cue.time < same.duration]
    for one in conformed(inside, same, same):
        assert one.outcome is Outcome.KEPT
        assert [place.time for place in one.places] == [one.anchored.time]


def uses(events: list[Event]) -> Counter[tuple[str, int]]:
    """How often each frame of media is seen, slow motion counted once."""
    found: Counter[tuple[str, int]] = Counter()
    for seen in shown(events):
        if seen is not None:
            found.update((seen[0], frame) for frame in seen[1])
    return found
