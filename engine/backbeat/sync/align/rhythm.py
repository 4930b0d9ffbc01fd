"""Placing a recording by the rhythm of speech: the same scene spoken by another voice.

A dub starts and ends its phrases where the original does, or the picture would show it. Their wave
forms have nothing in common, so what is compared is when somebody speaks, and how loudly, over tens
of seconds. Music and noise under both would fit whatever is said, so they are taken out first.
"""

from __future__ import annotations

import numpy as np

from backbeat.progress import SILENT, Progress
from backbeat.sync.align.alignment import Alignment, Method, Piece
from backbeat.sync.align.arrays import Float64s
from backbeat.sync.align.bands import STEPS_PER_S, Heard

SHORTEST_S = 8.0
"""Less speech than this has no rhythm to tell by."""
_EVERY = 4
"""Rows in one step: 25 steps a second."""
_STEPS_PER_S = STEPS_PER_S // _EVERY
_SMOOTH_S = 0.3
_AROUND_S = 20.0
"""Loudness that changes over more than this is of the scene, not of words."""
_QUIET, _LOUD = 10, 90
"""Percentiles of loudness between which somebody begins to speak."""
_APART_S = 1.5
"""Places closer than this are one, for speech goes on for so long."""
_OVERLAP = 0.5
"""Share of the shorter recording that must lie over the other."""
_LEAST_CLEAR, _SURE_CLEAR = 1.25, 1.8
"""Ratio of the best place's correlation to the next best, and the one that leaves no doubt."""
_LEAST_BEYOND, _SURE_BEYOND = 1.5, 4.0
"""The same of how far it is beyond chance."""
_AGAIN_STEPS = 10 * _STEPS_PER_S


def by_rhythm(reference: Heard, other: Heard, progress: Progress = SILENT) -> Alignment:
    """Places a recording where its phrases begin and end as those of the reference do.

    Its clock is taken to run as the reference's does.

    Raises:
        CancelledError: the job was cancelled.
    """
    progress(0, "Comparing rhythms")
    if min(reference.duration_s, other.duration_s) < SHORTEST_S:
        return _unplaced(f"There is less than {SHORTEST_S:.0f} s of sound to tell a rhythm by.")
    here, there = _activity(other), _activity(reference)
    if here.std() < 1e-3 or there.std() < 1e-3:
        return _unplaced("Nobody is heard to begin or to end speaking.")
    lags, alike = _likeness(here, there)
    best = int(alike.argmax())
    apart = np.abs(lags - lags[best]) > _APART_S * _STEPS_PER_S
    second = float(alike[apart].max()) if apart.any() else 0.0
    clear = float(alike[best]) / max(second, 0.05)
    beyond = _beyond_chance(here, there, float(alike[best]), int(lags[best]))
    if beyond < _LEAST_BEYOND or clear < _LEAST_CLEAR:
        return _unplaced(
            "It cannot be told by the rhythm of speech: another place fits nearly as well."
            if beyond >= _LEAST_BEYOND
            else "Neither its sound nor its rhythm of speech is found in the reference."
        )
    sure = min(
        _share(beyond, _LEAST_BEYOND, _SURE_BEYOND), _share(clear, _LEAST_CLEAR, _SURE_CLEAR)
    )
    offset = (float(lags[best]) + _bend(alike, best)) / _STEPS_PER_S
    piece = Piece(0.0, other.duration_s, offset, 0.0, 0.5 + 0.4 * sure)
    why = "It is placed by the rhythm of speech, to about a tenth of a second."
    return Alignment((piece,), Method.RHYTHM, why)


def _beyond_chance(here: Float64s, there: Float64s, height: float, lag: int) -> float:
    """How far a correlation is beyond the highest of as many places by chance, in deviations.

    Each of the two goes on as it was for a while, so that fewer moments are independent than there
    are steps (Bartlett 1935).
    """
    overlap = min(len(here), len(there) - lag) - max(0, -lag)
    reach = min(_AGAIN_STEPS, len(here) - 1, len(there) - 1)
    lasting = 1 + 2 * float((_again(here, reach) * _again(there, reach)).sum())
    independent = max(overlap / max(lasting, 1.0), 4.0)
    deviations = float(np.arctanh(min(height, 0.999))) * np.sqrt(independent - 3)
    places = max((len(here) + len(there)) / max(lasting, 1.0), 2.0)
    return float(deviations - np.sqrt(2 * np.log(places)))


def _again(activity: Float64s, reach: int) -> Float64s:
    """Correlation with itself 1 to `reach` steps later."""
    size = 1 << (2 * len(activity) - 1).bit_length()
    power = np.abs(np.fft.rfft(activity, size)) ** 2
    alike = np.fft.irfft(power, size)
    later: Float64s = alike[1 : reach + 1] / alike[0]
    return later


def _unplaced(why: str) -> Alignment:
    return Alignment((), Method.RHYTHM, why)


def _activity(recording: Heard) -> Float64s:
    """How surely somebody speaks, -1 to 1, shape (n,), 25 times a second; of mean 0."""
    steps = len(recording.level_db) // _EVERY
    level = recording.level_db[: steps * _EVERY].reshape(steps, _EVERY).mean(axis=1).astype(float)
    around = round(_AROUND_S * _STEPS_PER_S)
    quiet, loud = (_rolling_percentile(level, around, share) for share in (_QUIET, _LOUD))
    span = np.maximum(loud - quiet, 6.0)
    speaks = np.tanh(4 * ((level - quiet) / span - 0.5))
    kernel = np.hanning(2 * round(_SMOOTH_S * _STEPS_PER_S / 2) + 1)
    smooth = np.convolve(speaks, kernel / kernel.sum(), "same")
    activity: Float64s = smooth - smooth.mean()
    return activity


def _rolling_percentile(values: Float64s, around: int, share: float) -> Float64s:
    """A percentile of what is around, by steps of a quarter of that, straight between them."""
    if len(values) <= 2 * around:
        return np.full(len(values), np.percentile(values, share))
    centres = np.arange(0, len(values), max(1, around // 4))
    found = [
        np.percentile(values[max(0, centre - around) : centre + around + 1], share)
        for centre in centres
    ]
    rolled: Float64s = np.interp(np.arange(len(values)), centres, found)
    return rolled


def _likeness(here: Float64s, there: Float64s) -> tuple[Float64s, Float64s]:
    """Correlation at every lag at which enough of both overlaps, and the lags, in steps."""
    total = len(here) + len(there)
    size = 1 << (total - 1).bit_length()
    one, two = np.fft.rfft(here, size), np.fft.rfft(there, size)
    products = np.fft.irfft(two * one.conj(), size)
    ones = np.fft.rfft(np.ones(len(here)), size)
    others = np.fft.rfft(np.ones(len(there)), size)
    count = np.fft.irfft(others * ones.conj(), size)
    power_here = np.fft.irfft(others * np.fft.rfft(here**2, size).conj(), size)
    power_there = np.fft.irfft(np.fft.rfft(there**2, size) * ones.conj(), size)
    lags = np.arange(-len(here) + 1, len(there))
    norm = np.sqrt(np.maximum(power_here[lags] * power_there[lags], 1e-9))
    alike = products[lags] / norm
    alike[count[lags] < _OVERLAP * min(len(here), len(there))] = -1.0
    return lags.astype(float), alike


def _bend(alike: Float64s, best: int) -> float:
    if not 0 < best < len(alike) - 1:
        return 0.0
    before, here, after = (float(value) for value in alike[best - 1 : best + 2])
    bend = before - 2 * here + after
    return float(np.clip(0.5 * (before - after) / bend, -0.5, 0.5)) if bend < 0 else 0.0


def _share(value: float, least: float, most: float) -> float:
    return float(np.clip((value - least) / (most - least), 0, 1))
