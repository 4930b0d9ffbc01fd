"""The new lines over what is heard besides."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from backbeat.media.samples import Samples
from backbeat.workflows.dub.speaking import Speech
from backbeat.workflows.dub.surroundings import Surroundings


def surroundings_blocks(
    surroundings: Surroundings, samples: int, rate: int, gain: float
) -> Iterator[Samples]:
    """What is heard besides, a second at a time, shape (n, channels)."""
    for first in range(0, samples, rate):
        block = surroundings.read(first, min(rate, samples - first))
        yield np.asarray(block * np.float32(gain), np.float32)


def mixed(speech: Speech, surroundings: Surroundings, gain: float) -> Iterator[Samples]:
    """The mix, a second at a time, shape (n, channels).

    Args:
        speech: the lines.
        surroundings: what is heard besides them.
        gain: of that; 0: nothing is.
    """
    voices = speech.blocks(speech.rate)
    others = surroundings_blocks(surroundings, speech.samples, speech.rate, gain)
    for voice, other in zip(voices, others, strict=True):
        yield other + voice[:, None] * speech.channels
