"""Where a moment of media is seen in two cuts, and which use in the new cut is which of the old.

A shot may be used several times in either cut, each time with sounds of its own. Each use in the
new cut takes its sounds from one use in the old one: the most alike.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from backbeat.foley.conform.same_media import Likeness, Match, key_of
from backbeat.foley.spine import PictureClip, Spine

_NEIGHBOUR, _RANK, _OTHER_SPEED = 0.25, 0.05, 0.2


@dataclass(frozen=True, slots=True)
class Run:
    """Clips of one cut that go on in their media without a cut, as one clip."""

    index: int
    """Among the runs of its cut."""
    clip: PictureClip
    key: str
    """Of its media, as the old cut calls it; where the old cut has none of it, as the new one
    does."""
    likeness: Likeness
    shift: Fraction
    """What to add to times on the media's clock in the old cut to get those of this cut."""
    rank: int
    """Among the runs of the same media."""

    @property
    def media_low(self) -> Fraction:
        """First moment of the media that is seen, on the old cut's clock of it."""
        return min(self.clip.media_start, self.clip.media_time(self.clip.end)) - self.shift

    @property
    def media_high(self) -> Fraction:
        """Last moment of the media that is seen, on the old cut's clock of it."""
        return max(self.clip.media_start, self.clip.media_time(self.clip.end)) - self.shift

    def shows(self, media_time: Fraction) -> bool:
        """Whether a moment of the media (on the old cut's clock) is seen in it."""
        return bool(self.clip.speed) and self.media_low <= media_time < self.media_high

    def media_at(self, time: Fraction) -> Fraction:
        """Moment of the media that is seen at a moment of the cut, on the old cut's clock."""
        return self.clip.media_time(time) - self.shift

    def time_of(self, media_time: Fraction) -> Fraction:
        """When a moment of the media is seen in the cut; the speed must not be 0."""
        clip = self.clip
        return clip.start + (media_time + self.shift - clip.media_start) / clip.speed


class Uses:
    """The uses of media in an old and a new cut.

    Args:
        old, new: the cuts.
        same: media of the new cut that is in the old one, by its key.
    """

    def __init__(self, old: Spine, new: Spine, same: Mapping[str, Match]) -> None:
        self.old_runs = tuple(_runs(old, {}))
        self.new_runs = tuple(_runs(new, same))
        self._old_by_key = _by_key(self.old_runs)
        self._new_by_key = _by_key(self.new_runs)
        self._costs: dict[tuple[int, int], float] = {}

    def run_at(self, time: Fraction) -> Run | None:
        """The run that is seen at a moment of the old cut; None where it is black."""
        before = bisect_right(self.old_runs, time, key=lambda run: run.clip.start)
        if before and time < self.old_runs[before - 1].clip.end:
            return self.old_runs[before - 1]
        return None

    def of(self, run: Run, media_time: Fraction) -> list[Run]:
        """The runs of the new cut that go on from `run` where they show a moment of its media.

        Args:
            run: of the old cut.
            media_time: a moment that it shows.
        """
        olds = [one for one in self._old_by_key[run.key] if one.shows(media_time)]
        news = [one for one in self._new_by_key[run.key] if one.shows(media_time)]
        return [new for new, old in self._assigned(olds, news) if old.index == run.index]

    def alike(self, run: Run) -> list[Run]:
        """The runs of the new cut of the same media."""
        return list(self._new_by_key[run.key])

    @staticmethod
    def around(runs: Sequence[Run], run: Run) -> tuple[str | None, str | None]:
        """Media before and after a run of a cut; None: nothing."""
        return _neighbour(runs, run, -1), _neighbour(runs, run, 1)

    def edges(self, run: Run, low: Fraction, high: Fraction) -> list[Fraction]:
        """Where in a stretch of a run's media the uses change, with both its ends."""
        edges = {low, high}
        for one in (*self._old_by_key[run.key], *self._new_by_key[run.key]):
            edges |= {edge for edge in (one.media_low, one.media_high) if low < edge < high}
        return sorted(edges)

    def _assigned(self, olds: Sequence[Run], news: Sequence[Run]) -> Iterator[tuple[Run, Run]]:
        """For each new run, the old one it goes on from: first one for one, then as is best."""
        pairs = sorted(
            (
                (self._cost(old, new), new.index, old.index, new, old)
                for old in olds
                for new in news
            ),
            key=lambda pair: pair[:3],
        )
        taken: set[int] = set()
        found: dict[int, tuple[Run, Run]] = {}
        for _, _, _, new, old in pairs:
            if new.index not in found and old.index not in taken:
                found[new.index] = (new, old)
                taken.add(old.index)
        for _, _, _, new, old in pairs:
            found.setdefault(new.index, (new, old))
        yield from (found[index] for index in sorted(found))

    def _cost(self, old: Run, new: Run) -> float:
        """How unlike two uses of the same media are."""
        pair = old.index, new.index
        if pair not in self._costs:
            shared = min(old.media_high, new.media_high) - max(old.media_low, new.media_low)
            whole = max(old.media_high, new.media_high) - min(old.media_low, new.media_low)
            cost = 1.0 - float(max(shared, Fraction(0)) / whole)
            cost += _OTHER_SPEED * (old.clip.speed != new.clip.speed)
            cost += _RANK * abs(old.rank - new.rank)
            for step in (-1, 1):
                if _neighbour(self.old_runs, old, step) != _neighbour(self.new_runs, new, step):
                    cost += _NEIGHBOUR
            self._costs[pair] = cost
        return self._costs[pair]


def _neighbour(runs: Sequence[Run], run: Run, step: int) -> str | None:
    index = run.index + step
    return runs[index].key if 0 <= index < len(runs) else None


def _by_key(runs: Sequence[Run]) -> defaultdict[str, list[Run]]:
    found: defaultdict[str, list[Run]] = defaultdict(list)
    for run in runs:
        found[run.key].append(run)
    return found


def _runs(spine: Spine, same: Mapping[str, Match]) -> Iterator[Run]:
    ranks: defaultdict[str, int] = defaultdict(int)
    for index, clip in enumerate(_joined(spine.clips)):
        key = key_of(clip)
        match = same.get(key, Match(key, Likeness.SAME, Fraction(0)))
        yield Run(index, clip, match.media, match.likeness, match.shift, ranks[match.media])
        ranks[match.media] += 1


def _joined(clips: Sequence[PictureClip]) -> list[PictureClip]:
    joined: list[PictureClip] = []
    for clip in clips:
        last = joined[-1] if joined else None
        if last is not None and _goes_on(last, clip):
            joined[-1] = replace(last, end=clip.end)
        else:
            joined.append(clip)
    return joined


def _goes_on(before: PictureClip, after: PictureClip) -> bool:
    return (
        key_of(before) == key_of(after)
        and before.end == after.start
        and before.speed == after.speed != 0
        and not before.retimed
        and not after.retimed
        and before.media_time(before.end) == after.media_start
    )
