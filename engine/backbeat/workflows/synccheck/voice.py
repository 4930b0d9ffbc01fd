"""Hears the voice of a video: what it lets expect of the lips, and where somebody speaks."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from backbeat.errors import InputError, NotFoundError
from backbeat.media.decode import read_audio
from backbeat.media.probe import probe
from backbeat.progress import Progress
from backbeat.speech.spectrum import RATE
from backbeat.sync.lips.expected import Expected, by_features, by_spectrum
from backbeat.sync.lips.movement import STEP_S

Float32s = npt.NDArray[np.float32]
Bools = npt.NDArray[np.bool_]

WITHOUT_MODEL = (
    "The speech model is not here, so that offsets are less sure: backbeat models pull speech "
    "brings it."
)


@dataclass(frozen=True, eq=False)
class Voice:
    """A voice, on the clock of the picture."""

    samples: Float32s
    """One channel at `spectrum.RATE`; sample 0 is at the first picture."""
    expected: Expected
    spoken: Bools
    """Where somebody speaks, in steps of 10 ms."""
    warnings: tuple[str, ...] = ()


def voice_of(path: Path, progress: Progress) -> Voice:
    """Hears a recording whose start is at the first picture.

    Raises:
        MediaError: it cannot be read, or has no sound.
        CancelledError: the job was cancelled.
    """
    samples = dialogue(path, progress.part(0, 0.2))
    spoken = spoken_steps(samples)
    warnings: tuple[str, ...] = ()
    expected = _by_model(samples, progress.part(0.2, 1)) if spoken.any() else None
    if expected is None:
        expected = by_spectrum(samples)
        if spoken.any():
            warnings = (WITHOUT_MODEL,)
    return Voice(samples, expected, spoken, warnings)


def dialogue(path: Path, progress: Progress) -> Float32s:
    """The centre channel of surround sound, else all channels mixed; mono at `spectrum.RATE`."""
    sound = probe(path).sound(0)
    if sound.layout.startswith(("5.", "7.")) and sound.channels > 2:
        return np.ascontiguousarray(read_audio(path, RATE, progress=progress).samples[:, 2])
    return read_audio(path, RATE, channels=1, progress=progress).samples[:, 0]


def spoken_steps(samples: Float32s) -> Bools:
    """Where somebody speaks, in steps of 10 ms.

    Args:
        samples: one channel at `spectrum.RATE`, shape (n,).
    """
    from backbeat.footage.speech import speech_in

    count = int(len(samples) / RATE / STEP_S) + 1
    found = np.zeros(count, np.bool_)
    block = 10 * RATE
    for span in speech_in(samples[at : at + block] for at in range(0, len(samples), block)):
        found[round(span.start_s / STEP_S) : round(span.end_s / STEP_S)] = True
    return found


def _by_model(samples: Float32s, progress: Progress) -> Expected | None:
    """By the speech model's features; None where it was not pulled."""
    from backbeat.models.whisper import Whisper
    from backbeat.speech.features import speech_features

    try:
        model = Whisper()
    except (NotFoundError, InputError):
        return None
    return by_features(speech_features(samples, model, progress))
