"""The bank: all that is known of each picture in which the speaker's mouth is seen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from backbeat.lipsync.bank.hearing import Voice, sounds_at
from backbeat.lipsync.bank.looks import SIZE, components, sharpness_of, small_of
from backbeat.lipsync.bank.openings import openings

Bytes = NDArray[np.uint8]
Float32s = NDArray[np.float32]
Float64s = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

LEAST_SPEECH_S = 8.0
"""Speech in a bank below which sounds are missing from it."""
USABLE_SPEECH_S = 4.0
"""Speech from which a bank makes better mouths than none: measured on parts of longer clips, lips
then close and round as well as from twice as much; below, every fourth closure has no mouth."""

_AROUND_S, _STILL = 0.6, 0.15
"""Time around a picture in which lips move if they speak, and the share of this face's liveliest
movement below which they are taken to be still."""


@dataclass(frozen=True, eq=False)
class Mouths:
    """Mouths of one face in one clip. Arrays have a row for each picture, in order."""

    clip: Ints
    """Which of the clips, from 0."""
    face: Ints
    """Number of its face track."""
    picture: Ints
    """Which of the clip's pictures."""
    times_s: Float64s
    """When it is shown."""
    heard_s: Float64s
    """When what belongs to it is heard: the clip's own offset of sound taken out."""
    lips: Float32s
    """As `FaceTrack.lips`, shape (n, 8)."""
    pose: Float32s
    """As `FaceTrack.pose`, shape (n, 3)."""
    opening: Float64s
    """As `openings` sees it on pixels."""
    small: Float32s
    """As `looks.small_of`, shape (n, `looks.SIZE`)."""
    sharpness: Float64s
    """In medians of the clip."""
    sounds: Float32s
    """How likely each kind of sound is heard, shape (n, 18)."""
    spoken: Bools
    """Whether this face speaks: a voice is heard, and the lips move."""
    listening: Bools
    """Whether a voice is heard while the lips hardly move: somebody else's, most likely."""


@dataclass(frozen=True, eq=False)
class Bank:
    """Mouths of a speaker, of one or several clips."""

    mouths: Mouths
    voices: tuple[Voice, ...]
    """Of each clip."""
    look: Float32s
    """Mouths by their principal components, on the scale of lightness, shape (n, k)."""
    period_s: float
    """Time between pictures of the first clip."""
    speech_s: float
    """How long the speaker speaks in it."""
    left_out: int
    """Pictures that were left out because there are enough without them."""

    def __len__(self) -> int:
        return len(self.mouths.picture)

    @property
    def is_enough(self) -> bool:
        """Whether there is enough speech to take other words from."""
        return self.speech_s >= LEAST_SPEECH_S

    @property
    def is_usable(self) -> bool:
        """Whether there is enough for mouths to be taken from it where nobody asked for that."""
        return self.speech_s >= USABLE_SPEECH_S


@dataclass(frozen=True, eq=False)
class Seen:
    """Pictures of one face track that are worth having."""

    clip: int
    face: int
    picture: Ints
    times_s: Float64s
    lips: Float32s
    pose: Float32s
    squares: Bytes
    """Around the mouth, shape (n, `SIDE`, `SIDE`, 3)."""
    points: Float32s
    """Of the mesh in the square, shape (n, 468, 2)."""


def mouths_of(seen: Seen, voice: Voice, offset_s: float, spoken: Bools, step_s: float) -> Mouths:
    """Measures the mouths of one face.

    Args:
        seen: its pictures.
        voice: the clip's own.
        offset_s: by how much that is late.
        spoken: where somebody speaks, in steps of `step_s`.
        step_s: length of a step.
    """
    heard_s = seen.times_s + offset_s
    sharpness = np.array([sharpness_of(square) for square in seen.squares])
    at = np.clip((heard_s / step_s).astype(np.int64), 0, max(len(spoken) - 1, 0))
    count = len(seen.picture)
    heard = spoken[at] if len(spoken) else np.zeros(count, np.bool_)
    moving = _moving(seen.lips, seen.times_s)
    return Mouths(
        clip=np.full(count, seen.clip),
        face=np.full(count, seen.face),
        picture=seen.picture,
        times_s=seen.times_s,
        heard_s=heard_s,
        lips=seen.lips,
        pose=seen.pose,
        opening=openings(seen.squares, seen.points, seen.lips[:, 0]),
        small=np.array([small_of(one) for one in seen.squares], np.float32).reshape(-1, SIZE),
        sharpness=sharpness / max(float(np.median(sharpness)) if count else 1.0, 1e-6),
        sounds=sounds_at(voice.speech, heard_s),
        spoken=heard & moving,
        listening=heard & ~moving,
    )


def _moving(lips: Float32s, times_s: Float64s) -> Bools:
    """Where lips move as they do in speech: within a second, far enough for this face."""
    if len(lips) < 2:
        return np.ones(len(lips), np.bool_)
    opening = lips[:, :2].sum(axis=1, dtype=np.float64)
    first = np.searchsorted(times_s, times_s - _AROUND_S)
    after = np.searchsorted(times_s, times_s + _AROUND_S, "right")
    counts = after - first
    sums, squares = (np.concatenate([[0.0], np.cumsum(x)]) for x in (opening, opening**2))
    mean = (sums[after] - sums[first]) / counts
    spread = np.sqrt(np.maximum((squares[after] - squares[first]) / counts - mean**2, 0))
    return np.asarray(spread >= _STILL * np.quantile(spread, 0.9), np.bool_)


def bank_of(
    parts: Sequence[Mouths], voices: Sequence[Voice], period_s: float, left_out: int = 0
) -> Bank:
    """Puts the mouths of several faces together, which are all the same speaker's.

    Args:
        parts: at least one.
        voices: of each clip.
        period_s: time between pictures of the first clip.
        left_out: pictures that were left out of them.
    """
    mouths = Mouths(
        *(np.concatenate([getattr(part, field.name) for part in parts]) for field in fields(Mouths))
    )
    speech_s = sum(_spoken_s(part) for part in parts)
    return Bank(mouths, tuple(voices), components(mouths.small), period_s, speech_s, left_out)


def _spoken_s(part: Mouths) -> float:
    if len(part.times_s) < 2:
        return 0.0
    lengths = np.diff(part.times_s, append=2 * part.times_s[-1] - part.times_s[-2])
    return float(np.minimum(lengths, 0.2)[part.spoken].sum())
