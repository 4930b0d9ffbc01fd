"""Faces as bytes: meshes are kept to a 65 536th of three boxes, which is finer than they are sure.

What is found in a clip goes through here before anybody sees it, so that it is the same whether it
was kept or not.
"""

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

Float32s = NDArray[np.float32]

_STEPS = 65536 / 3
"""Steps of a mesh to the longer side of its box."""
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
        arrays[f"mesh{track.number}"] = _steps(track)
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
    mesh = np.full((count, POINTS, 3), np.nan, np.float32)
    steps = np.cumsum(file[f"mesh{number}"].astype(np.int32), axis=0)
    middles, sides = _middles(exact["boxes"][exact["seen"]])
    mesh[exact["seen"]] = steps / _STEPS * sides + middles
    return FaceTrack(
        number=number, shot=shot, first=first, times_s=times_s[first : first + count],
        mesh=mesh, **exact,
    )  # fmt: skip


def _steps(track: FaceTrack) -> NDArray[np.int32]:
    """Where the points of the meshes seen are in their boxes, each against the one before."""
    middles, sides = _middles(track.boxes[track.seen])
    places = (track.mesh[track.seen] - middles) / sides * _STEPS
    steps = np.rint(places).astype(np.int32)
    return np.asarray(np.diff(steps, axis=0, prepend=np.zeros_like(steps[:1])), np.int32)


def _middles(boxes: Float32s) -> tuple[Float32s, Float32s]:
    """Middles and longer sides of boxes, to work on their meshes."""
    middles = np.zeros((len(boxes), 1, 3), np.float32)
    middles[:, 0, :2] = (boxes[:, :2] + boxes[:, 2:]) / 2
    sides = (boxes[:, 2:] - boxes[:, :2]).max(axis=1)
    return middles, np.maximum(sides, 1e-3)[:, None, None]
