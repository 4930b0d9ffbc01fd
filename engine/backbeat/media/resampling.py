"""Sample rate conversion of a stream, exact in length and aligned to its first sample."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import soxr

from backbeat.media.samples import Samples


class Resampler:
    """Converts blocks one after another with soxr at very high quality.

    For `n` samples of input the output, after `finish`, has `round(n * rate_out / rate_in)`
    samples. Output sample 0 is at the time of input sample 0: soxr compensates its filter's delay.

    Args:
        rate_in: sample rate of the input, in Hz.
        rate_out: sample rate of the output, in Hz.
        channels: number of channels of every block.
        start: time of the first sample, in seconds; lengths are rounded on that clock, so that
            consecutive segments of different rates do not drift.
    """

    def __init__(
        self, rate_in: int, rate_out: int, channels: int, start: Fraction = Fraction(0)
    ) -> None:
        self.rate_in = rate_in
        self._rate_out = rate_out
        self._channels = channels
        self._start = start
        self._first = round(start * rate_out)
        self._in = 0
        self._out = 0
        self._stream = (
            None
            if rate_in == rate_out
            else soxr.ResampleStream(rate_in, rate_out, channels, dtype="float32", quality="VHQ")
        )

    @property
    def end(self) -> Fraction:
        """End of the input so far, in seconds on the clock of `start`."""
        return self._start + Fraction(self._in, self.rate_in)

    def feed(self, samples: Samples) -> Samples:
        """Converts the next block.

        Args:
            samples: shape (n, channels), float32.

        Returns:
            The output that is complete so far, shape (m, channels), float32; m may be 0.
        """
        self._in += len(samples)
        if self._stream is not None:
            samples = self._stream.resample_chunk(np.ascontiguousarray(samples))
        self._out += len(samples)
        return samples

    def finish(self) -> Samples:
        """Returns the remaining output, shape (m, channels); must be the last call."""
        nothing = np.zeros((0, self._channels), np.float32)
        if self._stream is None:
            return nothing
        rest = self._stream.resample_chunk(nothing, last=True)
        # Where the exact length is halfway between integers, soxr and `round` may differ by one.
        missing = max(0, round(self.end * self._rate_out) - self._first - self._out)
        rest = rest[:missing] if missing <= len(rest) else _extended(rest, missing)
        self._out += len(rest)
        return rest


def _extended(samples: Samples, length: int) -> Samples:
    silence = np.zeros((length - len(samples), samples.shape[1]), np.float32)
    return np.concatenate([samples, silence])
