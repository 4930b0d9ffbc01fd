"""Judges of a rendered film, which see nothing but its pictures, decoded by OpenCV.

Cuts are found by PySceneDetect's detectors as published, but for the shortest scene, which is that
of the edits. General flashes are counted as ITU-R BT.1702 tells: a pair of opposing changes of 20
cd/m2 or more, the darker picture below 160 cd/m2, over a quarter of the screen.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scenedetect import AdaptiveDetector, ContentDetector, SceneManager, open_video

SHORTEST = 6
"""Frames of the shortest shot that an edit may have."""
DETECTORS = {"ContentDetector": ContentDetector, "AdaptiveDetector": AdaptiveDetector}
_PEAK, _GAMMA = 200.0, 2.4
"""Luminance of white in cd/m2, and the curve of a reference display (BT.1886)."""
_CHANGE, _DARKER, _AREA = 20.0, 160.0, 0.25
_ACROSS, _DOWN = 32, 18
"""Areas that are followed."""


def cuts_found(film: Path) -> dict[str, set[int]]:
    """By detector, the frames at which it finds that a new shot starts."""
    found = {}
    for name, detector in DETECTORS.items():
        manager = SceneManager()
        manager.add_detector(detector(min_scene_len=SHORTEST))
        manager.detect_scenes(open_video(str(film)))
        found[name] = {start.frame_num for start, _ in manager.get_scene_list()[1:]}
    return found


def most_flashes(film: Path, rate: float) -> int:
    """Most general flashes in any second of a film."""
    return most_in_a_second(np.stack(list(_luminances(film))), rate)


def _luminances(film: Path) -> Iterator[NDArray[np.float64]]:
    import cv2

    cv2.setNumThreads(1)
    video = cv2.VideoCapture(str(film))
    try:
        while True:
            read, picture = video.read()
            if not read:
                return
            gray = cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY)
            small = cv2.resize(gray, (_ACROSS, _DOWN), interpolation=cv2.INTER_AREA)
            yield _PEAK * (small.astype(np.float64).ravel() / 255) ** _GAMMA
    finally:
        video.release()


def most_in_a_second(luminances: NDArray[np.float64], rate: float) -> int:
    """Most pairs of opposing changes within a second in every area of a quarter of the picture.

    Args:
        luminances: of each frame and area, in cd/m2, shape (n, areas).
        rate: frames a second.
    """
    changed = np.cumsum(_changes(luminances), axis=0)
    before = np.concatenate([np.zeros((1, changed.shape[1]), np.int64), changed])
    second = math.ceil(rate)
    ends = np.minimum(np.arange(len(changed)) + second, len(changed))
    pairs = np.sort((before[ends] - before[:-1]) // 2, axis=1)[:, ::-1]
    return int(pairs[:, math.ceil(_AREA * pairs.shape[1]) - 1].max())


def _changes(luminances: NDArray[np.float64]) -> NDArray[np.int64]:
    """1 where an area got lighter or darker, the reverse of what it did before, else 0."""
    found = np.zeros(luminances.shape, np.int64)
    low, high = luminances[0].copy(), luminances[0].copy()
    direction = np.zeros(luminances.shape[1])
    for frame, now in enumerate(luminances):
        low, high = np.minimum(low, now), np.maximum(high, now)
        lighter = (now - low >= _CHANGE) & (low < _DARKER) & (direction <= 0)
        darker = (high - now >= _CHANGE) & (now < _DARKER) & (direction >= 0)
        found[frame] = lighter | darker
        direction = np.where(lighter, 1, np.where(darker, -1, direction))
        # The next change is counted from the extreme that follows this one.
        high = np.where(lighter, now, high)
        low = np.where(darker, now, low)
    return found
