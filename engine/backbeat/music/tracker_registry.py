"""The beat trackers there are, by name."""

from __future__ import annotations

from collections.abc import Callable

from backbeat.errors import RequestError
from backbeat.music.tracker import BeatTracker


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
