"""Evidence that a beat is a downbeat, from kick, snare and changes of harmony.

In popular music a bar tends to start with a kick and a change of chord or bass note, and without a
snare.
"""

from __future__ import annotations

import numpy as np

from backbeat.music.arrays import Float64s
from backbeat.music.harmony import Pitches, harmonic_change
from backbeat.music.novelty import Novelty, highest_near

_SNARE_WEIGHT = -0.5
_REACH_S = 0.023
_OUTLIER_PERCENT = 95
_CREDIBLE = (0.0067, 0.9933)
_OFTEN = 2.0
"""Prior shift: the network gives log-odds per frame, and a beat is a downbeat far more often."""
_WEIGHT = 1.25
_HEARD_WEIGHT, _SIGNAL_WEIGHT = 2.0, 0.5
"""Of the second hearing and of the rest, against the costs of metres and broken bars."""
_RARE = float(np.log(3))
"""What a second hearing that knows nothing is below even: one beat in four starts a bar. Counted as
it is, long bars would be the likelier the less is known."""


def downbeat_evidence(times: Float64s, pitches: Pitches, flux: Novelty) -> Float64s:
    """Evidence that each beat is a downbeat, from the signal alone.

    Args:
        times: of the beats, in seconds, shape (beats,).
        pitches: of the recording.
        flux: its spectral flux.

    Returns:
        shape (beats,), in standard deviations.
    """
    if not len(times):
        return np.zeros(0)
    index = np.clip(np.round(times * flux.rate).astype(np.intp), 0, len(flux.full) - 1)
    reach = round(_REACH_S * flux.rate)
    kick, snare = (
        _deviation(values[highest_near(values, index, reach)])
        for values in (flux.bass, flux.bright)
    )
    changes = harmonic_change(pitches, times)
    harmony = [
        _deviation(np.minimum(change, np.nanpercentile(change, _OUTLIER_PERCENT)))
        for change in changes
        if np.isfinite(change).any()
    ]
    return _deviation(np.asarray(kick + _SNARE_WEIGHT * snare + sum(harmony), np.float64))


def combined(
    probability: Float64s | None, evidence: Float64s, bar_starts: Float64s | None = None
) -> Float64s:
    """Log-odds that each beat starts a bar, shape (beats,).

    The network was trained on generated music and knows rhythm better than harmony; evidence from
    this recording's drums and chords is added.

    Args:
        probability: the tracker's, 0 to 1; None: the tracker gives none.
        evidence: from `downbeat_evidence`.
        bar_starts: from `metre.bar_starts`; None: not heard.
    """
    if probability is None:
        return evidence
    kept = np.clip(probability, *_CREDIBLE)
    by_signal = np.log(kept / (1 - kept)) + _OFTEN + _WEIGHT * evidence
    if bar_starts is None:
        return np.asarray(by_signal, np.float64)
    heard = _HEARD_WEIGHT * (bar_starts + _RARE)
    return np.asarray(heard + _SIGNAL_WEIGHT * by_signal, np.float64)


def _deviation(values: Float64s) -> Float64s:
    """Standardised to zero mean and unit deviation; NaN becomes 0."""
    if not np.isfinite(values).any():
        return np.zeros(len(values))
    standard = (values - np.nanmean(values)) / (np.nanstd(values) + 1e-9)
    return np.asarray(np.nan_to_num(standard), np.float64)
