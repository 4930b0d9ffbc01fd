"""Follows the pictures of a clip as they come, and keeps what impacts are told by."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

from backbeat.foley.impacts.cuts import CELLS, coarse, find_cuts
from backbeat.foley.impacts.exposure import seen_after_s
from backbeat.foley.impacts.following import Following
from backbeat.foley.impacts.impact import Watched
from backbeat.foley.impacts.sampling import Pace, Sampler
from backbeat.models.impacts import BLOCK, CONTEXT, HIGH, WIDE, ImpactNetwork
from backbeat.models.motion_cells import MotionCells

Picture = NDArray[np.uint8]
Pictures = NDArray[np.uint8]
_Large = TypeVar("_Large")
_AHEAD = 2
"""Blocks of pictures that wait for their answers at most. The network takes .8 GB for the one that
it answers, so that it answers one at a time.
"""


class Watcher(Generic[_Large]):
    """Watches a clip of any length, some seconds of which it holds. Closed, it ends its threads.

    Args:
        network: that looks.
        rate: nominal pictures a second of the clip.
        small: makes a grey picture, shape (90, 160), of one that is fed; only of those that the
            network sees.
        threads: 1: all is done as it is fed; more: how pictures move is measured and the network
            answers on two further ones. What is seen is the same.
    """

    def __init__(
        self,
        network: ImpactNetwork,
        rate: float,
        small: Callable[[_Large], Picture],
        threads: int = 1,
    ) -> None:
        self._network, self._small = network, small
        pace = Pace.of(rate)
        self._sampler, self._step, self._shown_s = Sampler(pace), 1 / pace.rate, 1 / rate
        self._last: tuple[_Large, float] | None = None
        self._times: list[float] = []
        self._coarse: list[NDArray[np.float32]] = []
        self._held: list[Picture] = []
        """Pictures that are not answered, after those that give them context."""
        self._context = 0
        self._known = 0
        """How many of those held were in the last block."""
        self._following = Following()
        self._features: list[NDArray[np.float32]] = []
        self._waiting: deque[Future[NDArray[np.float32]]] = deque()
        self._lanes = [ThreadPoolExecutor(1) for _ in range(2 if threads > 1 else 0)]

    def close(self) -> None:
        """Ends its threads; what is not answered by then is dropped."""
        for lane in self._lanes:
            lane.shutdown(cancel_futures=True)

    def feed(self, picture: _Large, time_s: float) -> None:
        """Takes the next picture.

        Args:
            picture: as `small` takes it.
            time_s: when it is shown; times rise.
        """
        count = self._sampler.before(time_s)
        if self._last is not None:
            self._see(*self._last, count)
        self._last = (picture, time_s)

    def finish(self) -> Watched:
        """What was seen in all that was fed."""
        if self._last is not None:
            picture, time_s = self._last
            self._see(picture, time_s, self._sampler.before(time_s + self._shown_s))
            self._last = None
        while len(self._held) > self._context:
            self._answer()
        self._take(0)
        times = np.array(self._times)
        cells = np.stack(self._coarse) if self._coarse else np.zeros((0, *CELLS), np.float32)
        width = len(self._network.shipped.weights)
        return Watched(
            times,
            np.concatenate([np.zeros((0, width), np.float32), *self._features]),
            _motion(cells),
            tuple(float(times[cut]) for cut in find_cuts(cells)),
            self._network.sha256,
            seen_after_s(1 / self._shown_s),
        )

    def _see(self, picture: _Large, time_s: float, count: int) -> None:
        if not count:
            return
        small = self._small(picture)
        for number in range(count):
            # A picture that is seen again is seen later, but not beyond the next.
            self._times.append(time_s + number * self._step)
            self._coarse.append(coarse(small))
            self._held.append(small)
            if len(self._held) == self._context + BLOCK + CONTEXT:
                self._answer()

    def _answer(self) -> None:
        pictures, known = np.stack(self._held), self._known
        end = min(self._context + BLOCK, len(self._held))
        asked = slice(self._context, end)
        if self._lanes:
            moving, answering = self._lanes
            motion = moving.submit(self._following.motion, pictures, known)
            self._waiting.append(answering.submit(self._answered, pictures, motion, asked))
            self._take(_AHEAD)
        else:
            moved = self._following.motion(pictures, known)
            self._features.append(self._network.features(pictures, moved)[asked])
        first = max(0, end - CONTEXT)
        self._held, self._context = self._held[first:], end - first
        self._known = len(self._held)

    def _answered(
        self, pictures: Pictures, motion: Future[MotionCells], asked: slice
    ) -> NDArray[np.float32]:
        return self._network.features(pictures, motion.result())[asked]

    def _take(self, left: int) -> None:
        """Takes answers until no more than `left` are waited for."""
        while len(self._waiting) > left:
            self._features.append(self._waiting.popleft().result())


def watched(
    network: ImpactNetwork, pictures: Pictures, times_s: NDArray[np.float64], rate: float
) -> Watched:
    """What is seen in a clip that is in memory.

    Args:
        network: that looks.
        pictures: grey, shape (n, 90, 160).
        times_s: when each is shown, rising, shape (n,).
        rate: nominal pictures a second.

    Raises:
        ValueError: the pictures have another shape, or the rate is not above 0.
    """
    if pictures.shape[1:] != (HIGH, WIDE):
        raise ValueError(f"pictures have shape (n, {HIGH}, {WIDE}), not {pictures.shape}")
    watcher: Watcher[Picture] = Watcher(network, rate, lambda picture: picture)
    for picture, time_s in zip(pictures, times_s.tolist(), strict=True):
        watcher.feed(picture, time_s)
    return watcher.finish()


def _motion(cells: NDArray[np.float32]) -> NDArray[np.float32]:
    """Change of the cell that changes most, over that of the whole picture."""
    if not len(cells):
        return np.zeros(0, np.float32)
    change = np.abs(np.diff(cells, axis=0)).reshape(-1, CELLS[0] * CELLS[1])
    most = change.max(1) - np.median(change, axis=1)
    return np.concatenate([most[:1], most]) if len(most) else np.zeros(1, np.float32)
