"""Fits the detector to footage of the user's whose own sound says when something is hit.

Only the head is fitted: what the network makes of pictures stays. Whether that helps is judged on
footage that it was not fitted to, and what does not help is not kept.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from backbeat.foley.impacts.calibration import curve
from backbeat.foley.impacts.fitting import Stretch, fitted
from backbeat.foley.impacts.heads import Head
from backbeat.foley.impacts.impact import Float64s
from backbeat.foley.impacts.matching import Counts, counted, pairs
from backbeat.foley.impacts.peaks import between, find_peaks

LEAST_IMPACTS = 24
"""Impacts under which nothing is fitted."""
_FOLDS = 4
_BLOCK_S = 4.0
"""Length of the blocks that footage is divided into to be held back."""
_GAP = 15
"""Pictures at the ends of a block that are left out, since their features see beyond it."""
_TOLERANCE = 2.0
"""Pictures that a peak may be from its impact."""
_BETTER = 0.02
"""By how much the F-measure must rise."""
_ABOVE_CHANCE = 0.1
"""How far it must be above what chance gives."""
_MOST_PROPOSED = 0.7
"""Confidence from which on an impact is worth a look at any rate."""
_SHIFTS = 7
"""Ways to move what was found, for chance."""
_DRAWS, _SURE = 400, 0.9
"""Draws of blocks, and the share of them in which it must rise."""


@dataclass(frozen=True)
class Adaptation:
    """What came of fitting."""

    head: Head
    """The fitted one."""
    impacts: int
    f_before: float
    """On footage that was held back."""
    f_after: float
    better: bool
    """Whether it is so much better that it should be used."""
    reason: str
    """Why, in a sentence."""


def adapt(clips: Sequence[Stretch], head: Head) -> Adaptation:
    """A head for footage like some clips.

    Args:
        clips: whole, with all impacts that are heard in them.
        head: the one that came with the network.

    Raises:
        ValueError: there are fewer than `LEAST_IMPACTS` impacts in them.
    """
    blocks = [block for clip in clips for block in _blocks(clip)]
    total = sum(len(block.impacts_s) for block in blocks)
    if total < LEAST_IMPACTS or len(blocks) < _FOLDS:
        raise ValueError(f"{total} impacts in {len(blocks)} blocks are too few")
    before: list[_Score] = []
    after: list[_Score] = []
    scores: list[float] = []
    right: list[bool] = []
    least = []
    for fold in range(_FOLDS):
        held = blocks[fold::_FOLDS]
        rest = [block for at, block in enumerate(blocks) if at % _FOLDS != fold]
        made = fitted(rest, head)
        threshold = _best_threshold(rest, made)
        least.append(threshold)
        for block in held:
            before.append(_scored(block, head, _logit(head, head.propose_from)))
            after.append(_scored(block, made, threshold))
            for score, is_right in _judged(block, made):
                scores.append(score)
                right.append(is_right)
    points, chances = curve(scores, right)
    final = replace(fitted(blocks, head), scores=tuple(points), chances=tuple(chances))
    propose = float(np.interp(np.mean(least), points, chances))
    final = replace(final, propose_from=min(propose, _MOST_PROPOSED))
    better, reason = _verdict(before, after)
    return Adaptation(final, total, _total(before).f, _total(after).f, better, reason)


@dataclass(frozen=True, slots=True)
class _Score:
    """Counts, and how many would be right by chance: with the same moments, moved."""

    counts: Counts
    by_chance: float

    @property
    def above_chance(self) -> float:
        """F-measure over what chance gives: what finds more is not better for that alone."""
        right = self.counts.right - self.by_chance
        return 2 * right / max(1, self.counts.found + self.counts.true)


def _sum(scores: Sequence[_Score]) -> _Score:
    chance = sum(one.by_chance for one in scores)
    return _Score(sum((one.counts for one in scores), Counts()), chance)


def _total(scores: Sequence[_Score]) -> Counts:
    return _sum(scores).counts


def _verdict(before: list[_Score], after: list[_Score]) -> tuple[bool, str]:
    now = _sum(after).above_chance
    if now < _ABOVE_CHANCE:
        return False, "What is seen in this footage does not go with what is heard in it."
    if now - _sum(before).above_chance < _BETTER:
        return False, "It is no better on the parts of the footage that were held back."
    random = np.random.default_rng(0)
    risen = 0
    for _ in range(_DRAWS):
        drawn = random.integers(len(before), size=len(before)).tolist()
        was = _sum([before[at] for at in drawn]).above_chance
        risen += _sum([after[at] for at in drawn]).above_chance > was
    if risen < _SURE * _DRAWS:
        return False, "It is better, but that could be chance: give more footage."
    return True, "It is better on parts of the footage that were held back."


def _blocks(clip: Stretch) -> list[Stretch]:
    """A clip in blocks that see nothing of one another."""
    if len(clip.times_s) < 2:
        return []
    step = float(np.median(np.diff(clip.times_s)))
    size = max(2 * _GAP, round(_BLOCK_S / step))
    blocks = []
    for first in range(0, len(clip.times_s), size):
        start = first + (_GAP if first else 0)
        end = min(len(clip.times_s), first + size) - 1
        if end - start < _GAP:
            continue
        low, high = clip.times_s[start] - step / 2, clip.times_s[end] + step / 2
        inside = tuple(moment for moment in clip.impacts_s if low <= moment <= high)
        part = slice(start, end + 1)
        blocks.append(Stretch(clip.features[part], clip.times_s[part], inside))
    return blocks


def _peaks(block: Stretch, head: Head, least: float) -> tuple[Float64s, Float64s]:
    """When logits peak, and the logits."""
    logits = head.logits(block.features, block.rate)
    peaks = find_peaks(logits, least)
    numbers = np.arange(len(logits))
    places = [between(logits, peak) for peak in peaks.tolist()]
    return np.interp(places, numbers, block.times_s), logits[peaks]


def _tolerance_s(block: Stretch) -> float:
    return _TOLERANCE * float(np.median(np.diff(block.times_s)))


def _scored(block: Stretch, head: Head, least: float) -> _Score:
    found, _ = _peaks(block, head, least)
    tolerance = _tolerance_s(block)
    start, length = block.times_s[0], block.times_s[-1] - block.times_s[0]
    shifts = (np.arange(_SHIFTS) + 1) * length / (_SHIFTS + 1)
    moved = [(found - start + shift) % length + start for shift in shifts]
    chance = [len(pairs(block.impacts_s, one.tolist(), tolerance)) for one in moved]
    return _Score(counted(block.impacts_s, found.tolist(), tolerance), float(np.mean(chance)))


def _judged(block: Stretch, head: Head) -> list[tuple[float, bool]]:
    """Logits of peaks, and whether each is an impact."""
    found, logits = _peaks(block, head, -np.inf)
    matched = {j for _, j in pairs(block.impacts_s, found.tolist(), _tolerance_s(block))}
    return [(score, at in matched) for at, score in enumerate(logits.tolist())]


def _logit(head: Head, confidence: float) -> float:
    """The logit from which a head is as confident."""
    return float(np.interp(confidence, head.chances, head.scores))


def _best_threshold(blocks: Sequence[Stretch], head: Head) -> float:
    judged = sorted((one for block in blocks for one in _judged(block, head)), reverse=True)
    true = sum(len(block.impacts_s) for block in blocks)
    right, best, threshold = 0, -1.0, 0.0
    for number, (score, is_right) in enumerate(judged, 1):
        right += is_right
        f = 2 * right / (number + true)
        if f > best:
            best, threshold = f, score
    return threshold
