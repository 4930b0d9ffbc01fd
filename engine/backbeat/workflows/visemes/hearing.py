"""Which sounds a recording has when: from its text, by the speech model, or from its spectrum."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from importlib import resources

import numpy as np
from numpy.typing import NDArray

from backbeat.errors import InputError, NotFoundError
from backbeat.footage.speech import speech_in
from backbeat.lipsync.visemes.sounds import REST, Sound, certain, of_arpabet
from backbeat.lipsync.visemes.words import letters_left_out, unknown, words_of
from backbeat.models.visemes import STEP_S, SoundsOfFeatures
from backbeat.packages import require
from backbeat.progress import Progress
from backbeat.speech.sounds import by_small_networks
from backbeat.speech.spectrum import RATE

Float32s = NDArray[np.float32]

TEXT, FEATURES, SPECTRUM = "text", "features", "spectrum"
"""How sounds became known, as `VisemeTrack.method` says it."""
TEXT_STEP_S = 0.005
_MOST_ALIGNED_S = 1200.0
"""Longest recording that is aligned with its text at once: Pocketsphinx keeps all of it."""
_SMALL, _LARGE = ("visemes.onnx", "visemes_stream.onnx"), "visemes_features.onnx"
_AROUND_S = 0.1
"""How far sounds of speech reach beyond where it is found."""
_FEW_KNOWN = 0.6
"""Share of the words that a dictionary of English knows below which a text is in no English."""
_UNLIKELY = 0.45
"""Agreement of aligned sounds with the network below which the text is not what is said."""


@dataclass(frozen=True, eq=False)
class Heard:
    """The sounds of a recording."""

    likely: Float32s
    """Probability of each kind of sound in each step, shape (steps, kinds)."""
    step_s: float
    method: str
    recognised: Float32s
    """What the network says, shape (steps, kinds), every `models.visemes.STEP_S`."""
    model_sha256: str
    warnings: tuple[str, ...]


def heard(
    samples: Float32s, text: str, progress: Progress, features: Float32s | None = None
) -> Heard:
    """The sounds of a recording, as surely as they can be known.

    Args:
        samples: shape (n,), mono at 16 kHz.
        text: what is said; empty: not known.
        progress: notified; may cancel.
        features: the speech model's of the recording, where they are known already.

    Raises:
        InputError: there is text, and the package that aligns it is missing.
        CancelledError: the job was cancelled.
    """
    progress(0, "Listening to speech")
    recognised, method, model_sha256, warnings = _recognised(samples, not text, progress, features)
    if not text:
        return Heard(recognised, STEP_S, method, recognised, model_sha256, tuple(warnings))
    progress(0.5, "Aligning speech with its text")
    sounds, why_not = _aligned(samples, text)
    if sounds is not None:
        likely = certain(sounds, len(samples) / RATE, TEXT_STEP_S)
        if _agreement(likely, recognised) >= _UNLIKELY:
            return Heard(likely, TEXT_STEP_S, TEXT, recognised, model_sha256, ())
        why_not = "The text is not what is said in the recording"
    warnings.append(f"{why_not}, so the shapes are those that were recognised without it.")
    recognised, method, model_sha256, notes = _recognised(samples, True, progress, features)
    return Heard(recognised, STEP_S, method, recognised, model_sha256, (*warnings, *notes))


def _recognised(
    samples: Float32s, well: bool, progress: Progress, features: Float32s | None
) -> tuple[Float32s, str, str, list[str]]:
    """What a network says, the method, the network's digest and warnings."""
    warnings: list[str] = []
    if well:
        try:
            found = by_speech_model(samples, progress, features)
        except NotFoundError:
            warnings.append(_NOT_HERE)
        except InputError as error:
            warnings.append(f"{error} A small network heard the sounds instead, less surely.")
        else:
            return _at_rest_unspoken(found, samples), FEATURES, _digest(*_SMALL, _LARGE), []
    likely = by_small_networks(samples)
    return _at_rest_unspoken(likely, samples), SPECTRUM, _digest(*_SMALL), warnings


def _at_rest_unspoken(likely: Float32s, samples: Float32s) -> Float32s:
    """Rest where nobody speaks: the networks know speech, and take music for some."""
    spoken = np.zeros(len(likely), bool)
    for span in speech_in([samples]):
        first = max(0, int((span.start_s - _AROUND_S) / STEP_S))
        spoken[first : int((span.end_s + _AROUND_S) / STEP_S) + 1] = True
    resting = np.zeros_like(likely)
    resting[:, REST] = 1
    return np.where(spoken[:, np.newaxis], likely, resting)


_NOT_HERE = (
    "The speech model is not here, so a small network heard the sounds, less surely. "
    "backbeat models pull speech brings it."
)


def by_speech_model(
    samples: Float32s, progress: Progress, features: Float32s | None = None
) -> Float32s:
    """The mean of what is heard from the speech model's features and what the small networks hear.

    Args:
        samples: shape (n,), mono at 16 kHz.
        progress: notified; may cancel.
        features: as `heard`.

    Returns:
        Shape (steps, kinds), every `models.visemes.STEP_S`.

    Raises:
        NotFoundError: the speech model was not pulled.
        InputError: it cannot be run here.
        CancelledError: the job was cancelled.
    """
    from backbeat.models.whisper import Whisper
    from backbeat.speech.features import stream_features

    heard = stream_features([samples], Whisper()) if features is None else iter([features])
    parts: list[Float32s] = []
    steps, all_steps = 0, len(samples) / RATE / STEP_S
    # Piece by piece, since the features of an hour are 400 MB.
    for part in SoundsOfFeatures().probabilities(heard):
        parts.append(part)
        steps += len(part)
        progress(min(1.0, steps / all_steps), "Listening to speech")
    small = by_small_networks(samples)
    large = np.concatenate([small[:0], *parts])
    count = min(len(small), len(large))
    return np.concatenate([(small[:count] + large[:count]) / 2, large[count:]])


def _aligned(samples: Float32s, text: str) -> tuple[list[Sound] | None, str]:
    """The sounds of a text in the recording; or None, and why there are none."""
    require("pocketsphinx")
    from backbeat.models.phones import align, dictionary

    words = words_of(text)
    known = dictionary()
    share = sum(word in known for word in words) / max(1, len(words))
    if letters_left_out(text) > len(text) / 10 or share < _FEW_KNOWN:
        return None, "Only English text can be aligned"
    if len(samples) / RATE > _MOST_ALIGNED_S:
        return None, f"Text is aligned with {_MOST_ALIGNED_S / 60:.0f} minutes of speech at most"
    phones = align(samples, words, unknown(words, known))
    if phones is None:
        return None, "The text does not fit the recording"
    return of_arpabet(phones), ""


def _agreement(likely: Float32s, recognised: Float32s) -> float:
    """How likely the network finds what was aligned, beside what it finds likeliest itself.

    1: it would have said the same. A ratio, since in noise it finds nothing likely. Where both find
    rest does not count.
    """
    every = round(STEP_S / TEXT_STEP_S)
    aligned = likely[every // 2 :: every][: len(recognised)]
    spoken = (aligned[:, REST] == 0) | (recognised[: len(aligned)].argmax(axis=1) != REST)
    heard = recognised[: len(aligned)][spoken]
    if not len(heard):
        return 0.0
    return float((aligned[spoken] * heard).sum() / heard.max(axis=1).sum())


def _digest(*names: str) -> str:
    folder = resources.files("backbeat.models") / "weights"
    return hashlib.sha256(b"".join((folder / name).read_bytes() for name in names)).hexdigest()
