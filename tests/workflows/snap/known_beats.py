"""A song whose beats are known, and a look at a snapped file that trusts nobody else."""

from __future__ import annotations

from fractions import Fraction
from functools import cache
from pathlib import Path

import numpy as np
import numpy.typing as npt
import opentimelineio as otio

from backbeat.media.encode import write_audio
from tests.music import synth

BPM = 140
RATE = 25


def a_song(path: Path, seconds: float = 20) -> Path:
    """A recording of drums and chords, in the kind that its name says: the beats are at `BPM` from
    its first sample on.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    samples = played(seconds)
    write_audio(path, samples, synth.RATE, "flac" if path.suffix == ".flac" else "pcm_s16le")
    return path


@cache
def played(seconds: float) -> npt.NDArray[np.float32]:
    """Samples of shape (n, 1)."""
    samples, _ = synth.song(BPM, seconds, start=0.0)
    return samples[:, None] * np.float32(0.5)


def cuts_in(path: Path) -> list[float]:
    """Seconds of the picture cuts of an .otio file, by OpenTimelineIO alone."""
    timeline = otio.adapters.read_from_file(str(path))
    track = timeline.video_tracks()[0]
    return [track.range_of_child(child).start_time.to_seconds() for child in track][1:]


def off_beats(path: Path, origin_s: float, speed: float = 1) -> list[float]:
    """Milliseconds from each picture cut of a file to the nearest beat.

    Args:
        path: an .otio file.
        origin_s: where in the timeline the song's first sample is.
        speed: of the song.
    """
    beat = Fraction(60, BPM) / Fraction(speed)
    off = []
    for cut in cuts_in(path):
        beats = (Fraction(cut) - Fraction(origin_s)) / beat
        off.append(abs(float((beats - round(beats)) * beat)) * 1000)
    return off
