"""The demo's material: a song, six clips and an edit of them, all made by code."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from backbeat.media.encode import write_audio
from backbeat.progress import SILENT, Progress
from backbeat.workflows.demo.clips import CLIPS, Clip, clip_name, make_clips
from backbeat.workflows.demo.edit import FILE_NAME, TrueCut, make_edit, true_cuts
from backbeat.workflows.demo.song import make_song
from backbeat.workflows.inputs import Inputs
from backbeat.workflows.outputs import writing

__all__ = ["RATE", "Clip", "Material", "TrueCut", "Truth", "make_material", "material_files"]

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


def material_files(folder: Path) -> list[Path]:
    """The files that `make_material` writes."""
    names = [SONG_NAME, *(clip_name(number) for number in range(1, CLIPS + 1)), FILE_NAME]
    return [folder / name for name in names]


def make_material(folder: Path, progress: Progress = SILENT, overwrite: bool = False) -> Material:
    """Writes song, clips and edit into `folder`, which must exist. The same bytes every time.

    Args:
        folder: where they go.
        progress: notified as work proceeds, and polled for cancellation.
        overwrite: whether files of these names may be replaced that Backbeat did not write.

    Raises:
        OutputError: the folder cannot be written to.
        AlreadyExistsError: it has files of these names that Backbeat did not write.
        CancelledError: the job was asked to stop.
    """
    folder = folder.resolve()
    progress(0.0, "Playing the song")
    song = make_song()
    song_path = folder / SONG_NAME
    with writing(Inputs(()), material_files(folder), overwrite) as written:
        rest = progress.part(0.05, 0.15)
        write_audio(written.at(song_path), song.samples, song.rate, progress=rest)
        clips = make_clips(folder, RATE, written.at, progress.part(0.15, 0.95))
        edit = make_edit(folder, song_path, song, clips, RATE, written.at)
    progress(1.0, "Made the demo's material")
    return Material(
        song_path, edit, clips, Truth(song.beats, song.downbeats, song.bpm, true_cuts(song, RATE))
    )
