"""Follows the beat: from how much each frame is a beat to the one sequence that makes most sense.

A beat at frame t after an interval of n frames is beat_score its log-odds, less what the change of
tempo costs; the best sequence is found by dynamic programming over (time, interval), as in the
bar-pointer models of Whiteley et al. (2006) and Krebs, Böck and Widmer (2015), with a free pause.
Since no interval is shorter than the fastest beat, that many frames are worked out at once, and
since the cost of a change is a distance, two running maxima replace the search for the interval
before.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from backbeat.music.arrays import Float32s, Float64s, Ints
from backbeat.progress import SILENT, Progress

RATE = 100
"""Steps per second that beats are placed on, before they are refined."""
SLOWEST_BPM, FASTEST_BPM = 38.0, 225.0

_LEAST, _MOST = -3.5, 4.0
_CHANGE_COST = 50.0
_PAUSE_COST = 30.0
_BEAT_GAIN = 3.0
_USUAL_BPM = 110.0
_USUAL_OCTAVES = 1.6
_SLOWER_GAIN = 0.55
_WINDOW = 600 * RATE
_SETTLED = 60 * RATE


@dataclass(frozen=True)
class PulseSettings:
    """Tempo range and costs of the search."""

    slowest_bpm: float = SLOWEST_BPM
    fastest_bpm: float = FASTEST_BPM
    change_cost: float = _CHANGE_COST
    """Cost of a change of tempo, per natural logarithm of the ratio."""
    pause_cost: float = _PAUSE_COST
    """Cost of losing the beat and starting anew."""
    beat_gain: float = _BEAT_GAIN
    """Added to the log-odds of each beat, so that faster sequences are preferred a little."""
    usual_bpm: float = _USUAL_BPM
    """The tempo people tap at when they may choose."""
    usual_octaves: float = _USUAL_OCTAVES
    """Deviation of the tempos people tap at."""
    slower_gain: float = _SLOWER_GAIN
    """How much more a beat counts at half the tempo, in octaves: at 1, as much as the two it
    stands for."""


@dataclass(frozen=True)
class _State:
    time: int
    interval: int
    """Index among the intervals."""


def track_pulse(log_odds: Float64s, settings: PulseSettings, progress: Progress = SILENT) -> Ints:
    """Steps of the beats, rising, shape (beats,).

    Args:
        log_odds: how much each step is a beat, shape (n,) at `RATE`.
        settings: tempo range and costs.
        progress: notified as work proceeds, and polled for cancellation.
    """
    shortest = max(2, round(60 * RATE / settings.fastest_bpm))
    longest = max(shortest, round(60 * RATE / settings.slowest_bpm))
    intervals = np.arange(shortest, longest + 1)
    beat_score = (np.clip(log_odds, _LEAST, _MOST) + settings.beat_gain).astype(np.float32)
    path: list[int] = []
    state: _State | None = None
    first = 0
    while first < len(beat_score):
        progress(first / len(beat_score), "Following the beat")
        last = min(first + _WINDOW, len(beat_score))
        states = _Search(beat_score[first:last], intervals, settings).run(state)
        ended = last == len(beat_score)
        # What is near the end of a window may yet change: it is worked out again in the next.
        kept = [s for s in states if ended or s.time < last - first - _SETTLED]
        path += [first + s.time for s in kept if first + s.time not in path[-1:]]
        if ended:
            break
        if kept and kept[-1].time:
            state = _State(0, kept[-1].interval)
            first += kept[-1].time
        else:
            # Nothing follows in all of the window.
            state = None
            first = last - _SETTLED
    return np.asarray(path, np.intp)


class _Search:
    """One window."""

    def __init__(self, beat_score: Float32s, intervals: Ints, settings: PulseSettings) -> None:
        self._beat_score, self._intervals, self._settings = beat_score, intervals, settings
        self._place = (settings.change_cost * np.log(intervals)).astype(np.float32)
        octaves = np.log2(60 * RATE / intervals / settings.usual_bpm)
        likely = np.exp(-0.5 * (octaves / settings.usual_octaves) ** 2)
        self._weight = (likely * 2 ** (-settings.slower_gain * octaves)).astype(np.float32)
        self._before = int(intervals[-1])
        shape = (self._before + len(beat_score), len(intervals))
        self._score = np.full(shape, -np.inf, np.float32)
        self._reach = np.full(shape, -np.inf, np.float32)
        self._fresh = np.zeros(len(beat_score), np.float32)
        """What a beat gets that follows no other directly."""
        self._best_time = np.full(len(beat_score), -1, np.intp)
        """The best beat up to each step."""

    def run(self, state: _State | None) -> list[_State]:
        """The best sequence; from `state` on where there is one."""
        self._fill(state)
        score = self._score[self._before :]
        if not len(score) or score.max() <= 0:
            return [state] if state else []
        time, interval = np.unravel_index(int(score.argmax()), score.shape)
        return self._back(_State(int(time), int(interval)))

    def _fill(self, state: _State | None) -> None:
        block, count = int(self._intervals[0]), len(self._beat_score)
        width = len(self._intervals)
        columns = np.arange(width)
        offsets = (np.arange(block)[:, None] + self._before - self._intervals) * width + columns
        flat = self._reach.reshape(-1)
        best, best_time = 0.0, -1
        barred = np.float32(-np.inf) if state else np.float32(0)
        for first in range(0, count, block):
            size = min(block, count - first)
            fresh = max(best - self._settings.pause_cost, float(barred))
            self._fresh[first : first + size] = fresh
            self._best_time[first : first + size] = best_time
            reached = flat.take(offsets[:size] + first * width)
            score = np.maximum(reached, np.float32(fresh))
            score += self._beat_score[first : first + size, None] * self._weight
            if state is not None and first == 0:
                score[0] = -np.inf
                score[0, state.interval] = 0
            rows = slice(self._before + first, self._before + first + size)
            self._score[rows] = score
            up = np.maximum.accumulate(score + self._place, axis=1) - self._place
            down = (
                np.maximum.accumulate((score - self._place)[:, ::-1], axis=1)[:, ::-1] + self._place
            )
            self._reach[rows] = np.maximum(up, down)
            # A pause lasts at least one fastest beat, so a block may look at those before it.
            highest = score.max(axis=1)
            here = int(highest.argmax())
            if highest[here] > best:
                best, best_time = float(highest[here]), first + here

    def _back(self, state: _State) -> list[_State]:
        states = []
        while True:
            states.append(state)
            before = state.time - int(self._intervals[state.interval])
            reached = self._reach[self._before + before, state.interval]
            if reached > self._fresh[state.time]:
                change = np.abs(self._place - self._place[state.interval])
                interval = int((self._score[self._before + before] - change).argmax())
                state = _State(before, interval)
            elif self._best_time[state.time] >= 0 and self._fresh[state.time] > 0:
                before = int(self._best_time[state.time])
                state = _State(before, int(self._score[self._before + before].argmax()))
            else:
                return states[::-1]
            if state.time < 0:
                return states[::-1]
