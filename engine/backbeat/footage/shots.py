"""Shot boundaries inside a clip: hard cuts by PySceneDetect's detectors, dissolves and fades.

PySceneDetect: https://www.scenedetect.com.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import cache, cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from backbeat.footage.transitions import Transition, coarse, find_transitions

_SHORTEST_S = 0.25
"""Shortest shot that is told from a flash."""
_ADAPTIVE = 3.0
_CONTENT = 15.0
"""PySceneDetect's defaults: how far a change stands out, and how large it is."""
_BESIDE = 2
"""Pictures beside a transition in which a hard cut is part of it."""
_SAME = 8.0
"""Root mean square difference of coarse pictures of one moment, in steps of 255."""


@dataclass(frozen=True, slots=True)
class Boundaries:
    """Where the shots of a clip meet, in numbers of pictures."""

    cuts: tuple[int, ...]
    """The first pictures of shots, but for the clip's own first; of a dissolve, its middle."""
    transitions: tuple[Transition, ...]


class Shots:
    """Finds the shots of a clip, fed picture by picture.

    Args:
        rate: nominal pictures a second.
    """

    def __init__(self, rate: Fraction) -> None:
        self._rate = float(rate) or 25.0
        self._found: list[int] = []
        self._coarse: list[NDArray[np.uint8]] = []

    def feed(self, pixels: NDArray[np.uint8]) -> NDArray[np.uint8]:
        """Takes the next picture, BGR; returns it as `coarse` does."""
        from scenedetect import FrameTimecode

        at = FrameTimecode(len(self._coarse), fps=self._rate)
        self._found += [cut.frame_num for cut in self._detector.process_frame(at, pixels)]
        self._coarse.append(coarse(pixels))
        return self._coarse[-1]

    def finish(self) -> Boundaries:
        """The boundaries of all that was fed."""
        from scenedetect import FrameTimecode

        count = len(self._coarse)
        if not count:
            return Boundaries((), ())
        at = FrameTimecode(count, fps=self._rate)
        self._found += [cut.frame_num for cut in self._detector.post_process(at)]
        transitions = find_transitions(np.stack(self._coarse), self._rate)
        cuts = {
            cut
            for cut in self._found
            if 0 < cut < count
            and not any(one.first - _BESIDE <= cut <= one.after + _BESIDE for one in transitions)
            and not self._returns(cut)
        }
        cuts |= {_boundary(one) for one in transitions if not one.from_flat and one.after < count}
        return Boundaries(tuple(sorted(cuts)), tuple(transitions))

    def _returns(self, cut: int) -> bool:
        """Whether the shot before a change is back just after it, as after a flash."""
        before = self._coarse[cut - 1].astype(np.float32)
        following = self._coarse[cut + 1 : cut + 1 + round(_SHORTEST_S * self._rate)]
        return any(np.sqrt(np.square(one - before).mean()) < _SAME for one in following)

    @cached_property
    def _detector(self) -> Any:
        return _adaptive_detector()(
            adaptive_threshold=_ADAPTIVE,
            min_content_val=_CONTENT,
            min_scene_len=max(2, round(_SHORTEST_S * self._rate)),
        )


@cache
def _adaptive_detector() -> Any:
    """PySceneDetect's class, with the change of a picture summed by OpenCV: the same whole numbers
    as by its own sums, at a third of the time."""
    import cv2
    from scenedetect import AdaptiveDetector

    class Detector(AdaptiveDetector):  # type: ignore[misc]  # PySceneDetect has no types
        def __init__(self, **options: Any) -> None:
            super().__init__(**options)
            self._before: NDArray[np.uint8] | None = None

        def _calculate_frame_score(self, timecode: object, frame_img: NDArray[np.uint8]) -> float:
            now = np.asarray(cv2.cvtColor(frame_img, cv2.COLOR_BGR2HSV), np.uint8)
            before, self._before = self._before, now
            return 0.0 if before is None else cv2.norm(now, before, cv2.NORM_L1) / now.size

    return Detector


def _boundary(transition: Transition) -> int:
    """Where one shot gives way to the next: after a fade-out there is none left of the first."""
    if transition.to_flat:
        return transition.after
    return (transition.first + transition.after) // 2
