"""Keeps the faces of a clip by its content, so that it is followed once."""

from __future__ import annotations

from pathlib import Path

from backbeat.files import StrPath
from backbeat.footage.faces.analysis import VERSION, faces_in
from backbeat.footage.faces.packing import packed, unpacked
from backbeat.footage.faces.tracks import Faces
from backbeat.footage.keeping import Shelf, stamp_of
from backbeat.progress import SILENT, Progress


def faces_of(path: StrPath, progress: Progress = SILENT, folder: Path | None = None) -> Faces:
    """The faces of a clip: what is kept of it, else followed now and kept.

    Args:
        path: the clip.
        progress: as for `faces_in`.
        folder: where it is kept; None: in the user's home for Backbeat.

    Raises:
        MediaError, NotFoundError, InputError, CancelledError: as `faces_in`.
    """
    path = Path(path)
    shelf = Shelf(f"-faces{VERSION}.npz", packed, unpacked, folder)
    kept = shelf.found(path)
    if kept is not None:
        progress(1, f"Followed the faces in {path.name}")
        return kept
    before = stamp_of(path) if path.exists() else None
    faces = faces_in(path, progress)
    shelf.put(path, before, faces.sha256, faces)
    return faces
