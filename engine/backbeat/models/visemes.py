"""The kind of speech sound in every 20 ms, by small networks of ours (`engine/training/visemes`).

They listen to frames of a spectrum, 100 a second, and answer 50 times a second.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from importlib import resources
from typing import Any

import numpy as np
from numpy.typing import NDArray

from backbeat.models.sessions import open_session

Float32s = NDArray[np.float32]

STEP_S = 0.02
"""From answer to answer; each is about the moment in the middle of its step."""
WHOLE_BEFORE, WHOLE_AFTER = 7, 8
STREAM_BEFORE, STREAM_AFTER = 5, 2
"""Frames that the answer about step `k` takes from before and from after frame `2 k`."""
_HIDDEN = 256
_BLOCK_STEPS, _OVERLAP_STEPS = 3000, 300
"""A minute to one call of the network, and the steps on each side that only give it context."""
_FEATURES = 512
_CONTEXT_STEPS = 4
"""Steps before and after one that the answer from features depends on."""


class SoundsOfRecording:
    """Hears a recording forwards and backwards."""

    def __init__(self) -> None:
        self._session = _session("visemes.onnx")

    def probabilities(self, frames: Float32s) -> Float32s:
        """How likely each kind of sound is, shape (steps, kinds).

        Args:
            frames: of the spectrum, shape (frames, bands); `steps` is half of them, rounded up.
        """
        steps = -(-len(frames) // 2)
        if not steps:
            return np.zeros((0, int(self._session.get_outputs()[0].shape[1])), np.float32)
        after = WHOLE_AFTER - 1 + 2 * steps - len(frames)
        padded = np.pad(frames, ((WHOLE_BEFORE, after), (0, 0)), "edge")
        parts = []
        for first in range(0, steps, _BLOCK_STEPS):
            start = max(0, first - _OVERLAP_STEPS)
            end = min(steps, first + _BLOCK_STEPS + _OVERLAP_STEPS)
            seen = padded[2 * start : 2 * end + WHOLE_BEFORE + WHOLE_AFTER - 1]
            (kinds,) = self._session.run(["kinds"], {"frames": seen[np.newaxis]})
            parts.append(kinds[first - start :][:_BLOCK_STEPS])
        return np.asarray(np.concatenate(parts), np.float32)


class SoundsOfStream:
    """Hears sound as it comes."""

    def __init__(self) -> None:
        self._session = _session("visemes_stream.onnx")
        self._state: Any = np.zeros((1, 1, _HIDDEN), np.float32)
        self._waiting: Float32s | None = None

    def feed(self, frames: Float32s) -> Float32s:
        """How likely each kind of sound is in the steps that can now be told, shape (steps, kinds).

        Args:
            frames: those that follow the last, shape (frames, bands).
        """
        if not len(frames):
            return self._nothing()
        if self._waiting is None:
            # What was before the start is taken to be like it.
            self._waiting = np.repeat(frames[:1], STREAM_BEFORE, axis=0)
        joined = np.concatenate([self._waiting, frames])
        window = STREAM_BEFORE + STREAM_AFTER + 1
        steps = max(0, (len(joined) - window) // 2 + 1)
        if not steps:
            self._waiting = joined
            return self._nothing()
        seen = joined[: 2 * steps + window - 2]
        self._waiting = joined[2 * steps :]
        kinds, self._state = self._session.run(
            ["kinds", "next_state"], {"frames": seen[np.newaxis], "state": self._state}
        )
        return np.asarray(kinds, np.float32)

    def _nothing(self) -> Float32s:
        return np.zeros((0, int(self._session.get_outputs()[0].shape[1])), np.float32)


class SoundsOfFeatures:
    """Hears what Whisper's encoder makes of a recording (`backbeat.speech.features`)."""

    def __init__(self) -> None:
        self._session = _session("visemes_features.onnx")

    def probabilities(self, features: Iterable[Float32s]) -> Iterator[Float32s]:
        """How likely each kind of sound is, piece by piece, shape (steps, kinds) each.

        Args:
            features: 50 a second in pieces one after another, shape (steps, 512) each.
        """
        held = np.zeros((0, _FEATURES), np.float32)
        told = 0
        for piece in features:
            held = np.concatenate([held, piece])
            end = len(held) - _CONTEXT_STEPS
            if end <= told:
                continue
            yield self._answer(held)[told:end]
            start = max(0, end - _CONTEXT_STEPS)
            held, told = held[start:], end - start
        if len(held) > told:
            yield self._answer(held)[told:]

    def _answer(self, features: Float32s) -> Float32s:
        (kinds,) = self._session.run(["kinds"], {"features": features[np.newaxis]})
        return np.asarray(kinds[0], np.float32)


def _session(name: str) -> Any:
    model = resources.files("backbeat.models") / "weights" / name
    return open_session(model.read_bytes())
