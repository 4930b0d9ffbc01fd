"""Judges the lips of one face in one shot: offset, windows, verdict and the reason for it."""

from __future__ import annotations

import enum
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from backbeat.sync.lips.confidence import own_voice, right
from backbeat.sync.lips.drift import line_through
from backbeat.sync.lips.expected import Expected
from backbeat.sync.lips.grades import is_in_sync
from backbeat.sync.lips.matching import Match, best, scores
from backbeat.sync.lips.movement import STEP_S

Float64s = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]

WINDOW_S = 5.0
"""Length of the stretches that are matched; shorter shots are matched as a whole."""
_HOP_S = 2.5
_LEAST_SPEECH = 0.3
"""Share of a window in which somebody speaks, without which it says nothing."""
_SURE = 0.55
"""Confidence from which an offset is stated."""
_UNLIKE = 0.25
"""Probability of the voice being the face's own, below which it is another's."""
_SURE_WINDOW, _LEAST_FOR_DRIFT = 0.8, 12
"""Confidence of a window, and number of them, from which drift inside a shot is followed."""
_WIDE_S, _SURE_WIDE = 3.0, 0.9
"""How far is looked before a voice is called another's, and how sure a match there must be."""
_LEAST_TO_AGREE, _NEAR_S = 3, 0.06
_LEAST_S = 2.0
_LEAST_FOR_ANOTHER_S = 5.0


class Verdict(enum.Enum):
    """What can be said of a shot."""

    IN_SYNC = "in sync"
    OUT_OF_SYNC = "out of sync"
    CANNOT_TELL = "cannot tell"
    ANOTHER_VOICE = "another voice"


STATED = (Verdict.IN_SYNC, Verdict.OUT_OF_SYNC)
"""Verdicts that state an offset."""


@dataclass(frozen=True)
class Window:
    """The offset in one stretch of a shot."""

    start_s: float
    end_s: float
    match: Match | None
    confidence: float

    @property
    def middle_s(self) -> float:
        """The middle of the stretch."""
        return (self.start_s + self.end_s) / 2


@dataclass(frozen=True)
class Judgement:
    """What was found of one face in one shot."""

    verdict: Verdict
    reason: str
    match: Match | None = None
    confidence: float = 0.0
    own: float = 0.0
    """Probability that the voice belongs to the lips."""
    windows: list[Window] = field(default_factory=list)


@dataclass(frozen=True, eq=False)
class Seen:
    """The lips of one face in one shot, in steps of 10 ms."""

    lips: Float64s
    """Movement at the speed of speech from the start of the shot on, shape (n, 8)."""
    visible: Bools
    """Where the mouth is seen; shape (n,)."""
    first: int
    """Step of the voice at which the shot begins."""
    opening: Float64s
    """How far the mouth is open, as the face track has it; shape (n,)."""
    still: bool = False
    """Whether the mouth hardly moves in the whole shot."""

    @property
    def last(self) -> int:
        """Step of the voice at which the shot ends, exclusive."""
        return self.first + len(self.lips)

    def part(self, first: int, last: int) -> slice:
        """Which rows are those of some steps of the voice."""
        return slice(first - self.first, last - self.first)


def judge(seen: Seen, expected: Expected, spoken: Bools, reach_s: float) -> Judgement:
    """Judges one face in one shot.

    Args:
        seen: its lips.
        expected: what the voice lets expect.
        spoken: where somebody speaks, in steps of 10 ms.
        reach_s: longest offset that is looked for.
    """
    visible_s = float(seen.visible.sum()) * STEP_S
    if visible_s < _LEAST_S:
        return _cannot(f"The mouth is seen for {visible_s:.1f} s only; it takes {_LEAST_S:g} s.")
    heard = _both(seen, spoken, seen.first, seen.last)
    if heard < 1.0:
        return _cannot("Nobody speaks while the mouth is seen.")
    windows, curves = _windows(seen, expected, spoken, round(reach_s / STEP_S))
    matched = [window for window in windows if window.match is not None]
    if not matched:
        return _cannot("Nobody speaks for long enough while the mouth is seen.", windows)
    whole = best(_averaged(matched, curves), _matched_s(seen, matched))
    if whole is None:
        return _cannot("The lips do not move with the voice.", windows)
    found = _decided(seen, expected, whole, windows)
    if found.verdict is Verdict.ANOTHER_VOICE and reach_s < _WIDE_S:
        return _farther(judge(seen, expected, spoken, _WIDE_S)) or found
    return found


def _farther(wide: Judgement) -> Judgement | None:
    """What is said of lips that fit at an offset longer than was looked for; None: they do not."""
    if wide.match is None or wide.confidence < _SURE_WIDE or wide.verdict not in STATED:
        return None
    side = "late" if wide.match.offset_s > 0 else "early"
    return _cannot(
        f"The lips may fit with the sound {abs(wide.match.offset_s) * 1000:.0f} ms {side}, farther "
        "than was looked for (--max-offset).",
        wide.windows,
    )


def _averaged(windows: list[Window], curves: list[Float64s]) -> Float64s:
    """Scores of a whole shot: those of its windows, each moved by how far the offset has drifted.

    Of a shot of half a minute and more, an offset that drifts would blur the peak.
    """
    sure = [w for w in windows if w.match is not None and w.confidence >= _SURE_WINDOW]
    points = [(w.middle_s, w.match.offset_s) for w in sure if w.match is not None]
    if len(points) < _LEAST_FOR_DRIFT:
        return np.asarray(np.mean(curves, 0), np.float64)
    times, offsets = np.array(points).T
    line = line_through(times, offsets)
    if line is None or line.slope_low * line.slope_high <= 0:
        return np.asarray(np.mean(curves, 0), np.float64)
    middle = line.at((windows[0].start_s + windows[-1].end_s) / 2)
    moved = []
    for window, curve in zip(windows, curves, strict=True):
        steps = round((line.at(window.middle_s) - middle) / STEP_S)
        shifted = np.roll(curve, -steps)
        if steps > 0:
            shifted[len(curve) - steps :] = curve.min()
        elif steps < 0:
            shifted[:-steps] = curve.min()
        moved.append(shifted)
    return np.asarray(np.mean(moved, 0), np.float64)


def _matched_s(seen: Seen, windows: list[Window]) -> float:
    """Seconds in which the mouth is seen in the windows that were matched."""
    inside = np.zeros(len(seen.visible), np.bool_)
    for window in windows:
        first, last = round(window.start_s / STEP_S), round(window.end_s / STEP_S)
        inside[seen.part(first, last)] = True
    return float((inside & seen.visible).sum()) * STEP_S


def _decided(seen: Seen, expected: Expected, whole: Match, windows: list[Window]) -> Judgement:
    own, confidence = own_voice(whole, expected.method), right(whole, expected.method)
    found = Judgement(Verdict.CANNOT_TELL, "", whole, own * confidence, own, windows)
    if own < _UNLIKE and whole.seen_s >= _LEAST_FOR_ANOTHER_S:
        why = (
            "The mouth hardly moves while somebody speaks."
            if seen.still
            else "The lips say something else than the voice, at any offset that was looked for."
        )
        return _with(found, Verdict.ANOTHER_VOICE, why, 1 - own)
    if whole.at_edge and own >= 0.5:
        return _with(
            found, Verdict.CANNOT_TELL, "The offset may be longer than was looked for.", confidence
        )
    if own * confidence < _SURE or not _agree(windows, whole):
        return _with(found, Verdict.CANNOT_TELL, "The match is not sure enough.", own * confidence)
    offset_ms = whole.offset_s * 1000
    verdict = Verdict.IN_SYNC if is_in_sync(offset_ms) else Verdict.OUT_OF_SYNC
    side = "late" if offset_ms > 0 else "early"
    return _with(found, verdict, f"The sound is {abs(offset_ms):.0f} ms {side}.", own * confidence)


def _agree(windows: list[Window], whole: Match) -> bool:
    """Whether at least a third of the windows say what the shot says, drift left aside."""
    offsets = [w.match.offset_s for w in windows if w.match is not None]
    if len(offsets) < _LEAST_TO_AGREE or len(offsets) >= _LEAST_FOR_DRIFT:
        return True
    near = sum(abs(offset - whole.offset_s) <= _NEAR_S for offset in offsets)
    return near >= len(offsets) / 3


def _windows(
    seen: Seen, expected: Expected, spoken: Bools, reach: int
) -> tuple[list[Window], list[Float64s]]:
    """Windows of a shot, and the scores of those in which somebody speaks."""
    windows: list[Window] = []
    curves: list[Float64s] = []
    for first, last in spans(seen.first, seen.last):
        part = seen.part(first, last)
        visible = seen.visible[part]
        visible_s = float(visible.sum()) * STEP_S
        match, confidence = None, 0.0
        length_s = (last - first) * STEP_S
        if (
            visible_s >= min(_LEAST_S, 0.8 * length_s)
            and _both(seen, spoken, first, last) >= _LEAST_SPEECH * visible_s
        ):
            curve = scores(expected.lips, seen.lips[part], visible, first, reach)
            match = best(curve, visible_s)
            if match is not None:
                curves.append(curve)
                confidence = own_voice(match, expected.method) * right(match, expected.method)
        windows.append(Window(first * STEP_S, last * STEP_S, match, confidence))
    return windows, curves


def spans(first: int, last: int) -> list[tuple[int, int]]:
    """Windows over the steps of a shot, in order, overlapping by half, none much shorter."""
    length, hop = round(WINDOW_S / STEP_S), round(_HOP_S / STEP_S)
    if last - first <= length + hop // 2:
        return [(first, last)]
    starts = list(range(first, last - length + 1, hop))
    if last - (starts[-1] + length) > hop // 2:
        starts.append(last - length)
    return [(start, start + length) for start in starts]


def _both(seen: Seen, spoken: Bools, first: int, last: int) -> float:
    """Seconds in which the mouth is seen and somebody speaks."""
    last = min(last, len(spoken))
    if last <= first:
        return 0.0
    return float((seen.visible[seen.part(first, last)] & spoken[first:last]).sum()) * STEP_S


def _cannot(reason: str, windows: list[Window] | None = None) -> Judgement:
    return Judgement(Verdict.CANNOT_TELL, reason, windows=windows or [])


def _with(found: Judgement, verdict: Verdict, reason: str, confidence: float) -> Judgement:
    return Judgement(verdict, reason, found.match, confidence, found.own, found.windows)
