"""Writes down what is said in a recording of any length."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from backbeat.footage.footage import Span
from backbeat.footage.speech import spans_of
from backbeat.models.speech import FRAME, RATE, SpeechProbability
from backbeat.models.whisper import Whisper
from backbeat.progress import SILENT, Progress
from backbeat.speech.reading import Reader, SpokenWord
from backbeat.speech.windows import Window, windows_of

Float32s = NDArray[np.float32]

_ASKED = 8
"""Windows that the language is found out from, from all over the recording."""
_LONG = 5 * RATE
"""Samples of a window that is asked rather than shorter ones."""


@dataclass(frozen=True, eq=False)
class Voice:
    """Where a recording has speech."""

    samples: int
    """Length of the recording at 16 kHz."""
    probability: Float32s
    """Of speech, in each frame of 32 ms."""
    spans: tuple[Span, ...]


@dataclass(frozen=True)
class Language:
    """The language of a recording."""

    code: str
    """ISO 639-1; empty where nothing is said."""
    confidence: float
    """0 to 1; 1 where it was given."""
    guessed: bool


Read = Callable[[int, int], Float32s]
"""Sound from a sample on, that many, mono at 16 kHz."""


def voice_in(blocks: Iterable[Float32s]) -> Voice:
    """Where there is speech in blocks of sound, mono at 16 kHz, one after another."""
    model = SpeechProbability()
    samples, parts = 0, list[Float32s]()
    for block in blocks:
        samples += len(block)
        parts.append(model.feed(block))
    probability = np.concatenate([*parts, model.finish()])
    return Voice(samples, probability, spans_of(probability))


def language_of(voice: Voice, read: Read, model: Whisper, given: str = "") -> Language:
    """The language given, or the likeliest of those that the model knows."""
    if given:
        return Language(given, 1.0, False)
    windows = windows_of(voice.spans, voice.probability, voice.samples)
    if not windows:
        return Language("", 0.0, True)
    choice = [window for window in windows if window.samples >= _LONG] or windows
    places = np.unique(np.linspace(0, len(choice) - 1, _ASKED).round().astype(int))
    asked = [choice[place] for place in places]
    found = [_languages(window, read, model) for window in asked]
    weights = [window.samples / sum(window.samples for window in asked) for window in asked]
    mean = {
        code: sum(weight * one.get(code, 0.0) for weight, one in zip(weights, found, strict=True))
        for code in found[0]
    }
    code = max(mean, key=lambda code: mean[code])
    return Language(code, mean[code], True)


def words_in(
    voice: Voice,
    read: Read,
    reader: Reader,
    progress: Progress = SILENT,
) -> list[SpokenWord]:
    """The words of a recording, in order; none overlap, and speakers are not told apart yet.

    Args:
        voice: where the recording has speech.
        read: reads the recording.
        reader: reads windows.
        progress: notified after each window.

    Raises:
        CancelledError: the job was cancelled.
    """
    windows = windows_of(voice.spans, voice.probability, voice.samples)
    words: list[SpokenWord] = []
    for window in windows:
        progress(window.first / max(voice.samples, 1), "Writing down what is said")
        speech = voice.probability[window.first // FRAME : _end(window) // FRAME + 1]
        for word in reader.read(read(window.first, window.samples), speech):
            words.append(
                replace(
                    word,
                    start_s=word.start_s + window.start_s,
                    end_s=word.end_s + window.start_s,
                )
            )
    progress(1, "Writing down what is said")
    return words


def _languages(window: Window, read: Read, model: Whisper) -> Mapping[str, float]:
    return model.languages(model.encode(read(window.first, window.samples)))


def _end(window: Window) -> int:
    return window.first + window.samples
