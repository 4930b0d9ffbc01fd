"""The demo's material: a song, six clips and an edit of them, all made by code."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from backbeat.media.encode import write_audio
from backbeat.progress import SILENT, Progress
from backbeat.workflows.demo.clips import Clip, make_clips
from backbeat.workflows.demo.edit import TrueCut, make_edit, true_cuts
from backbeat.workflows.demo.song import make_song

__all__ = ["RATE", "Clip", "Material", "TrueCut", "Truth", "make_material"]

RATE = Fraction(25)
"""Frames a second of clips and edit."""
SONG_NAME = "song.wav"


@dataclass(frozen=True)
class Truth:
    """The true beats and tempo of the song, and the true cuts."""

    beats: tuple[float, ...]
    """Seconds from the song's first sample."""
    downbeats: tuple[float, ...]
    """Likewise, the first beat of every bar."""
    bpm: float
    cuts: tuple[TrueCut, ...]


@dataclass(frozen=True)
class Material:
    """The demo's files."""

    song: Path
    edit: Path
    clips: tuple[Clip, ...]
    truth: Truth


def make_material(folder: Path, progress: Progress = SILENT) -> Material:
    """Writes song, clips and edit into `folder`, which must exist. The same bytes every time.

    Raises:
        OutputError: the folder cannot be written to.
        CancelledError: the job was asked to stop.
    """
    folder = folder.resolve()
    progress(0.0, "Playing the song")
    song = make_song()
    song_path = folder / SONG_NAME
    write_audio(song_path, song.samples, song.rate, progress=progress.part(0.05, 0.15))
    clips = make_clips(folder, RATE, progress.part(0.15, 0.95))
    edit = make_edit(folder, song_path, song, clips, RATE)
    progress(1.0, "Made the demo's material")
    return Material(
        song_path, edit, clips, Truth(song.beats, song.downbeats, song.bpm, true_cuts(song, RATE))
    )
