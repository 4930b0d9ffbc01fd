"""How much of what sounds in the original the effects cover: what a foreign version would miss.

An M&E (music and effects) has all of the original but speech. Hits are covered where the effects
rise within two frames of them; what lasts, where the effects sound at the same time.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Float32s = NDArray[np.float32]
Bools = NDArray[np.bool_]

STEP_S = 0.01
"""Between levels."""
HIT, SUSTAINED = "hit", "sustained"
_HIT_FRAMES = 2
_LEAST_RISE_DB = 6.0
"""How far a hit in the effects stands out of what sounds just before."""
_BEFORE_S = 0.25
_HEARD_DB = -60.0
"""Level under which nothing is heard."""
_STANDS_OUT_DB = 6.0
"""How far what lasts is above the softest that is heard in the original."""
_UNDER_DB = 30.0
"""How far under the original the effects may be, and still cover it."""
_SHORTEST_S, _GAP_S = 0.5, 0.3
_DECAY_DB = 20.0
_ONGOING_DB = 6.0
"""How far what goes on at a level falls under its beginning at most."""
_LONGEST_HIT_S = 0.6
_COVERED_SHARE = 0.8
_SAID_S = 0.5
"""Seconds that cannot be judged from which on that is said."""


@dataclass(frozen=True, slots=True)
class HeardHit:
    """A hit in the original."""

    time_s: float
    confidence: float


@dataclass(frozen=True, eq=False)
class Original:
    """The sound of the original."""

    levels_db: Float32s
    """Against full scale, every `STEP_S`; shape (n,)."""
    speech: Bools
    """Where somebody speaks, shape (n,)."""
    music: Bools
    """Where steady pitches are most of it, shape (n,)."""
    hits: tuple[HeardHit, ...]
    """In order, those in speech left out."""


@dataclass(frozen=True, slots=True)
class Event:
    """Something that sounds in the original."""

    start_s: float
    end_s: float
    level_db: float
    """Its highest, against full scale."""
    kind: str
    """`HIT` or `SUSTAINED`."""
    covered_s: float

    @property
    def is_covered(self) -> bool:
        """Whether the effects have it, or nearly all of it."""
        return self.covered_s >= _COVERED_SHARE * (self.end_s - self.start_s)


@dataclass(frozen=True)
class Coverage:
    """What sounds in the original, and how much of it the effects cover."""

    events: tuple[Event, ...]
    """In order of time."""
    missing: tuple[Event, ...]
    """What is not covered: hits, and the parts of what lasts."""
    speech_s: float
    music_s: float
    """Seconds in which nothing is told apart from speech, and from music."""

    @property
    def covered(self) -> int:
        """Events that are covered."""
        return sum(event.is_covered for event in self.events)

    @property
    def seconds(self) -> float:
        """Of all events."""
        return sum(event.end_s - event.start_s for event in self.events)

    @property
    def seconds_covered(self) -> float:
        """Of those that are covered, and of the parts that are."""
        return sum(event.covered_s for event in self.events)

    @property
    def unsure(self) -> str:
        """What could not be judged, in a sentence; empty: nothing."""
        parts = []
        if self.speech_s >= _SAID_S:
            parts.append(f"{self.speech_s:.1f} s of speech")
        if self.music_s >= _SAID_S:
            parts.append(f"{self.music_s:.1f} s of music or other steady pitches")
        if not parts:
            return ""
        return f"Not judged: {' and '.join(parts)}, which hide what else sounds there."


def coverage_of(original: Original, effects_db: Float32s, rate: float) -> Coverage:
    """Compares the original's sound with that of the effects.

    Args:
        original: its sound, without what is ours.
        effects_db: levels of the effects, like the original's; shape (m,).
        rate: frames a second.
    """
    effects = _as_long(effects_db, len(original.levels_db))
    struck = [hit for hit in original.hits if not _goes_on(original.levels_db, hit)]
    hits = [_hit(original, effects, hit, rate) for hit in struck]
    lasting = [_lasting(original, effects, span) for span in _spans(original, hits)]
    missing = [event for event in hits if not event.is_covered]
    missing += [gap for event in lasting for gap in _gaps(original, effects, event)]
    judged = _audible(original)
    return Coverage(
        tuple(sorted((*hits, *lasting), key=lambda event: event.start_s)),
        tuple(sorted(missing, key=lambda event: event.start_s)),
        float((judged & original.speech).sum()) * STEP_S,
        float((judged & original.music & ~original.speech).sum()) * STEP_S,
    )


def _goes_on(levels: Float32s, hit: HeardHit) -> bool:
    """Whether it is where something that lasts begins, and no hit."""
    at = round(hit.time_s / STEP_S)
    later = levels[at + round(_LONGEST_HIT_S / 2 / STEP_S) : at + round(_LONGEST_HIT_S / STEP_S)]
    peak = levels[at : at + round(0.1 / STEP_S)]
    return len(later) > 0 and float(np.median(later)) > float(peak.max(initial=-120)) - _ONGOING_DB


def _hit(original: Original, effects: Float32s, hit: HeardHit, rate: float) -> Event:
    at = round(hit.time_s / STEP_S)
    levels = original.levels_db
    after = levels[at : at + round(_LONGEST_HIT_S / STEP_S)]
    peak = float(after[: round(0.1 / STEP_S)].max(initial=_HEARD_DB))
    soft = np.flatnonzero(after < peak - _DECAY_DB)
    length = max(1, int(soft[0]) if len(soft) else len(after))
    end_s = hit.time_s + length * STEP_S
    covered = _rises(effects, hit.time_s, _HIT_FRAMES / rate, peak)
    seconds = end_s - hit.time_s if covered else 0.0
    return Event(hit.time_s, end_s, peak, HIT, seconds)


def _rises(effects: Float32s, time_s: float, near_s: float, level_db: float) -> bool:
    """Whether the effects rise within a distance of a moment."""
    low = max(0, int((time_s - near_s) / STEP_S))
    high = int((time_s + near_s) / STEP_S) + 2
    inside = effects[low:high]
    before = effects[max(0, low - round(_BEFORE_S / STEP_S)) : low]
    if not len(inside):
        return False
    ground = float(np.median(before)) if len(before) else _HEARD_DB
    least = max(ground + _LEAST_RISE_DB, _HEARD_DB, level_db - _UNDER_DB)
    return bool(inside.max() >= least)


def _audible(original: Original) -> Bools:
    levels = original.levels_db
    heard = levels[levels > _HEARD_DB]
    # A recorder's own noise is no sound of the scene.
    floor = float(np.percentile(heard, 5)) if len(heard) else _HEARD_DB
    quiet = min(floor + _STANDS_OUT_DB, -45.0)
    return np.asarray(levels > max(quiet, _HEARD_DB), np.bool_)


def _spans(original: Original, hits: Sequence[Event]) -> list[tuple[int, int]]:
    """Where something lasts that is neither speech, nor music, nor a hit and its ring."""
    ringing = np.zeros(len(original.levels_db), np.bool_)
    for event in hits:
        ringing[round(event.start_s / STEP_S) : round(event.end_s / STEP_S) + 1] = True
    lasts = _audible(original) & ~original.speech & ~original.music
    steady = lasts & ~ringing
    spans: list[tuple[int, int]] = []
    for first, last in _runs(lasts):
        # A hit in the midst of what lasts does not divide it; hits alone are no sound that lasts.
        if steady[first:last].sum() < (last - first) / 3:
            continue
        if spans and first - spans[-1][1] <= _GAP_S / STEP_S:
            spans[-1] = (spans[-1][0], last)
        else:
            spans.append((first, last))
    return [span for span in spans if span[1] - span[0] >= _SHORTEST_S / STEP_S]


def _lasting(original: Original, effects: Float32s, span: tuple[int, int]) -> Event:
    first, last = span
    level = float(original.levels_db[first:last].max())
    covered = float(_covers(original, effects, first, last).sum()) * STEP_S
    return Event(first * STEP_S, last * STEP_S, level, SUSTAINED, covered)


def _gaps(original: Original, effects: Float32s, event: Event) -> list[Event]:
    """The parts of what lasts that are not covered."""
    first, last = round(event.start_s / STEP_S), round(event.end_s / STEP_S)
    open_parts = ~_covers(original, effects, first, last)
    return [
        Event(
            (first + low) * STEP_S,
            (first + high) * STEP_S,
            float(original.levels_db[first + low : first + high].max()),
            SUSTAINED,
            0.0,
        )
        for low, high in _runs(open_parts)
        if high - low >= _SHORTEST_S / STEP_S
    ]


def _covers(original: Original, effects: Float32s, first: int, last: int) -> Bools:
    usual = float(np.median(original.levels_db[first:last]))
    return np.asarray(effects[first:last] >= max(usual - _UNDER_DB, _HEARD_DB), np.bool_)


def _runs(mask: Bools) -> list[tuple[int, int]]:
    inside = np.concatenate([[False], mask, [False]])
    edges = np.flatnonzero(np.diff(inside.astype(np.int8)))
    return [(int(a), int(b)) for a, b in edges.reshape(-1, 2)]


def _as_long(levels: Float32s, count: int) -> Float32s:
    made = np.full(count, -120.0, np.float32)
    made[: min(count, len(levels))] = levels[:count]
    return made
