"""The words of a recording and their times: from its text, or written down by the speech model."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from backbeat.errors import InputError, NotFoundError
from backbeat.lipsync.changes.words import TimedWord
from backbeat.lipsync.visemes.words import letters_left_out, unknown, words_of
from backbeat.progress import Progress
from backbeat.speech.spectrum import RATE

Float32s = NDArray[np.float32]

_MOST_ALIGNED_S = 1200.0
"""Longest recording that is aligned with its text at once."""
_FEW_KNOWN = 0.6
"""Share of known words below which a text is in no English."""


@dataclass(frozen=True)
class Said:
    """The words of a recording."""

    words: tuple[TimedWord, ...] | None
    """In order; None where they could not be found."""
    why_not: str
    """Why they are not those of the text, or are not there; empty: all went well."""


def said_by_text(samples: Float32s, text: str, progress: Progress) -> Said:
    """The words of a text in its recording; where it does not fit, those that are understood.

    Args:
        samples: mono at 16 kHz, shape (n,).
        text: what is said.
        progress: may cancel.

    Raises:
        CancelledError: the job was cancelled.
    """
    words, why_not = _aligned(samples, text)
    if words is not None:
        return Said(words, "")
    understood = said(samples, progress)
    return Said(understood.words, " ".join(part for part in (why_not, understood.why_not) if part))


def said(samples: Float32s, progress: Progress) -> Said:
    """The words that the speech model understands.

    Args:
        samples: mono at 16 kHz, shape (n,).
        progress: may cancel.

    Raises:
        CancelledError: the job was cancelled.
    """
    from backbeat.models.whisper import Whisper
    from backbeat.models.whisper_tokens import Vocabulary
    from backbeat.speech.reading import Reader
    from backbeat.speech.transcribing import language_of, voice_in, words_in

    try:
        model, vocabulary = Whisper(), Vocabulary()
    except (NotFoundError, InputError) as error:
        return Said(None, f"{error} {error.hint}".strip())

    def read(first: int, count: int) -> Float32s:
        return samples[first : first + count]

    voice = voice_in(samples[at : at + 10 * RATE] for at in range(0, len(samples), 10 * RATE))
    language = language_of(voice, read, model)
    if not language.code:
        return Said((), "")
    reader = Reader(model, vocabulary, language.code, others=language.guessed)
    found = words_in(voice, read, reader, progress)
    return Said(tuple(TimedWord(word.start_s, word.end_s, _plain(word.text)) for word in found), "")


def _aligned(samples: Float32s, text: str) -> tuple[tuple[TimedWord, ...] | None, str]:
    try:
        from backbeat.models.phones import align_words, dictionary

        known = dictionary()
    except ImportError:
        return None, "Words were written down by ear, since pocketsphinx is not installed."
    words = words_of(text)
    share = sum(word in known for word in words) / max(1, len(words))
    if letters_left_out(text) > len(text) / 10 or share < _FEW_KNOWN:
        return None, "Only English text can be aligned, so the words were written down by ear."
    if len(samples) / RATE > _MOST_ALIGNED_S:
        limit = f"{_MOST_ALIGNED_S / 60:.0f} minutes"
        return None, f"Text is aligned with {limit} at most, so the words were written down by ear."
    found = align_words(samples, words, unknown(words, known))
    if found is None:
        return None, "The text does not fit the recording, so the words were written down by ear."
    return tuple(TimedWord(word.start_s, word.end_s, word.name) for word in found), ""


def _plain(text: str) -> str:
    """A word without punctuation and capitals, of any script."""
    return "".join(letter for letter in text.casefold() if letter.isalnum() or letter == "'")
