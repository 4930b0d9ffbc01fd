"""The music with a click on every beat, to check the beats by ear.

Rate and channels are the recording's own, and a click starts on the sample nearest to its beat.
Nothing clips: the click is as loud as the loudest moment of the music, but no quieter than
-20 dBFS and no louder than -7 dBFS, and the music is turned down just as far as the two together
need to stay under -0.2 dBFS.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from backbeat.errors import MediaError, OutputError
from backbeat.media.decode import stream_audio
from backbeat.media.encode import write_audio
from backbeat.media.probe import AudioStream, probe
from backbeat.media.samples import Samples
from backbeat.progress import Progress
from backbeat.v1.music_pb2 import Beat
from backbeat.workflows.beats.files.analyzed_recording import AnalyzedRecording

_DOWNBEAT_HZ, _BEAT_HZ = 2000.0, 1250.0
_BEAT_LEVEL = 0.7
"""Of the other beats, against downbeats."""
_LENGTH_S, _DECAY_S = 0.03, 0.005
_CEILING = 0.977
_QUIETEST, _LOUDEST = 0.1, 0.447
_MAX_IN_FLAC = 8


@dataclass(frozen=True)
class Levels:
    """Factors that keep the sum under the ceiling."""

    music: float
    """On the recording, 1 at most."""
    click: float
    """The peak of a downbeat's click, of full scale."""


def write(recording: AnalyzedRecording, target: Path, progress: Progress) -> None:
    """Reads the recording twice, for its peak and for its sound, a second at a time.

    Raises:
        MediaError: the recording cannot be read any more.
        OutputError: the format cannot hold that rate or those channels, or as for every file.
    """
    track = _track(recording.path)
    is_flac = target.suffix.lower() == ".flac"
    if is_flac and track.channels > _MAX_IN_FLAC:
        raise OutputError(
            f"{target} cannot hold {track.channels} channels, as FLAC ends at {_MAX_IN_FLAC}.",
            "Choose a .wav.",
        )
    peak, channels = 0.0, track.channels
    for block in stream_audio(recording.path, track.rate, progress=progress.part(0, 0.4)):
        peak, channels = max(peak, float(np.abs(block).max())), block.shape[1]
    levels = levels_for(peak)
    music = stream_audio(recording.path, track.rate, progress=progress.part(0.4, 1))
    write_audio(
        target,
        with_clicks(music, track.rate, recording.analysis.beats, levels),
        track.rate,
        codec="flac" if is_flac else "pcm_s24le",
        # Some codecs say only in the sound itself how many channels there are.
        layout=track.layout if channels == track.channels else None,
    )


def levels_for(peak: float) -> Levels:
    """How loud music of that peak, and the click over it, are played."""
    click = min(max(peak, _QUIETEST), _LOUDEST)
    return Levels(min(1.0, (_CEILING - click) / peak) if peak else 1.0, click)


def with_clicks(
    blocks: Iterator[Samples], rate: int, beats: Sequence[Beat], levels: Levels
) -> Iterator[Samples]:
    """Adds a click on each beat to blocks that follow one another, on every channel.

    A click ends where the next one starts, so two never add up.
    """
    clicks = (
        _click(_BEAT_HZ, _BEAT_LEVEL * levels.click, rate),
        _click(_DOWNBEAT_HZ, levels.click, rate),
    )
    starts = [round(beat.time_s * rate) for beat in beats]
    ends = [*starts[1:], starts[-1] + len(clicks[0])] if starts else []
    done = 0
    for block in blocks:
        mixed = block * np.float32(levels.music)
        for index in range(bisect_left(ends, done + 1), len(starts)):
            if starts[index] >= done + len(block):
                break
            click = clicks[beats[index].beat == 1]
            start = max(starts[index], done)
            end = min(starts[index] + len(click), ends[index], done + len(block))
            if start < end:
                sound = click[start - starts[index] : end - starts[index]]
                mixed[start - done : end - done] += sound[:, np.newaxis]
        done += len(block)
        yield mixed


def _click(frequency: float, peak: float, rate: int) -> Samples:
    """Shape (n,); its first sample is its loudest."""
    time = np.arange(max(1, round(_LENGTH_S * rate))) / rate
    fade = 1 - time / _LENGTH_S
    wave = peak * fade * np.exp(-time / _DECAY_S) * np.cos(2 * np.pi * frequency * time)
    sound: Samples = wave.astype(np.float32)
    return sound


def _track(path: Path) -> AudioStream:
    track = probe(path).audio
    if track is None or not track.rate:
        raise MediaError(f"{path} has no sound any more.", "Was it changed while it was read?")
    return track
