"""The new lines as sound: stretched, at the level of the original's speech, placed in time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from backbeat.footage.footage import Span
from backbeat.loudness import limit
from backbeat.loudness.meter import Powers
from backbeat.loudness.windows import GRID_HZ, integrated, lufs, power_of
from backbeat.media.samples import Samples
from backbeat.media.stretching import stretched
from backbeat.workflows.dub.conforming import Dubbed, sources_of
from backbeat.workflows.dub.recordings import Recordings

Float32s = npt.NDArray[np.float32]
Float64s = npt.NDArray[np.float64]

_FADE_S = 0.005
_CEILING_DBTP = -2.0
"""Highest true peak of a line: the ambience is added to it."""
_MOST_DB = 30.0
"""Largest change of level: beyond, a recording is silent or broken."""
_AMBIENCE_MOST = 0.9
"""Largest share of the original's power that is taken for its ambience."""


@dataclass(frozen=True, eq=False)
class Speech:
    """The lines of a track as one voice.

    Args:
        lines: those that are placed, by where they lie.
        recordings: holds what they are from.
        channels: gain of a voice in each channel of the mix, shape (channels,).
        layout: of the mix, by FFmpeg's name.
        samples: length of the mix.
        gains_db: of each line; empty: none is changed.
    """

    lines: tuple[Dubbed, ...]
    recordings: Recordings
    channels: Float32s
    layout: str
    samples: int
    gains_db: tuple[float, ...] = ()

    @property
    def rate(self) -> int:
        """In Hz."""
        return self.recordings.rate

    def line(self, number: int) -> tuple[int, Samples]:
        """First sample of a line in the mix, and its sound, shape (n, 1)."""
        placed = self.lines[number].placed
        if placed is None:
            return 0, np.zeros((0, 1), np.float32)
        first = round(placed.start_s * self.rate)
        sound = np.zeros((round(placed.end_s * self.rate) - first, 1), np.float32)
        for piece, (line, span) in zip(placed.pieces, sources_of(self.lines[number]), strict=True):
            if line.recording is None:
                continue
            taken = _faded(
                self.recordings.read(line.recording, span.start_s, span.end_s), self.rate
            )
            start = round(piece.start_s * self.rate) - first
            length = round(piece.end_s * self.rate) - first - start
            sound[start : start + length] = stretched(taken, self.rate, length)
        if self.gains_db:
            sound *= np.float32(10 ** (self.gains_db[number] / 20))
            sound = limit(sound, self.rate, _CEILING_DBTP).samples
        return first, sound

    def blocks(self, length: int) -> Iterator[Float32s]:
        """The voice alone in blocks of `length`, shape (n,), as long as the mix."""
        waiting: list[tuple[int, Samples]] = []
        number = 0
        for first in range(0, self.samples, length):
            end = min(first + length, self.samples)
            block = np.zeros(end - first, np.float32)
            while number < len(self.lines) and self._first(number) < end:
                waiting.append(self.line(number))
                number += 1
            for start, sound in waiting:
                low, high = max(first, start), min(end, start + len(sound))
                if high > low:
                    block[low - first : high - first] += sound[low - start : high - start, 0]
            waiting = [(start, sound) for start, sound in waiting if start + len(sound) > end]
            yield block

    def _first(self, number: int) -> int:
        placed = self.lines[number].placed
        return 0 if placed is None else round(placed.start_s * self.rate)

    def powers(self, number: int) -> Float64s:
        """Mean squares of a line as it is heard, K-weighted, of steps of 10 ms."""
        powers = Powers(self.rate, len(self.channels), self.layout)
        powers.feed(np.ascontiguousarray(self.line(number)[1] * self.channels, np.float32))
        return powers.finish()

    def lufs(self) -> float | None:
        """Loudness of all lines together; None without any."""
        if not self.lines:
            return None
        return integrated(np.concatenate([self.powers(n) for n in range(len(self.lines))]))


def matched_in_level(
    speech: Speech, original: Float64s, spans: Sequence[Span]
) -> tuple[Speech, list[float]]:
    """The lines at the loudness of the original's, each speaker at that of whom they speak for.

    Args:
        speech: the lines as they were recorded.
        original: mean squares of the original, K-weighted, of steps of 10 ms.
        spans: where the original speaks; elsewhere its ambience is heard.

    Returns:
        The lines, and what was changed, in dB, of each.
    """
    ambience = _ambience_power(original, spans)
    ours, theirs = dict[int, list[Float64s]](), dict[int, list[Float64s]]()
    for number, line in enumerate(speech.lines):
        speaker = _speaker(line)
        theirs.setdefault(speaker, []).append(speech.powers(number))
        for one in line.original:
            part = original[round(one.start_s * GRID_HZ) : round(one.end_s * GRID_HZ)]
            ours.setdefault(speaker, []).append(part)
    every = [part for parts in ours.values() for part in parts]
    changes: dict[int, float] = {}
    for speaker, parts in theirs.items():
        wanted = _loudness(ours.get(speaker) or every, ambience)
        have = integrated(np.concatenate(parts))
        known = wanted is not None and have is not None
        change = wanted - have if wanted is not None and have is not None else 0.0
        changes[speaker] = float(np.clip(change, -_MOST_DB, _MOST_DB)) if known else 0.0
    gains = [changes[_speaker(line)] for line in speech.lines]
    louder = Speech(
        speech.lines,
        speech.recordings,
        speech.channels,
        speech.layout,
        speech.samples,
        tuple(gains),
    )
    return louder, gains


def loudness_of_speech(original: Float64s, spans: Sequence[Span]) -> float | None:
    """Loudness of the original's speech without the ambience under it; None without any."""
    parts = [original[round(s.start_s * GRID_HZ) : round(s.end_s * GRID_HZ)] for s in spans]
    return _loudness(parts, _ambience_power(original, spans))


def _loudness(parts: Sequence[Float64s], ambience: float) -> float | None:
    if not parts:
        return None
    found = integrated(np.concatenate(parts))
    if found is None:
        return None
    power = float(power_of(found))
    return float(lufs(power - min(ambience, _AMBIENCE_MOST * power)))


def _ambience_power(original: Float64s, spans: Sequence[Span]) -> float:
    silent = np.ones(len(original), np.bool_)
    for span in spans:
        silent[round((span.start_s - 0.1) * GRID_HZ) : round((span.end_s + 0.3) * GRID_HZ)] = False
    return float(np.median(original[silent])) if silent.any() else 0.0


def _speaker(line: Dubbed) -> int:
    return line.original[0].speaker if line.original else line.new[0].speaker


def _faded(sound: Samples, rate: int) -> Samples:
    """Sound that begins and ends in silence."""
    length = min(round(_FADE_S * rate), len(sound) // 2)
    if length:
        rise = ((np.arange(length) + 0.5) / length).astype(np.float32)[:, None]
        sound[:length] *= rise
        sound[len(sound) - length :] *= rise[::-1]
    return sound
