"""Keeps what was seen in a clip, by the clip's content, so that it is looked at once."""

from __future__ import annotations

import io
import json
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np

from backbeat.files import StrPath
from backbeat.footage.analysis import VERSION, analyze
from backbeat.footage.footage import Flaw, FlawKind, Footage, MotionPeak, Span
from backbeat.footage.keeping import Shelf, stamp_of
from backbeat.footage.looks import SIZE
from backbeat.progress import SILENT, Progress

_ARRAYS = ("times_s", "action", "camera", "brightness", "sharpness")
_LOOKS = ("looks", "looks_s")
_TIMES = ("times_s", "looks_s")


def seen_before(path: StrPath, folder: Path | None = None) -> Footage | None:
    """What is kept of a clip; None where it was not looked at, or was changed since."""
    return _shelf(folder).known(Path(path))


def looked_at(path: StrPath, progress: Progress = SILENT, folder: Path | None = None) -> Footage:
    """What is seen in a clip: what is kept of it, else looked at now and kept.

    Args:
        path: the clip.
        progress: as for `analyze`.
        folder: where it is kept; None: in the user's home for Backbeat.

    Raises:
        MediaError, CancelledError: as `analyze`.
    """
    path, shelf = Path(path), _shelf(folder)
    kept = shelf.found(path)
    if kept is not None:
        progress(1, f"Looked at {path.name}")
        return kept
    before = stamp_of(path) if path.exists() else None
    footage = analyze(path, progress)
    shelf.put(path, before, footage.sha256, footage)
    return footage


def _shelf(folder: Path | None) -> Shelf[Footage]:
    return Shelf(f"-{VERSION}.npz", _packed, _unpacked, folder)


def _packed(footage: Footage) -> bytes:
    values: dict[str, Any] = {
        "sha256": footage.sha256,
        "name": footage.path.name,
        "still": footage.still,
        "size": [footage.width, footage.height],
        "rate": str(footage.rate),
        "variable": footage.variable,
        "duration_s": None if footage.still else footage.duration_s,
        "start_timecode": footage.start_timecode,
        "has_sound": footage.has_sound,
        "peaks": [[peak.time_s, peak.strength] for peak in footage.peaks],
        "cuts_s": list(footage.cuts_s),
        "flaws": [[flaw.kind.value, flaw.start_s, flaw.end_s] for flaw in footage.flaws],
        "speech": [[span.start_s, span.end_s] for span in footage.speech],
        "warnings": list(footage.warnings),
    }
    arrays = {name: getattr(footage, name) for name in (*_ARRAYS, *_LOOKS)}
    buffer = io.BytesIO()
    text = np.frombuffer(json.dumps(values).encode(), np.uint8)
    np.savez_compressed(buffer, allow_pickle=False, values=text, **arrays)
    return buffer.getvalue()


def _unpacked(content: bytes, path: Path, digest: str) -> Footage:
    # From memory, since NumPy leaves a file open that is no archive.
    with np.load(io.BytesIO(content), allow_pickle=False) as file:
        values = json.loads(bytes(file["values"]).decode())
        arrays: dict[str, Any] = {
            name: np.asarray(file[name], np.float64 if name in _TIMES else np.float32)
            for name in (*_ARRAYS, *_LOOKS)
        }
    if len({arrays[name].shape for name in _ARRAYS}) != 1:
        raise ValueError("arrays of several lengths")
    if arrays["looks"].shape != (len(arrays["looks_s"]), SIZE):
        raise ValueError("looks without their times")
    if values["sha256"] != digest:
        raise ValueError("another clip")
    still = bool(values["still"])
    return Footage(
        path=path,
        sha256=digest,
        still=still,
        width=int(values["size"][0]),
        height=int(values["size"][1]),
        rate=Fraction(values["rate"]),
        variable=bool(values["variable"]),
        duration_s=float("inf") if still else float(values["duration_s"]),
        start_timecode=values["start_timecode"],
        has_sound=bool(values["has_sound"]),
        peaks=tuple(MotionPeak(*peak) for peak in values["peaks"]),
        cuts_s=tuple(values["cuts_s"]),
        flaws=tuple(Flaw(FlawKind(kind), start, end) for kind, start, end in values["flaws"]),
        speech=tuple(Span(*span) for span in values["speech"]),
        faces=None,
        warnings=tuple(one.replace(values["name"], path.name) for one in values["warnings"]),
        **arrays,
    )
