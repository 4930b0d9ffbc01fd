"""Conversion between channel layouts by published coefficients.

Surround to stereo follows ITU-R BS.775-4, annex 4: the centre and the surrounds at -3 dB on the
side they belong to, the LFE left out. Stereo to mono is the mean; mono is copied to both sides.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

from backbeat.errors import RequestError
from backbeat.media.samples import Samples

_HALF_POWER = float(np.sqrt(0.5))

_TO_STEREO: Mapping[str, tuple[float, float]] = {
    "FL": (1.0, 0.0),
    "FR": (0.0, 1.0),
    "FC": (_HALF_POWER, _HALF_POWER),
    "LFE": (0.0, 0.0),
    "LFE2": (0.0, 0.0),
    "SL": (_HALF_POWER, 0.0),
    "SR": (0.0, _HALF_POWER),
    "BL": (_HALF_POWER, 0.0),
    "BR": (0.0, _HALF_POWER),
    "BC": (0.5, 0.5),
    "FLC": (1.0, 0.0),
    "FRC": (0.0, 1.0),
}
"""Left and right coefficient of each channel."""


def conversion(places: tuple[str, ...], target: str) -> npt.NDArray[np.float32] | None:
    """The matrix that converts channels to mono or stereo.

    Args:
        places: FFmpeg's names of the channels' places, such as ("FL", "FR").
        target: `mono` or `stereo`.

    Returns:
        shape (channels, target channels), linear gains; None where nothing changes.

    Raises:
        RequestError: no conversion is defined for these channels.
    """
    if target == "mono":
        if len(places) == 1:
            return None
        return np.asarray(_stereo(places).mean(axis=1, keepdims=True), np.float32)
    if target != "stereo":
        raise RequestError(
            f"Sound of {len(places)} channels cannot be made {target}.",
            "Deliver a mix that has these channels, or choose a preset for stereo.",
        )
    if places == ("FL", "FR"):
        return None
    return _stereo(places)


def converted(block: Samples, matrix: npt.NDArray[np.float32] | None) -> Samples:
    """A block, shape (n, channels), multiplied by `matrix`; unchanged where that is None."""
    return block if matrix is None else np.asarray(block @ matrix, np.float32)


def in_words(places: tuple[str, ...], target: str) -> str:
    """A description of the conversion for a report."""
    if len(places) == 1:
        return "mono copied to both sides"
    if target == "mono" and len(places) == 2:
        return "mono = (L + R) / 2"
    stereo = "L = FL + 0.707 FC + 0.707 SL (BL), R likewise, LFE left out (ITU-R BS.775)"
    return stereo if target == "stereo" else f"mono = (L + R) / 2 of {stereo}"


def _stereo(places: tuple[str, ...]) -> npt.NDArray[np.float32]:
    if len(places) == 1:
        return np.ones((1, 2), np.float32)
    unknown = [place for place in places if place not in _TO_STEREO]
    if unknown:
        raise RequestError(
            f"Nobody says which places channels {', '.join(unknown)} belong to, so they cannot be "
            "mixed to stereo.",
            "Export the sound with a channel layout such as 5.1.",
        )
    return np.array([_TO_STEREO[place] for place in places], np.float32)
