"""The song of a cut: analysed, and what of it is heard."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

from backbeat.cutting.building import Recording
from backbeat.errors import RequestError
from backbeat.files import sha256_of
from backbeat.media.probe import probe
from backbeat.music.fitting import SongEdit, as_heard, best_window, fit, messages, whole
from backbeat.progress import Progress
from backbeat.v1.assembly_pb2 import MUSIC_FIT_EDIT, LengthOptions, MusicFit
from backbeat.v1.cutting_pb2 import Placement
from backbeat.v1.music_pb2 import BeatOptions, MusicAnalysis, SongJoin

if TYPE_CHECKING:
    from backbeat.sliced_sound import Audio


@dataclass(frozen=True)
class HeardSong:
    """The song as the edit has it."""

    recording: Recording
    analysis: MusicAnalysis
    """Of what is heard, from the timeline's first frame."""
    audio: Audio
    """The whole song, mono; to be read as long as the song is open."""
    edit: SongEdit
    """Which stretches of it are heard."""
    warnings: Sequence[str]

    @property
    def placements(self) -> list[Placement]:
        """The stretches as messages."""
        return [
            Placement(
                path=str(self.recording.path),
                timeline_start_s=float(stretch.start_s),
                source_start_s=float(stretch.source_start_s),
                duration_s=float(stretch.length_s),
            )
            for stretch in self.edit.stretches
        ]

    @property
    def joins(self) -> list[SongJoin]:
        """Where one stretch goes over into the next."""
        return messages(self.edit)


@contextmanager
def heard_song(
    path: Path, options: BeatOptions, length: LengthOptions, progress: Progress
) -> Iterator[HeardSong]:
    """Analyses a song and makes it as long as is wanted; open until the block ends.

    Raises:
        RequestError: options that make no sense.
        MediaError: the song cannot be read.
        CancelledError: the job was asked to stop.
    """
    from backbeat.workflows.beats.job import analyzed_recording

    check_length(length)
    with analyzed_recording(path, options, progress.part(0, 0.9)) as (audio, analysis):
        recording = recording_of(path, analysis.duration_s)
        edit = _edited(audio, analysis, length, progress.part(0.9, 1))
        warnings = [
            warning if path.name in warning else f"{path.name}: {warning}"
            for warning in analysis.warnings
        ]
        warnings += edit.warnings
        yield HeardSong(recording, as_heard(analysis, edit), audio, edit, warnings)


def check_length(length: LengthOptions) -> None:
    """Refuses options that make no sense. Raises: RequestError."""
    if not math.isfinite(length.length_s) or length.length_s < 0:
        raise RequestError(f"length_s = {length.length_s:g} is no length.")
    if length.fit not in MusicFit.values():
        raise RequestError(f"fit = {length.fit} is no known choice.")
    if length.fit == MUSIC_FIT_EDIT and not length.length_s:
        raise RequestError("A song cannot be made to fit without a length.", "Give the length.")


def _edited(
    audio: Audio, analysis: MusicAnalysis, length: LengthOptions, progress: Progress
) -> SongEdit:
    if not length.length_s:
        return whole(analysis.duration_s)
    if length.fit == MUSIC_FIT_EDIT:
        return fit(audio.samples, audio.rate, analysis, length.length_s, progress)
    return best_window(analysis, length.length_s)


def recording_of(path: Path, duration_s: float) -> Recording:
    """The facts about a song's file; `duration_s` is what was decoded of it. Raises: MediaError."""
    info = probe(path)
    sound = info.sound(0)
    rate = sound.rate or 48000
    reference = info.metadata.get("time_reference", "")
    start = int(reference) if info.video is None and reference.isdecimal() else 0
    samples = round(Fraction(duration_s) * rate)
    return Recording(path, sha256_of(path), rate, start, samples, sound.channels or 2)
