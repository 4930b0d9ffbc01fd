"""Rate conversion of a stream, exact in length and aligned to its first sample."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import soxr

from backbeat.media.samples import Samples


class Resampler:
    """Converts blocks one after another with soxr at very high quality.

    After `n` samples in and `finish`, `round(n * rate_out / rate_in)` came out, and output sample 0
    lies on input sample 0: soxr takes its filter's delay out itself.

    Args:
        rate_in: in Hz.
        rate_out: in Hz.
        channels: of every block.
        start: where in time the first sample lies, in seconds; lengths are rounded on that clock,
            so that segments put end to end do not drift.
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
        """Where in time the input so far ends, in seconds."""
        return self._start + Fraction(self._in, self.rate_in)

    def feed(self, samples: Samples) -> Samples:
        """What `samples` (n, channels) adds to the output, shape (m, channels); m may be 0."""
        self._in += len(samples)
        if self._stream is not None:
            samples = self._stream.resample_chunk(np.ascontiguousarray(samples))
        self._out += len(samples)
        return samples

    def finish(self) -> Samples:
        """The rest of the output, shape (m, channels). Nothing may be fed afterwards."""
        nothing = np.zeros((0, self._channels), np.float32)
        if self._stream is None:
            return nothing
        rest = self._stream.resample_chunk(nothing, last=True)
        # Where the exact length ends in a half, soxr and `round` may part by one sample.
        missing = max(0, round(self.end * self._rate_out) - self._first - self._out)
        rest = rest[:missing] if missing <= len(rest) else _extended(rest, missing)
        self._out += len(rest)
        return rest


def _extended(samples: Samples, length: int) -> Samples:
    silence = np.zeros((length - len(samples), samples.shape[1]), np.float32)
    return np.concatenate([samples, silence])
