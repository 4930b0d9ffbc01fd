"""A recording that is mastered, as it came and as it is delivered but for its gain."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from backbeat.loudness import Measured
from backbeat.loudness.gating import Mask
from backbeat.loudness.mastering import LoudnessTarget
from backbeat.media.probe import MediaInfo
from backbeat.media.spool import Spool
from backbeat.workflows.bindings import BoundTracks

Float64s = npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Recording:
    """What there is."""

    info: MediaInfo
    sound: BoundTracks
    spool: Spool
    measured: Measured
    dialogue_mask: Mask | None = None
    """Steps of 10 ms with speech; None where nobody asked."""
    mean_squares: Float64s | None = None
    """Unweighted, of steps of 10 ms; None where nobody asked."""
    start_s: float | None = None
    """Timecode of its first sample in seconds since midnight."""
    notes: tuple[str, ...] = ()
    """What was done to it while it was decoded."""


@dataclass(frozen=True, eq=False)
class Prepared:
    """The recording at the rate and in the channels that are delivered."""

    spool: Spool
    measured: Measured
    recording: Recording
    mean_squares: Float64s | None = None
    """Unweighted, of steps of 10 ms; None where nobody asked."""

    def judged(self, target: LoudnessTarget) -> Measured:
        """What a target is a level of: loudness, or unweighted mean squares."""
        return judged_power(self.measured, self.mean_squares, target)


def judged_power(
    measured: Measured, mean_squares: Float64s | None, target: LoudnessTarget
) -> Measured:
    """What a target is a level of: what was measured, or unweighted mean squares in its place."""
    if mean_squares is None or target.rms_dbfs is None:
        return measured
    powers = np.asarray(mean_squares[np.newaxis], np.float32)
    return replace(measured, powers=powers, weights=np.ones(1))
