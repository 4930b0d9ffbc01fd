"""The waveform of the music: the minimum and maximum sample of each bin."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from backbeat.errors import RequestError
from backbeat.sliced_sound import Sound, stretches


@dataclass(frozen=True)
class Waveform:
    """The minimum and maximum sample of each bin, for drawing."""

    lows: NDArray[np.float32]
    """Minimum sample of each bin, `(n,)`, -1 to 1."""
    highs: NDArray[np.float32]
    """Maximum sample of each bin, `(n,)`, -1 to 1."""
    start_s: float
    """Timeline time of the first bin, in seconds from the timeline's first frame."""
    bin_s: float
    """Length of a bin, in seconds."""

    def coarser(self, max_bins: int) -> Waveform:
        """The same waveform in at most `max_bins` bins; no peak is lost."""
        factor = -(-len(self.lows) // max_bins)
        if factor <= 1:
            return self
        edges = np.arange(0, len(self.lows), factor)
        return Waveform(
            np.minimum.reduceat(self.lows, edges),
            np.maximum.reduceat(self.highs, edges),
            self.start_s,
            self.bin_s * factor,
        )


def waveform_of(
    samples: Sound, rate: int, bins_per_s: float = 100.0, start_s: float = 0.0
) -> Waveform:
    """The waveform of a recording, all channels combined.

    Args:
        samples: `(n, channels)`, full scale 1.0; anything beyond is drawn at full scale.
        rate: samples a second.
        bins_per_s: bins a second; a bin is a whole number of samples, so the true figure is
            `1 / bin_s` of the result.
        start_s: timeline time of the first sample, in seconds.

    Raises:
        RequestError: `samples` is not `(n, channels)`, or a rate is not positive.
    """
    if len(samples.shape) != 2 or samples.shape[1] == 0:
        raise RequestError(f"A waveform needs samples (n, channels), not {samples.shape}.")
    if rate <= 0 or bins_per_s <= 0:
        raise RequestError("A waveform needs a positive sample rate and bins a second.")
    size = max(1, round(rate / bins_per_s))
    lows, highs = [np.zeros(0, np.float32)], [np.zeros(0, np.float32)]
    for part in stretches(samples, size):
        edges = np.arange(0, len(part), size)
        sound = np.clip(np.nan_to_num(part), -1.0, 1.0).astype(np.float32, copy=False)
        lows.append(np.minimum.reduceat(sound.min(axis=1), edges))
        highs.append(np.maximum.reduceat(sound.max(axis=1), edges))
    return Waveform(np.concatenate(lows), np.concatenate(highs), start_s, size / rate)
