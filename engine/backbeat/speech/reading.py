"""Reads one window: its words with their times, and nothing that nobody says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from backbeat.models.whisper import ROW, Heard, Whisper
from backbeat.models.whisper_mel import RATE
from backbeat.models.whisper_tokens import Vocabulary
from backbeat.speech.word_times import word_times

Float32s = NDArray[np.float32]

_BEAM = 5
_LOOPS, _LONGEST_LOOP, _LEAST_LOOPED = 4, 12, 10
"""Times that tokens follow one another in a loop, most of them, and least length of it all."""
_UNLIKELY, _SILENT = -1.0, 0.6
"""Mean log probability of a bad reading, and probability of silence that makes it none."""
_LEFT_S = 2.0
"""Speech after the last time stamp that is worth reading again."""
_SPEECH = 0.2
"""Mean probability of speech under which a word is not believed."""
_BELIEVED = 0.5
"""Confidence from which a word is believed all the same."""
_SURE_OF_LANGUAGE = 0.8
"""Probability of another language from which a window is read in it."""
_FRAME_S = 0.032


@dataclass(frozen=True, slots=True)
class SpokenWord:
    """A word with its time."""

    start_s: float
    end_s: float
    text: str
    """With its punctuation."""
    confidence: float
    """0 to 1."""
    language: str = ""
    """ISO 639-1 code."""
    speaker: int = 0
    """Number of the speaker, from 1; 0: not told apart."""


@dataclass(frozen=True)
class Reader:
    """Reads windows."""

    model: Whisper
    vocabulary: Vocabulary
    language: str
    others: bool = False
    """Whether a window that is surely in another language is read in that."""

    def read(self, samples: Float32s, speech: Float32s) -> list[SpokenWord]:
        """The words in a window, with times from its start.

        Args:
            samples: mono at 16 kHz, at most 30 s.
            speech: probability of speech in each frame of 32 ms of it.
        """
        words: list[SpokenWord] = []
        first = 0
        while True:
            found, end_s = self._read_from(samples[first:])
            words += [_later(word, first / RATE) for word in found]
            rest = speech[round((first / RATE + end_s) / _FRAME_S) :]
            if not found or end_s < 1 or float((rest > 0.5).sum()) * _FRAME_S < _LEFT_S:
                break
            first += round(end_s * RATE)
        return [word for word in words if _is_believed(word, speech)]

    def _read_from(self, samples: Float32s) -> tuple[list[SpokenWord], float]:
        """The words, and up to where was read."""
        encoded = self.model.encode(samples)
        language = self._language_of(encoded)
        prompt = self.vocabulary.prompt(language)
        heard = self.model.read(encoded, prompt, _BEAM)
        if self._is_bad(heard):
            other = self.model.read(encoded, prompt, _BEAM, repeats=False)
            if _loops(heard.tokens) or other.log_probability > heard.log_probability:
                heard = other
        if heard.no_speech > _SILENT and heard.log_probability < _UNLIKELY:
            return [], 0.0
        tokens = [token for token in heard.tokens if self.vocabulary.is_text(token)]
        written = self.vocabulary.words(tokens, language)
        if not written:
            return [], 0.0
        kept = [token for word in written for token in word.tokens]
        aligned = self.model.align(encoded, prompt, kept, len(samples))
        ends = np.cumsum([len(word.tokens) for word in written])
        borders = aligned.starts[np.concatenate([[0], ends])] * ROW / RATE
        sure = [
            float(part.mean()) if len(part) else 0.0
            for part in np.split(aligned.probabilities, ends[:-1])
        ]
        words = [
            SpokenWord(float(start), float(end), word.text, confidence, language)
            for word, (start, end), confidence in zip(
                written, word_times(samples, borders), sure, strict=True
            )
        ]
        return words, self._read_to(heard, len(samples) / RATE)

    def _language_of(self, encoded: Any) -> str:
        if not self.others:
            return self.language
        code, probability = next(iter(self.model.languages(encoded).items()))
        return code if probability >= _SURE_OF_LANGUAGE else self.language

    def _read_to(self, heard: Heard, length_s: float) -> float:
        times = [self.vocabulary.seconds(token) for token in heard.tokens]
        last = max((time for time in times if time is not None), default=0.0)
        return last if 0 < last < length_s else length_s

    def _is_bad(self, heard: Heard) -> bool:
        return heard.log_probability < _UNLIKELY or _loops(heard.tokens)


def _loops(tokens: Sequence[int]) -> bool:
    """Whether some tokens follow one another again and again, as they do where Whisper is lost."""
    for length in range(1, _LONGEST_LOOP + 1):
        run = 0
        for place in range(length, len(tokens)):
            run = run + 1 if tokens[place] == tokens[place - length] else 0
            if run >= length * (_LOOPS - 1) and run + length >= _LEAST_LOOPED:
                return True
    return False


def _later(word: SpokenWord, seconds: float) -> SpokenWord:
    return replace(word, start_s=word.start_s + seconds, end_s=word.end_s + seconds)


def _is_believed(word: SpokenWord, speech: Float32s) -> bool:
    first, last = int(word.start_s / _FRAME_S), int(word.end_s / _FRAME_S) + 1
    here = speech[max(0, first - 2) : last + 2]
    return word.confidence >= _BELIEVED or (len(here) > 0 and float(here.max()) >= _SPEECH)
