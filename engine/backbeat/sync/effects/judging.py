"""Judges how sounds of effects lie against the picture: by the tolerances of the trade.

An impact may be two frames off, ambience five: farther, viewers notice.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import erf, exp, log, sqrt

from backbeat.sync.effects.matching import Moments, Offset, matched
from backbeat.sync.lips.grades import Grade
from backbeat.sync.lips.judging import Verdict

IMPACT_FRAMES, AMBIENCE_FRAMES = 2, 5
STRETCH_S = 30.0
"""Length of the stretches that are judged by themselves."""
_LEAST_PAIRS = 3
_LEAST_COUNT = 1.0
"""Pairs of sure hits that it takes: the sum of how sure single pairs are."""
_MOST_BY_CHANCE = 0.02
_MOST_SECOND = 0.75
"""How well another offset may fit, as a share of the best: of 600 drawn cases, none was wrong below
it, and one in twelve above."""
_SURE = 0.55
"""Confidence from which an offset is stated."""
_BIAS, _PER_CHANCE, _PER_SECOND, _PER_COUNT = -5.1, -2.35, -0.36, -0.98


@dataclass(frozen=True)
class EffectsJudgement:
    """What was found of a stretch."""

    start_s: float
    end_s: float
    verdict: Verdict
    reason: str
    offset: Offset | None = None
    confidence: float = 0.0
    seen: int = 0
    """Impacts in it."""
    heard: int = 0
    """Hits in it."""


def judged(
    seen: Moments, heard: Moments, rate: float, span: tuple[float, float], reach_s: float
) -> EffectsJudgement:
    """Judges a stretch.

    Args:
        seen: impacts in the picture.
        heard: hits in the sound, on the same clock.
        rate: pictures a second.
        span: when it begins and ends, in seconds.
        reach_s: longest offset that is looked for.
    """
    start_s, end_s = span
    seen = seen.between(start_s, end_s)
    heard = heard.between(start_s - reach_s, end_s + reach_s)
    counts = len(seen.times_s), len(heard.times_s)

    def found(
        verdict: Verdict, reason: str, offset: Offset | None = None, confidence: float = 0.0
    ) -> EffectsJudgement:
        return EffectsJudgement(start_s, end_s, verdict, reason, offset, confidence, *counts)

    offset = matched(seen, heard, rate, reach_s)
    if offset is None:
        return found(Verdict.CANNOT_TELL, _nothing(*counts))
    why = _why_unsure(offset)
    confidence = right(offset)
    if why:
        return found(Verdict.CANNOT_TELL, why, offset, confidence)
    frames = offset.offset_s * rate
    inside = _within(offset, IMPACT_FRAMES / rate)
    fits = abs(frames) <= IMPACT_FRAMES
    sure = confidence * (inside if fits else 1 - inside)
    if sure < _SURE:
        said = f"{_late(offset)}, which may be more or less than {IMPACT_FRAMES} frames."
        return found(Verdict.CANNOT_TELL, said, offset, sure)
    verdict = Verdict.IN_SYNC if fits else Verdict.OUT_OF_SYNC
    return found(verdict, f"{_late(offset)}, by {len(offset.pairs)} impacts.", offset, sure)


def stretches(duration_s: float) -> list[tuple[float, float]]:
    """Stretches of a video that are judged by themselves; none where it is short."""
    count = int(duration_s // STRETCH_S)
    if count < 2:
        return []
    return [(duration_s * n / count, duration_s * (n + 1) / count) for n in range(count)]


def grades_of(offset_s: float, rate: float) -> list[Grade]:
    """The tolerances for effects, and whether they are met."""
    frames = abs(offset_s) * rate
    return [
        Grade("Impacts, 2 frames", met := frames <= IMPACT_FRAMES, _met(met)),
        Grade("Ambience, 5 frames", met := frames <= AMBIENCE_FRAMES, _met(met)),
    ]


def right(offset: Offset) -> float:
    """How often an offset of this kind is right, to a frame.

    Fitted on moments that are drawn (`engine/training/foley/effects_sync.py`).
    """
    odds = (
        _BIAS
        + _PER_CHANCE * log(offset.by_chance)
        + _PER_SECOND * offset.second
        + _PER_COUNT * log(max(offset.count, 0.05))
    )
    return 1 / (1 + exp(-max(min(odds, 30.0), -30.0)))


def jumps(parts: Sequence[EffectsJudgement], rate: float) -> list[tuple[float, float, float]]:
    """Where one stretch is off otherwise than the one before: when, from which to which offset."""
    found = []
    stated = [part for part in parts if part.offset is not None and _is_stated(part)]
    for before, after in pairwise(stated):
        if before.offset is None or after.offset is None:
            continue
        apart = after.offset.offset_s - before.offset.offset_s
        overlap = after.offset.low_s <= before.offset.high_s and (
            before.offset.low_s <= after.offset.high_s
        )
        if abs(apart) * rate > IMPACT_FRAMES and not overlap:
            found.append((after.start_s, before.offset.offset_s, after.offset.offset_s))
    return found


def _is_stated(part: EffectsJudgement) -> bool:
    return part.verdict in (Verdict.IN_SYNC, Verdict.OUT_OF_SYNC)


def _why_unsure(offset: Offset) -> str:
    if len(offset.pairs) < _LEAST_PAIRS or offset.count < _LEAST_COUNT:
        return "Too few impacts are both seen and heard."
    if offset.second > _MOST_SECOND:
        two = sorted((offset.offset_s, offset.second_s), key=abs)
        said = " and ".join(f"{one * 1000:+.0f} ms" for one in two)
        return (
            f"The hits come so regularly that they fit at {said}. Look for shorter offsets only "
            "(--max-offset)."
        )
    if offset.by_chance > _MOST_BY_CHANCE:
        return "The sounds fit the picture no better than in any other order."
    if offset.at_edge:
        return "The offset may be longer than was looked for."
    return ""


def _nothing(seen: int, heard: int) -> str:
    if not seen:
        return "Nothing is seen to hit anything."
    return "No hits are heard." if not heard else "Nothing that is heard fits what is seen."


def _within(offset: Offset, limit_s: float) -> float:
    """How likely the offset is within a limit, by its bounds."""
    deviation = max((offset.high_s - offset.low_s) / 3.92, 1e-4)

    def below(value: float) -> float:
        return 0.5 * (1 + erf((value - offset.offset_s) / (deviation * sqrt(2))))

    return below(limit_s) - below(-limit_s)


def _late(offset: Offset) -> str:
    milliseconds = offset.offset_s * 1000
    side = "late" if milliseconds > 0 else "early"
    give = (offset.high_s - offset.low_s) * 500
    return f"The sound is {abs(milliseconds):.0f} ms {side}, give or take {give:.0f} ms"


def _met(met: bool) -> str:
    return "met" if met else "not met"
