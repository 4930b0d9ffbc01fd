"""What is heard besides speech, kept where nobody speaks and grown where somebody does.

Under speech the ambience is made of grains of the pauses around, overlapped at equal power: grains
whose level and spectrum are nearest to what the pauses on both sides let expect, so that a door
that slams in a pause is not heard again and again. Where there are too few pauses, it is noise of
the spectrum of the quietest moments.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from backbeat.footage.footage import Span
from backbeat.media.samples import Samples

Float64s = npt.NDArray[np.float64]
Read = Callable[[int, int], Samples]
"""Sound from a sample on, that many, shape (count, channels)."""

BEFORE_S, AFTER_S = 0.12, 0.22
"""How far speech reaches beyond where it is recognised: breath, and the room's answer."""
FADE_S = 0.1
_LEAST_GAP_S = 0.12
"""Shortest pause that grains are taken from."""
_GRAIN_S = 0.5
_ENOUGH_S, _NEAR_S = 0.6, 6.0
"""Pauses in all without which there are no grains, and of those near by that are enough."""
_TRIES = 12
_REMEMBERED = 4
"""Grains back that none may overlap with."""
_MOST_DB = 4.0
"""How much louder or softer a grain is made."""
_EDGES_HZ = (0, 100, 200, 400, 800, 1600, 3200, 6400, 12800, 1e9)
_FLOOR_WINDOW, _FLOOR_S = 2048, 60.0
_FLOOR_SHARE = 0.1
"""Quantile of the power in each frequency that is noise alone; the mean of such noise is
1 / -ln(1 - share) times as much."""
_QUIET = 1e-7
"""Amplitude that is digital silence."""


@dataclass(frozen=True)
class Stretch:
    """Samples from one on, up to another."""

    first: int
    end: int

    @property
    def samples(self) -> int:
        """How many."""
        return self.end - self.first


@dataclass(eq=False)
class Ambience:
    """The sound of a recording without its speech, read like the recording.

    Args:
        read: the recording.
        rate: in Hz.
        samples: its length.
        channels: number of channels.
        spoken: channels that have speech; the others are kept as they are.
        speech: where it is, in order.
        kept: where the recording is heard as it is, whatever is said.
    """

    read: Read
    rate: int
    samples: int
    channels: int
    spoken: Sequence[int]
    speech: Sequence[Span]
    kept: Sequence[Span] = ()
    grown: tuple[Stretch, ...] = field(init=False)
    """Where it is not the recording's own."""
    gaps: tuple[Stretch, ...] = field(init=False)
    """Pauses long enough to take grains from."""
    _last: tuple[int, Samples] | None = field(default=None, init=False)
    _noise: Float64s | None = field(default=None, init=False)

    def __post_init__(self) -> None:
        spoken = _stretches(self.speech, self.rate, self.samples)
        self.gaps = _between(spoken, self.samples, round(_LEAST_GAP_S * self.rate))
        self.grown = _without(spoken, self.kept, self.rate)

    @property
    def is_of_pauses(self) -> bool:
        """Whether there are enough pauses to make it of; otherwise it is noise."""
        return sum(gap.samples for gap in self.gaps) >= _ENOUGH_S * self.rate

    def block(self, first: int, count: int) -> Samples:
        """The ambience from a sample on, shape (count, channels); silence beyond the ends."""
        result = self.read(first, count).copy()
        place = max(0, bisect_right([stretch.end for stretch in self.grown], first))
        while place < len(self.grown) and self.grown[place].first < first + count:
            self._put(result, first, place)
            place += 1
        return result

    def _put(self, result: Samples, first: int, place: int) -> None:
        stretch = self.grown[place]
        if self._last is None or self._last[0] != place:
            self._last = place, self._grow(stretch)
        low, high = max(first, stretch.first), min(first + len(result), stretch.end)
        there = slice(low - first, high - first)
        made = self._last[1][low - stretch.first : high - stretch.first]
        share = self._share(stretch, low, high)
        for number, channel in enumerate(self.spoken):
            # Equal power: what is faded between has nothing in common.
            own = result[there, channel] * np.sqrt(1 - share)
            result[there, channel] = own + made[:, number] * np.sqrt(share)

    def _share(self, stretch: Stretch, low: int, high: int) -> npt.NDArray[np.float32]:
        """How much of what is heard is grown: all, but for the ends; at the file's own ends too."""
        fade = min(round(FADE_S * self.rate), stretch.samples // 2)
        at = np.arange(low, high)
        rise = np.ones(len(at)) if stretch.first == 0 else (at - stretch.first + 0.5) / fade
        fall = np.ones(len(at)) if stretch.end == self.samples else (stretch.end - at - 0.5) / fade
        share = np.clip(np.minimum(rise, fall), 0, 1)
        return np.asarray(share * share * (3 - 2 * share), np.float32)

    def _grow(self, stretch: Stretch) -> Samples:
        """New ambience for a stretch, shape (n, spoken channels)."""
        if not self.spoken:
            return np.zeros((stretch.samples, 0), np.float32)
        random = np.random.default_rng(stretch.first)
        if not self.is_of_pauses:
            return self._of_noise(stretch.samples, random)
        return self._of_grains(stretch, random)

    def _of_grains(self, stretch: Stretch, random: np.random.Generator) -> Samples:
        gaps = self._near(stretch)
        longest = max(gap.samples for gap in gaps)
        length = min(round(_GRAIN_S * self.rate), longest) // 2 * 2
        gaps = [gap for gap in gaps if gap.samples >= length]
        hop = length // 2
        before, after = self._expected(stretch, length)
        # Square root of Hann's window: overlapped by half, powers add up to one.
        window = np.sin(np.pi * (np.arange(length) + 0.5) / length).astype(np.float32)[:, None]
        made = np.zeros((stretch.samples + 2 * length, len(self.spoken)), np.float32)
        used: list[int] = []
        for at in range(0, stretch.samples + hop, hop):
            share = min(1.0, at / max(stretch.samples, 1))
            wanted = (1 - share) * before + share * after
            start, grain = self._grain(gaps, length, wanted, used[-_REMEMBERED:], random)
            used.append(start)
            made[at : at + length] += window * grain
        return made[hop : hop + stretch.samples]

    def _near(self, stretch: Stretch) -> list[Stretch]:
        """The nearest pauses that together are enough."""
        gaps = sorted(self.gaps, key=lambda gap: _distance(gap, stretch))
        length, found = 0, list[Stretch]()
        for gap in gaps:
            found.append(gap)
            length += gap.samples
            if length >= _NEAR_S * self.rate and found[-1].samples >= _LEAST_GAP_S * self.rate:
                break
        return found

    def _expected(self, stretch: Stretch, length: int) -> tuple[Float64s, Float64s]:
        """Levels of bands at the beginning and the end of a stretch, in dB: those of the pauses."""
        left = [gap for gap in self.gaps if gap.end <= stretch.first]
        right = [gap for gap in self.gaps if gap.first >= stretch.end]
        sides = [
            self._levels_of(side, length) if side else None
            for side in (left[-1] if left else None, right[0] if right else None)
        ]
        known = [side for side in sides if side is not None]
        return (
            sides[0] if sides[0] is not None else known[0],
            sides[1] if sides[1] is not None else known[-1],
        )

    def _levels_of(self, gap: Stretch, length: int) -> Float64s:
        """Median levels of a pause, by which a single noise in it does not count."""
        step = max(1, min(length, gap.samples) // 2)
        parts = [
            self._levels(self._spoken(first, step))
            for first in range(gap.first, gap.end - step + 1, step)[:32]
        ]
        return np.asarray(np.median(parts, axis=0), np.float64)

    def _levels(self, sound: Samples) -> Float64s:
        """Level of each band, in dB for a sample, all channels together."""
        count = len(sound)
        taper = np.hanning(count)[:, None]
        power = np.abs(np.fft.rfft(sound * taper, axis=0)) ** 2
        total = power.sum(axis=1) / (count * (taper**2).sum())
        edges = np.searchsorted(np.fft.rfftfreq(count, 1 / self.rate), _EDGES_HZ)
        bands = [total[a:b].sum() if b > a else 0.0 for a, b in pairwise(edges)]
        return 10 * np.log10(np.asarray(bands, np.float64) + _QUIET**2)

    def _grain(
        self,
        gaps: Sequence[Stretch],
        length: int,
        wanted: Float64s,
        used: Sequence[int],
        random: np.random.Generator,
    ) -> tuple[int, Samples]:
        """Where the best of some grains starts, and the grain at the level that is wanted."""
        room = np.array([gap.samples - length + 1 for gap in gaps], np.float64)
        tried: list[tuple[float, int, Samples, float]] = []
        for _ in range(_TRIES):
            gap = gaps[int(random.choice(len(gaps), p=room / room.sum()))]
            start = gap.first + int(random.integers(gap.samples - length + 1))
            sound = self._spoken(start, length)
            apart = wanted - self._levels(sound)
            change = float(np.clip(np.median(apart), -_MOST_DB, _MOST_DB))
            cost = float(np.abs(apart - change).mean()) + abs(change)
            cost += 3.0 * sum(1 - min(1.0, abs(start - other) / length) for other in used)
            tried.append((cost, start, sound, change))
        _, start, sound, change = min(tried, key=lambda one: one[0])
        return start, sound * np.float32(10 ** (change / 20))

    def _spoken(self, first: int, count: int) -> Samples:
        return self.read(first, count)[:, list(self.spoken)]

    def _of_noise(self, samples: int, random: np.random.Generator) -> Samples:
        if self._noise is None:
            self._noise = self._floor()
        size, hop = _FLOOR_WINDOW, _FLOOR_WINDOW // 2
        window = np.sin(np.pi * (np.arange(size) + 0.5) / size)
        made = np.zeros((samples + 2 * size, len(self.spoken)))
        for at in range(0, samples + hop, hop):
            white = random.standard_normal((size, len(self.spoken)))
            spectrum = np.fft.rfft(white, axis=0) * self._noise
            made[at : at + size] += window[:, None] * np.fft.irfft(spectrum, size, axis=0)
        return made[hop : hop + samples].astype(np.float32)

    def _floor(self) -> Float64s:
        """Amplitude of the noise in each frequency that white noise is multiplied by."""
        size = _FLOOR_WINDOW
        count = min(self.samples, round(_FLOOR_S * self.rate))
        sound = self._spoken(max(0, (self.samples - count) // 2), max(count, size))
        window = np.hanning(size)
        rows = [
            np.abs(np.fft.rfft(sound[first : first + size] * window[:, None], axis=0)) ** 2
            for first in range(0, len(sound) - size + 1, size // 2)
        ]
        quiet = np.quantile(np.stack(rows), _FLOOR_SHARE, axis=0) / -np.log(1 - _FLOOR_SHARE)
        return np.asarray(np.sqrt(quiet / (window**2).sum()), np.float64)


def _stretches(speech: Sequence[Span], rate: int, samples: int) -> tuple[Stretch, ...]:
    """Speech with what reaches beyond it; joined where no pause worth hearing is between."""
    found: list[Stretch] = []
    for span in speech:
        first = max(0, round((span.start_s - BEFORE_S) * rate))
        end = min(samples, round((span.end_s + AFTER_S) * rate))
        if end <= first:
            continue
        if found and first <= found[-1].end:
            found[-1] = Stretch(found[-1].first, max(end, found[-1].end))
        else:
            found.append(Stretch(first, end))
    return tuple(found)


def _without(stretches: Sequence[Stretch], kept: Sequence[Span], rate: int) -> tuple[Stretch, ...]:
    """Stretches without what is kept, in order."""
    found = list(stretches)
    for span in kept:
        first, end = round(span.start_s * rate), round(span.end_s * rate)
        found = [
            part
            for stretch in found
            for part in (
                Stretch(stretch.first, min(stretch.end, first)),
                Stretch(max(stretch.first, end), stretch.end),
            )
            if part.samples > 0
        ]
    return tuple(found)


def _between(stretches: Sequence[Stretch], samples: int, least: int) -> tuple[Stretch, ...]:
    starts = [0, *(stretch.end for stretch in stretches)]
    ends = [*(stretch.first for stretch in stretches), samples]
    gaps = (Stretch(first, end) for first, end in zip(starts, ends, strict=True))
    return tuple(gap for gap in gaps if gap.samples >= least)


def _distance(gap: Stretch, stretch: Stretch) -> int:
    return max(gap.first - stretch.end, stretch.first - gap.end, 0)
