"""Another meter's opinion: pyloudnorm, which knows integrated loudness and loudness range."""

from __future__ import annotations

import warnings

import numpy as np
import numpy.typing as npt

from backbeat.loudness.layouts import places
from backbeat.packages import require

_ORDER = ("FL", "FR", "FC", "SL", "SR")
_SURROUNDS = {"BL": "SL", "BR": "SR"}


def integrated_and_range(
    samples: npt.NDArray[np.float32], rate: int, layout: str | None
) -> tuple[float, float] | None:
    """LUFS and LU by pyloudnorm; None where it cannot tell.

    Args:
        samples: shape (n, channels).
        rate: in Hz.
        layout: FFmpeg's name; the LFE is left out, and surrounds put where pyloudnorm wants them.

    Raises:
        InputError: pyloudnorm is not installed.
    """
    require("pyloudnorm")
    import pyloudnorm

    channels = samples.shape[1]
    if len(samples) < 3 * rate:
        return None
    if channels > 2:
        named = [_SURROUNDS.get(place, place) for place in places(layout, channels)]
        if not set(named) - {"LFE"} <= set(_ORDER) or len(set(named)) != channels:
            return None
        wide = np.zeros((len(samples), len(_ORDER)), np.float32)
        for index, place in enumerate(named):
            if place != "LFE":
                wide[:, _ORDER.index(place)] = samples[:, index]
        samples = wide
    meter = pyloudnorm.Meter(rate)
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        loudness = float(meter.integrated_loudness(samples))
        spread = float(meter.loudness_range(samples))
    return (loudness, spread) if np.isfinite(loudness) else None
