"""Keeps what was seen in a clip, by the clip's content, so that it is looked at once."""

from __future__ import annotations

import contextlib
import hashlib
import io
import json
import os
import tempfile
import zipfile
import zlib
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np

from backbeat.files import StrPath, sha256_of
from backbeat.footage.analysis import VERSION, analyze
from backbeat.footage.footage import Flaw, FlawKind, Footage, MotionPeak, Span
from backbeat.footage.looks import SIZE
from backbeat.home import footage_folder
from backbeat.progress import SILENT, Progress

_MAX_BYTES = 512 << 20
_ARRAYS = ("times_s", "action", "camera", "brightness", "sharpness")
_LOOKS = ("looks", "looks_s")
_TIMES = ("times_s", "looks_s")
_UNREADABLE = (
    OSError, EOFError, LookupError, ValueError, TypeError, AttributeError, ArithmeticError,
    NotImplementedError, MemoryError, zipfile.BadZipFile, zlib.error,
)  # fmt: skip
"""What files that were damaged, or are not ours, may raise."""


def seen_before(path: StrPath, folder: Path | None = None) -> Footage | None:
    """What is kept of a clip; None where it was not looked at, or was changed since."""
    path = Path(path)
    folder = footage_folder() if folder is None else folder
    try:
        digest = _note(path, folder).read_text()
        return _read(_place(digest, folder), path, digest)
    except _UNREADABLE:
        return None


def looked_at(path: StrPath, progress: Progress = SILENT, folder: Path | None = None) -> Footage:
    """What is seen in a clip: what is kept of it, else looked at now and kept.

    Args:
        path: the clip.
        progress: as for `analyze`.
        folder: where it is kept; None: in the user's home for Backbeat.

    Raises:
        MediaError, CancelledError: as `analyze`.
    """
    path = Path(path)
    folder = footage_folder() if folder is None else folder
    kept = seen_before(path, folder) or _under_another_name(path, folder)
    if kept is not None:
        progress(1, f"Looked at {path.name}")
        return kept
    before = _stamp(path)
    footage = analyze(path, progress)
    # A folder that cannot be written to, or a full disk, costs time later, not this result.
    with contextlib.suppress(OSError):
        if before == _stamp(path):
            _put(_place(footage.sha256, folder), _packed(footage))
            _put(_note(path, folder), footage.sha256.encode())
            _drop_oldest(folder)
    return footage


def _under_another_name(path: Path, folder: Path) -> Footage | None:
    """What is kept of the same content elsewhere: of a clip that was copied or moved."""
    try:
        if not any(folder.glob("*.npz")):
            return None
        before = _stamp(path)
        digest = sha256_of(path)
        kept = _read(_place(digest, folder), path, digest)
    except _UNREADABLE:
        return None
    with contextlib.suppress(OSError):
        if before == _stamp(path):
            _put(_note(path, folder), digest.encode())
    return kept


def _stamp(path: Path) -> tuple[int, int, int]:
    """Size, time of change and identity: while they stay, the content is taken to."""
    status = path.stat()
    return status.st_size, status.st_mtime_ns, status.st_ino


def _note(path: Path, folder: Path) -> Path:
    """The file that notes the digest of a clip, so that it is not read again to be known."""
    key = json.dumps([os.fspath(path.resolve()), *_stamp(path)])
    return folder / f"{hashlib.sha256(key.encode()).hexdigest()[:40]}.sha256"


def _place(digest: str, folder: Path) -> Path:
    """The file in which a clip is kept: named by its content."""
    return folder / f"{digest[:40]}-{VERSION}.npz"


def _put(place: Path, content: bytes) -> None:
    place.parent.mkdir(parents=True, exist_ok=True)
    handle, stage = tempfile.mkstemp(".part", ".", place.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        Path(stage).replace(place)
    except BaseException:
        Path(stage).unlink(missing_ok=True)
        raise


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


def _read(place: Path, path: Path, digest: str) -> Footage:
    # From memory, since NumPy leaves a file open that is no archive.
    with np.load(io.BytesIO(place.read_bytes()), allow_pickle=False) as file:
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
    with contextlib.suppress(OSError):
        os.utime(place)
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


def _drop_oldest(folder: Path) -> None:
    """Keeps the folder under its limit: what was not used longest goes first."""
    files = []
    for path in folder.iterdir():
        # Another process may drop the same ones.
        with contextlib.suppress(OSError):
            files.append((path.stat(), path))
    total = sum(status.st_size for status, _ in files)
    for status, path in sorted(files, key=lambda one: (one[0].st_mtime_ns, one[1].name)):
        if total <= _MAX_BYTES:
            return
        with contextlib.suppress(OSError):
            path.unlink()
        total -= status.st_size
