"""Judges of a rendered film, which see nothing but its pictures, decoded by OpenCV.

Cuts are found by PySceneDetect's detectors as published, but for the shortest scene, which is that
of the edits. General flashes are counted as ITU-R BT.1702 tells: a pair of opposing changes of 20
cd/m2 or more, the darker picture below 160 cd/m2, over a quarter of the screen.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
from scenedetect import AdaptiveDetector, ContentDetector, SceneManager, open_video

SHORTEST = 6
"""Frames of the shortest shot that an edit may have."""
DETECTORS = {"ContentDetector": ContentDetector, "AdaptiveDetector": AdaptiveDetector}
_PEAK, _GAMMA = 200.0, 2.4
"""Luminance of white in cd/m2, and the curve of a reference display (BT.1886)."""
_CHANGE, _DARKER, _AREA = 20.0, 160.0, 0.25
_TOGETHER = 2
"""Changes of areas within so many frames are one change of the picture."""
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
    return most_in_a_second(changes(_luminances(film)), rate)


def _luminances(film: Path) -> Iterator[np.ndarray]:
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


def changes(luminances: Iterator[np.ndarray]) -> list[tuple[int, int]]:
    """The frames at which a quarter of the picture got lighter (1) or darker (-1), alternately.

    Args:
        luminances: of each frame, in cd/m2, shape (areas,).
    """
    low = high = np.zeros(0)
    direction = np.zeros(0)
    recent: list[tuple[np.ndarray, np.ndarray]] = []
    found: list[tuple[int, int]] = []
    for frame, now in enumerate(luminances):
        if not len(low):
            low, high, direction = now.copy(), now.copy(), np.zeros(len(now))
            continue
        low, high = np.minimum(low, now), np.maximum(high, now)
        lighter = (now - low >= _CHANGE) & (low < _DARKER) & (direction <= 0)
        darker = (high - now >= _CHANGE) & (now < _DARKER) & (direction >= 0)
        direction = np.where(lighter, 1, np.where(darker, -1, direction))
        # The next change is counted from the extreme that follows this one.
        high = np.where(lighter, now, high)
        low = np.where(darker, now, low)
        recent = [*recent[1 - _TOGETHER :], (lighter, darker)] if _TOGETHER > 1 else []
        for sign, kind in ((1, 0), (-1, 1)):
            share = np.mean(np.any([pair[kind] for pair in recent], axis=0))
            if share >= _AREA and (not found or found[-1][1] != sign):
                found.append((frame, sign))
    return found


def most_in_a_second(found: list[tuple[int, int]], rate: float) -> int:
    """Most pairs of opposing changes that lie within a second."""
    frames = np.array([frame for frame, _ in found])
    return max(
        (int(np.searchsorted(frames, frame + rate) - at) // 2 for at, frame in enumerate(frames)),
        default=0,
    )
