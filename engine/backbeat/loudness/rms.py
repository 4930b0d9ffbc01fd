"""RMS level and noise floor, as audiobooks are judged: unweighted, and without a gate."""

from __future__ import annotations

from array import array

import numpy as np
import numpy.typing as npt

from backbeat.loudness.windows import GRID_HZ

Float32s = npt.NDArray[np.float32]
Float64s = npt.NDArray[np.float64]

_NOISE_WINDOW = GRID_HZ // 2
"""Steps of 10 ms: half a second."""
_FLOOR_DBFS = -120.0


class MeanSquares:
    """Follows a stream: unweighted mean squares of steps of 10 ms, the mean of all channels.

    Args:
        rate: in Hz.
        channels: how many.
    """

    def __init__(self, rate: int, channels: int) -> None:
        self._rate = rate
        self._waiting = np.zeros((0, channels), np.float32)
        self._first = 0
        self._found = array("f")

    def feed(self, samples: Float32s) -> None:
        """Takes what follows, shape (n, channels)."""
        joined = np.concatenate([self._waiting, samples])
        done = len(self._found)
        whole = ((self._first + len(joined)) * GRID_HZ) // self._rate - done
        # Rates that are no multiple of 100 Hz have steps of differing lengths.
        steps = np.arange(done, done + max(0, whole) + 1)
        edges = (steps * self._rate + GRID_HZ - 1) // GRID_HZ - self._first
        if len(edges) < 2:
            self._waiting = joined
            return
        power = np.square(joined[: edges[-1]].astype(np.float64)).mean(axis=1)
        sums = np.add.reduceat(power, edges[:-1])
        self._found.frombytes((sums / np.diff(edges)).astype(np.float32).tobytes())
        self._waiting = joined[edges[-1] :].copy()
        self._first += int(edges[-1])

    def finish(self) -> Float64s:
        """Of all whole steps, shape (steps,)."""
        return np.frombuffer(self._found, np.float32).astype(np.float64)


def rms_dbfs(mean_squares: Float64s) -> float | None:
    """RMS level in dBFS, a full-scale square wave being 0; None for digital silence.

    Args:
        mean_squares: of steps of 10 ms, shape (steps,).
    """
    mean = float(mean_squares.mean()) if len(mean_squares) else 0.0
    return 10 * float(np.log10(mean)) if mean > 0 else None


def noise_floor_dbfs(mean_squares: Float64s) -> float | None:
    """RMS level of the quietest half second in dBFS, -120 at least; None for less than that.

    Args:
        mean_squares: of steps of 10 ms, shape (steps,).
    """
    if len(mean_squares) < _NOISE_WINDOW:
        return None
    total = np.concatenate([[0.0], np.cumsum(mean_squares)])
    least = float((total[_NOISE_WINDOW:] - total[:-_NOISE_WINDOW]).min()) / _NOISE_WINDOW
    return max(_FLOOR_DBFS, 10 * float(np.log10(max(least, 1e-30))))
