"""Fetches the pixels of chosen mouths from their videos, in one pass through each."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from backbeat.footage.faces import Faces
from backbeat.footage.pictures import pictures_of
from backbeat.lipsync.bank.bank import Bank
from backbeat.media.opening import opened
from backbeat.media.retouching.crops import crop, stored
from backbeat.media.retouching.patches import Box, Crop
from backbeat.media.retouching.planes import planar
from backbeat.progress import SILENT, Progress
from backbeat.workflows.lipsync.crops import CropFile

Float32s = NDArray[np.float32]

_REPORT_EVERY = 25


class ChosenMouths:
    """Crops and meshes of the chosen rows of a bank.

    Args:
        folder: for the file with the crops.
    """

    def __init__(self, folder: Path) -> None:
        self._crops = CropFile(folder)
        self._meshes: dict[int, Float32s] = {}

    def put(self, row: int, crop: Crop, mesh: Float32s) -> None:
        """Keeps a mouth."""
        self._crops.put(row, crop)
        self._meshes[row] = mesh

    def crop(self, row: int, deep: bool) -> Crop:
        """Its pixels, of 16 bits where `deep`, else of 8."""
        return self._crops.get(row, deep)

    def mesh(self, row: int) -> Float32s:
        """Its mesh on its picture's grid, shape (468, 3)."""
        return self._meshes[row]

    def __contains__(self, row: int) -> bool:
        return row in self._crops

    def close(self) -> None:
        """Releases memory and the file."""
        self._crops.close()


def fetch(
    mouths: ChosenMouths,
    rows: Iterable[int],
    bank: Bank,
    clips: tuple[Faces, ...],
    box_of: Callable[[Float32s], Box],
    progress: Progress = SILENT,
) -> None:
    """Fetches the mouths of some rows of a bank.

    Args:
        mouths: where they are put.
        rows: which.
        bank: the bank.
        clips: its videos.
        box_of: the part of a picture that is needed, by the mesh.
        progress: may cancel.

    Raises:
        MediaError: a video cannot be read any more.
        OutputError: the disk is full.
        CancelledError: the job was cancelled.
    """
    wanted = np.unique(np.fromiter(rows, np.int64))
    for clip, faces in enumerate(clips):
        mine = wanted[bank.mouths.clip[wanted] == clip]
        part = progress.part(clip / len(clips), (clip + 1) / len(clips))
        _fetch_of(mouths, mine, bank, faces, box_of, part)


def _fetch_of(
    mouths: ChosenMouths,
    rows: NDArray[np.int64],
    bank: Bank,
    faces: Faces,
    box_of: Callable[[Float32s], Box],
    progress: Progress,
) -> None:
    by_picture: dict[int, list[int]] = {}
    for row in rows.tolist():
        by_picture.setdefault(int(bank.mouths.picture[row]), []).append(row)
    last = max(by_picture, default=-1)
    tracks = {track.number: track for track in faces.tracks}
    with opened(faces.path) as container:
        decoded = pictures_of(faces.path, container).decoded()
        for index, (form, frame, _) in enumerate(decoded):
            if index > last:
                break
            if index % _REPORT_EVERY == 0:
                progress(index / (last + 1), f"Fetching mouths from {faces.path.name}")
            if index not in by_picture:
                continue
            frame = planar(frame)
            how = stored(frame)
            across, down = how.grid[0] / form.width, how.grid[1] / form.height
            scale = np.array([across, down, (across * down) ** 0.5], np.float32)
            for row in by_picture[index]:
                track = tracks[int(bank.mouths.face[row])]
                mesh = track.mesh_of(index - track.first, index - track.first + 1)[0]
                mesh *= scale
                mouths.put(row, crop(frame, how, box_of(mesh)), mesh)
