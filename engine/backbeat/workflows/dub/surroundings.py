"""What is heard besides the new lines: the original's sound without its speech."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from backbeat.files.scratch import scratch_folder
from backbeat.footage.footage import Span
from backbeat.loudness.layouts import places
from backbeat.loudness.meter import Powers
from backbeat.loudness.windows import GRID_HZ
from backbeat.media.decode import stream_audio
from backbeat.media.resampling import Resampler
from backbeat.media.samples import Samples
from backbeat.media.spool import Spool
from backbeat.models.speech import FRAME, RATE, SpeechProbability
from backbeat.progress import Progress
from backbeat.sync.dub.ambience import Ambience
from backbeat.sync.dub.tones import share_with_tones

Float32s = npt.NDArray[np.float32]
Float64s = npt.NDArray[np.float64]

_LIKELY = 0.5
_SPOKEN_SHARE = 0.1
"""Share of the speech's time in which a channel by itself is taken for speech, from which on it
is a channel with speech."""
_LOUDER_DB = 3.0
"""How much louder a channel with speech is while somebody speaks."""
_MUSIC = 0.3
"""Share of the pauses with tones from which on music is spoken of."""
_SHOWN = 0.01
_STEP = RATE // GRID_HZ
_LISTENED_S = 180.0
"""Pauses that are listened to for music."""


@dataclass(frozen=True, eq=False)
class Original:
    """The video's sound, put by."""

    spool: Spool
    layout: str
    """FFmpeg's name."""
    mixing: Float32s
    """From its channels to those its speech is looked for in, shape (channels, channels)."""
    spoken: tuple[int, ...]
    """Those of them that have speech."""
    powers: Float64s
    """K-weighted mean squares of steps of 10 ms, all channels together."""

    @property
    def rate(self) -> int:
        """In Hz."""
        return self.spool.rate

    @property
    def channels(self) -> int:
        """How many."""
        return self.spool.channels

    @property
    def voice(self) -> Float32s:
        """The gain that a voice has in each channel: in the centre, where there is one."""
        named = places(self.layout, self.channels)
        centre = [name == "FC" for name in named]
        front = [name in ("FL", "FR") for name in named]
        chosen = centre if any(centre) else front if any(front) else [True] * self.channels
        return np.array(chosen, np.float32)


@contextlib.contextmanager
def original_of(
    video: Path, rate: int, layout: str, spans: Sequence[Span], progress: Progress
) -> Iterator[Original]:
    """The first track of a video's sound; its temporary file is gone afterwards.

    Args:
        video: the video.
        rate: of its sound, in Hz.
        layout: FFmpeg's name.
        spans: where it has speech.
        progress: may cancel.

    Raises:
        MediaError: it cannot be read.
        OutputError: the disk for temporary files is full.
        CancelledError: the job was cancelled.
    """
    with (
        scratch_folder() as folder,
        Spool(rate, folder) as spool,
    ):
        looked_at: list[_Channels] = []
        for block in stream_audio(video, rate, progress=progress):
            if not looked_at:
                looked_at.append(_Channels(rate, block.shape[1], layout))
            looked_at[0].feed(block)
            spool.append([block])
        channels = looked_at[0]
        powers, spoken = channels.finish(spans)
        yield Original(spool, layout, channels.mixing, spoken, powers)


class _Channels:
    """Finds out which channels have speech: of stereo, which of middle and sides."""

    def __init__(self, rate: int, channels: int, layout: str) -> None:
        self.mixing = np.eye(channels, dtype=np.float32)
        if places(layout, channels) == ("FL", "FR"):
            self.mixing = np.array([[0.5, 0.5], [0.5, -0.5]], np.float32)
        self._powers = Powers(rate, channels, layout)
        self._resamplers = [Resampler(rate, RATE, 1) for _ in range(channels)]
        self._models = [SpeechProbability() for _ in range(channels)]
        self._found: list[list[Float32s]] = [[] for _ in range(channels)]
        self._levels: list[list[Float32s]] = [[] for _ in range(channels)]
        self._waiting = [np.zeros(0, np.float32) for _ in range(channels)]

    def feed(self, block: Samples) -> None:
        self._powers.feed(block)
        mixed = block @ self.mixing
        for channel in range(mixed.shape[1]):
            part = np.ascontiguousarray(mixed[:, channel : channel + 1])
            self._take(channel, self._resamplers[channel].feed(part)[:, 0])

    def _take(self, channel: int, samples: Float32s) -> None:
        self._found[channel].append(self._models[channel].feed(samples))
        joined = np.concatenate([self._waiting[channel], samples])
        whole = len(joined) // _STEP * _STEP
        rows = joined[:whole].reshape(-1, _STEP)
        self._levels[channel].append((rows * rows).mean(axis=1))
        self._waiting[channel] = joined[whole:]

    def finish(self, spans: Sequence[Span]) -> tuple[Float64s, tuple[int, ...]]:
        spoken: list[int] = []
        for channel, model in enumerate(self._models):
            self._take(channel, self._resamplers[channel].finish()[:, 0])
            self._found[channel].append(model.finish())
            probability = np.concatenate(self._found[channel])
            if self._has_speech(channel, probability, spans):
                spoken.append(channel)
        return self._powers.finish(), tuple(spoken)

    def _has_speech(self, channel: int, probability: Float32s, spans: Sequence[Span]) -> bool:
        power = np.concatenate(self._levels[channel])
        speaks = np.zeros(len(power), np.bool_)
        for span in spans:
            speaks[round(span.start_s * GRID_HZ) : round(span.end_s * GRID_HZ)] = True
        if not speaks.any() or power.max(initial=0.0) == 0.0:
            return False
        at = np.minimum(np.flatnonzero(speaks) * _STEP // FRAME, len(probability) - 1)
        if float((probability[at] > _LIKELY).mean()) > _SPOKEN_SHARE:
            return True
        if speaks.all():
            return False
        louder_db = 10 * np.log10(
            (power[speaks].mean() + 1e-12) / (np.median(power[~speaks]) + 1e-12)
        )
        return bool(louder_db > _LOUDER_DB)


@dataclass(frozen=True, eq=False)
class Surroundings:
    """What is heard besides the lines of one track."""

    read: Callable[[int, int], Samples]
    """Samples from one on, that many, in the channels of the mix."""
    sentence: str
    """What it is."""
    made_share: float
    """Share of the time in which it had to be made."""
    music_share: float
    warnings: tuple[str, ...] = ()


def without_speech(original: Original, spans: Sequence[Span], kept: Sequence[Span]) -> Surroundings:
    """The original without its speech.

    Args:
        original: the video's sound.
        spans: where it has speech.
        kept: lines that are heard as they are.
    """
    back = np.linalg.inv(original.mixing).astype(np.float32)

    def mixed(first: int, count: int) -> Samples:
        return np.asarray(original.spool.read(first, count) @ original.mixing, np.float32)

    rate, total = original.rate, original.spool.samples
    ambience = Ambience(mixed, rate, total, original.channels, original.spoken, spans, kept)

    def read(first: int, count: int) -> Samples:
        return np.asarray(ambience.block(first, count) @ back, np.float32)

    music = share_with_tones(_pauses(original, ambience), rate)
    made = sum(stretch.samples for stretch in ambience.grown) / max(total, 1)
    return Surroundings(
        read,
        _sentence(original, ambience),
        made if original.spoken else 0.0,
        music,
        tuple(_warnings(music, made)) if original.spoken else (),
    )


def _pauses(original: Original, ambience: Ambience) -> Iterator[Samples]:
    """Pauses, some of them where there are many."""
    left = round(_LISTENED_S * original.rate)
    length = sum(gap.samples for gap in ambience.gaps)
    for gap in ambience.gaps[:: max(1, length // left)]:
        count = min(gap.samples, left)
        if count > 0:
            left -= count
            yield original.spool.read(gap.first, count)


def of_file(path: Path, original: Original, spool: Spool, progress: Progress) -> Surroundings:
    """A mix of music and effects without speech.

    Args:
        path: the mix.
        original: the video's sound, whose channels it is to have.
        spool: where to put it.
        progress: may cancel.

    Raises:
        MediaError: it cannot be read, or has other channels than the video's sound.
        CancelledError: the job was cancelled.
    """
    channels = original.channels
    spool.append(stream_audio(path, original.rate, channels=channels, progress=progress))
    return Surroundings(spool.read, f"It is {path.name}.", 0.0, 0.0)


def _sentence(original: Original, ambience: Ambience) -> str:
    if not original.spoken:
        return "The original has no speech: all of its sound is kept."
    kept = original.channels - len(original.spoken)
    parts = ["Between the lines it is the original's own"]
    if kept:
        named = "sides" if original.channels == 2 else "other channels than that of the speech"
        parts.append(f"its {named} are kept throughout")
    how = (
        "grown from the pauses around them"
        if ambience.is_of_pauses
        else "noise like that of its quietest moments, as it hardly has a pause"
    )
    parts.append(f"under them it is {how}")
    return f"{'; '.join(parts)}."


def _warnings(music: float, made: float) -> Iterator[str]:
    if music > _MUSIC and made > _SHOWN:
        yield (
            f"Music, or something else with tones, is heard in {music:.0%} of the pauses. Under "
            f"the new lines ({made:.0%} of the time) it cannot be kept: give the music and effects "
            "without speech with --effects FILE."
        )
