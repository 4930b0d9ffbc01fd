"""What a beat tracker is, and which ones there are."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from backbeat.errors import RequestError
from backbeat.music.arrays import Float32s, Float64s
from backbeat.progress import Progress


@dataclass(frozen=True)
class BeatTrack:
    """Beats as a tracker hears them, before they are counted into bars."""

    times: Float64s
    """Seconds from the first sample, rising, shape (n,)."""
    confidence: Float64s
    """How sure the tracker is of each beat, 0 to 1, shape (n,)."""
    downbeat_strength: Float64s | None = None
    """How much each beat sounds like the first of a bar, 0 to 1, shape (n,); None: not heard."""


class BeatTracker(Protocol):
    """Finds beats in a mono recording."""

    @property
    def name(self) -> str:
        """The name a request asks for it by."""
        ...

    def track(self, samples: Float32s, rate: int, progress: Progress) -> BeatTrack:
        """The beats of `samples`, shape (n,), all finite, at `rate` Hz.

        Raises:
            CancelledError: the job was asked to stop.
        """
        ...


def _flux() -> BeatTracker:
    from backbeat.music.flux_tracker import FluxTracker

    return FluxTracker()


def _librosa() -> BeatTracker:
    from backbeat.music.librosa_tracker import LibrosaTracker

    return LibrosaTracker()


_TRACKERS: dict[str, Callable[[], BeatTracker]] = {"flux": _flux, "librosa": _librosa}


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
