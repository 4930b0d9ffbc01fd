"""Listens to a sound file from beginning to end; memory does not grow with its length."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
import soxr

from backbeat.errors import MediaError
from backbeat.loudness import windows
from backbeat.loudness.layouts import places
from backbeat.loudness.meter import Measured, Meter
from backbeat.media.decode import stream_audio
from backbeat.media.probe import AudioStream
from backbeat.media.samples import Samples, with_channels
from backbeat.progress import SILENT, Progress
from backbeat.sounds import timbre
from backbeat.sounds.facts import CuePoint, Heard, Loudness
from backbeat.sounds.loops import loops
from backbeat.sounds.sync_points import Peaks
from backbeat.sounds.takes import takes_of

_END_S = 0.25
"""How much of either end is compared to tell whether a sound loops."""
_SILENT_DBFS = -144.0
"""Stands for silence: under what 24 bits hold."""

Floats = npt.NDArray[np.float32]


def listen(
    path: Path,
    stream: AudioStream,
    cues: Sequence[CuePoint] = (),
    peaks_at_hit: bool = False,
    is_bed: bool = False,
    progress: Progress = SILENT,
) -> Heard:
    """What the first track of sound of a file says.

    Args:
        path: the file.
        stream: its first track of sound, as `probe` tells.
        cues: markers in the file.
        peaks_at_hit: whether it is a whoosh, whose hit is its peak.
        is_bed: whether it is ambience, which is one take whatever happens in it.
        progress: may cancel.

    Raises:
        MediaError: it cannot be decoded, or holds samples that are not numbers.
        CancelledError: the job was cancelled.
    """
    ears = _Ears(stream)
    for block in stream_audio(path, stream.rate, progress=progress):
        ears.hear(block)
    return ears.heard(cues, peaks_at_hit, is_bed)


class _Ears:
    """Everything that is measured on the way through a file."""

    def __init__(self, stream: AudioStream) -> None:
        if not stream.rate:
            raise MediaError("its codec cannot be decoded here.", "Convert it to WAV.")
        self._rate, self._channels = stream.rate, stream.channels
        named = places(stream.layout, stream.channels)
        # Of what nobody says where it is heard, ambisonics for one, the mean is measured.
        self._as_mono = named[0] == "1"
        self._meter = Meter(stream.rate, 1 if self._as_mono else stream.channels,
                            "mono" if self._as_mono else stream.layout)  # fmt: skip
        self._peaks = Peaks(stream.rate)
        self._count = 0
        self._beginning: list[Floats] = []
        self._held = 0
        self._first: Floats | None = None
        self._last: Floats = np.zeros(0, np.float32)

    def hear(self, block: Samples) -> None:
        """Takes the next samples, shape (n, channels)."""
        mono = _mono(block)
        self._meter.feed(mono[:, np.newaxis] if self._as_mono else block)
        self._peaks.feed(block)
        self._count += len(block)
        self._keep(mono)

    def _keep(self, mono: Floats) -> None:
        end = max(1, int(_END_S * self._rate))
        if self._first is None:
            self._first = mono[:end].copy()
        self._last = np.concatenate([self._last, mono])[-end:]
        is_silent = not self._held and not np.abs(mono).max() > 10 ** (-60 / 20)
        if not is_silent and self._held < timbre.LONGEST_S * self._rate:
            self._beginning.append(mono)
            self._held += len(mono)

    def heard(self, cues: Sequence[CuePoint], peaks_at_hit: bool, is_bed: bool) -> Heard:
        """What was heard, all told."""
        envelope = self._peaks.finish()
        takes, sync_from = takes_of(envelope, cues, peaks_at_hit, is_bed)
        first = self._first if self._first is not None else self._last
        return Heard(
            duration_s=self._count / self._rate,
            rate=self._rate,
            channels=self._channels,
            loudness=_loudness(self._meter.finish()),
            sync_from=sync_from,
            takes=takes,
            loops=loops(envelope, (first, self._last)),
            timbre=timbre.timbre(self._looked_at()),
        )

    def _looked_at(self) -> Floats:
        if not self._beginning:
            return np.zeros(0, np.float32)
        joined = np.concatenate(self._beginning)
        if self._rate == timbre.RATE:
            return joined
        return np.asarray(soxr.resample(joined, self._rate, timbre.RATE, "LQ"), np.float32)


def timbre_of(path: Path, stream: AudioStream, progress: Progress = SILENT) -> Floats:
    """How the first track of sound of a file sounds: see `timbre.timbre`. Raises: as `listen`."""
    return listen(path, stream, progress=progress).timbre


def _mono(block: Samples) -> Floats:
    mixed = with_channels(block, 1)
    return (block if mixed is None else mixed)[:, 0]


def _loudness(measured: Measured) -> Loudness:
    power = measured.power
    short = max(0, windows.MOMENTARY - len(power))
    momentary = float(windows.sliding(np.pad(power, (0, short)), windows.MOMENTARY).max())
    return Loudness(
        lufs=windows.integrated(power) if not short else None,
        momentary_lufs=momentary if momentary > -100 else None,
        peak_dbfs=_db(measured.sample_peaks),
        true_peak_dbtp=_db(measured.true_peaks),
    )


def _db(amplitudes: npt.NDArray[np.float64]) -> float:
    highest = float(amplitudes.max(initial=0.0))
    return max(_SILENT_DBFS, 20 * float(np.log10(highest))) if highest > 0 else _SILENT_DBFS
