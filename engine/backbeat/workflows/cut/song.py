"""The song of a cut: analysed, and what of it is heard."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

from backbeat.cutting.building import Recording
from backbeat.files import sha256_of
from backbeat.media.probe import probe
from backbeat.progress import Progress
from backbeat.v1.assembly_pb2 import LengthOptions
from backbeat.v1.cutting_pb2 import Placement
from backbeat.v1.music_pb2 import BeatOptions, MusicAnalysis

if TYPE_CHECKING:
    from backbeat.media.decode import AudioBuffer


@dataclass(frozen=True)
class HeardSong:
    """The song as the edit has it."""

    recording: Recording
    analysis: MusicAnalysis
    """Of what is heard, from the timeline's first frame."""
    audio: AudioBuffer
    """The whole song, mono."""
    placements: Sequence[Placement]
    warnings: Sequence[str]


def heard_song(
    path: Path, options: BeatOptions, length: LengthOptions, progress: Progress
) -> HeardSong:
    """Analyses a song and makes it as long as is wanted.

    Raises:
        RequestError: options that make no sense.
        MediaError: the song cannot be read.
        CancelledError: the job was asked to stop.
    """
    from backbeat.workflows.beats.job import analyze_recording

    audio, analysis = analyze_recording(path, options, progress.part(0, 0.95))
    recording = recording_of(path, analysis.duration_s)
    whole = Placement(path=str(path), duration_s=analysis.duration_s)
    warnings = [
        warning if path.name in warning else f"{path.name}: {warning}"
        for warning in analysis.warnings
    ]
    return HeardSong(recording, analysis, audio, [whole], warnings)


def recording_of(path: Path, duration_s: float) -> Recording:
    """The facts about a song's file; `duration_s` is what was decoded of it. Raises: MediaError."""
    info = probe(path)
    sound = info.sound(0)
    rate = sound.rate or 48000
    reference = info.metadata.get("time_reference", "")
    start = int(reference) if info.video is None and reference.isdecimal() else 0
    samples = round(Fraction(duration_s) * rate)
    return Recording(path, sha256_of(path), rate, start, samples, sound.channels or 2)
