"""What moves in a picture as a network of ours follows it (`engine/training/foley`).

It sees small grey pictures, is told how they move, and answers each with features, from which a
linear head tells how likely something hits something in it. The head and what its answers are worth
lie in the file's metadata, so that neither parts from the weights.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from importlib import resources
from typing import Any

import numpy as np
from numpy.typing import NDArray

from backbeat.models.motion_cells import MotionCells, motion_cells
from backbeat.models.sessions import open_session

Float32s = NDArray[np.float32]
Pictures = NDArray[np.uint8]

HIGH, WIDE = 90, 160
"""Of the pictures that the network sees."""
CONTEXT = 24
"""Pictures before and after one that its features depend on: those further away change its logit
by a hundredth, where logits have a standard deviation of 1.4.
"""
BLOCK = 300
"""Pictures that one call answers, besides those that only give it context. It takes 2.2 MB for
each."""


@dataclass(frozen=True)
class Shipped:
    """What the metadata say of how features become confidence."""

    weights: Float32s
    """Shape (features,)."""
    bias: float
    scores: tuple[float, ...]
    """Logits at which the chance of an impact was measured, rising."""
    chances: tuple[float, ...]
    """The chance at each."""
    propose_from: float
    """Confidence from which a peak is worth a look."""
    early: float
    """By how many pictures peaks come before their impacts, in the median."""


class ImpactNetwork:
    """The network, open. One at a time may call it.

    Args:
        model: an ONNX file's content; None: the one in the wheel.
    """

    def __init__(self, model: bytes | None = None) -> None:
        content = _shipped_model() if model is None else model
        self.sha256 = hashlib.sha256(content).hexdigest()
        self._session = open_session(content)
        self.shipped = _shipped_head(self._session.get_modelmeta().custom_metadata_map)

    def features(self, pictures: Pictures, motion: MotionCells | None = None) -> Float32s:
        """Features of each picture, shape (n, features): the mean of how it is and how it is in a
        mirror, which says more than either.

        Args:
            pictures: grey, shape (n, 90, 160), 15 to 31 a second; `CONTEXT` of them on each side
                only give context to those between.
            motion: theirs, where it is known.
        """
        motion = motion_cells(pictures) if motion is None else motion
        here = self._answer(pictures, motion)
        mirrored = self._answer(pictures[:, :, ::-1], motion.mirrored())
        return (here + mirrored) / np.float32(2)

    def _answer(self, pictures: Pictures, motion: MotionCells) -> Float32s:
        given = {
            "gray": pictures[np.newaxis].astype(np.float32) / np.float32(255),
            "cells": motion.cells[np.newaxis],
            "camera": motion.camera[np.newaxis],
        }
        (features,) = self._session.run(["features"], given)
        return np.asarray(features[0], np.float32)


def _shipped_model() -> bytes:
    return (resources.files("backbeat.models") / "weights" / "impacts.onnx").read_bytes()


_UNCALIBRATED: dict[str, Any] = {
    "scores": [-8.0, 0.0, 8.0],
    "chances": [0.0, 0.5, 1.0],
    "propose_from": 0.5,
    "early": 0.0,
}
"""Of a network that is not calibrated yet."""


def _shipped_head(metadata: dict[str, str]) -> Shipped:
    head: dict[str, Any] = json.loads(metadata["head"])
    worth: dict[str, Any] = dict(_UNCALIBRATED)
    if "calibration" in metadata:
        worth = json.loads(metadata["calibration"])
    return Shipped(
        np.array(head["weights"], np.float32),
        float(head["bias"]),
        tuple(worth["scores"]),
        tuple(worth["chances"]),
        float(worth["propose_from"]),
        float(worth["early"]),
    )
