"""Hears speech as backends need it: features, likely sounds, and where somebody speaks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from backbeat.errors import InputError, NotFoundError
from backbeat.footage.footage import Span
from backbeat.footage.speech import speech_in
from backbeat.lipsync.changes.spans import joined
from backbeat.lipsync.lines import Speech
from backbeat.progress import Progress
from backbeat.speech.spectrum import RATE
from backbeat.workflows.lipsync.recordings import Recording
from backbeat.workflows.visemes.hearing import TEXT, TEXT_STEP_S, Heard, heard

Float32s = NDArray[np.float32]

_BLOCK = 10 * RATE
_AROUND_S, _APART_S = 4.0, 5.0
"""Speech that is listened to around what is needed; gap that is not worth leaving out."""


@dataclass(frozen=True, eq=False)
class HeardSpeech:
    """Speech on the clock of the output, and what was found in it."""

    speech: Speech
    spoken: tuple[Span, ...]
    """Where somebody speaks."""
    warnings: tuple[str, ...]


def spoken_in(samples: Float32s) -> tuple[Span, ...]:
    """Where somebody speaks in a recording, mono at 16 kHz, in order."""
    return speech_in(samples[at : at + _BLOCK] for at in range(0, len(samples), _BLOCK))


def speech_of(
    samples: Float32s,
    recording: Recording | None,
    text: str,
    progress: Progress,
    needed: Sequence[Span] | None = None,
) -> HeardSpeech:
    """Hears what is said.

    Args:
        samples: what is heard in the output, mono at 16 kHz.
        recording: the part of it that the text is of.
        text: what is said in the recording; empty: not known.
        progress: may cancel.
        needed: where it matters what is said. The speech model listens to no more, and `features`
            are 0 elsewhere. None: everywhere.

    Raises:
        InputError: there is text, and the package that aligns it is missing.
        CancelledError: the job was cancelled.
    """
    everywhere = [Span(0.0, len(samples) / RATE)]
    features = _features(samples, everywhere if needed is None else needed, progress.part(0, 0.7))
    found = heard(samples, "", progress.part(0.7, 0.8), features)
    likely, step_s, warnings = found.likely, found.step_s, found.warnings
    if text.strip() and recording is not None:
        of_text = heard(recording.samples, text.strip(), progress.part(0.8, 1))
        if of_text.method == TEXT:
            likely, step_s = _with_text(found, of_text, recording), TEXT_STEP_S
        else:
            warnings = (*of_text.warnings[:1], *warnings)
    return HeardSpeech(
        Speech(samples, features, likely, step_s),
        spoken_in(samples),
        tuple(dict.fromkeys(warnings)),
    )


def _with_text(found: Heard, of_text: Heard, recording: Recording) -> Float32s:
    """What was heard in finer steps, with what the text says where the recording is heard."""
    every = round(found.step_s / TEXT_STEP_S)
    likely = np.repeat(found.likely, every, axis=0)
    at = round(recording.start_s / TEXT_STEP_S)
    first, last = max(0, at), min(len(likely), at + len(of_text.likely))
    if last > first:
        likely[first:last] = of_text.likely[first - at : last - at]
    return likely


def _features(samples: Float32s, needed: Sequence[Span], progress: Progress) -> Float32s | None:
    """The speech model's, where they are needed; None where it was not pulled."""
    from backbeat.models.whisper import ROW, WIDTH, Whisper
    from backbeat.speech.features import speech_features

    try:
        model = Whisper()
    except (NotFoundError, InputError):
        return None
    found = np.zeros((-(-len(samples) // ROW), WIDTH), np.float32)
    around = [Span(span.start_s - _AROUND_S, span.end_s + _AROUND_S) for span in needed]
    parts = joined(around, _APART_S)
    for number, span in enumerate(parts):
        first = max(0, round(span.start_s * RATE) // ROW)
        after = min(len(found), -(-round(span.end_s * RATE) // ROW))
        if after > first:
            share = progress.part(number / len(parts), (number + 1) / len(parts))
            part = samples[first * ROW : after * ROW]
            found[first:after] = speech_features(part, model, share)
    return found


def speaks_within(spoken: Sequence[Span], span: Span) -> bool:
    """Whether somebody speaks in a stretch."""
    return any(one.start_s < span.end_s and one.end_s > span.start_s for one in spoken)
