"""The sounds of a lip-sync, on the clock of its output: the picture's own, and the new speech."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from backbeat.errors import RequestError
from backbeat.footage.footage import Span
from backbeat.media.probe import probe
from backbeat.progress import Progress
from backbeat.speech.spectrum import RATE
from backbeat.v1.lipsync_pb2 import LipSyncRequest
from backbeat.workflows.synccheck.voice import dialogue

Float32s = NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class Recording:
    """New speech, where it is heard."""

    path: Path
    samples: Float32s
    """Mono at 16 kHz, shape (n,)."""
    start_s: float
    """When its first sample is heard; may be negative."""
    faces: tuple[int, ...]
    """Numbers of the faces that say it; 0: in each shot the one that speaks."""

    @property
    def span(self) -> Span:
        """From its first sample to its last."""
        return Span(self.start_s, self.start_s + len(self.samples) / RATE)


def recordings_of(request: LipSyncRequest, zero_s: float, progress: Progress) -> list[Recording]:
    """The new speech that a request names, in its order, each recording once.

    Args:
        request: of the job.
        zero_s: the moment of the output from which its times count.
        progress: may cancel.

    Raises:
        RequestError: it names both one recording and several, or a face below 1.
        MediaError: a recording cannot be read, or has no sound.
        CancelledError: the job was cancelled.
    """
    if request.speech_path and request.voices:
        raise RequestError(
            "There is one recording for the face that speaks, and recordings for several faces.",
            "Give either the one or the others.",
        )
    faces: dict[tuple[str, float], list[int]] = {}
    if request.speech_path:
        faces[request.speech_path, request.speech_start_s] = [request.face]
    for voice in request.voices:
        if voice.face < 1:
            raise RequestError(f"There is no face {voice.face}.", "Faces are counted from 1.")
        faces.setdefault((voice.speech_path, voice.speech_start_s), []).append(voice.face)
    found = []
    for number, ((path, start_s), numbers) in enumerate(faces.items()):
        part = progress.part(number / len(faces), (number + 1) / len(faces))
        samples = dialogue(Path(path), part)
        found.append(Recording(Path(path), samples, start_s + zero_s, tuple(numbers)))
    return found


def own_sound(path: Path, start_s: float, progress: Progress) -> Float32s | None:
    """The picture's own sound from a moment on, mono at 16 kHz; None where it has none.

    Raises:
        MediaError: it cannot be read.
        CancelledError: the job was cancelled.
    """
    if probe(path).audio is None:
        return None
    return dialogue(path, progress)[round(start_s * RATE) :]


def placed(samples: Float32s, start_s: float, count: int) -> Float32s:
    """A recording on the clock of the output, silence around it; shape (count,)."""
    result = np.zeros(count, np.float32)
    at = round(start_s * RATE)
    first, last = max(0, at), min(count, at + len(samples))
    if last > first:
        result[first:last] = samples[first - at : last - at]
    return result


def heard_with(own: Float32s | None, recording: Recording | None, count: int) -> Float32s:
    """What is heard: a recording, and the picture's own sound before and after it.

    Args:
        own: the picture's own sound; None: silence.
        recording: None: nothing but the own sound.
        count: samples of the result.
    """
    result = placed(np.zeros(0, np.float32) if own is None else own, 0.0, count)
    if recording is None:
        return result
    at = round(recording.start_s * RATE)
    inside = slice(max(0, at), max(0, at + len(recording.samples)))
    result[inside] = placed(recording.samples, recording.start_s, count)[inside]
    return result


def together(spans: Sequence[Span], end_s: float) -> list[Span]:
    """When any of several recordings is heard in an output that ends at `end_s`."""
    from backbeat.lipsync.changes.spans import clipped, joined

    return clipped(joined(spans), 0.0, end_s)
