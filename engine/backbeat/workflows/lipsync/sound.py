"""What is heard with a lip-sync: the new speech, and the video's own sound before and after it."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from backbeat.media.decode import stream_audio
from backbeat.media.probe import probe
from backbeat.media.retouching.retouch import NewSound
from backbeat.media.samples import Samples
from backbeat.media.sound_formats import SoundFormat
from backbeat.media.spool import Spool
from backbeat.progress import Progress
from backbeat.workflows.lipsync.recordings import Recording

RATE = 48000
"""Of the new sound, in Hz."""
_FADE_S = 0.01
"""In which one sound turns into the other."""
_CODECS = {".mp4": "aac", ".mov": "pcm_s24le", ".mkv": "flac"}
_SURROUND, _CENTRE = 5, 2
"""Channels from which a sound has a centre, where its dialogue is, and which channel that is."""


@dataclass(frozen=True, eq=False)
class _Placed:
    """A recording at the rate of the output."""

    spool: Spool
    first: int
    """The sample of the output at which it begins; may be negative."""


@dataclass(frozen=True, eq=False)
class Heard:
    """What is heard in an output."""

    source: Path
    """The video."""
    recordings: Sequence[Recording]
    """Of new speech, where they are heard."""
    start_s: float
    """The moment of the source with which the output begins."""
    end_s: float
    """How long the output is."""
    whole: bool
    """Whether it shows all pictures of the source, as they are."""


@contextlib.contextmanager
def new_sound(
    heard: Heard, target: Path, folder: Path, progress: Progress
) -> Iterator[tuple[NewSound, ...]]:
    """The sound of an output; none where it is the video's own, unchanged.

    Of surround sound only the centre is replaced.

    Args:
        heard: what it is.
        target: the video that is written; its ending decides the codec.
        folder: for temporary files.
        progress: may cancel.

    Raises:
        MediaError: a sound cannot be read.
        OutputError: the disk is full.
        CancelledError: the job was cancelled.
    """
    source, own = heard.source, probe(heard.source).audio
    if not heard.recordings and (heard.whole or own is None):
        yield ()
        return
    channels = own.channels if own is not None else 0
    layout = own.layout if own is not None else ""
    with contextlib.ExitStack() as closing:
        placed = []
        for one in heard.recordings:
            spool = closing.enter_context(Spool(RATE, folder))
            spool.append(stream_audio(one.path, RATE, progress=progress))
            channels = max(channels, min(2, spool.channels))
            placed.append(_Placed(spool, round(one.start_s * RATE)))
        if channels > 2 and own is not None and own.channels != channels:
            layout = ""
        if own is None or own.channels != channels:
            layout = {1: "mono", 2: "stereo"}.get(channels, layout)
        ground = closing.enter_context(Spool(RATE, folder))
        if own is not None:
            # By as many channels as are written; mono is heard on both sides.
            ground.append(stream_audio(source, RATE, channels=channels, progress=progress))
        form = SoundFormat(
            _CODECS[target.suffix.lower()], RATE, layout, channels, *_quality(target, channels)
        )
        yield (
            NewSound(
                _blocks(ground, placed, heard, channels),
                form,
                0 if heard.whole and own is not None else None,
            ),
        )


def _quality(target: Path, channels: int) -> tuple[int | None, int | None]:
    """Bits of a sample, or bits a second."""
    codec = _CODECS[target.suffix.lower()]
    return (None, 160_000 * channels) if codec == "aac" else (24, None)


def _blocks(
    ground: Spool, placed: Sequence[_Placed], heard: Heard, channels: int
) -> Iterator[Samples]:
    total, skipped = round(heard.end_s * RATE), round(heard.start_s * RATE)
    for first in range(0, total, RATE):
        count = min(RATE, total - first)
        block = np.zeros((count, channels), np.float32)
        if ground.samples:
            block[:] = ground.read(first + skipped, count)
        replaced = np.zeros(count, np.float32)
        speech = np.zeros((count, channels), np.float32)
        for one in placed:
            replaced = np.maximum(replaced, _share(one, first, count))
            speech += _spread(one.spool.read(first - one.first, count), channels)
        speech_channels = _dialogue(channels)
        block[:, speech_channels] *= (1 - replaced)[:, None]
        yield block + speech


def _share(one: _Placed, first: int, count: int) -> Samples:
    """How much of the own sound a recording replaces in each sample, 0 to 1."""
    at = np.arange(first, first + count) - one.first
    fade = round(_FADE_S * RATE)
    before, after = (at + fade) / fade, (one.spool.samples + fade - at) / fade
    return np.asarray(np.clip(np.minimum(before, after), 0, 1), np.float32)


def _spread(heard: Samples, channels: int) -> Samples:
    """A recording in the channels of the output: in the centre where there is one."""
    if heard.shape[1] == channels:
        return heard
    spread = np.zeros((len(heard), channels), np.float32)
    spread[:, _dialogue(channels)] = heard.mean(axis=1)[:, None]
    return spread


def _dialogue(channels: int) -> list[int]:
    return [_CENTRE] if channels >= _SURROUND else list(range(channels))
