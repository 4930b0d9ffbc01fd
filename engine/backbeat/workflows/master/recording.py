"""A recording that is mastered: as decoded, and as converted for a delivery before its gain."""

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
    """The tracks of a source that make one recording, decoded and measured."""

    info: MediaInfo
    sound: BoundTracks
    spool: Spool
    measured: Measured
    dialogue_mask: Mask | None = None
    """Steps of 10 ms with speech; None where no preset needs it."""
    mean_squares: Float64s | None = None
    """Unweighted, of steps of 10 ms; None where nobody asked."""
    start_s: float | None = None
    """Timecode of its first sample in seconds since midnight; None where the source has none."""
    notes: tuple[str, ...] = ()
    """Notes on repairs and on tracks that were joined, one sentence each."""


@dataclass(frozen=True, eq=False)
class Prepared:
    """A recording at the rate and in the channels of a delivery, before its gain."""

    spool: Spool
    measured: Measured
    recording: Recording
    mean_squares: Float64s | None = None
    """Unweighted, of steps of 10 ms; None where nobody asked."""

    def judged(self, target: LoudnessTarget) -> Measured:
        """The measurement with the powers that `target` judges: K-weighted or unweighted."""
        return judged_power(self.measured, self.mean_squares, target)


def judged_power(
    measured: Measured, mean_squares: Float64s | None, target: LoudnessTarget
) -> Measured:
    """The measurement, with unweighted powers where the target is an RMS level."""
    if mean_squares is None or target.rms_dbfs is None:
        return measured
    powers = np.asarray(mean_squares[np.newaxis], np.float32)
    return replace(measured, powers=powers, weights=np.ones(1))
