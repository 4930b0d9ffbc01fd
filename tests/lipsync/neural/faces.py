"""A face that is held still, and what it says."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, cast

import numpy as np

from backbeat.footage.faces.tracks import FaceTrack
from backbeat.lipsync.lines import Line, Speech
from backbeat.workflows.lipsync.benching import still_mesh


@dataclass
class Track:
    """As much of a track as makers look at."""

    meshes: Any
    seen: Any = field(init=False)

    def __post_init__(self) -> None:
        self.seen = np.isfinite(self.meshes).all(axis=(1, 2))

    def mesh_of(self, first: int, after: int) -> Any:
        return self.meshes[first:after]


def line(times_s: Any, samples: Any, resting: Any = None, mesh: Any = None, first: int = 0) -> Line:
    """A line with the same mesh in each picture."""
    count = len(times_s)
    meshes = np.stack([still_mesh() if mesh is None else mesh] * count)
    return Line(
        cast(FaceTrack, Track(meshes)),
        np.arange(count),
        np.asarray(times_s, np.float64),
        first,
        np.ones(count, np.float32),
        np.zeros(count, np.bool_) if resting is None else resting,
        Speech(samples, None, np.zeros((0, 18), np.float32), 0.01),
    )
