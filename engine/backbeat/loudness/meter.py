"""The meter: measures everything that a delivery is judged by from a stream of samples.

Follows ITU-R BS.1770-5 and EBU Tech 3341 and 3342 of November 2023. Memory grows by 800 bytes a
second for each channel, whatever the rate.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from backbeat.errors import MediaError
from backbeat.loudness import windows
from backbeat.loudness.flaws import Flaws
from backbeat.loudness.k_weighting import KWeighting
from backbeat.loudness.layouts import weights
from backbeat.loudness.true_peak import Over, TruePeak
from backbeat.loudness.windows import GRID_HZ
from backbeat.sliced_sound import Sound

Float32s = npt.NDArray[np.float32]
Float64s = npt.NDArray[np.float64]

OVERS_ABOVE_DBTP = -1.0
"""Threshold in dBTP: every reading above it is listed."""
_MIN_HZ, _MAX_HZ = 4000, 768_000


@dataclass(frozen=True, eq=False)
class Measured:
    """Readings of a recording. Levels are amplitudes, full scale 1.0."""

    rate: int
    """Sampling rate in Hz."""
    samples: int
    """Number of samples per channel."""
    powers: Float32s
    """K-weighted mean squares of each channel and step of 10 ms, without channel weights; shape
    (channels, steps)."""
    weights: Float64s
    """Weight of each channel, shape (channels,)."""
    true_peaks: Float64s
    """Highest of each channel, shape (channels,)."""
    true_peak_times_s: Float64s
    """Time of each, in seconds."""
    sample_peaks: Float64s
    """Highest of each channel, shape (channels,)."""
    tenths: Float32s
    """Highest amplitude seen in each tenth of a second, shape (channels, tenths)."""
    overs: list[Over]
    """Moments above `OVERS_ABOVE_DBTP`."""
    flaws: Flaws
    """Clipping, DC offset and identical channels."""

    @property
    def power(self) -> Float64s:
        """Weighted sum over all channels in each step, shape (steps,)."""
        return np.asarray(self.weights @ self.powers, np.float64)


class Meter:
    """Measures a stream of any length.

    Args:
        rate: 4 to 768 kHz.
        channels: how many.
        layout: FFmpeg's name of the channel layout; None for the usual one.

    Raises:
        MediaError: a rate out of range.
    """

    def __init__(self, rate: int, channels: int, layout: str | None = None) -> None:
        if not _MIN_HZ <= rate <= _MAX_HZ:
            raise MediaError(
                f"Sound of {rate} Hz cannot be measured.", "Convert it to 48000 Hz first."
            )
        self._rate, self._channels = rate, channels
        self._weights = np.array(weights(layout, channels))
        self._filter = KWeighting(rate, channels)
        self._peak = TruePeak(rate, channels, 10 ** (OVERS_ABOVE_DBTP / 20))
        self._flaws = Flaws(rate, channels)
        self._samples = 0
        self._steps = _Steps(rate, channels)

    def feed(self, samples: Float32s) -> None:
        """Takes the next samples.

        Args:
            samples: shape (n, channels), full scale 1.0.

        Raises:
            MediaError: a sample is not a number.
        """
        joined = self._peak.joined(samples.T)
        planar = joined[:, joined.shape[1] - len(samples) :]
        self._flaws.feed(planar)
        self._samples += len(samples)
        self._steps.feed(self._filter.feed(planar))
        self._peak.feed_joined(joined)

    def metered(self, blocks: Iterable[Float32s]) -> Iterator[Float32s]:
        """Yields the blocks and measures each. Raises: MediaError, as `feed`."""
        for block in blocks:
            self.feed(block)
            yield block

    def finish(self) -> Measured:
        """The readings of the whole stream. Nothing may be fed afterwards."""
        self._steps.feed(self._filter.finish())
        self._peak.finish()
        return Measured(
            self._rate,
            self._samples,
            self._steps.powers(),
            self._weights,
            self._peak.peaks,
            self._peak.times_s,
            self._flaws.peaks,
            self._peak.tenths,
            self._peak.overs,
            self._flaws,
        )


class _Steps:
    """Mean squares of steps of 10 ms, independent of how the stream is cut into blocks."""

    def __init__(self, rate: int, channels: int) -> None:
        self._rate = rate
        self._waiting = np.zeros((channels, 0), np.float32)
        self._done = 0
        # One growing array: many small ones that stay would keep freed memory from being reused.
        self._found = array("f")

    def feed(self, weighted: Float32s) -> None:
        joined = weighted
        if self._waiting.shape[1]:
            joined = np.concatenate([self._waiting, weighted], axis=1)
        start = self._edge(self._done)
        count = (start + joined.shape[1]) * GRID_HZ // self._rate + 1 - self._done
        while count > 0 and self._edge(self._done + count) - start > joined.shape[1]:
            count -= 1
        if count <= 0:
            self._waiting = joined
            return
        steps = np.arange(self._done, self._done + count + 1)
        edges = (steps * self._rate + GRID_HZ // 2) // GRID_HZ - start
        # Single precision: two hours of 5.1 are 17 MB.
        found = _mean_squares(joined[:, : edges[-1]], edges).astype(np.float32)
        self._found.frombytes(found.T.tobytes())
        self._waiting = joined[:, edges[-1] :].copy()
        self._done += count

    def powers(self) -> Float32s:
        """Mean squares of all whole steps, shape (channels, steps)."""
        return np.frombuffer(self._found, np.float32).reshape(-1, len(self._waiting)).T

    def _edge(self, step: int) -> int:
        # Rates that are no multiple of 100 Hz have steps of differing lengths.
        return (step * self._rate + GRID_HZ // 2) // GRID_HZ


def _mean_squares(samples: Float32s, edges: npt.NDArray[np.intp]) -> Float64s:
    lengths = np.diff(edges)
    if (lengths == lengths[0]).all():
        steps = samples.reshape(len(samples), len(lengths), -1)
        sums = np.einsum("cst,cst->cs", steps, steps)
    else:
        sums = np.add.reduceat(np.square(samples), edges[:-1], axis=1)
    return np.asarray(sums / lengths, np.float64)


class Powers:
    """K-weighted mean squares of a stream on the grid of 10 ms, and nothing else.

    Args:
        rate: in Hz.
        channels: how many.
        layout: FFmpeg's name of the channel layout; None for the usual one.
    """

    def __init__(self, rate: int, channels: int, layout: str | None = None) -> None:
        self._weights = np.array(weights(layout, channels))
        self._filter = KWeighting(rate, channels)
        self._steps = _Steps(rate, channels)

    def feed(self, samples: Float32s) -> None:
        """Takes the next samples, shape (n, channels)."""
        planar = np.ascontiguousarray(samples.T, np.float32)
        self._steps.feed(self._filter.feed(planar))

    def finish(self) -> Float64s:
        """Weighted sum over all channels, shape (steps,). Nothing may be fed afterwards."""
        self._steps.feed(self._filter.finish())
        return np.asarray(self._weights @ self._steps.powers(), np.float64)


def measure(samples: Sound, rate: int, layout: str | None = None) -> Measured:
    """Measures a whole recording.

    Args:
        samples: shape (n, channels), float32, full scale 1.0.
        rate: in Hz.
        layout: FFmpeg's name of the channel layout; None for the usual one.

    Raises:
        MediaError: a sample is not a number, or a rate out of range.
    """
    meter = Meter(rate, samples.shape[1], layout)
    for first in range(0, len(samples), rate):
        meter.feed(samples[first : first + rate])
    return meter.finish()


def programme(measured: Measured) -> float | None:
    """Integrated loudness in LUFS; None when nothing is above the gate."""
    return windows.integrated(measured.power)
