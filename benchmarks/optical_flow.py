"""Motion in clips and edits, judged by an instrument that the assembly does not use.

Two of them, on gray pictures 176 wide. Dense flow by Farneback (2003) as OpenCV has it: the median
vector, which is the camera's, is taken out, and a picture's motion is the mean of its fastest
tenth. And corners followed by Lucas and Kanade's method (KLT): what is left of their ways after the
similarity that most of them share, the mean of the fastest tenth. The engine chooses by DIS flow.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np

from backbeat.cutting.assembly import Assembly

_WIDTH = 176
_ACTION_RATIO = 2.0
_ACTION_LEAST = 0.1
"""In an action shot the strongest motion is twice the median, and this many widths a second."""
_FRAMES = 2.0


@dataclass(frozen=True)
class Flow:
    """Motion of each picture of a clip since the one before. Shape (n,)."""

    times_s: np.ndarray
    motion: np.ndarray
    """In picture widths a second, by dense flow."""
    tracked: np.ndarray
    """The same, by followed corners."""
    difference: np.ndarray
    """Mean absolute difference of gray levels: what a simpler chooser would go by."""


def flow_of(path: Path) -> Flow:
    """The motion in a clip, as far as it decodes."""
    import cv2

    cv2.setNumThreads(1)
    pictures: list[tuple[float, Any]] = []
    with av.open(str(path)) as container:
        stream = container.streams.video[0]
        try:
            for frame in container.decode(stream):
                height = max(2 * round(frame.height * _WIDTH / frame.width / 2), 2)
                gray = frame.reformat(_WIDTH, height, "gray", interpolation="AREA").to_ndarray()
                pictures.append((float(frame.time or 0.0), gray))
        except av.FFmpegError:
            pass
    pictures.sort(key=lambda item: item[0])
    times = np.array([time for time, _ in pictures])
    motion, tracked, difference = (np.zeros(len(pictures)) for _ in range(3))
    for at in range(1, len(pictures)):
        before, after = pictures[at - 1][1], pictures[at][1]
        if before.shape != after.shape:
            continue
        field = cv2.calcOpticalFlowFarneback(before, after, None, 0.5, 3, 11, 3, 5, 1.1, 0)
        field = field.reshape(-1, 2)
        apart = max(times[at] - times[at - 1], 1e-3)
        motion[at] = _fastest(field - np.median(field, axis=0)) / _WIDTH / apart
        tracked[at] = _fastest(_followed(before, after)) / _WIDTH / apart
        difference[at] = np.abs(after.astype(np.int16) - before).mean() / apart
    return Flow(times - times[0], motion, tracked, difference)


def _fastest(vectors: np.ndarray) -> float:
    """Mean length of the longest tenth."""
    lengths = np.linalg.norm(vectors, axis=1)
    count = -(-len(lengths) // 10)
    return float(np.partition(lengths, len(lengths) - count)[-count:].mean()) if count else 0.0


def _followed(before: np.ndarray, after: np.ndarray) -> np.ndarray:
    """Where corners went, less the similarity that most of them share. Shape (n, 2)."""
    import cv2

    corners = cv2.goodFeaturesToTrack(before, 200, 0.01, 4)
    if corners is None or len(corners) < 8:
        return np.zeros((0, 2))
    moved, found, _ = cv2.calcOpticalFlowPyrLK(before, after, corners, None, winSize=(11, 11))
    kept = found.ravel() == 1
    start, end = corners[kept].reshape(-1, 2), moved[kept].reshape(-1, 2)
    if len(start) < 8:
        return np.zeros((0, 2))
    cv2.setRNGSeed(0)
    camera, _ = cv2.estimateAffinePartial2D(start, end, ransacReprojThreshold=1.0)
    if camera is None:
        return end - start - np.median(end - start, axis=0)
    return end - (start @ camera[:, :2].T + camera[:, 2])


def lands_on_beat(
    flow: Flow,
    curve: np.ndarray,
    source_start: float,
    frames: int,
    start_frame: int,
    beats_s: Sequence[float],
    rate: Fraction,
) -> bool | None:
    """Whether the strongest motion of a shot lies within 2 frames of a beat.

    Args:
        flow: of its clip.
        curve: which of its motions.
        source_start: in seconds from the clip's first picture.
        frames: length of the shot, in frames of the timeline.
        start_frame: of the shot in the timeline.
        beats_s: in seconds from the timeline's first frame.
        rate: frames a second of the timeline.

    Returns:
        None where it is no action shot.
    """
    end = source_start + frames / float(rate)
    seen = np.flatnonzero((flow.times_s > source_start + 1e-6) & (flow.times_s < end - 1e-6))
    if len(seen) < 3:
        return None
    motion = curve[seen].copy()
    motion[1:-1] = motion[1:-1] / 2 + (motion[:-2] + motion[2:]) / 4
    strongest = int(motion.argmax())
    if motion[strongest] < max(_ACTION_RATIO * float(np.median(motion)), _ACTION_LEAST):
        return None
    at = start_frame / float(rate) + float(flow.times_s[seen[strongest]]) - source_start
    return min(abs(at - beat) for beat in beats_s) * float(rate) <= _FRAMES + 1e-3


def action_on_beat(
    edit: Assembly, flows: dict[Path, Flow], judge: str = "motion"
) -> tuple[int, int]:
    """The action shots of an edit whose strongest motion is on a beat, and all its action shots.

    Args:
        edit: assembled.
        flows: of its clips, by their paths; stills have none.
        judge: "motion" or "tracked".
    """
    found = []
    for shot in edit.shots:
        if shot.footage.still:
            continue
        beats = [float(beat.time_s) for beat in shot.slot.beats] + [float(shot.slot.end_s)]
        found.append(
            lands_on_beat(
                flows[shot.footage.path],
                getattr(flows[shot.footage.path], judge),
                float(shot.source_start),
                shot.end_frame - shot.start_frame,
                shot.start_frame,
                beats,
                edit.rate,
            )
        )
    judged = [hit for hit in found if hit is not None]
    return sum(judged), len(judged)
