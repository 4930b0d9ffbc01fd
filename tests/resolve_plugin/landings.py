"""Clips that the plugin places in a modelled Resolve, and where they came to lie."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Any

from backbeat_resolve.host import Session as Inside
from backbeat_resolve.landing import Placement, add_track, import_files, land
from backbeat_resolve.timelines import Guarded, duplicate
from tests.doubles.resolve.bridge import state_of
from tests.doubles.resolve.session import Session
from tests.doubles.resolve.state import MediaFacts, Timeline
from tests.resolve_plugin.inside import never, quiet

COUNT = 250


def source(held: Session, path: Path, rate: float | None = 25, seconds: float = 600) -> str:
    """A file that the pool does not know yet."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch()
    exact = None if rate is None else Fraction(rate).limit_denominator(1001)
    if rate and rate != int(rate):
        exact = Fraction(round(rate) * 1000, 1001)
    length = Fraction(seconds).limit_denominator(100)
    frames = int(length * exact) if exact else 0
    held.world.facts[str(path)] = MediaFacts(frames, exact, 0, 2, length)
    return str(path)


def placements(path: str, count: int = COUNT) -> list[Placement]:
    """End to end, and now and then a gap; from all over the file."""
    made, at = [], 3
    for number in range(count):
        frames = 5 + number % 11
        made.append(Placement(path, at, frames, Fraction(number * 7)))
        at += frames + (number % 3 == 0)
    return made


def landed(
    inside: Inside, paths: list[str], wanted: list[Placement], kind: str = "audio", **asked: Any
) -> Timeline:
    """The whole way: files into the pool, a copy of the timeline, a new track, clips on it."""
    with Guarded(inside) as guard:
        pool_items = import_files(inside, guard, paths)
        made = duplicate(inside, guard, "copy")
        number = add_track(made, kind, "Backbeat", "stereo")
        before = asked.get("before")
        if before is not None:
            before(state_of(made), number)
        report, cancelled = asked.get("report", quiet), asked.get("cancelled", never)
        items = land(inside, made, pool_items, wanted, (kind, number), report, cancelled)
        assert len(items) == len(wanted)
    found: Timeline = state_of(made)
    return found


def where(made: Timeline, kind: str = "audio") -> list[tuple[int, int, Fraction]]:
    track = made.tracks[kind][-1]  # type: ignore[index]
    return [(item.start - made.start, item.duration, item.source) for item in track.items]


def meant(wanted: list[Placement]) -> list[tuple[int, int, Fraction]]:
    return [(one.start, one.frames, one.source_start) for one in wanted]
