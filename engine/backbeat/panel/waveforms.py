"""Waveforms of sound of any length: read once, in the background, and kept."""

from __future__ import annotations

import math
import threading
import time
from collections import OrderedDict
from dataclasses import dataclass, field
from pathlib import Path

from backbeat.errors import BackbeatError, CancelledError, InputError, MediaError, RequestError
from backbeat.panel.files import readable
from backbeat.panel.kept_peaks import KeptPeaks, key_of
from backbeat.panel.peaks import PER_SECOND, Peaks, columns, no_peaks, peaks_of
from backbeat.progress import Progress
from backbeat.v1.panel_pb2 import GetWaveformRequest, Waveform

_MOST_COLUMNS = 8192
_BLOCK_S = 5.0
"""A whole number of steps and of samples, at every rate."""
_IN_MEMORY_BYTES = 128 << 20
_MOST_READ = 32
"""Files that are being read or wait for it; what was asked for longest ago is given up."""
_WAIT_S = 0.3
"""How long first answers wait, so that short files are answered whole."""
_END_S = 5.0
"""How long closing waits for what is read: it stops within a block."""
_AT_ONCE = 2


@dataclass
class _Reading:
    """Peaks of one file, as far as they have been read."""

    path: Path
    peaks: Peaks = field(default_factory=no_peaks)
    """With room for those to come."""
    count: int = 0
    expected: int = 0
    """Steps there will be, as the file states."""
    error: BackbeatError | None = None
    begun: float = field(default_factory=time.monotonic)
    """When it was first asked for, on the monotonic clock."""
    done: threading.Event = field(default_factory=threading.Event)
    stop: threading.Event = field(default_factory=threading.Event)

    def add(self, peaks: Peaks) -> None:
        """Appends peaks. Other threads may look: what they see only grows."""
        needed = self.count + peaks.shape[1]
        if needed > self.peaks.shape[1]:
            grown = no_peaks(max(needed, self.expected, 2 * self.peaks.shape[1]))
            grown[:, : self.count] = self.peaks[:, : self.count]
            self.peaks = grown
        self.peaks[:, self.count : needed] = peaks
        self.count = needed


class Waveforms:
    """Waveforms of files; thread-safe.

    Args:
        folder: where peaks are kept; may be emptied at any time.
    """

    def __init__(self, folder: Path) -> None:
        self._kept = KeptPeaks(folder)
        self._lock = threading.Lock()
        self._readings: OrderedDict[str, _Reading] = OrderedDict()
        self._readers: set[threading.Thread] = set()
        self._slots = threading.Semaphore(_AT_ONCE)

    def get(self, request: GetWaveformRequest) -> Waveform:
        """A stretch of a waveform, or as much as has been read of it.

        Times are those of `MusicAnalysis`: 0 is the first picture, or else the first sample.

        Raises:
            RequestError, NotFoundError: the request makes no sense, or the file is not there.
            MediaError: the file has no sound that can be read.
        """
        if not 1 <= request.columns <= _MOST_COLUMNS:
            raise RequestError(
                f"{request.columns} columns cannot be drawn.", f"Ask for 1 to {_MOST_COLUMNS}."
            )
        if not (math.isfinite(request.start_s) and math.isfinite(request.end_s)):
            raise RequestError("The stretch has no start or end.", "Give seconds.")
        reading = self._reading(readable(request.path))
        reading.done.wait(max(0.0, reading.begun + _WAIT_S - time.monotonic()))
        if reading.error is not None and not isinstance(reading.error, CancelledError):
            raise reading.error
        return _answer(reading, request)

    def close(self) -> None:
        """Stops reading."""
        with self._lock:
            for reading in self._readings.values():
                reading.stop.set()
            readers = list(self._readers)
        for reader in readers:
            reader.join(_END_S)

    def _reading(self, path: Path) -> _Reading:
        try:
            key = key_of(path)
        except OSError as error:
            raise InputError(f"{path} cannot be looked at.", "Check its permissions.") from error
        with self._lock:
            known = self._readings.get(key)
            if known is not None and known.error is None:
                self._readings.move_to_end(key)
                return known
            reading = _Reading(path)
            kept = self._kept.load(key)
            if kept is not None:
                reading.peaks, reading.count = kept, kept.shape[1]
                reading.done.set()
            else:
                self._start(reading, key)
            self._readings[key] = reading
            self._readings.move_to_end(key)
            self._forget(key)
        return reading

    def _start(self, reading: _Reading, key: str) -> None:
        reader = threading.Thread(
            target=self._read, args=(reading, key), name="waveform", daemon=True
        )
        self._readers.add(reader)
        reader.start()

    def _forget(self, keep: str) -> None:
        """Lets go of what was asked for longest ago, but of nothing that is being read."""
        done = [key for key, one in self._readings.items() if one.done.is_set() and key != keep]
        held = sum(one.peaks.nbytes for one in self._readings.values())
        for key in done:
            if held <= _IN_MEMORY_BYTES and self._readings[key].error is None:
                continue
            held -= self._readings.pop(key).peaks.nbytes
        running = [key for key, one in self._readings.items() if not one.done.is_set()]
        for key in running[: max(0, len(running) - _MOST_READ)]:
            self._readings.pop(key).stop.set()

    def _read(self, reading: _Reading, key: str) -> None:
        try:
            with self._slots:
                _fill(reading)
            self._kept.keep(key, reading.peaks[:, : reading.count])
        except BackbeatError as error:
            reading.error = error
        except (OSError, ValueError, ArithmeticError, MemoryError) as error:
            reading.error = MediaError(
                f"{reading.path} cannot be drawn: {error}.", "Play it in another program."
            )
        finally:
            reading.done.set()
            self._readers.discard(threading.current_thread())


def _fill(reading: _Reading) -> None:
    from backbeat.media.decode import stream_audio
    from backbeat.media.probe import probe

    progress = Progress(cancelled=reading.stop.is_set)
    progress.check()
    info = probe(reading.path)
    length = (info.video.duration if info.video else None) or info.duration or 0
    reading.expected = round(length * PER_SECOND)
    # At its own rate: what is drawn are its samples, and nothing is spent on resampling.
    rate = max(info.audio.rate if info.audio else 0, PER_SECOND) or 48_000
    for block in stream_audio(reading.path, rate, block_s=_BLOCK_S, progress=progress):
        reading.add(peaks_of(block, rate))


def _answer(reading: _Reading, request: GetWaveformRequest) -> Waveform:
    # In this order: the thread that reads sets them the other way round.
    whole = reading.done.is_set() and reading.error is None
    count = reading.count
    total = count if whole else max(reading.expected, count)
    duration_s = total / PER_SECOND
    start = min(max(request.start_s, 0.0), duration_s)
    end = duration_s if request.end_s <= 0 else min(max(request.end_s, start), duration_s)
    drawn = columns(reading.peaks[:, :count], start * PER_SECOND, end * PER_SECOND, request.columns)
    return Waveform(
        start_s=start,
        end_s=end,
        duration_s=duration_s,
        low=drawn[0].tobytes(),
        high=drawn[1].tobytes(),
        fraction=1.0 if whole else min(0.999, count / max(1, total)),
    )
