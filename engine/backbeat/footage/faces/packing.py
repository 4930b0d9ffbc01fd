"""Faces as bytes."""

from __future__ import annotations

import io
import json
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from backbeat.footage.faces.tracks import LIPS, POINTS, Faces, FaceTrack
from backbeat.footage.footage import Span

_EXACT = ("boxes", "pose", "lips", "seen", "covered", "confidence")


def packed(faces: Faces) -> bytes:
    """Faces as an archive of NumPy."""
    values = {
        "sha256": faces.sha256,
        "rate": str(faces.rate),
        "size": [faces.width, faces.height],
        "shots": [[shot.start_s, shot.end_s] for shot in faces.shots],
        "tracks": [[track.number, track.shot, track.first] for track in faces.tracks],
    }
    arrays: dict[str, NDArray[Any]] = {"times_s": faces.times_s}
    for track in faces.tracks:
        arrays |= {f"{name}{track.number}": getattr(track, name) for name in _EXACT}
        # Each mesh against the one before, which packs better; int16 wraps around and back.
        arrays[f"steps{track.number}"] = np.diff(
            track.steps, axis=0, prepend=np.zeros_like(track.steps[:1])
        )
    buffer = io.BytesIO()
    text = np.frombuffer(json.dumps(values).encode(), np.uint8)
    np.savez_compressed(buffer, allow_pickle=False, values=text, **arrays)
    return buffer.getvalue()


def unpacked(content: bytes, path: Path, digest: str) -> Faces:
    """Faces of an archive.

    Raises:
        ValueError: it is of another clip, or damaged.
    """
    with np.load(io.BytesIO(content), allow_pickle=False) as file:
        values = json.loads(bytes(file["values"]).decode())
        if values["sha256"] != digest:
            raise ValueError("another clip")
        times_s = np.asarray(file["times_s"], np.float64)
        tracks = tuple(_track(file, times_s, *numbers) for numbers in values["tracks"])
    return Faces(
        path=path,
        sha256=digest,
        rate=Fraction(values["rate"]),
        width=int(values["size"][0]),
        height=int(values["size"][1]),
        times_s=times_s,
        shots=tuple(Span(*span) for span in values["shots"]),
        tracks=tracks,
    )


def _track(
    file: Any, times_s: NDArray[np.float64], number: int, shot: int, first: int
) -> FaceTrack:
    exact = {name: file[f"{name}{number}"] for name in _EXACT}
    count = len(exact["seen"])
    if exact["lips"].shape != (count, len(LIPS)) or len(times_s) < first + count:
        raise ValueError("arrays of several lengths")
    steps = np.cumsum(file[f"steps{number}"], axis=0, dtype=np.int16)
    if steps.shape != (count, POINTS, 3):
        raise ValueError("meshes of another length")
    return FaceTrack(
        number=number, shot=shot, first=first, times_s=times_s[first : first + count],
        steps=steps, **exact,
    )  # fmt: skip
