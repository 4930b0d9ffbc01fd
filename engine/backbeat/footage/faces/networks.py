"""The networks of the pulled model face-mesh, run by OpenCV's own inference on one thread.

BlazeFace (Bazarevsky et al. 2019) finds faces, the face mesh (Kartynnik et al. 2019) its points;
the palm detector and the hand model (Zhang et al. 2020) find hands.
"""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from backbeat.models.registry import pulled_path
from backbeat.packages import FOOTAGE, require
from backbeat.threads import PER_JOB

Float32s = NDArray[np.float32]

MODEL = "face-mesh"
"""What is pulled."""


_read = threading.local()
"""The networks that this thread has read, by their files: reading them takes as long as looking at
ten pictures, and one thread uses one at a time."""


class Network:
    """One of the model's networks, read once a thread.

    Args:
        file: its file's name.

    Raises:
        NotFoundError: the model was not pulled.
        InputError: OpenCV is not installed.
    """

    def __init__(self, file: str) -> None:
        require(FOOTAGE[0])
        self._net, self._outputs = _net_of(pulled_path(MODEL, file))

    def __call__(self, pixels: Float32s) -> list[Float32s]:
        """All outputs for one picture, flat, the largest first.

        Args:
            pixels: as the network takes them, shape (size, size, 3).
        """
        return sorted(self.named(pixels).values(), key=len, reverse=True)

    def named(self, pixels: Float32s) -> dict[str, Float32s]:
        """All outputs for one picture by their names, flat."""
        self._net.setInput(np.ascontiguousarray(pixels.transpose(2, 0, 1))[None])
        outputs = self._net.forward(self._outputs)
        return {
            name: np.asarray(one, np.float32).ravel()
            for name, one in zip(self._outputs, outputs, strict=True)
        }


def _net_of(path: Path) -> tuple[Any, tuple[str, ...]]:
    """A network and the names of its outputs."""
    import cv2

    cv2.setNumThreads(PER_JOB)
    nets: dict[str, tuple[Any, tuple[str, ...]]] = _read.__dict__
    # A model that was pulled anew is read anew.
    key = f"{path} {path.stat().st_mtime_ns}"
    if key not in nets:
        # OpenCV 5's new engine hides outputs that another output is computed from.
        engine = getattr(cv2.dnn, "ENGINE_CLASSIC", None)
        chosen = () if engine is None else (engine,)
        net = cv2.dnn.readNetFromTFLite(str(path), *chosen)
        nets[key] = net, tuple(net.getUnconnectedOutLayersNames())
    return nets[key]


def probability(logit: float) -> float:
    """The logistic function."""
    return float(1 / (1 + np.exp(-np.clip(logit, -60, 60))))
