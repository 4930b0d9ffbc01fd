"""A bed of any length from a recording of any length, without a seam or a loop that is heard.

Stretches of the recording follow one another in another order each time. Each join is made where
the recording fits best what it follows (the highest correlation), with a crossfade that keeps the
power constant for the correlation that there is.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from backbeat.foley.found import Heard, Samples
from backbeat.foley.placement.fades import falling, rising
from backbeat.foley.placement.filters import fast_length
from backbeat.foley.placement.one_offs import Span, steady_spans

Float32s = NDArray[np.float32]

_LONGEST_FADE_S, _SHORTEST_FADE_S = 2.0, 0.5
_FADE_SHARE = 0.25
"""Of a short recording, the share that a crossfade takes at most."""
_LONGEST_S = 14.0
"""Of a stretch between two joins."""
_RHYTHM_S = 2.0
"""Loops shorter than this are a rhythm, and are repeated as they are; as are those that are long
enough anyway."""
_SEARCHED_S = 24.0
"""How much of a long recording is looked through for the best join."""
_SEARCH_HZ = 8000
_FIT_PER_DB = 0.05
"""Correlation that a difference in level of 1 dB is worth."""
_SEAM = 6.0
"""Times the usual difference between samples: from there on a loop's seam clicks."""


def looped(heard: Heard, count: int, random: np.random.Generator) -> Samples:
    """So many samples of a bed in stereo, from somewhere in it.

    One channel becomes two that differ, as places do: each is put together by itself.

    Args:
        heard: a recording of any length, or a made bed.
        count: samples wanted.
        random: decides where it starts and what follows what.

    Returns:
        shape (count, 2).
    """
    samples = heard.samples
    if samples.shape[1] > 2:
        samples = samples.mean(axis=1, keepdims=True, dtype=np.float32)
    goes_round = len(samples) < _RHYTHM_S * heard.rate or len(samples) >= count
    if heard.loops and goes_round and not _is_seamed(samples):
        return _repeated(samples, count, random)
    spans = steady_spans(samples, heard.rate)
    if samples.shape[1] == 2:
        return _Chain(samples, heard.rate, spans, random).made(count)
    sides = [_Chain(samples, heard.rate, spans, random).made(count) for _ in range(2)]
    return np.concatenate(sides, axis=1)


def going_on(heard: Heard, seconds: float) -> Heard:
    """A sound whose end joins its beginning, until so many seconds after its hit."""
    count = round((heard.sync_s + seconds) * heard.rate)
    if count <= len(heard.samples):
        return heard
    return replace(heard, samples=np.take(heard.samples, np.arange(count), axis=0, mode="wrap"))


def _repeated(samples: Samples, count: int, random: np.random.Generator) -> Samples:
    start = int(random.integers(len(samples)))
    made = np.take(samples, np.arange(start, start + count), axis=0, mode="wrap")
    return np.repeat(made, 2, axis=1) if made.shape[1] == 1 else made


def _is_seamed(samples: Samples) -> bool:
    """Whether a loop jumps where its end meets its beginning."""
    if len(samples) < 3:
        return True
    usual = np.sqrt(np.mean(np.square(np.diff(samples, axis=0))))
    return bool(np.abs(samples[0] - samples[-1]).max() > _SEAM * usual + 1e-6)


class _Chain:
    """Stretches of a recording one after another."""

    def __init__(
        self, samples: Samples, rate: int, spans: list[Span], random: np.random.Generator
    ) -> None:
        self._samples = samples
        self._rate = rate
        self._spans = spans
        self._random = random
        longest = max(end - first for first, end in spans)
        shortest_fade = min(_SHORTEST_FADE_S * rate, longest / 3)
        wanted = min(_LONGEST_FADE_S * rate, longest * _FADE_SHARE)
        self._fade = max(1, round(max(shortest_fade, wanted)))
        self._every = max(1, rate // _SEARCH_HZ)
        self._guide = _thinned(samples.mean(axis=1), self._every)
        self._used: list[int] = []

    def made(self, count: int) -> Samples:
        """So many samples, shape (count, channels)."""
        start, end = self._first(count)
        made = np.empty((count, self._samples.shape[1]), np.float32)
        done = min(end - start, count)
        made[:done] = self._samples[start : start + done]
        while done < count:
            self._used.append(start)
            start, stop = self._next(end)
            tail = done - self._fade
            piece = self._samples[start : min(stop, start + count - tail)]
            fade = min(self._fade, len(piece))
            made[tail : tail + fade] = _joined(made[tail : tail + fade], piece[:fade])
            made[tail + fade : tail + len(piece)] = piece[fade:]
            done, end = tail + len(piece), stop
        return made

    def _first(self, count: int) -> Span:
        """A span that holds all of it, if there is one, from a random place."""
        enough = [span for span in self._spans if span[1] - span[0] >= count]
        if enough:
            first, end = enough[int(self._random.integers(len(enough)))]
            start = int(self._random.integers(first, end - count + 1))
            return start, start + count
        lengths = np.array([end - first for first, end in self._spans], np.float64)
        first, end = self._spans[int(self._random.choice(len(lengths), p=lengths / lengths.sum()))]
        start = int(self._random.integers(first, max(first + 1, end - 2 * self._fade)))
        return start, self._stop(start, end)

    def _next(self, end: int) -> Span:
        """The stretch that follows best on what ends at `end`."""
        start = self._best(end - self._fade)
        inside = next(stop for first, stop in self._spans if first <= start < stop)
        return start, self._stop(start, inside)

    def _stop(self, start: int, end: int) -> int:
        """Where a stretch ends, at random: before its span does, and after two crossfades."""
        least = min(start + 2 * self._fade, end)
        most = min(end, start + max(round(_LONGEST_S * self._rate), 2 * self._fade))
        return int(self._random.integers(least, most + 1))

    def _best(self, tail: int) -> int:
        """Where in the recording to go on after `tail`, whose crossfade is about to begin."""
        fade, every = self._fade, self._every
        what = self._guide[tail // every : (tail + fade) // every]
        starts = self._candidates(tail)
        low, high = int(starts[0]) // every, int(starts[-1]) // every + len(what)
        fits = _fits(what, self._guide[low : high + 1])
        place = np.clip(starts // every - low, 0, len(fits) - 1)
        return int(starts[int(np.argmax(fits[place]))])

    def _candidates(self, tail: int) -> NDArray[np.intp]:
        """Where a stretch may start: with room for two crossfades, and not where one just did."""
        fade, every = self._fade, self._every
        parts = [np.arange(first, end - 2 * fade + 1, every) for first, end in self._spans]
        starts = np.concatenate([part for part in parts if len(part)])
        reach = round(_SEARCHED_S * self._rate)
        if starts[-1] - starts[0] > reach:
            low = int(self._random.choice(starts))
            near = starts[(starts >= low) & (starts < low + reach)]
            starts = near if len(near) else starts
        # Where it would only go on, there is no join; where it went before, it is a loop.
        avoided = [tail, *self._used[-4:]]
        for apart in (fade, fade // 2, fade // 8):
            far = np.all([np.abs(starts - each) > apart for each in avoided], axis=0)
            if far.any():
                return np.asarray(starts[far])
        return starts


def _thinned(line: Float32s, every: int) -> Float32s:
    whole = len(line) // every * every
    return np.asarray(line[:whole].reshape(-1, every).mean(axis=1), np.float32)


def _fits(what: Float32s, where: Float32s) -> Float32s:
    """How well a stretch of sound fits at each place of another: correlation, and level."""
    places = len(where) - len(what) + 1
    if places < 1:
        return np.zeros(1, np.float32)
    count = fast_length(len(where) + len(what))
    spectrum = np.fft.rfft(where, count) * np.conj(np.fft.rfft(what, count))
    products = np.fft.irfft(spectrum, count)[:places]
    total = np.concatenate([[0.0], np.cumsum(np.square(where, dtype=np.float64))])
    energy = np.maximum(total[len(what) :] - total[: -len(what)], 1e-12)[:places]
    own = max(float(np.square(what).sum()), 1e-12)
    apart_db = np.abs(10 * np.log10(energy / own))
    return np.asarray(products / np.sqrt(energy * own) - _FIT_PER_DB * apart_db, np.float32)


def _joined(out: Samples, into: Samples) -> Samples:
    """A crossfade with constant power, however much the two have in common."""
    down, up = falling(len(out)), rising(len(out))
    alike = float((out * into).sum())
    alike /= max(float(np.sqrt(np.square(out).sum() * np.square(into).sum())), 1e-12)
    scale = 1 / np.sqrt(1 + 2 * max(alike, -0.5) * down * up)
    made = out * (down * scale)[:, np.newaxis] + into * (up * scale)[:, np.newaxis]
    return np.asarray(made, np.float32)
