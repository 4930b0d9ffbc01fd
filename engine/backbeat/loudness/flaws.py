"""Flaws of a recording: invalid samples, DC offset, clipping, and identical channels."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from backbeat.errors import MediaError

Float32s = npt.NDArray[np.float32]

_FULL_SCALE = 0.9985
"""Amplitude that counts as full scale, just below what 10 bits distinguish from 1."""
_MIN_RUN = 3
"""Equal samples at full scale in a row that count as clipping."""


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
        self._runs = np.zeros(channels, int)
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
        sums = samples.sum(axis=1)
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
        if highest < _FULL_SCALE and not self._runs[channel]:
            self._last[channel] = line[-1]
            return
        still = np.empty(len(line), bool)
        still[0] = line[0] == self._last[channel]
        np.equal(line[1:], line[:-1], out=still[1:])
        still &= (line >= _FULL_SCALE) | (line <= -_FULL_SCALE)
        # A run of k samples stands still k - 1 times; one that went on before counts from there.
        places = np.flatnonzero(still)
        begins = np.flatnonzero(np.diff(places, prepend=-2) > 1)
        starts = places[begins]
        ends = places[np.append(begins[1:], len(places))[: len(begins)] - 1] + 1
        lengths = ends - starts
        carried = int(self._runs[channel])
        if carried and len(starts) and starts[0] == 0:
            new = int(carried < _MIN_RUN - 1 <= carried + lengths[0])
            self.clipped_runs[channel] += new
            lengths = lengths[1:]
        self.clipped_runs[channel] += int((lengths >= _MIN_RUN - 1).sum())
        goes_on = len(ends) > 0 and ends[-1] == len(line)
        length = int(ends[-1] - starts[-1]) if goes_on else 0
        whole = goes_on and starts[-1] == 0
        self._runs[channel] = length + (carried if whole else 0)
        self._last[channel] = line[-1]
