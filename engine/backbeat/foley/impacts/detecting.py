"""Tells impacts from what was seen in a clip."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from backbeat.foley.impacts.heads import Head
from backbeat.foley.impacts.impact import Impact, Watched
from backbeat.foley.impacts.peaks import between, find_peaks
from backbeat.foley.impacts.watching import watched
from backbeat.models.impacts import ImpactNetwork

_BESIDE_CUT = 2
"""Pictures on each side of a cut in which nothing is told from it."""
_LEAST_STRENGTH = 0.1


def detect_impacts(
    pictures: NDArray[np.uint8],
    times_s: NDArray[np.float64],
    rate: float,
    head: Head | None = None,
) -> list[Impact]:
    """When something hits something in a clip, by its picture alone, in order.

    Args:
        pictures: grey, shape (n, 90, 160): the whole picture, stretched or within black borders.
        times_s: when each is shown, in seconds, rising, shape (n,).
        rate: nominal pictures a second, of a camera; 24 to 120 are best.
        head: that tells; None: the one that comes with the network.

    Raises:
        ValueError: the pictures have another shape, or the rate is not above 0.
    """
    network = ImpactNetwork()
    seen = watched(network, pictures, times_s, rate)
    return impacts_in(seen, head or Head.shipped(network.shipped))


def impacts_in(seen: Watched, head: Head, least: float | None = None) -> list[Impact]:
    """The impacts in a clip that was watched, in order.

    Args:
        seen: of the clip.
        head: that tells.
        least: confidence of an impact; None: the head's own, from which one is worth a look.
    """
    least = head.propose_from if least is None else least
    logits = head.logits(seen.features, seen.rate)
    peaks = candidates(seen, logits)
    confidence = head.confidence(logits[peaks])
    kept = confidence >= least
    moving = _speeds(seen, peaks)
    fastest = float(moving[kept].max(initial=0)) or 1.0
    numbers = np.arange(len(logits))
    return [
        Impact(
            float(np.interp(between(logits, int(peak)) + head.early, numbers, seen.happened_s)),
            float(sure),
            float(np.clip(speed / fastest, _LEAST_STRENGTH, 1)),
        )
        for peak, sure, speed in zip(peaks[kept], confidence[kept], moving[kept], strict=True)
    ]


def candidates(
    seen: Watched, logits: NDArray[np.float64], least: float = -np.inf
) -> NDArray[np.int64]:
    """Pictures that may show an impact, rising: of peaks, those that are told from something.

    In the first picture nothing is seen to come near anything, and beside a cut what is seen
    changes for another reason.

    Args:
        seen: of the clip.
        logits: of each picture.
        least: of a peak.
    """
    peaks = find_peaks(logits, least)
    return peaks[(peaks > 0) & ~_beside_cuts(seen, peaks)]


def _beside_cuts(seen: Watched, peaks: NDArray[np.int64]) -> NDArray[np.bool_]:
    firsts = np.searchsorted(seen.times_s, seen.cuts_s)
    apart = np.abs(peaks[:, np.newaxis] - firsts[np.newaxis])
    return np.asarray((apart <= _BESIDE_CUT).any(1), np.bool_)


def _speeds(seen: Watched, peaks: NDArray[np.int64]) -> NDArray[np.float64]:
    """How fast what hits was moving just before."""
    firsts = np.maximum(0, peaks - 2)
    spans = zip(firsts.tolist(), peaks.tolist(), strict=True)
    return np.array([float(seen.motion[first : at + 1].max()) for first, at in spans])
