"""Shot boundaries inside a clip, by PySceneDetect's detectors (https://www.scenedetect.com)."""

from __future__ import annotations

from fractions import Fraction
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

_SHORTEST_S = 0.25
"""Shortest shot that is told from a flash."""
_ADAPTIVE = 3.0
_CONTENT = 15.0
"""PySceneDetect's defaults: how far a change stands out, and how large it is."""


class Shots:
    """Finds cuts in a clip, fed picture by picture.

    Args:
        rate: nominal pictures a second.
    """

    def __init__(self, rate: Fraction) -> None:
        self._rate = float(rate) or 25.0
        self._count = 0
        self._found: list[int] = []

    def feed(self, pixels: NDArray[np.uint8]) -> None:
        """Takes the next picture, BGR."""
        from scenedetect import FrameTimecode

        at = FrameTimecode(self._count, fps=self._rate)
        self._found += [cut.frame_num for cut in self._detector.process_frame(at, pixels)]
        self._count += 1

    def finish(self) -> list[int]:
        """Numbers of the first pictures of shots, but for the clip's own first."""
        from scenedetect import FrameTimecode

        if self._count:
            at = FrameTimecode(self._count, fps=self._rate)
            self._found += [cut.frame_num for cut in self._detector.post_process(at)]
        return sorted({cut for cut in self._found if 0 < cut < self._count})

    @cached_property
    def _detector(self) -> Any:
        from scenedetect import AdaptiveDetector

        return AdaptiveDetector(
            adaptive_threshold=_ADAPTIVE,
            min_content_val=_CONTENT,
            min_scene_len=max(2, round(_SHORTEST_S * self._rate)),
        )
