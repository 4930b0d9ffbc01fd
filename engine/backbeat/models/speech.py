"""Speech probability by Silero VAD, which is in the wheel under its MIT licence."""

from __future__ import annotations

from importlib import resources

import numpy as np
import numpy.typing as npt

from backbeat.models.sessions import open_session

Float32s = npt.NDArray[np.float32]

RATE = 16_000
"""Sample rate of its input, in Hz."""
FRAME = 512
"""Samples to a probability: 32 ms."""

_CONTEXT = 64
_BATCH_FRAMES = 512
"""Frames to one call of the model."""


class SpeechProbability:
    """Computes the probability of speech in a stream of one channel at `RATE`."""

    def __init__(self) -> None:
        model = resources.files("backbeat.models") / "weights" / "speech.onnx"
        self._session = open_session(model.read_bytes())
        self._hidden = np.zeros((1, 1, 128), np.float32)
        self._cell = np.zeros((1, 1, 128), np.float32)
        self._waiting = np.zeros(_CONTEXT, np.float32)

    def feed(self, samples: Float32s) -> Float32s:
        """Probability of speech in each complete frame since the last call, shape (frames,).

        Args:
            samples: shape (n,), following the last, full scale 1.0.
        """
        joined = np.concatenate([self._waiting, samples])
        frames = max(0, (len(joined) - _CONTEXT) // FRAME)
        self._waiting = joined[frames * FRAME :]
        if not frames:
            return np.zeros(0, np.float32)
        rows = np.lib.stride_tricks.sliding_window_view(joined, _CONTEXT + FRAME)[::FRAME][:frames]
        return np.concatenate(
            [
                self._answer(rows[first : first + _BATCH_FRAMES])
                for first in range(0, frames, _BATCH_FRAMES)
            ]
        )

    def finish(self) -> Float32s:
        """Probability in the last, incomplete frame, padded with silence; shape (0 or 1,)."""
        missing = -(len(self._waiting) - _CONTEXT) % FRAME
        return self.feed(np.zeros(missing, np.float32))

    def _answer(self, rows: Float32s) -> Float32s:
        found, self._hidden, self._cell = self._session.run(
            ["speech_probs", "hn", "cn"],
            {"input": np.ascontiguousarray(rows), "h": self._hidden, "c": self._cell},
        )
        return np.asarray(found, np.float32).reshape(-1)
