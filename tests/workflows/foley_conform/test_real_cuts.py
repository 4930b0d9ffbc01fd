"""Recuts of timelines that editors wrote, judged frame by frame by a reader of its own."""

from __future__ import annotations

import math
import random
from collections import Counter
from fractions import Fraction
from pathlib import Path
from typing import Any

import opentimelineio as otio
import pytest

from backbeat.errors import BackbeatError
from backbeat.timeline.document import load
from backbeat.timeline.reading import read_edit
from backbeat.workflows.foley.landing import earlier_foley
from backbeat.workflows.foley.picture import spine_of
from tests.workflows.foley.clicks import click
from tests.workflows.foley_conform.landings import conform, land

_RECUTS = 5
"""Of each timeline."""
_TIMELINES = 10

Frame = tuple[str, float, float]
"""Media, and the seconds of it that a frame shows."""


def seen(timeline: Any, rate: float) -> list[Frame | None]:
    """What each frame shows of a timeline with one picture track, by OpenTimelineIO's own sums."""
    (track,) = timeline.video_tracks()
    frames: list[Frame | None] = []
    for item in track:
        if isinstance(item, otio.schema.Transition):
            continue
        span = item.trimmed_range()
        speed = next((e.time_scalar for e in item.effects), 1.0)
        for number in range(round(span.duration.to_seconds() * rate)):
            url = getattr(getattr(item, "media_reference", None), "target_url", None)
            at = span.start_time.to_seconds() + number * speed / rate
            frames.append((url, at, at + speed / rate) if url else None)
    return frames


def plain(path: Path) -> Any | None:
    """The longest picture track of a real timeline alone, without its retimes; None where it
    has few clips, or they lie between frames."""
    try:
        document = load(path)
        read_edit(document)
    except BackbeatError:
        return None
    made = document.root
    if not isinstance(made, otio.schema.Timeline) or not made.video_tracks():
        return None
    rate = spine_of(document).rate
    track = max(made.video_tracks(), key=len).deepcopy()
    clips = [item for item in track if isinstance(item, otio.schema.Clip)]
    named = [c for c in clips if getattr(c.media_reference, "target_url", None)]
    if len(named) < 2:
        return None
    for item in [item for item in track if isinstance(item, otio.schema.Transition)]:
        track.remove(item)
    for item in track:
        span = item.trimmed_range()
        if (Fraction(span.duration.to_seconds()) * rate).limit_denominator(1000).denominator > 1:
            return None
        if isinstance(item, otio.core.Composition):
            return None
        item.effects.clear()
        item.enabled = True
    alone = otio.schema.Timeline(made.name, global_start_time=made.global_start_time)
    alone.metadata.update(made.metadata)
    track.source_range, track.enabled = None, True
    alone.tracks.append(track)
    length = track.duration().to_seconds()
    return alone if 2 < length < 7200 else None


def recut(made: Any, chance: random.Random) -> Any:
    """A copy that was trimmed, reordered, and the like."""
    made = made.deepcopy()
    (track,) = made.video_tracks()
    for _ in range(chance.randrange(1, 7)):
        at = chance.randrange(len(track))
        item = track[at]
        span = item.trimmed_range()
        rate, count = span.duration.rate, span.duration.value
        match chance.choice(("trim", "delete", "reorder", "duplicate", "insert", "speed")):
            case "trim" if count > 8:
                head = chance.randrange(0, int(count) // 2)
                tail = chance.randrange(0, int(count) // 2 - 1)
                item.source_range = otio.opentime.TimeRange(
                    span.start_time + otio.opentime.RationalTime(head, rate),
                    otio.opentime.RationalTime(count - head - tail, rate),
                )
            case "delete" if len(track) > 3:
                del track[at]
            case "reorder":
                moved = track.pop(at)
                track.insert(chance.randrange(len(track) + 1), moved)
            case "duplicate":
                track.insert(chance.randrange(len(track) + 1), item.deepcopy())
            case "insert":
                new = otio.schema.Clip("new", otio.schema.ExternalReference("/media/new.mov"), span)
                track.insert(at, new)
            case "speed" if isinstance(item, otio.schema.Clip) and not item.effects and count > 8:
                item.effects.append(otio.schema.LinearTimeWarp(time_scalar=2.0))
                item.source_range = otio.opentime.TimeRange(
                    span.start_time, otio.opentime.RationalTime(count // 2, rate)
                )
            case _:
                pass
    return made


def cuts(shared: Path) -> list[Any]:
    """Those with the most clips."""
    every = [plain(path) for path in sorted((shared / "data/otio").glob("*/*"))]
    found = [made for made in every if made is not None]
    return sorted(found, key=lambda made: -len(made.tracks[0]))[:_TIMELINES]


def agrees(before: Frame | None, after: Frame | None, moment: float) -> bool:
    """Whether a frame shows what another one showed at a moment of its media."""
    if before is None or after is None:
        return False
    return before[0] == after[0] and after[1] - 1e-3 <= moment < after[2] + 1e-3


@pytest.mark.shared
@pytest.mark.whole
def test_fifty_recuts_of_real_timelines_keep_every_cue_on_its_picture(
    tmp_path: Path, shared: Path
) -> None:
    outcomes: Counter[str] = Counter()
    judged = recuts = 0
    for number, made in enumerate(cuts(shared)):
        chance = random.Random(number)
        path = tmp_path / f"{number} picture.otio"
        otio.adapters.write_to_file(made, str(path))
        document = load(path)
        spine = spine_of(document)
        rate = float(spine.rate)
        before = seen(made, rate)
        frames = [at for at, frame in enumerate(before[:-2]) if frame is not None]
        chosen = sorted(chance.sample(frames, min(12, len(frames))))
        times = [(at + Fraction(chance.randrange(32), 32)) / spine.rate for at in chosen]
        clicks = [click(str(n), time, 0.02, 0.05) for n, time in enumerate(times, 1)]
        old = land(document, clicks, tmp_path / f"{number} old.otio")
        for count in range(_RECUTS):
            new, out = tmp_path / f"{number}-{count} new.otio", tmp_path / f"{number}-{count}.otio"
            again = recut(made, chance)
            otio.adapters.write_to_file(again, str(new))
            result = conform(old, new, out, overwrite=True)
            outcomes.update(cue.outcome for cue in result.cues)
            recuts += 1
            after = seen(again, rate)
            for one in earlier_foley(load(out))[1]:
                if one.place is None:
                    continue  # Its shot was replaced: somebody has to look.
                index = int("".join(c for c in one.cue.number if c.isdigit())) - 1
                was = before[math.floor(times[index] * spine.rate)]
                assert was is not None
                into = float(times[index]) * rate % 1
                moment = was[1] + into * (was[2] - was[1])
                at = one.time * spine.rate
                # A hit may be heard 2 ms off, where a file is used as it is.
                near = {math.floor(at - Fraction(1, 20)), math.floor(at + Fraction(1, 20))}
                assert any(agrees(was, after[frame], moment) for frame in near if frame >= 0), (
                    one.cue.number, out,
                )  # fmt: skip
                judged += 1
    assert (recuts, judged > 400) == (_RECUTS * _TIMELINES, True)
    assert min(outcomes.values()) > 5 and len(outcomes) == 5, outcomes
