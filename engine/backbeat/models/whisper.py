"""Whisper, which recognises speech: its encoder, its decoder and its alignment, by CTranslate2.

The model is not in the wheel: `backbeat models pull speech` brings it. What it says of a window of
30 s is asked for here; `backbeat.speech` puts the windows of a recording together.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from backbeat.errors import InputError
from backbeat.models.registry import pulled_path
from backbeat.models.whisper_mel import HOP, RATE, log_mel
from backbeat.packages import require
from backbeat.threads import PER_JOB

Float32s = NDArray[np.float32]

WINDOW_S = 30
WINDOW = WINDOW_S * RATE
"""Samples of one window: Whisper reads no more and no less."""
ROW = 2 * HOP
"""Samples to a row of features: 20 ms."""
WIDTH = 512
"""Numbers in a row of features of whisper-base."""

MODEL = "speech"
"""Its name in the registry."""
_SMOOTH_ROWS = 3
"""Rows of attention whose median is taken; the reference's 7 blur short words."""
_MOST_TOKENS = 224
"""Half of what the decoder can hold, as in the reference implementation."""


@dataclass(frozen=True, eq=False)
class Heard:
    """One reading of a window."""

    tokens: list[int]
    """Text and time stamps, without the prompt."""
    log_probability: float
    """Mean over the tokens, natural logarithm."""
    no_speech: float
    """Probability that nobody speaks, 0 to 1."""


@dataclass(frozen=True, eq=False)
class Alignment:
    """Where the tokens of a text are in a window."""

    starts: NDArray[np.float64]
    """Row of features at which each token starts; one more for the end of the last."""
    probabilities: NDArray[np.float64]
    """Of each token, 0 to 1."""


class Whisper:
    """A Whisper model in memory; one thread, no GPU.

    Args:
        folder: holds model.bin, config.json and vocabulary.txt as CTranslate2 reads them; None for
            the model that was pulled.

    Raises:
        NotFoundError: the model was not pulled.
        InputError: the package `ctranslate2` is not installed, or the model is broken.
    """

    def __init__(self, folder: Path | None = None) -> None:
        require("ctranslate2")
        import ctranslate2

        folder = folder or pulled_path(MODEL, "model.bin").parent
        ctranslate2.set_log_level(_ERRORS_ONLY)
        try:
            self._model = ctranslate2.models.Whisper(
                str(folder),
                device="cpu",
                compute_type="int8",
                inter_threads=1,
                intra_threads=PER_JOB,
            )
        except (RuntimeError, ValueError) as error:
            raise InputError(
                f"{folder / 'model.bin'} is no speech model that can be run here.",
                "Get it again: backbeat models pull speech.",
            ) from error
        self._views = ctranslate2.StorageView

    def encode(self, samples: Float32s, length: int = WINDOW) -> Any:
        """The encoded window, for the other methods; `rows_of` makes an array of it.

        Args:
            samples: mono at 16 kHz, shape (n,), at most `length`; silence follows them.
            length: of the window, in samples; a multiple of `ROW`. Words are read in windows of
                30 s only.
        """
        padded = np.zeros(length, np.float32)
        padded[: len(samples)] = samples[:length]
        view = self._views.from_array(log_mel(padded)[np.newaxis])
        return self._model.encode(view, to_cpu=True)

    def languages(self, encoded: Any) -> dict[str, float]:
        """Probability of each language that the window may be in, by its code, likeliest first."""
        (found,) = self._model.detect_language(encoded)
        return {name.strip("<|>"): probability for name, probability in found}

    def read(self, encoded: Any, prompt: Sequence[int], beam: int, repeats: bool = True) -> Heard:
        """What is said in the window; the same each time.

        Args:
            encoded: by `encode`.
            prompt: tokens of the start of a transcript.
            beam: number of readings followed at once.
            repeats: whether the same three tokens may follow one another again.
        """
        (result,) = self._model.generate(
            encoded,
            [list(prompt)],
            beam_size=beam,
            no_repeat_ngram_size=0 if repeats else 3,
            max_length=len(prompt) + _MOST_TOKENS,
            return_scores=True,
            return_no_speech_prob=True,
            suppress_blank=True,
            max_initial_timestamp_index=50,
        )
        tokens = list(result.sequences_ids[0])
        return Heard(tokens, float(result.scores[0]), float(result.no_speech_prob))

    def align(
        self, encoded: Any, start: Sequence[int], text: Sequence[int], samples: int
    ) -> Alignment:
        """Where each token of a text is in the window, by cross-attention.

        Args:
            encoded: by `encode`.
            start: tokens of the start of a transcript.
            text: tokens without time stamps; at least one.
            samples: length of the sound in the window.
        """
        frames = max(1, min(samples, WINDOW) // HOP)
        (found,) = self._model.align(
            encoded, list(start), [list(text)], frames, median_filter_width=_SMOOTH_ROWS
        )
        pairs = np.array(found.alignments, np.int64).reshape(-1, 2)
        firsts = np.searchsorted(pairs[:, 0], np.arange(len(text) + 1))
        rows = np.append(pairs[:, 1], pairs[-1, 1] if len(pairs) else 0)
        starts = rows[np.minimum(firsts, len(rows) - 1)].astype(np.float64)
        return Alignment(starts, np.array(found.text_token_probs, np.float64))


_ERRORS_ONLY = 40
"""Python's logging.ERROR, which CTranslate2 takes as it is."""


def rows_of(encoded: Any) -> Float32s:
    """The features of an encoded window, shape (length / 320, 512)."""
    rows: Float32s = np.asarray(encoded, np.float32)[0]
    return rows
