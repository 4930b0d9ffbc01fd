"""Phones of English speech whose text is known, by forced alignment with Pocketsphinx.

Pocketsphinx (BSD licence) brings its acoustic model of American English and the CMU Pronouncing
Dictionary in its package.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

Float32s = NDArray[np.float32]

RATE = 16_000
"""Sample rate of its input, in Hz."""

_FRAME_S = 0.01
_PAD_S = 0.25
"""Noise before and after the speech, without which Pocketsphinx finds no alignment of speech that
starts at once."""
_LATE_S = 0.015
"""How much earlier than phones begin, Pocketsphinx says they do."""
_LEVEL, _NOISE = 0.7, 1e-3


@dataclass(frozen=True, slots=True)
class Phone:
    """A phone in time."""

    start_s: float
    end_s: float
    name: str
    """In the ARPAbet, `SIL` for silence; or in the IPA, empty for silence."""


@cache
def dictionary() -> Mapping[str, tuple[str, ...]]:
    """The words that are known, in lower case, with their usual pronunciation in the ARPAbet."""
    from pocketsphinx import get_model_path

    known: dict[str, tuple[str, ...]] = {}
    text = Path(get_model_path("en-us/cmudict-en-us.dict")).read_text("utf-8")
    for line in text.splitlines():
        word, *phones = line.split()
        if not word.endswith(")"):
            known[word] = tuple(phones)
    return known


def align(
    samples: Float32s, words: Sequence[str], others: Mapping[str, Sequence[str]]
) -> list[Phone] | None:
    """The phones of some speech, in order and without gaps; None where text and speech do not fit.

    Args:
        samples: shape (n,), mono at `RATE`.
        words: what is said, in lower case; each in `dictionary()` or in `others`.
        others: pronunciations of words that the dictionary does not have.
    """
    aligned = _aligned(samples, words, others)
    if aligned is None:
        return None
    return _gathered((phone for word in aligned for phone in word), len(samples) / RATE)


def align_words(
    samples: Float32s, words: Sequence[str], others: Mapping[str, Sequence[str]]
) -> list[Phone] | None:
    """As `align`, of the words: each has its start, its end, and itself for a name."""
    aligned = _aligned(samples, words, others)
    if aligned is None:
        return None
    found = _gathered(aligned, len(samples) / RATE)
    # Silence and noise are called <sil> and [NOISE], a second pronunciation read(2).
    spoken = [word for word in found if word.name[0] not in "<["]
    return [Phone(word.start_s, word.end_s, word.name.partition("(")[0]) for word in spoken]


def _aligned(
    samples: Float32s, words: Sequence[str], others: Mapping[str, Sequence[str]]
) -> Any | None:
    loudest = float(np.abs(samples).max(initial=0.0))
    if not words or loudest == 0:
        return None
    decoder = _decoder()
    try:
        for word, phones in others.items():
            if decoder.lookup_word(word) is None:
                decoder.add_word(word, " ".join(phones), True)
        decoder.set_align_text(" ".join(words))
        sound = _padded(samples / loudest)
        _listen(decoder, sound)
        decoder.set_alignment()
        _listen(decoder, sound)
        return decoder.get_alignment()
    except (RuntimeError, ValueError):
        # Pocketsphinx's way of saying that no path through the words fits the sound.
        return None


def _gathered(pieces: Iterable[Any], duration_s: float) -> list[Phone]:
    found: list[Phone] = []
    for piece in pieces:
        start_s = piece.start * _FRAME_S - _PAD_S + _LATE_S
        end_s = start_s + piece.duration * _FRAME_S
        start_s, end_s = max(0.0, start_s), min(end_s, duration_s)
        if end_s > start_s:
            found.append(Phone(start_s, end_s, piece.name))
    return found


def _listen(decoder: Any, sound: bytes) -> None:
    decoder.start_utt()
    decoder.process_raw(sound, full_utt=True)
    decoder.end_utt()


def _padded(samples: Float32s) -> bytes:
    noise = np.random.default_rng(0).normal(0, _NOISE, 2 * int(_PAD_S * RATE))
    before, after = np.split(noise, 2)
    sound = np.concatenate([before, samples, after]) * _LEVEL
    return bytes((sound * 32767).astype("<i2").tobytes())


def _decoder() -> Any:
    from pocketsphinx import Decoder, get_model_path

    # The usual beams give up on clear speech, and the best path through the lattice leaves words.
    return Decoder(
        hmm=get_model_path("en-us/en-us"),
        dict=get_model_path("en-us/cmudict-en-us.dict"),
        lm=None,
        cmn="batch",
        dither=True,
        seed=1,
        beam=1e-200,
        pbeam=1e-200,
        wbeam=1e-150,
        bestpath=False,
        loglevel="FATAL",
    )
