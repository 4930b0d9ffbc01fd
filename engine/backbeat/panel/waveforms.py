"""Waveforms of sound of any length: peaks that are read once, in the background, and kept."""

from __future__ import annotations

import contextlib
import hashlib
import threading
import uuid
from collections import OrderedDict
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from backbeat.errors import BackbeatError, RequestError
from backbeat.panel.files import readable
from backbeat.progress import Progress
from backbeat.v1.panel_pb2 import GetWaveformRequest, Waveform

Peaks = NDArray[np.int8]
"""Least and greatest sample of each step, shape (n, 2), -127 to 127."""

PER_SECOND = 200
_RATE = 24_000
_STEP = _RATE // PER_SECOND
_MOST_COLUMNS = 8192
_KEPT_BYTES = 512 << 20
_IN_MEMORY = 4
_WAIT_S = 0.3
"""How long a first answer waits, so that short files are answered whole."""
_AT_ONCE = 2


@dataclass
class _Reading:
    """Peaks of one file, as far as they have been read."""

    path: Path
    expected: int
    """Steps there will be, as the file states."""
    peaks: Peaks = field(default_factory=lambda: np.zeros((0, 2), np.int8))
    count: int = 0
    done: threading.Event = field(default_factory=threading.Event)
    error: BackbeatError | None = None
    stop: threading.Event = field(default_factory=threading.Event)


class Waveforms:
    """Waveforms of files; thread-safe.

    Args:
        folder: where peaks are kept; may be emptied at any time.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lock = threading.Lock()
        self._readings: OrderedDict[str, _Reading] = OrderedDict()
        self._slots = threading.Semaphore(_AT_ONCE)

    def get(self, request: GetWaveformRequest) -> Waveform:
        """A stretch of a waveform, or as much as has been read of it.

        Raises:
            RequestError, NotFoundError: the request makes no sense, or the file is not there.
            MediaError: the file has no sound that can be read.
        """
        if not 1 <= request.columns <= _MOST_COLUMNS:
            raise RequestError(
                f"{request.columns} columns cannot be drawn.", f"Ask for 1 to {_MOST_COLUMNS}."
            )
        path = readable(request.path)
        reading = self._reading(path)
        reading.done.wait(_WAIT_S)
        if reading.error is not None:
            raise reading.error
        total = reading.count if reading.done.is_set() else max(reading.expected, reading.count)
        duration_s = total / PER_SECOND
        start = min(max(request.start_s, 0.0), duration_s)
        end = duration_s if request.end_s <= 0 else min(max(request.end_s, start), duration_s)
        low, high = columns(
            reading.peaks[: reading.count], start * PER_SECOND, end * PER_SECOND, request.columns
        )
        return Waveform(
            start_s=start,
            end_s=end,
            duration_s=duration_s,
            low=low.tobytes(),
            high=high.tobytes(),
            fraction=1.0 if reading.done.is_set() else min(0.999, reading.count / max(1, total)),
        )

    def close(self) -> None:
        """Stops reading."""
        with self._lock:
            for reading in self._readings.values():
                reading.stop.set()

    def _reading(self, path: Path) -> _Reading:
        key = _key(path)
        with self._lock:
            known = self._readings.get(key)
            if known is not None and known.error is None:
                self._readings.move_to_end(key)
                return known
            reading = _Reading(path, 0)
            kept = self._load(key)
            if kept is not None:
                reading.peaks, reading.count = kept, len(kept)
                reading.done.set()
            else:
                threading.Thread(
                    target=self._read, args=(reading, key), name="waveform", daemon=True
                ).start()
            self._readings[key] = reading
            while len(self._readings) > _IN_MEMORY:
                _, oldest = self._readings.popitem(last=False)
                oldest.stop.set()
        return reading

    def _read(self, reading: _Reading, key: str) -> None:
        from backbeat.media.decode import stream_audio

        try:
            with self._slots:
                reading.expected = _expected(reading.path)
                progress = Progress(cancelled=reading.stop.is_set)
                for block in stream_audio(reading.path, _RATE, block_s=20.0, progress=progress):
                    _add(reading, peaks_of(block))
            self._keep(key, reading.peaks[: reading.count])
        except BackbeatError as error:
            reading.error = error
        finally:
            reading.done.set()

    def _load(self, key: str) -> Peaks | None:
        path = self._folder / f"{key}.npy"
        try:
            with path.open("rb") as file:
                kept = np.load(file, allow_pickle=False)
            path.touch()
        except (OSError, ValueError, EOFError):
            return None
        peaks: Peaks = np.asarray(kept, np.int8)
        return peaks if peaks.ndim == 2 else None

    def _keep(self, key: str, peaks: Peaks) -> None:
        temporary = self._folder / f".{key}.{uuid.uuid4().hex[:8]}.npy"
        # What cannot be kept is read again next time.
        with contextlib.suppress(OSError):
            self._folder.mkdir(parents=True, exist_ok=True)
            try:
                np.save(temporary, peaks, allow_pickle=False)
                temporary.replace(self._folder / f"{key}.npy")
            finally:
                temporary.unlink(missing_ok=True)
            self._make_room()

    def _make_room(self) -> None:
        files = sorted(self._folder.glob("*.npy"), key=lambda path: path.stat().st_mtime)
        total = sum(path.stat().st_size for path in files)
        for path in files:
            if total <= _KEPT_BYTES:
                return
            total -= path.stat().st_size
            path.unlink(missing_ok=True)


def peaks_of(samples: NDArray[np.float32]) -> Peaks:
    """Peaks of a block of sound, shape (n, channels) at 24 kHz, of all its channels."""
    if not len(samples):
        return np.zeros((0, 2), np.int8)
    edges = np.arange(0, len(samples), _STEP)
    low = np.minimum.reduceat(samples.min(axis=1), edges)
    high = np.maximum.reduceat(samples.max(axis=1), edges)
    # Outwards, so that no peak is drawn smaller than it is.
    scaled = np.stack([np.floor(low * 127), np.ceil(high * 127)], 1)
    peaks: Peaks = np.clip(np.nan_to_num(scaled), -127, 127).astype(np.int8)
    return peaks


def columns(peaks: Peaks, start: float, end: float, count: int) -> tuple[Peaks, Peaks]:
    """Least and greatest of each of `count` columns from step `start` to step `end`.

    Columns that hold no whole step show the step they lie in; those beyond what is known are 0.
    """
    edges = start + (end - start) * np.arange(count + 1) / count
    first = np.floor(edges[:-1] + 1e-9).astype(np.intp)
    last = np.maximum(np.ceil(edges[1:] - 1e-9).astype(np.intp), first + 1)
    low, high = np.zeros((2, count), np.int8)
    known = first < len(peaks)
    if not known.any():
        return low, high
    # In pairs of first and last; what reduceat makes of the stretches between is left out.
    last = np.minimum(last, len(peaks))
    padded = np.concatenate([peaks, peaks[-1:]])
    pairs = np.stack([first[known], last[known]], 1).ravel()
    low[known] = np.minimum.reduceat(padded[:, 0], pairs)[::2]
    high[known] = np.maximum.reduceat(padded[:, 1], pairs)[::2]
    return low, high


def _add(reading: _Reading, peaks: Peaks) -> None:
    needed = reading.count + len(peaks)
    if needed > len(reading.peaks):
        room = max(needed, reading.expected, 2 * len(reading.peaks))
        grown = np.zeros((room, 2), np.int8)
        grown[: reading.count] = reading.peaks[: reading.count]
        reading.peaks = grown
    reading.peaks[reading.count : needed] = peaks
    reading.count = needed


def _expected(path: Path) -> int:
    from backbeat.media.probe import probe

    duration = probe(path).duration
    return round(duration * PER_SECOND) if duration else 0


def _key(path: Path) -> str:
    state = path.stat()
    said = f"{path}\0{state.st_size}\0{state.st_mtime_ns}\0{PER_SECOND}"
    return hashlib.sha256(said.encode(errors="surrogateescape")).hexdigest()[:32]
