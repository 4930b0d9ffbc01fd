"""The protocol of beat trackers, and the registry of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from backbeat.errors import RequestError
from backbeat.music.arrays import Float32s, Float64s
from backbeat.music.pulse import FASTEST_BPM, SLOWEST_BPM
from backbeat.progress import Progress


@dataclass(frozen=True)
class BeatTrack:
    """Beats as detected, before they are grouped into bars."""

    times: Float64s
    """Seconds from the first sample, rising, shape (n,)."""
    confidence: Float64s
    """How sure the tracker is of each beat, 0 to 1, shape (n,)."""
    downbeat_strength: Float64s | None = None
    """Probability that each beat is a downbeat, shape (n,); None: not heard."""
    model_sha256: str = ""
    """Digest of the weights that heard it."""


@dataclass(frozen=True)
class Constraints:
    """What the user knows of tempo and beats before tracking."""

    slowest_bpm: float = SLOWEST_BPM
    fastest_bpm: float = FASTEST_BPM
    beat_s: float | None = None
    """A beat is known to lie here."""

    @property
    def any_tempo(self) -> bool:
        """Whether the tempo is unconstrained."""
        return (self.slowest_bpm, self.fastest_bpm) == (SLOWEST_BPM, FASTEST_BPM)


ANY = Constraints()
"""No constraints."""


class BeatTracker(Protocol):
    """Finds beats in a mono recording."""

    @property
    def name(self) -> str:
        """The name a request asks for it by."""
        ...

    def track(
        self, samples: Float32s, rate: int, constraints: Constraints, progress: Progress
    ) -> BeatTrack:
        """The beats of `samples`, shape (n,), all finite, at `rate` Hz.

        Raises:
            RequestError: the tracker cannot honour the constraints.
            CancelledError: the job was asked to stop.
        """
        ...


def _network() -> BeatTracker:
    from backbeat.music.network_tracker import NetworkTracker

    return NetworkTracker()


def _librosa() -> BeatTracker:
    from backbeat.music.librosa_tracker import LibrosaTracker

    return LibrosaTracker()


def _beat_this() -> BeatTracker:
    from backbeat.music.beat_this_tracker import BeatThisTracker

    return BeatThisTracker()


_TRACKERS: dict[str, Callable[[], BeatTracker]] = {
    "network": _network,
    "beat_this": _beat_this,
    "librosa": _librosa,
}


def trackers() -> tuple[str, ...]:
    """The names of all trackers, the default first."""
    return tuple(_TRACKERS)


def tracker(name: str = "") -> BeatTracker:
    """The tracker called `name`; the default when it is empty.

    Raises:
        RequestError: there is no such tracker.
    """
    make = _TRACKERS.get(name or trackers()[0])
    if make is None:
        raise RequestError(
            f"There is no beat tracker called {name!r}.", f"Choose from: {', '.join(trackers())}."
        )
    return make()
