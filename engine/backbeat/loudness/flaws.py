"""Flaws of a recording: invalid samples, DC offset, clipping, and identical channels."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from backbeat.errors import MediaError

Bools = npt.NDArray[np.bool_]
Float32s = npt.NDArray[np.float32]

_FULL_SCALE = 0.9985
"""Amplitude that counts as full scale, just below what 10 bits distinguish from 1."""
_PART = 64
"""Samples that are summed in single precision."""


class Repair:
    """Replaces samples that are not numbers with silence, and counts them."""

    def __init__(self) -> None:
        self.count = 0

    def applied(self, samples: Float32s) -> Float32s:
        """The block with invalid samples silenced, any shape; itself where all are valid."""
        wrong = ~np.isfinite(samples)
        found = int(np.count_nonzero(wrong))
        if not found:
            return samples
        self.count += found
        return np.where(wrong, np.float32(0), samples)

    @property
    def notes(self) -> list[str]:
        """Notes on the repair for a report; empty where none was needed."""
        if not self.count:
            return []
        what = "1 sample was" if self.count == 1 else f"{self.count} samples were"
        return [f"{what} not a number, and made silent."]


class Flaws:
    """Collects flaws of a stream.

    Args:
        rate: in Hz.
        channels: how many.
    """

    def __init__(self, rate: int, channels: int) -> None:
        self.peaks = np.zeros(channels)
        """The greatest amplitude of each channel."""
        self.clipped_runs = np.zeros(channels, int)
        """Runs of at least three equal samples at full scale, per channel."""
        self.identical = channels > 1
        """Whether all channels are identical."""
        self._rate = rate
        self._count = 0
        self._sums = np.zeros(channels)
        self._still = np.zeros((channels, 2), bool)
        """Whether the last two samples stand still at full scale, as `_still` says."""
        self._last = np.zeros(channels, np.float32)

    @property
    def dc(self) -> npt.NDArray[np.float64]:
        """Mean of each channel, shape (channels,)."""
        return self._sums / max(1, self._count)

    def feed(self, samples: Float32s) -> None:
        """Takes the next samples, shape (channels, n).

        Raises:
            MediaError: a sample is not a number.
        """
        if not samples.shape[1]:
            return
        sums = _sums(samples)
        if not np.isfinite(sums).all():
            wrong = int(np.flatnonzero(~np.isfinite(samples).all(axis=0))[0])
            raise MediaError(
                f"The sound has a sample that is not a number at "
                f"{(self._count + wrong) / self._rate:.6f} s.",
                "Export it again, or have such samples made silent with --repair.",
            )
        self._sums += sums
        self._count += samples.shape[1]
        highest = np.maximum(samples.max(axis=1), -samples.min(axis=1))
        self.peaks = np.maximum(self.peaks, highest)
        if self.identical:
            self.identical = bool((samples[1:] == samples[0]).all())
        for channel in range(len(samples)):
            self._clipping(channel, samples[channel], float(highest[channel]))

    def _clipping(self, channel: int, line: Float32s, highest: float) -> None:
        """Counts the runs of equal samples at full scale that reach their third sample here."""
        if highest < _FULL_SCALE:
            self._still[channel] = False
        else:
            still = _still(line, self._last[channel], self._still[channel])
            # The third sample of a run is the second that stands still.
            thirds = np.greater(still[2:] & still[1:-1], still[:-2])
            self.clipped_runs[channel] += np.count_nonzero(thirds)
            self._still[channel] = still[-2:]
        self._last[channel] = line[-1]


def _sums(samples: Float32s) -> npt.NDArray[np.float64]:
    """Sum of each channel, shape (channels,): short parts in single precision, those in double."""
    whole = samples.shape[1] // _PART * _PART
    parts = samples[:, :whole].reshape(len(samples), -1, _PART) @ np.ones(_PART, np.float32)
    rest = samples[:, whole:].sum(axis=1)
    return np.asarray(parts.sum(axis=1, dtype=np.float64) + rest, np.float64)


def _still(line: Float32s, last: np.float32, carried: Bools) -> Bools:
    """Where a sample is at full scale and equal to the one before.

    Args:
        line: shape (n,).
        last: the sample before the first.
        carried: the same of the two samples before the first.

    Returns:
        shape (2 + n,), `carried` first.
    """
    still = np.empty(2 + len(line), bool)
    still[:2] = carried
    still[2] = line[0] == last
    np.equal(line[1:], line[:-1], out=still[3:])
    full = line >= _FULL_SCALE
    full |= line <= -_FULL_SCALE
    still[2:] &= full
    return still
