"""The lips on top: the `lipsync` job on the conformed lines."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from backbeat.footage.footage import Span
from backbeat.media.encode import write_audio
from backbeat.progress import Progress
from backbeat.v1.dubbing_pb2 import DubbedLanguage, DubRequest
from backbeat.v1.lipsync_pb2 import LipSyncRequest, LipSyncResult, StrengthPoint
from backbeat.workflows.dub.speaking import Speech
from backbeat.workflows.lipsync.job import run

_STEP_S = 0.001
"""Between the points of a strength that changes at once; the lips' own ramps soften it."""


def with_lips(
    request: DubRequest,
    source: Path,
    speech: Speech,
    kept: Sequence[Span],
    target: Path,
    folder: Path,
    progress: Progress,
) -> LipSyncResult:
    """Writes a copy of a video whose mouths say the new lines.

    Args:
        request: what is asked for.
        source: the video.
        speech: the lines.
        kept: where the original is heard, and mouths stay as they are.
        target: the video to write.
        folder: for temporary files.
        progress: may cancel.

    Raises:
        RequestError: there is no such backend.
        NotFoundError: a model that is needed was not pulled or added.
        MediaError: the video cannot be read.
        OutputError: it cannot be written.
        CancelledError: the job was cancelled.
    """
    voice = folder / f"{target.stem} voice.wav"
    write_audio(voice, (block[:, np.newaxis] for block in speech.blocks(speech.rate)), speech.rate)
    asked = LipSyncRequest(
        path=str(source),
        speech_path=str(voice),
        output_path=str(target),
        backend=request.backend,
        strength=_strength(kept),
        commercial=request.commercial,
        consent=request.consent,
        overwrite=True,
    )
    try:
        return run(asked, progress)
    finally:
        voice.unlink(missing_ok=True)


def describe(language: DubbedLanguage, lips: LipSyncResult) -> list[str]:
    """Enters what was measured of the lips into a language; returns what is to be said of them."""
    language.backend = lips.backend
    if lips.HasField("offset_ms"):
        language.offset_ms = lips.offset_ms
    if lips.HasField("closure_rate"):
        language.closure_rate = lips.closure_rate
    said = list(lips.warnings)
    if lips.preview and not any("preview" in warning for warning in said):
        said.insert(0, f"The lips are a preview by {lips.backend}, not to be delivered.")
    return said


def _strength(kept: Sequence[Span]) -> list[StrengthPoint]:
    """All of the new mouth, and none of it where the original is heard."""
    points: list[StrengthPoint] = []
    for span in kept:
        for time_s, strength in (
            (max(0.0, span.start_s - _STEP_S), 1.0),
            (span.start_s, 0.0),
            (span.end_s, 0.0),
            (span.end_s + _STEP_S, 1.0),
        ):
            points.append(StrengthPoint(time_s=time_s, strength=strength))
    return points
