"""Voice activity: which steps of 10 ms contain speech."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from backbeat.loudness.gating import Mask
from backbeat.loudness.layouts import places
from backbeat.loudness.windows import GRID_HZ
from backbeat.media.resampling import Resampler
from backbeat.models.speech import FRAME, RATE, SpeechProbability

Float32s = npt.NDArray[np.float32]

_BEGINS, _LASTS = 0.5, 0.35
"""Thresholds of speech probability: to begin, and to continue."""
_SHORTEST_S, _GAP_S = 0.25, 0.1
"""Shortest speech, and shortest pause between two stretches of it, in seconds."""
_UNHEARD = ("LFE", "LFE2", "SL", "SR", "BL", "BR", "BC")
"""Channel places that are ignored: LFE and surrounds."""


class Dialogue:
    """Detects speech in a stream.

    Args:
        rate: in Hz.
        channels: how many.
        layout: FFmpeg's name; None for the usual one.
    """

    def __init__(self, rate: int, channels: int, layout: str | None = None) -> None:
        named = places(layout, channels)
        frontal = [name not in _UNHEARD for name in named]
        self._front = np.array(frontal if any(frontal) else [True] * channels)
        self._resampler = Resampler(rate, RATE, 1)
        self._speech = SpeechProbability()
        self._found: list[Float32s] = []

    def feed(self, samples: Float32s) -> None:
        """Takes the next samples, shape (n, channels)."""
        mixed = samples[:, self._front].mean(axis=1, keepdims=True)
        self._found.append(self._speech.feed(self._resampler.feed(mixed)[:, 0]))

    def finish(self, steps: int) -> Mask:
        """The dialogue mask: whether each of `steps` steps of 10 ms has speech."""
        self._found.append(self._speech.feed(self._resampler.finish()[:, 0]))
        self._found.append(self._speech.finish())
        dialogue_mask = speech_frames(np.concatenate(self._found))
        frames = (np.arange(steps) * RATE + RATE // 2) // GRID_HZ // FRAME
        inside = np.minimum(frames, max(0, len(dialogue_mask) - 1))
        return dialogue_mask[inside] if len(dialogue_mask) else np.zeros(steps, np.bool_)


def speech_frames(probabilities: Float32s) -> Mask:
    """Frames of speech, from the probability of each."""
    frame_s = FRAME / RATE
    dialogue_mask = np.zeros(len(probabilities), np.bool_)
    for first, last in _runs(probabilities >= _LASTS):
        if probabilities[first:last].max() >= _BEGINS:
            dialogue_mask[first:last] = True
    for first, last in _runs(~dialogue_mask):
        if first > 0 and last < len(dialogue_mask) and (last - first) * frame_s < _GAP_S:
            dialogue_mask[first:last] = True
    for first, last in _runs(dialogue_mask):
        if (last - first) * frame_s < _SHORTEST_S:
            dialogue_mask[first:last] = False
    return dialogue_mask


def _runs(mask: Mask) -> list[tuple[int, int]]:
    edges = np.flatnonzero(np.diff(np.concatenate([[False], mask, [False]]).astype(np.int8)))
    return [(int(first), int(last)) for first, last in edges.reshape(-1, 2)]
