"""Placing a recording by its sound: coarse to fine, stretch by stretch."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from backbeat.progress import SILENT, Progress
from backbeat.sync.align.alignment import Alignment, Method, Piece
from backbeat.sync.align.arrival import arrival_s
from backbeat.sync.align.bands import STEPS_PER_S, Heard
from backbeat.sync.align.borders import border
from backbeat.sync.align.chains import MAX_DRIFT, STRETCH, Chain, chains
from backbeat.sync.align.common import common
from backbeat.sync.align.delays import Foreseen, correlations
from backbeat.sync.align.lines import Line, fit
from backbeat.sync.align.repeats import Repeats, repeats
from backbeat.sync.align.searching import Searched
from backbeat.sync.align.steps import way

SHORTEST_S = 1.0
"""Recordings shorter than this are not placed."""
_SHORTEST_STRETCH = 150
_COARSE_S = 0.03
"""Error of a place by features."""
_REACH_S, _MOST_REACH_S, _FINE_REACH_S = 0.06, 0.25, 0.06
_FINE_FREEDOM = 0.0001
_BENT = 4.0
"""Rows from a straight line from which a chain is of two clocks."""
_JUMP_WITHIN_S = 4.0
"""Around the windows between which a clock jumps."""
_SAME_S = 0.02
"""Stretches whose places differ by less than this go on."""
_LEAST_COMMON, _CLEARLY_COMMON = 0.4, 0.6
_TALL = 4.6
"""Height of the typical peak, in standard deviations of a window, from which the same sound is
there: the highest of as many samples of noise has 3.9."""
_LEAST_AGREEING = 0.25
_EACH = 0.1
"""What each deviation of each window adds to the evidence."""
_INEXACT = 0.6
_ROWS_OF_DRIFT = 24
_LEAST_INEXACT = 12.0
"""Score of a chain whose wave forms do not agree: unrelated music has 8 at most."""
_DOUBT = 6.0
"""Scores of a chain in which doubt shrinks by e."""
_TRIED, _TRIED_STRETCHES = 6, 3
_SHORT_S = 20.0
_SHORT_ROWS = round(_SHORT_S * STEPS_PER_S)
_LEAST_EVIDENCE = 3.0
_MOST_COUNTED = 12
"""Windows that agree; more are not of independent noise."""


@dataclass(frozen=True)
class Reference:
    """A reference that recordings are placed in."""

    heard: Heard
    searched: Searched


@dataclass(frozen=True)
class _Fitted:
    """A stretch with its place."""

    piece: Piece
    sure_s: tuple[float, float]
    """What of it was compared."""
    chain: Chain
    exact: bool
    """Whether the wave forms were found to agree."""
    evidence: float
    """How strongly they do; 0 where they do not."""
    common: float


def reference_of(recording: Heard) -> Reference:
    """A reference to place recordings in."""
    longest = max(min(STRETCH, len(recording.features) // 2), _SHORTEST_STRETCH)
    return Reference(recording, Searched(recording.features, longest))


def by_sound(reference: Reference, other: Heard, progress: Progress = SILENT) -> Alignment:
    """Places a recording where the same sound is in the reference.

    Raises:
        CancelledError: the job was cancelled.
    """
    why = _nothing_to_hear(reference.heard, other)
    if why:
        return Alignment((), Method.SOUND, why)
    if reference.heard.duration_s < min(_SHORT_S, other.duration_s):
        return _inverted(by_sound(reference_of(other), reference.heard, progress), other)
    step = "Searching"
    stretch = min(reference.searched.longest, len(other.features))
    found = chains(reference.searched, other, stretch, lambda done: progress(0.7 * done, step))
    found = [part for chain in _joined(found) for part in _straight(chain)]
    fitted: list[_Fitted] = []
    for number, chain in enumerate(found):
        progress(0.7 + 0.3 * number / len(found), "Measuring")
        fitted += _fitted(reference.heard, other, chain)
    if not fitted:
        fitted = _by_wave_form(reference, other, stretch)
    return _alignment(reference, other, fitted)


def _inverted(alignment: Alignment, other: Heard) -> Alignment:
    """Where a recording lies in a short reference, from where that lies in the recording.

    The longest piece decides: beyond it there is nothing to compare.
    """
    if not alignment.pieces:
        return alignment
    piece = max(alignment.pieces, key=lambda each: each.end_s - each.start_s)
    pace = 1 / (1 + piece.drift)
    whole = Piece(0.0, other.duration_s, -piece.offset_s * pace, pace - 1, piece.confidence)
    return replace(alignment, pieces=(whole,))


def _by_wave_form(reference: Reference, other: Heard, stretch: int) -> list[_Fitted]:
    """A short recording, whose features alone are too few, where its wave form decides."""
    searched = reference.searched
    take = np.unique(np.linspace(0, len(other.features) - stretch, _TRIED_STRETCHES).astype(int))
    tried: list[_Fitted] = []
    for row in take if len(other.features) <= _SHORT_ROWS else ():
        places = searched.places(searched.likeness(other.features[row : row + stretch]), _TRIED)
        for lag, score in zip(places.lags, places.scores, strict=True):
            chain = Chain(np.array([row]), np.array([lag - row]), np.array([score]), stretch)
            tried += _fitted(reference.heard, other, chain)
    sure = [part for part in tried if part.evidence >= _LEAST_EVIDENCE]
    return [max(sure, key=lambda part: part.evidence)] if sure else []


def _nothing_to_hear(reference: Heard, other: Heard) -> str:
    for recording, name in ((other, "It"), (reference, "The reference")):
        if recording.duration_s < SHORTEST_S:
            return f"{name} is shorter than {SHORTEST_S:.0f} s."
        if not recording.features.any():
            return f"{name} is silent."
    return ""


def _joined(found: Sequence[Chain]) -> Iterator[Chain]:
    """Chains in order; one that goes on where the one before leads to is joined to it."""
    held: Chain | None = None
    for chain in found:
        if held is not None:
            apart = int(chain.rows[0] - held.rows[-1])
            offset, slope = held.line()
            led = offset + slope * (chain.rows[0] + chain.length / 2)
            allowed = _SAME_S * STEPS_PER_S + 0.0003 * apart + 1
            if abs(chain.lags[0] - led) <= allowed:
                held = Chain(
                    np.concatenate([held.rows, chain.rows]),
                    np.concatenate([held.lags, chain.lags]),
                    np.concatenate([held.scores, chain.scores]),
                    chain.length,
                )
                continue
            yield held
        held = chain
    if held is not None:
        yield held


def _straight(chain: Chain) -> Iterator[Chain]:
    """The chain, or its parts where no one line goes through all of it."""
    offset, slope = chain.line()
    off = np.abs(chain.lags - offset - slope * (chain.rows + chain.length / 2))
    if len(chain.rows) < 8 or np.percentile(off, 90) <= _BENT:
        yield chain
        return
    cuts = range(4, len(chain.rows) - 3)
    costs = [_bend(_part(chain, 0, cut)) + _bend(_part(chain, cut, None)) for cut in cuts]
    best = cuts[int(np.argmin(costs))]
    yield from _straight(_part(chain, 0, best))
    yield from _straight(_part(chain, best, None))


def _part(chain: Chain, first: int, last: int | None) -> Chain:
    kept = slice(first, last)
    return Chain(chain.rows[kept], chain.lags[kept], chain.scores[kept], chain.length)


def _bend(chain: Chain) -> float:
    offset, slope = chain.line()
    return float(np.abs(chain.lags - offset - slope * (chain.rows + chain.length / 2)).sum())


def _fitted(reference: Heard, other: Heard, chain: Chain) -> list[_Fitted]:
    """A chain measured by its wave forms, in parts where its clock jumps."""
    first_s = float(chain.rows[0]) / STEPS_PER_S
    last_s = min(float(chain.rows[-1] + chain.length) / STEPS_PER_S, other.duration_s)
    tried = []
    for seen in _foreseen(chain, last_s - first_s):
        span_s = _inside(seen, (first_s, last_s), reference.duration_s)
        off = chain.lags / STEPS_PER_S - seen.offset_s - seen.drift * chain.rows / STEPS_PER_S
        reach_s = min(_REACH_S + float(np.abs(off).max()), _MOST_REACH_S)
        windows = correlations(reference, other, span_s, seen, reach_s)
        if len(windows.times_s):
            tried.append((way(windows), windows, span_s))
    if not tried:
        return []
    best, windows, span_s = max(tried, key=lambda each: each[0].score)
    found: list[_Fitted] = []
    for first, last in best.parts:
        part_s = (
            span_s[0] if first == 0 else float(windows.times_s[first]),
            span_s[1] if last == len(windows.times_s) - 1 else float(windows.times_s[last]),
        )
        part = windows.some(first, last)
        freedom = min(2 * _COARSE_S / max(part_s[1] - part_s[0], 1.0) + 2e-5, MAX_DRIFT)
        line = fit(part, freedom)
        if line is not None:
            found += _measured(reference, other, chain, line, part_s)
    return found


def _foreseen(chain: Chain, length_s: float) -> list[Foreseen]:
    """Where a chain may lie: as its clock seems to run and, as jumps seem to be drift, evenly."""
    lag, slope = chain.line()
    seen = [Foreseen(lag / STEPS_PER_S, slope)]
    if abs(slope) * length_s > _SAME_S / 2:
        seen.append(Foreseen(float(np.median(chain.lags)) / STEPS_PER_S, 0.0))
    return seen


def _inside(seen: Foreseen, span_s: tuple[float, float], duration_s: float) -> tuple[float, float]:
    """What of a span of the recording lies inside the reference, as it is foreseen."""
    begins = -seen.offset_s / (1 + seen.drift)
    ends = (duration_s - seen.offset_s) / (1 + seen.drift)
    low, high = max(span_s[0], begins), min(span_s[1], ends)
    return (low, high) if high - low >= 0.2 else span_s


def _measured(
    reference: Heard, other: Heard, chain: Chain, line: Line, span_s: tuple[float, float]
) -> list[_Fitted]:
    seen = Foreseen(line.offset_at(0.0), line.drift)
    windows = correlations(reference, other, span_s, seen, _FINE_REACH_S)
    fine = fit(windows, _FINE_FREEDOM)
    if fine is None:
        return []
    evidence = _evidence(fine)
    exact = evidence > 0
    if exact:
        shift = arrival_s(windows, fine)
        seen = Foreseen(fine.offset_at(0.0) + shift, fine.drift)
    else:
        seen = _by_features(chain)
    alike = common(reference, other, seen, span_s)
    sure = 1 - float(np.exp(-max(chain.score, 0.0) / _DOUBT - evidence))
    sure *= float(np.clip((alike - 0.2) / (_CLEARLY_COMMON - 0.2), 0, 1))
    if not exact:
        sure *= _INEXACT
    piece = Piece(span_s[0], span_s[1], seen.offset_s, seen.drift, sure)
    return [_Fitted(piece, span_s, chain, exact, evidence, alike)]


def _by_features(chain: Chain) -> Foreseen:
    """Where its features alone place a chain; its drift is not known where it is short."""
    if len(chain.rows) >= _ROWS_OF_DRIFT:
        lag, slope = chain.line()
        return Foreseen(lag / STEPS_PER_S, slope)
    return Foreseen(float(np.median(chain.lags)) / STEPS_PER_S, 0.0)


def _evidence(line: Line) -> float:
    """How strongly the wave forms agree; 0 where as much comes from noise."""
    agreeing = int(np.count_nonzero(line.agree))
    if agreeing < _LEAST_AGREEING * len(line.agree):
        return 0.0
    tall = float(np.median(line.heights[line.agree]))
    return _EACH * float(min(agreeing, _MOST_COUNTED)) * max(tall - _TALL, 0.0)


def _alignment(reference: Reference, other: Heard, fitted: list[_Fitted]) -> Alignment:
    """The pieces, with their borders, and what speaks against them."""
    kept = [
        part
        for part in fitted
        if part.common >= _LEAST_COMMON and (part.exact or part.chain.score >= _LEAST_INEXACT)
    ]
    if not kept:
        best = max((part.common for part in fitted), default=0.0)
        why = (
            "Only a softer part of its sound is in the reference, such as music under other speech."
            if fitted and best < _LEAST_COMMON
            else "Its sound is not found in the reference."
        )
        return Alignment((), Method.SOUND, why)
    reasons: list[str] = []
    again = repeats(reference.searched, other, [part.chain for part in kept])
    pieces = _bordered(reference.heard, other, kept)
    pieces = [
        replace(piece, confidence=piece.confidence / (1 + there.count))
        for piece, there in zip(pieces, again, strict=True)
    ]
    reasons += [_repeated(there) for there in again[:1] if there.count]
    if not all(part.exact for part in kept):
        reasons.append("It is placed by how its loudness changes, to about 10 ms.")
    if min(part.common for part in kept) < _CLEARLY_COMMON:
        reasons.append("Much of its sound is not in the reference: noise, or other sources.")
    return Alignment(tuple(pieces), Method.SOUND, " ".join(reasons))


def _repeated(again: Repeats) -> str:
    way = "later" if again.nearest_s > 0 else "earlier"
    return f"The sound repeats: it fits as well {abs(again.nearest_s):.3f} s {way}."


def _bordered(reference: Heard, other: Heard, fitted: Sequence[_Fitted]) -> list[Piece]:
    starts, ends = [0.0], list[float]()
    for one, two in itertools.pairwise(fitted):
        # Half of the last stretch of the one may already be of the other, and a bit more.
        around = one.chain.length / STEPS_PER_S if one.chain is not two.chain else _JUMP_WITHIN_S
        low = max(one.sure_s[1] - around, (one.sure_s[0] + one.sure_s[1]) / 2)
        high = min(two.sure_s[0] + around, (two.sure_s[0] + two.sure_s[1]) / 2)
        low, high = min(low, high), max(low, high)
        end, start = border(reference, other, _line(one.piece), _line(two.piece), (low, high))
        ends.append(end)
        starts.append(start)
    ends.append(other.duration_s)
    return [
        replace(part.piece, start_s=start, end_s=end)
        for part, start, end in zip(fitted, starts, ends, strict=True)
    ]


def _line(piece: Piece) -> Foreseen:
    return Foreseen(piece.offset_s, piece.drift)
