"""Mouth shapes of speech while it is spoken."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from backbeat.lipsync.visemes.names import ShapeSet
from backbeat.lipsync.visemes.sounds import REST
from backbeat.models.visemes import STEP_S, STREAM_AFTER, SoundsOfStream
from backbeat.speech.spectrum import HOP, RATE, WINDOW, is_silent, log_mel

Float32s = NDArray[np.float32]

LOOK_AHEAD_S = (STREAM_AFTER * HOP + WINDOW) / RATE
"""How much sound after its start a shape waits for: 45 ms."""
_SHORTEST_STEPS = 4
"""Steps that a shape lasts, as two pictures at 25 a second do; lips close at once."""
_SURE = 0.35
"""Probability from which another shape is shown."""


@dataclass(frozen=True, slots=True)
class LiveShape:
    """A shape that begins."""

    start_s: float
    """From the start of the sound."""
    shape: int
    """Index into the set's shapes."""
    confidence: float


class LiveShapes:
    """Takes sound in parts of any length and says when another shape begins.

    A shape is said as soon as sound up to `LOOK_AHEAD_S` after its start has come.
    """

    def __init__(self, chosen: ShapeSet) -> None:
        self._grouping = chosen.grouping()
        self._closed = chosen.closed
        self._network = SoundsOfStream()
        self._waiting = np.zeros(0, np.float32)
        self._silent = np.zeros(0, np.bool_)
        self._resting = self._grouping[REST]
        self._step = 0
        self._shown = -1
        self._since = 0

    def feed(self, samples: Float32s) -> list[LiveShape]:
        """The shapes that begin, as far as can now be told.

        Args:
            samples: those that follow the last, shape (n,), mono at `spectrum.RATE`.
        """
        joined = np.concatenate([self._waiting, samples])
        frames = log_mel(joined)
        self._waiting = joined[len(frames) * HOP :]
        likely = self._network.feed(frames) @ self._grouping
        self._silent = np.concatenate([self._silent, is_silent(frames)])
        silent = self._silent[: 2 * len(likely) : 2]
        self._silent = self._silent[2 * len(likely) :]
        likely[silent] = self._resting
        return list(self._begun(likely))

    def finish(self) -> list[LiveShape]:
        """The shapes that begin in what is left, with silence after it."""
        return self.feed(np.zeros(round(LOOK_AHEAD_S * RATE), np.float32))

    def _begun(self, likely: Float32s) -> Iterator[LiveShape]:
        for row in likely:
            best = int(row.argmax())
            if self._changes_to(best, float(row[best])):
                self._shown, self._since = best, self._step
                yield LiveShape(self._step * STEP_S, best, float(row[best]))
            self._step += 1

    def _changes_to(self, best: int, probability: float) -> bool:
        if best == self._shown:
            return False
        if self._shown < 0 or best == self._closed:
            return True
        # Closed lips may open after one picture, others hold for two.
        held = self._step - self._since
        return held >= _SHORTEST_STEPS and probability >= _SURE
