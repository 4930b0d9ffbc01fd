"""A bed under a scene: as long as it, at its level, and faded where it meets the next one."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from backbeat.foley.found import Heard, Samples
from backbeat.foley.placement import perspective, weighting
from backbeat.foley.placement.fades import falling, rising
from backbeat.foley.placement.limiting import CEILING_DBTP, limited
from backbeat.foley.placement.looping import looped

HARD_S = 0.004
"""Fade of a bed that changes at once."""
EDGE_S = 0.02
"""Fade of a bed where the programme begins or ends."""


@dataclass(frozen=True, slots=True)
class Under:
    """What a bed is made for."""

    count: int
    """Samples, fades included."""
    into_s: float
    out_s: float
    """Its fades."""
    lufs: float
    """Its integrated loudness."""
    pan: float


@dataclass(frozen=True)
class Bed:
    """A bed at its level."""

    samples: Samples
    gain_db: float


def made(heard: Heard, under: Under, random: np.random.Generator) -> Bed:
    """A bed from a recording of any length.

    Its fades are such that it and a neighbour that overlaps it have constant power together.

    Args:
        heard: the recording, or a made bed.
        under: what it is for.
        random: decides where in the recording it starts, and what follows what.
    """
    rate = heard.rate
    samples = perspective.panned(looped(heard, under.count, random), under.pan)
    into = min(round(under.into_s * rate), len(samples) // 2)
    out = min(round(under.out_s * rate), len(samples) // 2)
    samples[:into] *= rising(into)[:, np.newaxis]
    samples[len(samples) - out :] *= falling(out)[:, np.newaxis]
    gain_db = under.lufs - _loudness(samples, rate)
    samples *= np.float32(10 ** (gain_db / 20))
    return Bed(limited(samples, rate, CEILING_DBTP)[0], gain_db)


def _loudness(samples: Samples, rate: int) -> float:
    """Integrated; of what is too short or too soft for that, the loudest 400 ms."""
    blocks = (samples[first : first + 10 * rate] for first in range(0, len(samples), 10 * rate))
    found = weighting.integrated(weighting.powers(blocks, rate))
    return weighting.loudest(samples, rate) if found is None else found
