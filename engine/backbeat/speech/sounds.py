"""The kinds of speech sounds in a recording, from its spectrum, without the speech model."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from backbeat.models.visemes import SoundsOfRecording, SoundsOfStream
from backbeat.speech.spectrum import log_mel

Float32s = NDArray[np.float32]

_BLOCK = 6000
"""Frames of the spectrum to one call of the network for live sound: a minute."""


def by_small_networks(samples: Float32s) -> Float32s:
    """What the small networks hear, shape (steps, kinds), every `models.visemes.STEP_S`.

    The mean of the one for recordings and the one for live sound, which err in different places.

    Args:
        samples: shape (n,), mono at 16 kHz.
    """
    frames = log_mel(samples)
    whole = SoundsOfRecording().probabilities(frames)
    stream = SoundsOfStream()
    parts = [stream.feed(frames[first : first + _BLOCK]) for first in range(0, len(frames), _BLOCK)]
    live = np.concatenate([whole[:0], *parts])
    # Of the end, the one for live sound cannot tell yet.
    return np.concatenate([(whole[: len(live)] + live) / 2, whole[len(live) :]])
