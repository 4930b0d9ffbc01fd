"""Where a moment of the old cut's picture is in the new cut."""

from __future__ import annotations

import math
from bisect import bisect_right
from dataclasses import dataclass
from fractions import Fraction

from backbeat.foley.conform.uses import Run, Uses
from backbeat.foley.spine import Spine

_ROUNDING_S = Fraction(2, 1000)
"""By how much in points may differ from being written at another rate."""
_LEAST_S = Fraction(1, 1_000_000)
_EDGE_FRAMES = 1
"""A hit this near to a new cut is for review."""


@dataclass(frozen=True, slots=True)
class Found:
    """A moment in the new cut."""

    time: Fraction
    run: Run | None
    """What is seen there; None: black."""
    doubts: tuple[str, ...] = ()
    """Why somebody should look, in sentences."""
    known: bool = True
    """Whether the time is exact; otherwise it is likely, and no more."""


class Moments:
    """Finds moments of the old cut's picture in the new one.

    Args:
        old, new: the cuts.
        uses: of media in both.
    """

    def __init__(self, old: Spine, new: Spine, uses: Uses) -> None:
        self._old, self._new, self._uses = old, new, uses

    def of(self, time: Fraction) -> list[Found]:
        """Every place in the new cut at which the picture of a moment is seen, in order of time."""
        run = self._uses.run_at(time)
        if run is None:
            return self._over_black(time)
        if run.clip.retimed or not run.clip.speed:
            return self._as_before(run, time - run.clip.start)
        media_time = run.media_at(time)
        found = [self._found(run, new, media_time, time) for new in self._shown(run, media_time)]
        if not found:
            found = self._in_ramps(run, media_time) or self._replaced(run, time)
        return sorted(found, key=lambda one: one.time)

    def why_gone(self, time: Fraction) -> str:
        """Why a moment is not in the new cut, in a sentence."""
        run = self._uses.run_at(time)
        if run is None:
            return "It was over black, which is not there any more."
        left = self._uses.alike(run)
        called = run.clip.name or "its clip"
        if not left:
            return f"The clip {called} is not used any more."
        if run.clip.retimed or not run.clip.speed:
            return f"The clip {called} is not retimed as it was."
        media_time = run.media_at(time)
        elsewhere = any(one.shows(media_time) for one in left)
        if elsewhere:
            return f"One of the uses of {called} is gone; the others have their own sounds."
        rate = self._new.rate
        frames = min(
            math.ceil((one.media_low - media_time) * rate)
            if media_time < one.media_low
            else math.floor((media_time - one.media_high) * rate) + 1
            for one in left
        )
        return f"Its moment in {called} is trimmed off, by {_frames(frames)}."

    def _shown(self, run: Run, media_time: Fraction) -> list[Run]:
        for moment in (media_time, media_time + _ROUNDING_S, media_time - _ROUNDING_S):
            found = self._uses.of(run, moment) if run.shows(moment) else []
            if found:
                return [one for one in found if not one.clip.retimed]
        return []

    def _found(self, run: Run, new: Run, media_time: Fraction, old_time: Fraction) -> Found:
        time = min(max(new.time_of(media_time), new.clip.start), new.clip.end)
        turned = (run.clip.speed < 0) != (new.clip.speed < 0)
        if turned or time == new.clip.end:
            # Backwards, a frame's first moment is its last: the hit stays on the frame.
            time = max(_frame_before(time, self._new.rate), new.clip.start)
        doubts = [
            *_speed_doubts(run, new),
            *_likeness_doubts(new),
            *self._edge_doubts(run, new, time, old_time),
        ]
        return Found(time, new, tuple(doubts))

    def _edge_doubts(self, run: Run, new: Run, time: Fraction, old_time: Fraction) -> list[str]:
        frame_old, frame_new = 1 / self._old.rate, 1 / self._new.rate
        after = time - new.clip.start
        before = new.clip.end - time
        was_after = old_time - run.clip.start
        was_before = run.clip.end - old_time
        near = _EDGE_FRAMES * frame_new
        if after < near and was_after >= after + frame_old:
            return ["Its hit is on the first frame after the new cut."]
        if before <= near and was_before >= before + frame_old:
            return ["Its hit is on the last frame before the new cut."]
        return []

    def _as_before(self, run: Run, offset: Fraction) -> list[Found]:
        """Under a frozen picture or a speed ramp, moments are told by how long the clip runs."""
        found = []
        for new in self._uses.alike(run):
            same_retime = new.clip.retimed == run.clip.retimed and new.clip.speed == run.clip.speed
            same_start = new.clip.media_start - new.shift == run.clip.media_start
            if same_retime and same_start and offset < new.clip.end - new.clip.start:
                found.append(Found(new.clip.start + offset, new, tuple(_likeness_doubts(new))))
        return found

    def _over_black(self, time: Fraction) -> list[Found]:
        """Over black, moments are told by how long the picture before it, or after it, is gone."""
        runs = self._uses.old_runs
        index = bisect_right(runs, time, key=lambda run: run.clip.start)
        before = runs[index - 1] if index else None
        after = runs[index] if index < len(runs) else None
        found: list[Fraction] = []
        if before is not None:
            last = self.of(before.clip.end - _LEAST_S)
            found = [
                one.run.clip.end + time - before.clip.end for one in last if one.run is not None
            ]
        elif self._new.clip_at(time) is None:
            found = [time]
        if not found and after is not None:
            found = [
                one.run.clip.start - (after.clip.start - time)
                for one in self.of(after.clip.start)
                if one.run is not None
            ]
        return [Found(one, None) for one in found if one >= 0 and self._new.clip_at(one) is None]

    def _replaced(self, run: Run, time: Fraction) -> list[Found]:
        """Where a clip was put in the place of another: between the same neighbours, as long."""
        news, length = self._uses.new_runs, run.clip.end - run.clip.start
        known = {one.key for one in self._uses.old_runs}
        around = self._uses.around(self._uses.old_runs, run)
        found = []
        for new in news:
            apart = abs(new.clip.end - new.clip.start - length)
            fits = new.key not in known and apart <= 1 / self._new.rate
            if fits and around == self._uses.around(news, new) and around != (None, None):
                doubt = f"Its clip was replaced by {new.clip.name or _last_part(new.clip.media)}."
                at = new.clip.start + time - run.clip.start
                found.append(Found(at, new, (doubt,), known=False))
        return found if len(found) == 1 and not self._uses.alike(run) else []

    def _in_ramps(self, run: Run, media_time: Fraction) -> list[Found]:
        """Where it may be in clips whose speed changes, whose moments are not known."""
        found = []
        for new in self._uses.alike(run):
            if new.clip.retimed and new.shows(media_time):
                found.append(
                    Found(
                        new.time_of(media_time),
                        new,
                        ("Its clip has a speed ramp now, in which its moment is not known.",),
                        known=False,
                    )
                )
        return found


def _speed_doubts(run: Run, new: Run) -> list[str]:
    old_speed, new_speed = run.clip.speed, new.clip.speed
    if old_speed == new_speed:
        return []
    if (old_speed < 0) != (new_speed < 0):
        return ["Its clip runs the other way now."]
    return [
        f"Its clip plays at {_percent(new_speed)} now, not {_percent(old_speed)}; the sound is "
        "not stretched."
    ]


def _likeness_doubts(new: Run) -> list[str]:
    if new.likeness.is_sure:
        return []
    return [f"Its clip plays {new.likeness.value} now, {_last_part(new.clip.media)}."]


def _frame_before(time: Fraction, rate: Fraction) -> Fraction:
    """The beginning of the frame that ends at or after a moment, and begins before it."""
    return (math.ceil(time * rate) - 1) / rate


def _percent(speed: Fraction) -> str:
    return f"{float(abs(speed)) * 100:.4g} %"


def _last_part(path: str) -> str:
    return path.replace("\\", "/").rpartition("/")[2] or path


def _frames(count: int) -> str:
    return "1 frame" if count == 1 else f"{count} frames"
